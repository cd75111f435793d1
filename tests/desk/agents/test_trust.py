"""The table of who may do what by mail, a row for each of its cells."""

from __future__ import annotations

from itertools import product

import pytest

from samehand.config.settings import WithoutVerdict
from samehand.desk.agents.trust.table import Action, Evidence, Ruling, Token, judge
from samehand.ingest.authentication import Result, Verdict

ANSWER, LOW, HIGH, FORWARD = Action
ALLOWED, MARKED, ASK, HOLD = Ruling
PASS = Verdict(Result.PASS, "dmarc=pass for acme.example")
FAIL = Verdict(Result.FAIL, "dmarc=fail")
GRAY = Verdict(Result.NONE, "no statement by mx.acme.example")
DOUBTFUL = Verdict(Result.NONE, "nothing passed, and dkim failed", is_doubtful=True)
SENDERS = (PASS, FAIL, GRAY, DOUBTFUL)
YES = "token and confirmation"


def ruling(
    action: Action,
    token: Token,
    sender: Verdict,
    word: str = "",
    without: WithoutVerdict = WithoutVerdict.ASK,
) -> Ruling:
    return judge(action, Evidence(token, sender, word), without)


@pytest.mark.parametrize(
    ("action", "token", "sender", "word", "expected"),
    [
        # An agent's reply goes to the customer: E1, and E2 or E3.
        (ANSWER, Token.LIVE, PASS, "", ALLOWED),
        (ANSWER, Token.NONE, PASS, "", HOLD),
        (ANSWER, Token.COLLEAGUES, PASS, "", HOLD),
        (ANSWER, Token.DEAD, PASS, "", HOLD),
        (ANSWER, Token.LIVE, GRAY, "", ASK),
        (ANSWER, Token.LIVE, DOUBTFUL, "", ASK),
        (ANSWER, Token.LIVE, GRAY, YES, ALLOWED),
        (ANSWER, Token.NONE, GRAY, YES, HOLD),
        (ANSWER, Token.LIVE, FAIL, "", HOLD),
        (ANSWER, Token.LIVE, FAIL, YES, HOLD),
        # A note, #take, #snooze: the same.
        (LOW, Token.LIVE, PASS, "", ALLOWED),
        (LOW, Token.NONE, PASS, "", HOLD),
        (LOW, Token.COLLEAGUES, PASS, "", HOLD),
        (LOW, Token.DEAD, PASS, "", HOLD),
        (LOW, Token.LIVE, GRAY, "", ASK),
        (LOW, Token.LIVE, GRAY, YES, ALLOWED),
        (LOW, Token.LIVE, FAIL, "", HOLD),
        # #assign, #escalate, #close, #merge, #cc: the same, and asked each time.
        (HIGH, Token.LIVE, PASS, "", ALLOWED),
        (HIGH, Token.NONE, PASS, "", HOLD),
        (HIGH, Token.COLLEAGUES, PASS, "", HOLD),
        (HIGH, Token.DEAD, PASS, "", HOLD),
        (HIGH, Token.LIVE, GRAY, "", ASK),
        (HIGH, Token.LIVE, GRAY, YES, ALLOWED),
        (HIGH, Token.LIVE, FAIL, "", HOLD),
        # Forwarding a mail in, or the desk in copy: E2 or E3; else nothing goes out.
        (FORWARD, Token.NONE, PASS, "", ALLOWED),
        (FORWARD, Token.NONE, GRAY, "", MARKED),
        (FORWARD, Token.NONE, DOUBTFUL, "", MARKED),
        (FORWARD, Token.NONE, GRAY, "confirmation", ALLOWED),
        (FORWARD, Token.NONE, FAIL, "", HOLD),
    ],
)
def test_a_cell_of_the_table(
    action: Action, token: Token, sender: Verdict, word: str, expected: Ruling
) -> None:
    assert ruling(action, token, sender, word) is expected


@pytest.mark.parametrize(
    ("action", "sender", "expected"),
    [
        (ANSWER, GRAY, ALLOWED),
        (LOW, GRAY, ALLOWED),
        (HIGH, GRAY, ASK),
        (ANSWER, DOUBTFUL, ASK),
        (LOW, DOUBTFUL, ASK),
        (ANSWER, FAIL, HOLD),
        (FORWARD, GRAY, MARKED),
    ],
)
def test_what_a_team_gains_by_settling_for_the_token(
    action: Action, sender: Verdict, expected: Ruling
) -> None:
    token = Token.NONE if action is FORWARD else Token.LIVE
    enough = WithoutVerdict.TOKEN_IS_ENOUGH
    assert ruling(action, token, sender, without=enough) is expected


@pytest.mark.parametrize("without", WithoutVerdict)
def test_nothing_is_allowed_against_the_servers_word(without: WithoutVerdict) -> None:
    for action, token, word in product(Action, Token, ("", YES)):
        assert ruling(action, token, FAIL, word, without) is HOLD


@pytest.mark.parametrize("without", WithoutVerdict)
def test_without_a_live_token_nobody_speaks_or_orders(without: WithoutVerdict) -> None:
    others = [token for token in Token if token is not Token.LIVE]
    for action, token, sender, word in product((ANSWER, LOW, HIGH), others, SENDERS, ("", YES)):
        assert ruling(action, token, sender, word, without) is HOLD


@pytest.mark.parametrize("without", WithoutVerdict)
def test_more_evidence_never_allows_less(without: WithoutVerdict) -> None:
    for action, token, sender in product(Action, Token, (GRAY, DOUBTFUL)):
        if ruling(action, token, sender, "", without) is ALLOWED:
            assert ruling(action, token, sender, YES, without) is ALLOWED
            assert ruling(action, token, PASS, "", without) is ALLOWED


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (Evidence(Token.LIVE, PASS), "token and dmarc=pass for acme.example"),
        (Evidence(Token.LIVE, GRAY), "token and no verdict"),
        (Evidence(Token.LIVE, GRAY, YES), "token and confirmation"),
        (Evidence(Token.NONE, PASS), "dmarc=pass for acme.example"),
    ],
)
def test_the_evidence_is_told_in_words(evidence: Evidence, words: str) -> None:
    assert str(evidence) == words
