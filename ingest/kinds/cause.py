"""Why a mail was not delivered, in a word, and whether the next one would fare better.

What servers write in words is believed before their codes: many send 5.0.0 for everything. A
refusal of this one mail (its size, its content, the server that it came through) says nothing
against the address; a mailbox that is full or locked may open again.
"""

from __future__ import annotations

import re
from enum import StrEnum

from samehand.ingest.wordlist import any_of

MOST_TEXT = 6_000  # characters


class Cause(StrEnum):
    """Why a mail was not delivered."""

    UNKNOWN_USER = "unknown user"
    UNKNOWN_HOST = "unknown host"
    MOVED = "moved away"
    NO_MAIL = "takes no mail"
    FULL = "mailbox full"
    LOCKED = "account locked"
    TOO_MUCH = "too many mails at once"
    TOO_BIG = "mail too big"
    BLOCKED = "sender blocked"
    SPAM = "taken for spam"
    POLICY = "refused by policy"
    NETWORK = "server not reached"
    EXPIRED = "gave up after some time"
    SYSTEM = "trouble of the server"


_FOR_GOOD = {Cause.UNKNOWN_USER, Cause.UNKNOWN_HOST, Cause.MOVED, Cause.NO_MAIL}


def _says(cause: Cause, *phrases: str) -> tuple[Cause, re.Pattern[str]]:
    return cause, any_of(*phrases)


# the first that is found holds
_WORDS: tuple[tuple[Cause, re.Pattern[str]], ...] = (
    _says(
        Cause.TOO_MUCH,
        r"rate limit|frequency limited|too many (?:connections|recipients|messages|sessions)",
        r"at a rate that|throttl|unexpected volume|レート制限",
    ),
    _says(
        Cause.FULL,
        r"\b(?:mailbox|inbox|folder|mail ?folder|account|disk"
        r"|mail ?drop)(?: \S{1,60}){0,3} (?:full|out of (?:storage|space))\b"
        r"|mailbox (?:is )?full|full mailbox",
        r"over (?:disk |mail |their |his |its )?quota|overquota|quota (?:is |was "
        r"|has been )?exceed|exceed\w{0,3} (?:\w{1,12} ){0,4}(?:quota|storage|mailbox)"
        r"|too much mail",
        r"out of storage|(?:insufficient|not enough) (?:disk|storage|system storage|space)",
        r"postfach.{0,30}voll|bo[iî]te.{0,40}pleine|buz[oó]n.{0,30}llen|casella.{0,30}piena",
        r"caixa.{0,30}cheia|ящик.{0,30}переполнен|(?:メールボックス|容量).{0,20}(?:一杯"
        r"|いっぱい|超|オーバー)|邮箱.{0,10}满|配额",
    ),
    _says(
        Cause.NETWORK,
        r"host not found, try again|network error|malformed or unexpected",
        r"too many hops|hop count|routing loop|mail loop|lost connection|refused connection",
    ),
    _says(
        Cause.LOCKED,
        r"\b(?:disabled|inactive|deactivated|suspended|frozen|dormant)\b(?! or discon)",
        r"(?:temporar\w{1,4}|account|user|mailbox).{0,20} locked|not (?:an )?active",
        r"受信拒否",
    ),
    _says(
        Cause.UNKNOWN_HOST,
        r"(?:host|domain)(?: or domain)?(?: name)?(?: \S{1,80})? (?:is )?(?:unknown|not found"
        r"|invalid|(?:does ?n[o']t|not) exist)|(?:unknown|no such|invalid) (?:host|domain)",
        r"nxdomain|bad destination (?:system|host)|non-?existent (?:hosts?|domain)",
        r"unroute?able (?:mail )?domain|could ?n[o']t (?:find|resolve)|no gateway"
        r"|find a gateway",
        r"did ?n[o']t find any host|find any host named|dns lookup failure",
    ),
    _says(
        Cause.NO_MAIL,
        r"not accept(?:ing)? (?:network |any )?(?:messages|mail)|null ?mx|takes no mail",
        r"does ?n[o']t (?:have a final|accept) e?-?mail|does not receive mail",
        r"no relaying|(?:unable|refus\w{0,3}|denied|not permitted) to relay"
        r"|relay(?:ing)? (?:access )?(?:denied|not (?:allowed"
        r"|permitted))",  # a server that does not know the domain
    ),
    _says(
        Cause.MOVED,
        r"has moved|discontinued|no longer (?:on|at|with|here|valid|exist|available|in use"
        r"|accepting|work)",
        r"no forwarding|left the (?:company|organi[sz]ation)",
    ),
    _says(
        Cause.UNKNOWN_USER,
        r"\b(?:user|recipient|mailbox|address|account|alias|person|name|userid"
        r"|inbox)(?: \S{1,100}){0,4}? (?:is |was )?(?:unknown|invalid|not (?:be )?(?:found"
        r"|known|listed|recogni[sz]ed|exist|a valid)|(?:does|did) ?n[o']t (?:exist|match))",
        r"\b(?:unknown|no such|invalid|non-?existent|bad|not a valid|no valid"
        r"|undeliverable) (?:final delivery |destination |local |virtual )?(?:user|userid"
        r"|recipient|mailbox|address|account|person|part|addressee)",
        r"no (?:user|mailbox|account|matches)\b|does ?n[o']t have an? .{1,60} account",
        r"unroute?able address|not listed in|mailbox (?:\S{1,60} )?unavailable"
        r"|not our customer|recipient address rejected: access denied|リストにありません",
        r"user not exist|typos|did ?n[o']t exactly match|there is no such|no such person",
        r"unbekannt|n.existe pas|inconnu|no existe|desconocid|inesistente|sconosciut",
        r"não existe|onbekend|bestaat niet|okänd|nieznan|не (?:найден|существует)",
        r"(?:宛先|ユーザ|アドレス|メールアドレス).{0,30}(?:不明|存在し|見つか|誤)|不存在|无此用户",
    ),
    _says(
        Cause.TOO_BIG,
        r"message (?:size|length)|too (?:large|big)\b|size limit|exceed\w{0,3} .{0,40}size",
    ),
    _says(
        Cause.BLOCKED,
        r"\bblocked\b|black ?list|block ?list|dnsbl|\brbl\b|spamhaus|reputation|\bbanned\b",
        r"reverse dns|dns ptr|client host rejected|complaints|unwanted",
        r"server after (?:ehlo|helo|initial connection)",  # before it knew for whom
    ),
    _says(Cause.SPAM, r"\bspam\b|junk|unsolicited|bulk mail"),
    _says(
        Cause.POLICY,
        r"\bpolicy\b|not (?:authori[sz]ed|permitted|allowed)",
        r"dmarc|\bspf\b|\bdkim\b|authenticat|\bvirus|access denied|media error",
        r"security|offensive|prohibited",
    ),
    _says(
        Cause.EXPIRED,
        r"\bexpired\b|queue too long|too long in|queue period|not been collected|retry time",
        r"maximum (?:delivery )?attempts|failed \d{1,4} attempts|retry timeout|giving up"
        r"|gave up|was aborted after|failing for a long time|after \d{1,4} attempt",
    ),
    _says(
        Cause.NETWORK,
        r"timed? ?out|connection (?:\S{1,20} ){0,3}(?:refused|reset|failed|closed|dropped)",
        r"un-?reachable|not (?:be )?reach(?:able|ed)|not respond|no answer|an smtp connection",
        r"(?:cannot|can ?not|could ?n[o']t|unable to) (?:connect|contact)|name service error",
        r"did not (?:respond|accept our requests to connect)|exchanger failed|socket error",
        r"server (?:busy or )?unavailable",
    ),
    _says(
        Cause.SYSTEM,
        r"temporar|try again|try later|local error|mailer error|system (?:error|problem"
        r"|failure)",
        r"resources|service (?:un|not )available|transaction failed|not support|internal"
        r"|configuration",
        r"greylist|could not load|procmail|pipe|local delivery|\bdied\b|error while",
    ),
    (
        Cause.UNKNOWN_USER,
        any_of(r"(?:recipient|address)(?: \S{1,100})? rejected|rejected recipient"),
    ),
)

