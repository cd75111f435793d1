"""Nobody speaks as Ana unless our own server says for certain that it is Ana."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.config.settings import Profile, Trust
from samehand.ingest.authentication import Result, verdict

ANA = "ana@acme.example"
OURS = Trust(authserv_id="mail.acme.example")
GMAIL = Trust(profile=Profile.GMAIL)
EXCHANGE = Trust(profile=Profile.MICROSOFT365)

PASS = "mail.acme.example; dmarc=pass (p=reject dis=none) header.from=acme.example"
FAIL = "mail.acme.example; dmarc=fail (p=none dis=none) header.from=acme.example"
NOTHING = "mail.acme.example; none"


def said(*statements: str, trust: Trust = OURS, address: str = ANA) -> Result:
    return verdict(statements, (), address, trust).result


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("dmarc=pass header.from=acme.example", Result.PASS),
        ("dmarc=pass header.from=Acme.EXAMPLE", Result.PASS),
        ("DMARC = Pass header.from = acme.example", Result.PASS),
        ("dmarc/1=pass header.from=acme.example", Result.PASS),
        ('dmarc=pass reason="as said" header.from="acme.example"', Result.PASS),
        ("dmarc=fail header.from=acme.example", Result.FAIL),
        ("dmarc=pass", Result.NONE),
        ("dmarc=pass header.from=evil.example", Result.NONE),
        ("dmarc=pass header.from=sub.acme.example", Result.NONE),
        ("dmarc=pass header.from=acme.example.evil.example", Result.NONE),
        ("dmarc=pass header.from=notacme.example", Result.NONE),
        ("dmarc=bestguesspass header.from=acme.example", Result.NONE),
        ("dmarc=none header.from=acme.example", Result.NONE),
        ("dmarc=temperror header.from=acme.example", Result.NONE),
        ("spf=pass smtp.mailfrom=ana@acme.example", Result.NONE),
        ("arc=pass header.from=acme.example", Result.NONE),
        ("x-dmarc=pass header.from=acme.example", Result.NONE),
        ("dkim=pass header.d=acme.example header.i=@acme.example", Result.PASS),
        ("dkim=pass header.d=acme.example header.s=2026 header.b=aB+/9z", Result.PASS),
        ("dkim=pass header.d=example", Result.NONE),
        ("dkim=pass header.d=news.acme.example", Result.NONE),
        ("dkim=pass header.d=evil.example header.i=@acme.example", Result.NONE),
        ("dkim=pass header.i=@acme.example", Result.PASS),
        ("dkim=pass header.i=ana@acme.example", Result.PASS),
        ("dkim=pass header.i=ben@acme.example", Result.NONE),
        ("dkim=pass header.i=@news.acme.example", Result.NONE),
        ("dkim=fail header.d=acme.example", Result.NONE),
        ("dkim=pass header.from=acme.example", Result.NONE),
        ("dkim=pass header.d=evil.example; dkim=pass header.d=acme.example", Result.PASS),
        ("dkim=pass header.d=acme.example; dmarc=fail header.from=acme.example", Result.FAIL),
        ("dkim=pass header.d=acme.example; dmarc=none header.from=acme.example", Result.PASS),
        ("auth=pass (plain) smtp.auth=ana@acme.example", Result.PASS),
        ("auth=pass smtp.mailfrom=ana@acme.example", Result.PASS),
        ("auth=pass smtp.auth=ben smtp.mailfrom=ana@acme.example", Result.NONE),
        ("auth=pass smtp.auth=ana", Result.NONE),
        ("auth=pass smtp.auth=ben@acme.example", Result.NONE),
        ("auth=fail smtp.auth=ana@acme.example", Result.NONE),
        ("auth=pass", Result.NONE),
    ],
)
def test_what_counts(results: str, expected: Result) -> None:
    assert said(f"mail.acme.example; {results}") is expected


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=pass header.from=acme.example; dmarc=pass header.from=acme.example",
        "dmarc=none header.from=acme.example; dmarc=pass header.from=acme.example",
        "dmarc=pass header.from=evil.example header.from=acme.example",
        "dmarc=none dmarc=pass header.from=acme.example",
        "dkim=none action=none dmarc=pass header.from=acme.example",
        "dmarc=pass=fail header.from=acme.example",
        "dmarc==pass header.from=acme.example",
        "dmarc=pass header.from=",
        "dmarc=pass header.from",
        "dmarc=pass; header.from=acme.example",
        '"dmarc"=pass header.from=acme.example',
        'dmarc="pass" header.from=acme.example',
        'dmarc "=" pass header.from=acme.example',
        "dmarc/2=pass header.from=acme.example",
        "dmarc=pass header . from=acme.example",
        "dmarc=pass header.from=acme.example;;",
        ";dmarc=pass header.from=acme.example",
        "dmarc=pass header.from=acme.example; stray.example",
        "none; dmarc=pass header.from=acme.example",
        "dmarc=pa(x)ss header.from=acme.example",
        'dmarc=pass""header.from=acme.example',
        'dmarc=pass reason="a"header.from=acme.example',
        'dmarc="fail"; dkim=pass header.d=acme.example',
        "dmarc=pass header.from=acme.example @x.y=z",
        "dmarc=pass header.from=acme.example x.y= =",
        "dmarc=pass (\x1b) header.from=acme.example",
        "dmarc=pass (\u0435) header.from=acme.example",
        "d\u212aim=pass header.d=acme.example",
        "dmarc=pass header.from=acme.example (",
        "dmarc=pass header.from=acme.example )",
        "dmarc=pass header.from=acme.example (\\)",
        'dmarc=pass header.from="acme.example',
        'dkim=none (by "a(b"); dmarc=pass header.from=acme.example',
        'dkim=none (by "a)b"); dmarc=pass header.from=acme.example',
        'dkim=none (by "a\\"b"); dmarc=pass header.from=acme.example',
        'dkim=none (by "a); dmarc=pass header.from=acme.example',
        "dkim=none action=none; dmarc=pass header.from=acme.example",
        "dmarc=pass header.from=acme.example\\",
        "dmarc=pass header.from=acme.example\r\nX: y",
        "dmarc=pass\x00 header.from=acme.example",
        "dmarc=pass header.from=acme.\u0435xample",
        "dmarc=pass header.from=acme.example " + "(" * 21 + ")" * 21,
        "dmarc=pass header.from=acme.example " + "(" * 200_000,
        "dmarc=pass header.from=acme.example" + "; spf=none" * 2_000,
        "",
    ],
)
def test_what_is_malformed_or_ambiguous_counts_for_nothing(results: str) -> None:
    assert said(f"mail.acme.example; {results}") is Result.NONE


@pytest.mark.parametrize(
    "statement",
    [
        "mail.acme.example 1; dmarc=pass header.from=acme.example",
        "MAIL.acme.example; dmarc=pass header.from=acme.example",
        '"mail.acme.example"; dmarc=pass header.from=acme.example',
        "(by) mail.acme.example (x (y) z); dmarc (a) = (b) pass (c) header.from=acme.example",
        "mail.acme.example;\r\n\tspf=pass smtp.mailfrom=acme.example;\r\n"
        " dmarc=pass\r\n (p=none)\r\n header.from=acme.example",
        "mail.acme.example;\n dmarc=pass header.from=acme.example\r\n",
        "mail.acme.example; dmarc=pass header.from=acme.example;",
        'mail.acme.example; dkim=fail ("lost; dmarc=fail") x-bits=1; dmarc=pass(p=NONE)'
        " header.from=acme.example arc_overridden_status=NOT_OVERRIDDEN;",
        "mail.acme.example; spf=fail (dmarc=fail; x) smtp.mailfrom=<>;"
        ' x-spam=no reason="; dmarc=fail"; dmarc=pass header.from=acme.example',
    ],
)
def test_a_statement_may_be_written_in_many_ways(statement: str) -> None:
    assert said(statement) is Result.PASS


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=fail (dmarc=pass header.from=acme.example) header.from=acme.example",
        "dmarc=(dmarc=pass)fail header.from=acme.example",
        'dmarc=fail reason="; dmarc=pass header.from=acme.example;"',
        'dmarc=fail reason="\\"; dmarc=pass header.from=acme.example; a=\\""',
        "dmarc=fail (\\); dmarc=pass header.from=acme.example \\() header.from=acme.example",
    ],
)
def test_words_in_comments_and_quotation_marks_say_nothing(results: str) -> None:
    assert said(f"mail.acme.example; {results}") is Result.FAIL


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ((), Result.NONE),
        ((PASS,), Result.PASS),
        ((FAIL, PASS), Result.FAIL),
        ((NOTHING, PASS), Result.NONE),
        ((PASS, FAIL), Result.PASS),
        (("evil.example; dmarc=pass header.from=acme.example",), Result.NONE),
        (("evil.example; dmarc=fail header.from=acme.example", PASS), Result.PASS),
        (("mail.acme.example.evil.example; dmarc=pass header.from=acme.example",), Result.NONE),
        (("acme.example; dmarc=pass header.from=acme.example",), Result.NONE),
        (("dmarc=pass header.from=acme.example",), Result.NONE),
        (("; dmarc=pass header.from=acme.example",), Result.NONE),
        (("mail.acme.example 2; dmarc=pass header.from=acme.example",), Result.NONE),
        (("mail.acme.example; (", PASS), Result.NONE),
        (("not to be read", PASS), Result.NONE),
    ],
)
def test_only_the_topmost_statement_of_our_server_counts(
    statements: tuple[str, ...], expected: Result
) -> None:
    assert said(*statements) is expected


@pytest.mark.parametrize("trust", [Trust(), OURS, GMAIL, EXCHANGE])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "ana@",
        "@acme.example",
        "a@b@acme.example",
        "ana@acme.ex\u00e4mple",
        "ana@\u212a.example",
    ],
)
def test_an_address_that_is_none_is_nobody(address: str, trust: Trust) -> None:
    assert said(PASS, trust=trust, address=address) is Result.NONE


def test_without_a_server_to_trust_nothing_counts() -> None:
    assert said(PASS, trust=Trust()) is Result.NONE


FROM_GMAIL = (
    "mx.google.com;\r\n"
    "       dkim=pass header.i=@acme.example header.s=google header.b=Zq8O+1l/;\r\n"
    "       spf=pass (google.com: domain of ana@acme.example designates 192.0.2.1 as"
    " permitted sender) smtp.mailfrom=ana@acme.example;\r\n"
    "       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=acme.example;"
    "\r\n       dara=pass header.i=@acme.example"
)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ((FROM_GMAIL,), Result.PASS),
        ((FROM_GMAIL.replace("dmarc=pass", "dmarc=fail"), FROM_GMAIL), Result.FAIL),
        ((FROM_GMAIL.replace("mx.google.com", "mx.evil.example"),), Result.NONE),
        (("mx.google.com; auth=pass smtp.auth=ana@acme.example",), Result.NONE),
        (("dmarc=pass header.from=acme.example",), Result.NONE),
    ],
)
def test_gmail_signs_its_statements(statements: tuple[str, ...], expected: Result) -> None:
    assert said(*statements, trust=GMAIL) is expected


FROM_EXCHANGE = (
    "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=acme.example; dkim=pass (signature was"
    " verified)\r\n header.d=acme.example;dmarc=pass action=none\r\n"
    " header.from=acme.example;compauth=pass reason=100"
)
STRAY = (
    "spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=x.example; acme.example; dkim=pass"
    " (signature was verified) header.d=acme.example;acme.example; dmarc=bestguesspass"
    " action=none header.from=acme.example;"
)
INSIDE_TENANT = (
    "dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=x"
)


BY_EXCHANGE = (
    "from AB1PR05MB0002.eurprd05.prod.outlook.com (2603:10a6:20b:1::5)\r\n by"
    " AB1PR05MB0001.eurprd05.prod.outlook.com with HTTPS; Fri, 24 Jul 2026 08:00:04 +0000"
)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ((FROM_EXCHANGE,), Result.PASS),
        ((STRAY,), Result.PASS),
        ((INSIDE_TENANT, FROM_EXCHANGE), Result.NONE),
        ((FROM_EXCHANGE.replace("dmarc=pass", "dmarc=fail"), FROM_EXCHANGE), Result.FAIL),
        (("spf=pass smtp.mailfrom=x;compauth=pass reason=100", FROM_EXCHANGE), Result.NONE),
        (("evil.example; dmarc=pass header.from=acme.example",), Result.NONE),
        (("evil.example; dmarc=none header.from=acme.example", FROM_EXCHANGE), Result.NONE),
        (("spf=none; = ; dmarc=pass header.from=acme.example",), Result.NONE),
        ((), Result.NONE),
    ],
)
def test_exchange_online_is_known_by_its_place_at_the_top(
    statements: tuple[str, ...], expected: Result
) -> None:
    assert verdict(statements, (BY_EXCHANGE,), ANA, EXCHANGE).result is expected


@pytest.mark.parametrize(
    "hop",
    [
        "from a (192.0.2.1) by mail.acme.example with ESMTP id 5; Fri",
        "from a (192.0.2.1) by outlook.com.evil.example with HTTPS; Fri",
        "from by.outlook.com (x) (192.0.2.1) by mail.acme.example with SMTP; Fri",
        "by mx.outlook.com with HTTPS; Fri",
        "",
    ],
)
def test_what_was_forwarded_to_another_server_is_not_exchanges_any_more(hop: str) -> None:
    hops = (hop, BY_EXCHANGE)
    assert verdict((FROM_EXCHANGE,), hops, ANA, EXCHANGE).result is Result.NONE


SUBMITTED = (
    "from [192.168.1.7] (laptop.acme.example [192.0.2.7])\r\n"
    "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n"
    "\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\r\n"
    "\t(No client certificate requested)\r\n"
    "\t(Authenticated sender: ana@acme.example)\r\n"
    "\tby mail.acme.example (Postfix) with ESMTPSA id 4ABC7D\r\n"
    "\tfor <support@acme.example>; Fri, 24 Jul 2026 10:00:00 +0200 (CEST)"
)
DELIVERED = (
    "from mail.acme.example\r\n\tby mail.acme.example with LMTP\r\n\tid aBc+Dg/7\r\n"
    "\t(envelope-from <ana@acme.example>)\r\n"
    "\tfor <support@acme.example>; Fri, 24 Jul 2026 10:00:01 +0200"
)
FROM_OUTSIDE = (
    "from {name} (unknown [203.0.113.6])\r\n"
    "\tby mail.acme.example (Postfix) with ESMTP id 5\r\n"
    "\tfor <support@acme.example>; Fri, 24 Jul 2026 10:00:00 +0200 (CEST)"
)
MALLORY = FROM_OUTSIDE.format(name="mallory.example")


@pytest.mark.parametrize(
    ("hops", "expected"),
    [
        ((SUBMITTED,), Result.PASS),
        ((DELIVERED, SUBMITTED), Result.PASS),
        ((DELIVERED.replace("\r\n\tfor <support@acme.example>", ""), SUBMITTED), Result.PASS),
        ((MALLORY, SUBMITTED), Result.NONE),
        ((DELIVERED, MALLORY, SUBMITTED), Result.NONE),
        ((DELIVERED, MALLORY, DELIVERED, SUBMITTED), Result.NONE),
        ((SUBMITTED.replace("ana@", "ben@"),), Result.NONE),
        ((SUBMITTED.replace("by mail.acme", "by mail.evil"),), Result.NONE),
        ((SUBMITTED.replace("ESMTPSA", "ESMTPS"),), Result.NONE),
        (
            (SUBMITTED.replace("\t(Authenticated sender: ana@acme.example)\r\n", ""),),
            Result.NONE,
        ),
        ((SUBMITTED.replace("(No client", "(Client CN"),), Result.NONE),
        ((SUBMITTED + "\u0435",), Result.NONE),
        ((), Result.NONE),
    ],
)
def test_a_mail_that_ana_submitted_to_our_own_server_is_hers(
    hops: tuple[str, ...], expected: Result
) -> None:
    assert verdict((), hops, ANA, OURS).result is expected


@pytest.mark.parametrize(
    "name",
    [
        "x with LMTP id 5",
        "x by mail.acme.example with LMTP id 5; Mon",
        "x by mail.acme.example with LMTP id 5 for a; Mon",
        "x by mail.acme.example with LMTP id 5; Mon",
        "x by mail.acme.example with LMTP id 5 for ?a@b?; Mon",
        "x ?Authenticated sender: ana@acme.example?",
    ],
)
def test_no_name_that_a_client_gives_itself_hides_its_hop(name: str) -> None:
    hops = (FROM_OUTSIDE.format(name=name), SUBMITTED)
    assert verdict((), hops, ANA, OURS).result is Result.NONE


@pytest.mark.parametrize(
    "trust", [GMAIL, EXCHANGE, Trust("mail.acme.example", Profile.GMAIL), Trust()]
)
def test_no_hop_counts_at_a_provider(trust: Trust) -> None:
    assert verdict((), (SUBMITTED,), ANA, trust).result is Result.NONE


def test_a_failed_dmarc_counts_more_than_a_hop() -> None:
    assert verdict((FAIL,), (SUBMITTED,), ANA, OURS).result is Result.FAIL


def test_a_verdict_says_why() -> None:
    assert verdict((PASS,), (), ANA, OURS).reason == "dmarc=pass for acme.example"
    assert "mail.acme.example" in verdict((), (), ANA, OURS).reason


# What Mallory may write where our server repeats it. A server escapes, at the least, what would
# end the place where it stands.
FORGED = st.sampled_from(
    [
        "dmarc=pass header.from=acme.example",
        "dkim=pass header.d=acme.example",
        "auth=pass smtp.auth=ana@acme.example",
        "mail.acme.example; dmarc=pass header.from=acme.example",
    ]
)
NOISE = st.text(alphabet=' \t;=()"\\ab.@/', max_size=12)
SAID = "mail.acme.example; spf=fail {0}smtp.mailfrom={1}; dmarc={2} header.from=acme.example{3}"


def escaped(text: str, marks: str) -> str:
    return "".join(f"\\{c}" if c in marks else c for c in text)


@st.composite
def repeated(draw: st.DrawFn) -> str:
    """One of our server's honest statements, with Mallory's words in all places for words."""
    words = [draw(NOISE) + draw(FORGED) + draw(NOISE) for _ in range(3)]
    first, last = (f"({escaped(word, chr(92) + '()')}) " for word in (words[0], words[2]))
    middle = '"' + escaped(words[1], '\\"') + '"'
    result = draw(st.sampled_from(["fail", "none", "temperror", "permerror"]))
    statement = SAID.format(first, middle, result, f" {last}")
    fold = draw(st.sampled_from([" ", "\r\n ", "\n\t", " \r\n\t "]))
    return statement.replace("; ", f";{fold}")


@given(repeated(), st.lists(st.one_of(FORGED, NOISE, st.just(PASS)), max_size=3))
def test_a_forged_statement_passes_in_no_wrapping(ours: str, below: list[str]) -> None:
    assert said(ours, *below) is not Result.PASS


@given(st.lists(st.one_of(FORGED, NOISE), min_size=1, max_size=4), st.sampled_from(" \t;()"))
def test_a_forged_statement_passes_under_no_other_name(parts: list[str], glue: str) -> None:
    field = "evil.example; " + glue.join(parts)
    assert said(field, trust=OURS) is Result.NONE
    assert said(field, trust=GMAIL) is Result.NONE


@given(st.text(max_size=200), st.sampled_from([OURS, GMAIL, EXCHANGE, Trust()]))
def test_no_text_is_too_strange_to_be_read(text: str, trust: Trust) -> None:
    assert verdict((text,), (BY_EXCHANGE,), ANA, trust).result is not Result.PASS
    assert verdict((), (text,), ANA, trust).result is Result.NONE


@given(st.text(alphabet=' ;=()"\\dmarc=pssfil.', max_size=80))
def test_a_statement_without_the_domain_never_passes(text: str) -> None:
    assert said(f"mail.acme.example; {text}") is not Result.PASS
