"""Each wrong value of a config gets a sentence that names the key and the remedy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

WRONG = [
    # types
    (
        "port = 993",
        'port = "993"',
        'mailbox "support": imap.port must be a whole number, not a text',
    ),
    (
        "capacity = 20",
        "capacity = true",
        'agent "ana": capacity must be a whole number, not true or false',
    ),
    (
        "capacity = 20",
        "capacity = 1979-05-27",
        'agent "ana": capacity must be a whole number, not a date or time',
    ),
    (
        "plus_addressing = true",
        "plus_addressing = 1",
        'mailbox "support": plus_addressing must be true or false, not a whole number',
    ),
    (
        'name = "Acme Support"',
        "name = 7",
        "desk.name must be a text in quotes, not a whole number",
    ),
    (
        'name = "Acme Support"',
        'name = " "',
        "desk.name is empty; fill it in or leave the key out",
    ),
    (
        'name = "Acme Support"',
        'name = "Acme\\nBcc: x"',
        "desk.name holds a line break or an invisible character; write it on one line",
    ),
    (
        'topics = ["billing"]',
        'topics = "billing"',
        'agent "ana": topics must be a list, not a text; write [ … ]',
    ),
    ("[outbox]", "[[outbox]]", "outbox must be a table, not a list"),
    ("[[agent]]", "[agent]", "agent must be a list, not a table; write [[agent]]"),
    ("[calendar.office]", "[calendar]", "calendar.timezone must be a table, not a text"),
    (
        "capacity = 20",
        "signature = 7",
        'agent "ana": signature must be a text in quotes, not a whole number',
    ),
    (
        "capacity = 20",
        'signature = "Ana\\u0007"',
        'agent "ana": signature holds an invisible character; write it again by hand',
    ),
    # unknown and missing keys
    (
        "capacity = 20",
        "capacty = 20",
        'agent "ana": capacty is unknown; did you mean "capacity"?',
    ),
    ("[outbox]", "[outbix]", 'outbix is unknown; did you mean "outbox"?'),
    ("undo =", "zzz =", "outbox.zzz is unknown; known are: undo"),
    (
        "port = 993, ",
        "",
        'mailbox "support": imap.port is missing; add it. Port of the server.',
    ),
    (
        'id = "ana"\n',
        "",
        "agent[0].id is missing; add it. Short name, used in commands and policies.",
    ),
    (
        'alerts_to = ["ops@acme.example"]',
        "alerts_to = []",
        "desk.alerts_to is empty; name at least one",
    ),
    # notations
    (
        'poll = "30s"',
        'poll = "30"',
        'mailbox "support": poll is no duration: "30"; write "30s", "15m", "4h", "3d"'
        ' or "1h30m"',
    ),
    (
        'poll = "30s"',
        "poll = 30",
        'mailbox "support": poll must be a text in quotes, not a whole number',
    ),
    (
        'poll = "30s"',
        'poll = "0s"',
        'mailbox "support": poll must be longer than nothing; leave the key out if you'
        " want none",
    ),
    (
        'undo = "60s"',
        'undo = "30m1h"',
        'outbox.undo is no duration: "30m1h"; write "30s", "15m", "4h", "3d" or "1h30m"',
    ),
    ('undo = "60s"', 'undo = "9999999d"', 'outbox.undo is too long: "9999999d"; at most 3650d'),
    (
        "[outbox]",
        "x = 1\n[outbox]",
        'policy "key accounts": x is unknown; known are: name, calendar, when,'
        " first_response, next_response, resolution, warn_at, alert, ladder",
    ),
    (
        'raw = "raw"',
        'raw = "raw"\nlargest_mail = "50 megabytes"',
        'desk.largest_mail is no size: "50 megabytes"; write "800kB", "50MB" or "1GB"',
    ),
    (
        'raw = "raw"',
        'raw = "raw"\nlargest_mail = 50',
        "desk.largest_mail must be a text in quotes, not a whole number",
    ),
    (
        'name = "Acme Support"\ntimezone = "Europe/Madrid"',
        'name = "A"\ntimezone = "Europe/Madird"',
        'desk.timezone is no time zone: "Europe/Madird"; did you mean "Europe/Madrid"?',
    ),
    (
        'name = "Acme Support"\ntimezone = "Europe/Madrid"',
        'name = "A"\ntimezone = "../../etc"',
        'desk.timezone is no time zone: "../../etc"; write "Europe/Madrid"',
    ),
    (
        "warn_at = 0.75",
        "warn_at = 1",
        'policy "key accounts": warn_at must lie between 0 and 1, not 1; 0.75 is three'
        " quarters",
    ),
    (
        "warn_at = 0.75",
        "warn_at = 0.0",
        'policy "key accounts": warn_at must lie between 0 and 1, not 0.0; 0.75 is'
        " three quarters",
    ),
    (
        "warn_at = 0.75",
        "warn_at = nan",
        'policy "key accounts": warn_at must lie between 0 and 1, not nan; 0.75 is'
        " three quarters",
    ),
    (
        "port = 993",
        "port = 99300",
        'mailbox "support": imap.port is no port: 99300; IMAP is on 993, SMTP on 465 or 587',
    ),
    ("capacity = 20", "capacity = -1", 'agent "ana": capacity cannot be below zero: -1'),
    (
        'id = "ana"',
        'id = "Ana Ruiz"',
        'agent "Ana Ruiz": id cannot be "Ana Ruiz"; write a short word of letters and'
        ' digits, as in "ana"',
    ),
    (
        'id = "ana"',
        'id = "owner"',
        'agent "owner": id cannot be "owner"; write a short word of letters and'
        ' digits, as in "ana"',
    ),
    (
        'receipts = "each"',
        'receipts = "always"',
        'agent "ana": receipts names no choice: "always"; known are: each, daily, never',
    ),
    (
        'security = "tls", user = "support", password_env',
        'security = "TLS", user = "support", password_env',
        'mailbox "support": imap.security names no choice: "TLS"; did you mean "tls"?',
    ),
    (
        'address = "ana@acme.example"',
        'address = "Ana <ana@acme.example>"',
        'agent "ana": address is no mail address: "Ana <ana@acme.example>"; write it'
        ' bare, as in "ana@acme.example"',
    ),
    (
        'host = "imap.acme.example"',
        'host = "imaps://imap.acme.example"',
        'mailbox "support": imap.host must be a bare host name, as in "imap.acme.example"',
    ),
    # hours
    (
        '"09:00-15:00"',
        '"9-15"',
        'calendar.office.hours.fri is no span of hours: "9-15"; write "09:00-18:00", or'
        ' "09:00-14:00 15:00-18:00"',
    ),
    (
        '"09:00-15:00"',
        '"09:00-25:00"',
        'calendar.office.hours.fri names a time that no clock shows: "09:00-25:00";'
        " from 00:00 to 24:00",
    ),
    (
        '"09:00-15:00"',
        '"09:60-15:00"',
        'calendar.office.hours.fri names a time that no clock shows: "09:60-15:00";'
        " from 00:00 to 24:00",
    ),
    (
        '"09:00-15:00"',
        '"09:00-09:00"',
        'calendar.office.hours.fri is empty in "09:00-09:00"; a whole day is "00:00-24:00"',
    ),
    (
        '"09:00-15:00"',
        '"24:00-06:00"',
        'calendar.office.hours.fri starts at 24:00 in "24:00-06:00"; write 00:00 on the'
        " next day",
    ),
    (
        '"09:00-15:00"',
        '"09:00-15:00 14:30-18:00"',
        "calendar.office.hours.fri begins before earlier hours have ended; join or"
        " shorten them",
    ),
    (
        'tue = "09:00-18:00"',
        'tue = "22:00-09:30"',
        "calendar.office.hours.wed begins before earlier hours have ended; join or"
        " shorten them",
    ),
    (
        'fri = "09:00-15:00"',
        'sun = "22:00-09:30"',
        "calendar.office.hours.mon begins before earlier hours have ended; join or"
        " shorten them",
    ),
    ("fri = ", "friday = ", 'calendar.office.hours.friday is unknown; did you mean "fri"?'),
    # holidays
    (
        '"ES-MD"',
        '"ES-MAD"',
        'calendar.office.holidays names an unknown region: "ES-MAD"; those of ES are:'
        " AN, AR, AS, CB, CE, CL, CM, CN, CT, EX, GA, IB, MC, MD, ML, NC, PV, RI, VC,"
        " Barcelona",
    ),
    (
        '"ES-MD"',
        '"es-md"',
        'calendar.office.holidays names an unknown country: "es-md"; did you mean "ES"?',
    ),
    # references
    (
        'fallback_owner = "ana"',
        'fallback_owner = "anna"',
        'desk.fallback_owner names no agent: "anna"; did you mean "ana"?',
    ),
    (
        'calendar = "office"\ncapacity',
        'calendar = "offce"\ncapacity',
        'agent "ana": calendar names no calendar: "offce"; did you mean "office"?',
    ),
    (
        'calendar = "office"\nwarn_at',
        'calendar = "night"\nwarn_at',
        'policy "key accounts": calendar names no calendar: "night"; known are: office',
    ),
    (
        'customer = ["*@bigco.example"]',
        'mailbox = ["sales"]',
        'policy "key accounts": when.mailbox names no mailbox: "sales"; known are: support',
    ),
    (
        'to = ["lead@acme.example"]',
        'to = ["lead"]',
        'policy "key accounts": ladder[0].to names nobody: "lead"; an address will do,'
        " or known are: owner, ana",
    ),
    (
        'alert = ["owner"',
        'alert = ["onwer"',
        'policy "key accounts": alert names nobody: "onwer"; an address will do, or'
        ' did you mean "owner"?',
    ),
    # mail that would come back
    (
        'address = "ana@acme.example"',
        'address = "Support+ana@acme.example"',
        'agent "ana": address is a support address itself: Support+ana@acme.example;'
        " mail to it would come back as a customer's, so name another address",
    ),
    (
        'alerts_to = ["ops@acme.example"]',
        'alerts_to = ["support@acme.example"]',
        "desk.alerts_to is a support address itself: support@acme.example; mail to it"
        " would come back as a customer's, so name another address",
    ),
    # passwords and protection
    (
        'password_env = "SUPPORT_PASSWORD"',
        'password_env = "A", password_file = "b"',
        'mailbox "support": imap needs either password_env or password_file, and not both',
    ),
    (
        ', password_env = "SUPPORT_PASSWORD"',
        "",
        'mailbox "support": imap needs either password_env or password_file, and not both',
    ),
    (
        'port = 993, security = "tls", user = "support", password_env',
        'port = 993, security = "none", user = "support", password_env',
        'mailbox "support": imap.security cannot be "none" for another machine; write'
        ' "tls" or "starttls" for imap.acme.example',
    ),
    (
        "[mailbox.trust] ",
        '[mailbox.trust]\nprofile = "gmail" ',
        'mailbox "support": trust names authserv_id and profile; keep one of them',
    ),
    # the store
    (
        "sqlite:///samehand.db",
        "sqlite:///:memory:",
        'desk.store must be "sqlite:///samehand.db" or "postgresql://user@host/samehand"',
    ),
    (
        "sqlite:///samehand.db",
        "mysql://x@y/z",
        'desk.store must be "sqlite:///samehand.db" or "postgresql://user@host/samehand"',
    ),
]


@pytest.mark.parametrize(("before", "after", "problem"), WRONG)
def test_a_wrong_value_is_named_with_its_remedy(
    problems_with: Callable[..., tuple[str, ...]], before: str, after: str, problem: str
) -> None:
    assert problem in problems_with((before, after))