# RFC 3463 section 3: the subject and the detail of a status, without its class
_BY_STATUS = {
    "1.1": Cause.UNKNOWN_USER,
    "1.2": Cause.UNKNOWN_HOST,
    "1.3": Cause.UNKNOWN_USER,
    "1.6": Cause.MOVED,
    "1.10": Cause.NO_MAIL,  # RFC 7505
    "2.1": Cause.LOCKED,
    "2.2": Cause.FULL,
    "2.3": Cause.TOO_BIG,
    "3.1": Cause.FULL,
    "3.2": Cause.NO_MAIL,
    "3.4": Cause.TOO_BIG,
    "4.1": Cause.NETWORK,
    "4.2": Cause.NETWORK,
    "4.4": Cause.UNKNOWN_HOST,
    "4.6": Cause.NETWORK,
    "4.7": Cause.EXPIRED,
}
_BY_SUBJECT = {
    "2": Cause.LOCKED,
    "3": Cause.SYSTEM,
    "4": Cause.NETWORK,
    "5": Cause.SYSTEM,
    "6": Cause.POLICY,
    "7": Cause.POLICY,
}
_PLAIN = {"1.1", "1.2", "1.6", "1.10"}  # codes that are hardly ever used for something else
_FOR_EVER = any_of(r"permanent(?:ly)?\b|given up|not going to try")
_STATUS = re.compile(r"(?<![\d.])([45])\.(\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.:/-])([45])[0-5]\d(?=[ -]|$|\])")


def read_cause(text: str, status: str = "") -> tuple[Cause | None, bool | None]:
    """Why, and whether for good; None where the words and codes do not tell.

    `status` is the code of the report itself; `text` has the words of the server.
    """
    text = " ".join(text[:MOST_TEXT].lower().split())
    codes = [*_STATUS.findall(status), *_STATUS.findall(text)]
    classes = [group for group, _ in codes] or _REPLY.findall(text)
    cause = _cause(text, [detail for _, detail in codes])
    if cause is Cause.FULL:  # one that is full for good looks like one that somebody will empty
        return cause, False if classes[:1] == ["4"] else None
    if cause is not None:
        return cause, cause in _FOR_GOOD
    if classes:
        return None, classes[0] == "5"
    return None, True if _FOR_EVER.search(text) else None


def _cause(text: str, details: list[str]) -> Cause | None:
    by_words = next((cause for cause, words in _WORDS if words.search(text)), None)
    plain = next((detail for detail in details if detail in _PLAIN), None)
    if plain and by_words not in {Cause.FULL, Cause.TOO_MUCH, Cause.MOVED}:
        return _BY_STATUS[plain]
    if by_words is not None:
        return by_words
    known = next((detail for detail in details if detail in _BY_STATUS), None)
    if known is not None:
        return _BY_STATUS[known]
    subjects = (detail.partition(".")[0] for detail in details)
    return next((_BY_SUBJECT[one] for one in subjects if one in _BY_SUBJECT), None)
