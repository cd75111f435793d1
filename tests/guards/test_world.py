"""Below the wiring nothing reads a clock or throws dice; no border is crossed carelessly."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from samehand.tests.guards.house import calls, code, imports, is_in, tree

READS_THE_CLOCK = ("app.py", "sandbox/", "commands/")

CLOCKS = re.compile(
    r"(datetime\.|date\.)+(now|utcnow|today)"
    r"|time\.(time|time_ns|localtime|gmtime|monotonic|perf_counter|sleep|strftime)"
    r"|(email\.utils\.|utils\.)?(make_msgid|localtime|formatdate)"
)
DICE = {"random", "secrets", "uuid"}


def test_the_time_is_an_argument() -> None:
    def reads(path: Path) -> list[str]:
        named = [name for name in imports(path) if re.fullmatch(r"time\.\w+", name)]
        return named + [name for name, _ in calls(path) if CLOCKS.fullmatch(name)]

    assert [p for p in code() if reads(p) and not is_in(p, READS_THE_CLOCK)] == []


def test_chance_is_an_argument() -> None:
    dice = [p for p in code() if {name.split(".")[0] for name in imports(p)} & DICE]
    assert [p for p in dice if not is_in(p, READS_THE_CLOCK)] == []


def test_tls_is_always_verified() -> None:
    said = {(path, ast.unparse(node)) for path in code() for node in ast.walk(tree(path))}
    weakened = r".*(CERT_NONE|CERT_OPTIONAL|_create_unverified_context|check_hostname = False)"
    assert [(path, words) for path, words in said if re.fullmatch(weakened, words)] == []


def test_no_library_prints_what_it_says_to_a_server() -> None:
    """The conversation with a server begins with the password."""
    assert made(r".*\bset_debuglevel") == []


def test_the_standard_librarys_own_connections_stay_in_the_sandbox() -> None:
    """They check no certificate by themselves."""
    connections = made(r"((imaplib\.)?IMAP4|smtplib\.SMTP)(_SSL)?")
    assert [path for path in connections if not is_in(path, ("sandbox/",))] == []


def test_sql_is_never_put_together_from_strings() -> None:
    """A constant of the module may stand in it; nothing else may."""
    takes_sql = re.compile(r"text|\w+\.(text|execute|exec_driver_sql)")
    pieced = [
        (path, ast.unparse(call))
        for path in code()
        for name, call in calls(path)
        if takes_sql.fullmatch(name) and call.args and is_pieced(call.args[0])
    ]
    assert pieced == []


def test_no_pattern_repeats_a_counted_group_possessively() -> None:
    """Debian 12's Python, 3.11.2, finds nothing by `(...){0,8}+` where there is something."""
    counted = re.compile(r"\)\{\d*,?\d*\}\+")
    texts = [
        (path, str(node.value))
        for path in code()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    ]
    assert [path for path, text in texts if counted.search(text)] == []


def made(pattern: str) -> list[Path]:
    """The files with a call that is written so."""
    return [p for p in code() if any(re.fullmatch(pattern, name) for name, _ in calls(p))]


def is_pieced(words: ast.expr) -> bool:
    if isinstance(words, ast.JoinedStr):
        parts = [part.value for part in words.values if isinstance(part, ast.FormattedValue)]
        return not all(isinstance(part, ast.Name) and part.id.isupper() for part in parts)
    return isinstance(words, ast.BinOp) or ".format(" in ast.unparse(words)
