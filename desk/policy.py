"""Which policy holds for a conversation, and who its alerts go to.

The first policy that fits holds. In an address pattern `*` stands for anything and every other
character for itself; a word fits where it stands as a whole word, in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

from samehand.config.settings import Policy, Settings
from samehand.ingest.message import Address


def fit(
    policies: Iterable[Policy], mailbox: str, customer: str, subject: str, text: str
) -> Policy | None:
    """The first policy all of whose conditions hold; `customer` is an address."""
    return next((p for p in policies if _fits(p, mailbox, customer, subject, text)), None)


def policy_named(name: str, settings: Settings) -> Policy | None:
    """The policy of this name; None when the config no longer has it."""
    return next((policy for policy in settings.policies if policy.name == name), None)


def mentioned(words: Iterable[str], *texts: str) -> str | None:
    """The first of these words, or phrases, that one of the texts contains as a whole."""
    folded = [_folded(text) for text in texts]
    return next((w for w in words if any(_contains(text, _folded(w)) for text in folded)), None)


def recipients(names: Iterable[str], owner: Address, settings: Settings) -> tuple[Address, ...]:
    """The people behind `owner`, agents' ids and addresses, each once; nobody named means
    those who hear of the pipeline itself."""
    people = {agent.id: Address(agent.address, agent.name) for agent in settings.agents}
    people["owner"] = owner
    named = tuple(names) or settings.desk.alerts_to
    found = (people.get(name) or Address(name.lower()) for name in named)
    return tuple({address.address.lower(): address for address in found}.values())


def lead(settings: Settings) -> Address:
    """Who gets what is escalated, and what agents have left undone."""
    desk = settings.desk
    fallback = settings.agent(desk.fallback_owner)
    own = Address(fallback.address, fallback.name)
    (found,) = recipients((desk.lead or desk.fallback_owner,), own, settings)
    return found


def _fits(policy: Policy, mailbox: str, customer: str, subject: str, text: str) -> bool:
    when = policy.when
    return (
        (not when.mailbox or mailbox in when.mailbox)
        and (not when.customer or any(_matches(customer, p) for p in when.customer))
        and (not when.words or mentioned(when.words, subject, text) is not None)
    )


def _matches(address: str, pattern: str) -> bool:
    """Whether a pattern with `*` covers the whole address, in time linear in its length."""
    address, pattern = address.lower(), pattern.lower()
    head, *rest = pattern.split("*")
    if not rest:
        return address == pattern
    *middle, tail = rest
    if not address.startswith(head) or not address[len(head) :].endswith(tail):
        return False
    inner = address[len(head) : len(address) - len(tail)]
    for part in middle:
        at = inner.find(part)
        if at < 0:
            return False
        inner = inner[at + len(part) :]
    return True


def _contains(text: str, word: str) -> bool:
    phrase = r"\s+".join(map(re.escape, word.split()))
    return bool(phrase) and re.search(rf"(?<!\w){phrase}(?!\w)", text) is not None


def _folded(text: str) -> str:
    return normalize("NFC", text).casefold()
