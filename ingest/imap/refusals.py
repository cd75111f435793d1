"""What it means when a mail server refuses: wait, change the login, look at the certificate.

Decides from the server's words alone and says them with a remedy. Never contains a password.
"""

from __future__ import annotations

import errno
import imaplib
import re
import socket
import ssl
from datetime import timedelta

from samehand.config.settings import Security


class MailboxError(Exception):
    """A folder cannot be read now; the text says who refused what, and the remedy.

    `retry_after` is the pause that the server itself asked for, where it did.
    """

    def __init__(self, text: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class Unavailable(MailboxError):
    """Not now. The same may work later, without anybody's help."""


class LoginRefused(MailboxError):
    """The server does not accept this user and password."""


class CertificateRefused(MailboxError):
    """The server does not prove to be the one that the config names; nothing was sent to it."""


class FolderMissing(MailboxError):
    """The server has no such folder."""


# Response codes of RFC 5530, RFC 9208 and Gmail that say "later", whatever was asked.
_TEMPORARY = re.compile(
    r"\[(UNAVAILABLE|LIMIT|INUSE|SERVERBUG|OVERQUOTA|ALERT\] Too many)\b", re.IGNORECASE
)
_BACKOFF = re.compile(r"backoff time: {0,3}(\d{1,12}) {0,3}milliseconds", re.IGNORECASE)
_LONGEST_BACKOFF = timedelta(days=1)

# Seen in the wild, with what helps. The first that fits is told.
_REMEDIES = (
    (
        "authenticated but not connected",
        "Exchange says this when too many connections are open, when the mailbox or its scope"
        " is not this user's, or for a moment by itself",
    ),
    ("throttled", "the server is throttling; it is left alone as long as it asks for"),
    ("bandwidth limit", "the daily limit of downloads is used up; it ends within a day"),
    ("overquota", "a limit of the account is used up; look at the account at the provider"),
    ("maximum number of connections", "close other mail clients of this user"),
    ("too many simultaneous connections", "close other mail clients of this user"),
)


def pause(words: str) -> timedelta | None:
    """How long the server asks to be left alone, a day at the most.

    Exchange: "Request is throttled. Suggested Backoff Time: 299961 milliseconds".
    Gmail tells no time when the day's downloads are used up; an hour is polite.
    """
    if found := _BACKOFF.search(words):
        return min(timedelta(milliseconds=int(found[1])), _LONGEST_BACKOFF)
    if "[overquota]" in words.lower() or "bandwidth limit" in words.lower():
        return timedelta(hours=1)
    return None


def is_temporary(words: str) -> bool:
    """Whether a refused login or folder may be accepted later, by the server's own words."""
    return (
        pause(words) is not None
        or _TEMPORARY.search(words) is not None
        or "authenticated but not connected" in words.lower()
    )


def words(error: BaseException, *, secrets: tuple[str, ...] = ()) -> str:
    """An error's text on one printable line of bounded length, for a log or a mail.

    Some servers repeat a command in their complaint about it; with a secret in it, however
    quoted, nothing is told.
    """
    said = error.args[0] if len(error.args) == 1 else str(error)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if any(_bare(secret) in _bare(text) for secret in secrets):
        return "in words that repeat the password"
    printable = "".join(c if c.isprintable() else " " for c in text[:1000])
    return " ".join(printable.split())[:300]


def _bare(text: str) -> str:
    return text.replace("\\", "").replace('"', "")


def unavailable(text: str, said: str) -> Unavailable:
    """The error for these words of a server, with the remedy where we know one."""
    remedy = next((help_ for known, help_ in _REMEDIES if known in said.lower()), None)
    return Unavailable(f"{text}; {remedy}" if remedy else text, retry_after=pause(said))


def refused(
    error: Exception, *, where: str, timeout: float, security: Security | None = None
) -> MailboxError:
    """Any error that a connection raises, in our words. What we do not know is temporary.

    `security` as in `unreached`.
    """
    said = words(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return CertificateRefused(f"{where}: {unreached(error, timeout=timeout)}")
    match error:
        case imaplib.IMAP4.abort():
            text = f"the connection broke off ({said})"
        case OSError():
            text = unreached(error, timeout=timeout, security=security)
        case imaplib.IMAP4.error():
            text = f"the server refuses ({said})"
        case _:
            text = f"the server's answer makes no sense ({said})"
    return unavailable(f"{where}: {text}", said)


def unreached(error: OSError, *, timeout: float, security: Security | None = None) -> str:
    """Why no connection stands, and what helps, whatever the protocol.

    `timeout` is in seconds; `security` is what the config says, where the connection was new.
    """
    match error:
        case ssl.SSLCertVerificationError():
            return (
                f"the certificate does not verify ({error.verify_message});"
                " give the host name that it is made for, or its authority in ca_file"
            )
        case ssl.SSLError(reason="WRONG_VERSION_NUMBER" | "RECORD_LAYER_FAILURE"):
            return (
                "this port does not begin with TLS;"
                ' if it speaks STARTTLS, write security = "starttls"'
            )
        case ssl.SSLError():
            return f"no TLS is possible ({words(error)}); check port and security"
        case TimeoutError() if security in (Security.STARTTLS, Security.NONE):
            # A port that begins with TLS waits in silence for the client's first word.
            return (
                f"no answer within {timeout:g} s; if this port begins with TLS, write"
                ' security = "tls", otherwise look at network and firewall'
            )
        case TimeoutError():
            return f"no answer within {timeout:g} s; look at network and firewall"
        case socket.gaierror():
            return "the host name is not known; check host and DNS"
    said = words(error)
    # Where a name has several addresses, asyncio gathers what each of them said in one text.
    if isinstance(error, ConnectionRefusedError) or f"[Errno {errno.ECONNREFUSED}]" in said:
        return "nobody listens on this port; check host, port and firewall"
    remedy = "; check host, port and security" if security else ""
    return f"the connection broke off ({said}){remedy}"
