"""What a server's ways mean for the config: which statements to trust, and why; in plain words.

A pure function. Where a sender could write what would be believed, it advises to trust nobody:
then each agent is asked, which is slower and safe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from samehand.commands.probe_facts import MICROSOFT, Facts
from samehand.config.example import Value, toml
from samehand.config.settings import Profile, Trust
from samehand.ingest.authentication import GMAIL

_OUTSIDE = (
    "A mail from the mailbox to itself may be marked otherwise than an agent's from outside;"
    " `samehand check --from-agent ID` asks an agent for one"
)
_REMOVE = "have it remove those that come in (RFC 8601 section 5)"


@dataclass(frozen=True)
class Advice:
    """What `[mailbox.trust]` should say, whether mails to `name+anything@` arrive, and why.

    `plus` is None where nobody knows. `why` are sentences without their full stop.
    """

    trust: Trust
    plus: bool | None
    why: tuple[str, ...]

    @property
    def own(self) -> dict[str, Value | None]:
        """What the mailbox itself should have, by key."""
        return {} if self.plus is None else {"plus_addressing": self.plus}

    @property
    def table(self) -> dict[str, Value | None]:
        """What `[mailbox.trust]` should have, by key; None is not to be there.

        What to do without a verdict is for the team to say, and stays as it is.
        """
        trust = self.trust
        return {
            "authserv_id": trust.authserv_id,
            "profile": trust.profile.value if trust.profile else None,
            "removes_forged": trust.removes_forged or None,
        }

    def toml(self) -> str:
        """The lines of the config."""
        table = {**self.table, "without_verdict": self.trust.without_verdict.value}
        parts = (_lines(self.own), f"[mailbox.trust]\n{_lines(table)}")
        return "\n\n".join(filter(None, parts))


def _lines(values: Mapping[str, Value | None]) -> str:
    return "\n".join(f"{k} = {toml(v)}" for k, v in values.items() if v is not None)


def advise(facts: Facts, now: Trust) -> Advice:
    """The trust that these facts deserve; `now` is the present one."""
    trust, why = _trust(facts)
    trust = replace(trust, without_verdict=now.without_verdict)
    return Advice(trust, facts.plus, (*why, *_plus(facts), *_changed(facts), _OUTSIDE))


def _trust(facts: Facts) -> tuple[Trust, tuple[str, ...]]:
    name = facts.name
    if name == MICROSOFT:
        why = "Exchange Online puts its statements at the top and signs them with no name"
        return Trust(profile=Profile.MICROSOFT365), (why,)
    if name == GMAIL:
        return Trust(profile=Profile.GMAIL), (f"Gmail signs its statements as {GMAIL}",)
    if name is None:
        return _by_login(facts)
    if facts.forgery is not None and not facts.is_guarded(name):
        if facts.forgery.is_above:
            return Trust(), (
                f"{name} leaves a sender's statements in its name above its own, so they cannot"
                f" be told apart and none of them is trusted; {_REMOVE}",
            )
        if not facts.forgery.is_submission:
            return Trust(), (
                f"{name} takes a mail with statements in its name from somebody logged in, and"
                f" does not show that they were; {_REMOVE}, else whoever has an account there"
                " could vouch for themselves",
            )
    return _signed(name, facts)


def _by_login(facts: Facts) -> tuple[Trust, tuple[str, ...]]:
    """Nothing is stated. A name in the config would make what senders write believed."""
    if facts.login is not None and facts.is_guarded(facts.login[1]):
        user, server = facts.login
        return Trust(server), (
            f"{server} states nothing about senders, but shows who was logged in ({user}): that"
            " is proof for agents whose mail goes out there; others are asked by mail",
        )
    why = [
        "the server states nothing about senders that nobody else could have written, so each"
        ' answer of an agent is asked about by mail; `without_verdict = "token-is-enough"`'
        " spares that, and then whoever gets hold of a reply address can speak as its agent"
    ]
    if facts.login is not None:
        why.append(
            f"it shows who was logged in ({facts.login[0]}), which could be proof; but it lets"
            f" senders state what they like in the name of {facts.login[1]}; {_REMOVE}"
        )
    return Trust(), tuple(why)


def _signed(name: str, facts: Facts) -> tuple[Trust, tuple[str, ...]]:
    seen = facts.names.get(name, 0)
    where = f"the newest mails ({seen} of them)" if seen else "mails here"
    why = [f"{name} signs statements on {where}"]
    if facts.forgery is None:
        why.append("whether it removes forged ones was not tried")
    elif facts.is_guarded(name):
        why.append("it removes those that a sender has written in its name")
    else:
        why.append(
            "it keeps what somebody logged in has written in its name; that is not believed"
        )
    clean = facts.is_guarded(name) and facts.is_stacked
    if clean:
        why.append("it states one thing in several fields, so all of them have to count")
    if facts.login is not None:
        why.append(f"it shows who was logged in ({facts.login[0]})")
    return Trust(name, removes_forged=clean), tuple(why)


def _plus(facts: Facts) -> tuple[str, ...]:
    match facts.plus:
        case True:
            return ("mail to an address with +anything has arrived",)
        case False:
            return (
                "mail to an address with +anything has not arrived, so agents' answers are"
                " known by other marks",
            )
        case None:
            return ()


def _changed(facts: Facts) -> tuple[str, ...]:
    if not facts.changed:
        return (
            ("From, Message-ID and Reply-To came through unchanged",) if facts.has_come else ()
        )
    return (f"the way out changes {' and '.join(facts.changed)}",)
