"""Which policy fits, and whom its alerts reach."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from samehand.config.secrets import PasswordSource
from samehand.config.settings import Agent, Desk, Mailbox, Policy, Server, Settings, When
from samehand.desk.policy import fit, mentioned, policy_named, recipients
from samehand.ingest.message import Address

REST = Policy("rest", "office")


def fits(when: When, *, mailbox: str = "support", subject: str = "", text: str = "") -> bool:
    one = Policy("one", "office", when)
    return fit((one, REST), mailbox, "carla@bigco.example", subject, text) is one


def test_the_first_policy_that_fits_holds() -> None:
    assert fit((REST, Policy("other", "office")), "support", "c@x.example", "", "") is REST
    assert fit((), "support", "c@x.example", "", "") is None


@pytest.mark.parametrize(
    ("pattern", "fits_it"),
    [
        ("carla@bigco.example", True),
        ("Carla@BigCo.example", True),
        ("*@bigco.example", True),
        ("carla@*", True),
        ("*", True),
        ("**", True),
        ("c*a@*co.*", True),
        ("*carla@bigco.example*", True),
        ("bigco.example", False),
        ("*@bigco", False),
        ("@bigco.example", False),
        ("*@bigco.example.evil", False),
        ("*@big?o.example", False),  # `*` is the only sign with a meaning
        ("*@[b]igco.example", False),
        ("*@bigcoXexample", False),
        (".*@bigco.example", False),
        ("*o.example*o.example", False),
        ("carla@bigco.example*carla@bigco.example", False),
        ("*g*b*", False),  # the parts have to come in this order
        ("", False),
    ],
)
def test_a_star_stands_for_anything_and_nothing_else_does(pattern: str, fits_it: bool) -> None:
    assert fits(When(customer=(pattern,))) is fits_it


def test_a_domain_that_only_ends_alike_is_another() -> None:
    key = Policy("key", "office", When(customer=("*@bigco.example",)))
    assert fit((key,), "support", "mallory@notbigco.example", "", "") is None
    assert fit((key,), "support", "bigco.example@mallory.example", "", "") is None


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    hostile = Policy("many", "office", When(customer=("*a" * 40 + "*b",)))
    began = process_time()
    assert fit((hostile,), "support", "a" * 20_000, "", "") is None
    assert process_time() - began < 20  # seconds: what backtracks takes hours


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("refund", "A refund, please", True),
        ("Refund", "REFUND!", True),
        ("refund", "my (refund)", True),
        ("refund", "refunds", False),
        ("refund", "prerefund", False),
        ("data loss", "There was data\n  loss here", True),
        ("data loss", "loss of data", False),
        ("c++", "about C++ and so on", True),
        ("straße", "DIE STRASSE", True),
        ("caf\u00e9", "the cafe\u0301 is shut", True),
        ("a.c", "abc", False),
        ("", "anything", False),
    ],
)
def test_a_word_fits_as_a_whole_and_in_any_case(word: str, text: str, found: bool) -> None:
    assert (mentioned((word,), text) == word) is found
    assert fits(When(words=(word,)), text=text) is found
    assert fits(When(words=(word,)), subject=text) is found


def test_every_given_list_has_to_fit_by_any_of_its_entries() -> None:
    when = When(("sales", "support"), ("*@bigco.example",), ("urgent", "down"))
    assert fits(when, text="all is down")
    assert not fits(when, text="all is well")
    assert not fits(when, text="all is down", mailbox="jobs")


def settings(*policies: Policy) -> Settings:
    server = Server("mail.acme.example", 993, "support", PasswordSource(file=Path("secret")))
    return Settings(
        Desk("Acme", ZoneInfo("UTC"), "ana", ("olga@acme.example",)),
        (Mailbox("support", "support@acme.example", server, server),),
        (
            Agent("ana", "Ana Ruiz", "ana@acme.example", "office"),
            Agent("ben", "Ben", "ben@acme.example", "office"),
        ),
        {},
        policies,
    )


ANA, BEN = Address("ana@acme.example", "Ana Ruiz"), Address("ben@acme.example", "Ben")
OLGA = Address("olga@acme.example")


@pytest.mark.parametrize(
    ("names", "people"),
    [
        (("owner",), (BEN,)),
        (("owner", "ana"), (BEN, ANA)),
        (("Lead@acme.example", "owner"), (Address("lead@acme.example"), BEN)),
        (("owner", "ben", "owner"), (BEN,)),
        ((), (OLGA,)),
    ],
)
def test_names_stand_for_people_each_once(
    names: tuple[str, ...], people: tuple[Address, ...]
) -> None:
    assert recipients(names, BEN, settings()) == people


def test_a_policy_that_the_config_no_longer_has_is_none() -> None:
    assert policy_named("rest", settings(REST)) is REST
    assert policy_named("gone", settings(REST)) is None
