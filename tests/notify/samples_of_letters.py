"""One letter of each kind, as the desk decides them: Carla writes, Ana owns, Olga is ops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from samehand.desk.letters import (
    Acknowledgement,
    Alert,
    Answer,
    AnyLetter,
    Exchange,
    Notice,
    Receipt,
    Relay,
    Thread,
)
from samehand.desk.marks import relay_message_id
from samehand.ingest.message import Address, Attachment

NOW = datetime(2026, 11, 24, 12, 20, tzinfo=UTC)
TOKEN = "abcdefghijklmnopqrstuvwxyz"
CARLA = Address("carla@customer.example", "Carla Costa")
ANA = Address("ana@acme.example", "Ana Ruiz")
OLGA = Address("olga@acme.example")
CUSTOMERS_THREAD = Thread("second@customer.example", ("first@customer.example",))
AGENTS_THREAD = Thread(None, ("conversation-1042@acme.example",))

ACKNOWLEDGEMENT = Acknowledgement(
    key="ack:1042",
    mailbox="support",
    message_id="ack-1@acme.example",
    to=(CARLA,),
    not_before=NOW,
    conversation=1042,
    subject="The kettle leaks",
    owner_name="Ana Ruiz",
    answer_by=NOW + timedelta(minutes=40),
    thread=CUSTOMERS_THREAD,
)
ANSWER = Answer(
    key="answer:12",
    mailbox="support",
    message_id="answer-1@acme.example",
    to=(CARLA,),
    not_before=NOW + timedelta(minutes=1),
    conversation=1042,
    cc=(Address("dan@customer.example", "Dan Costa"),),
    agent_name="Ana Ruiz",
    subject="AW: The kettle leaks",
    text="Hello Carla,\n\na new lid is on its way; it should be with you on Thursday.",
    attachments=(),
    thread=CUSTOMERS_THREAD,
    signature="Ana Ruiz\nAcme Support",
)
RELAY = Relay(
    key="relay:7:ana",
    mailbox="support",
    message_id=relay_message_id(TOKEN, "acme.example"),
    to=(ANA,),
    not_before=NOW,
    conversation=1042,
    sender=CARLA,
    subject="Re: The kettle leaks",
    owner_name="Ana Ruiz",
    target="first response",
    due_at=NOW + timedelta(minutes=40),
    state="open",
    notes=("The sender could not be verified.",),
    text="Hello,\n\nthe kettle that I bought from you leaks since Monday.\n\nCarla",
    attachments=(Attachment("photo.jpg", "image/jpeg", b"\xff\xd8\xff\xe0" * 12),),
    written_at=NOW - timedelta(minutes=5),
    token=TOKEN,
    thread=AGENTS_THREAD,
    left=timedelta(minutes=40),
    told=(("Priority", "high"),),
    last=Exchange("Ana Ruiz", NOW - timedelta(days=1), "Hello Carla,\n\nis the lid closed?"),
)
RECEIPT = Receipt(
    key="receipt:12",
    mailbox="support",
    message_id="receipt-1@acme.example",
    to=(ANA,),
    not_before=NOW,
    conversation=1042,
    subject="The kettle leaks",
    recipients=("carla@customer.example", "dan@customer.example"),
    text=ANSWER.text,
    undo_until=NOW + timedelta(seconds=60),
    done=("the conversation is closed",),
    thread=AGENTS_THREAD,
    token=TOKEN,
    signature=ANSWER.signature,
    cut=("12 quoted lines", "the command #close"),
    state="closed",
    notes=("Accepted by your mail server's word.",),
)
NOTICE = Notice(
    key="hold:12",
    mailbox="support",
    message_id="notice-1@acme.example",
    to=(ANA,),
    not_before=NOW,
    conversation=1042,
    subject="The kettle leaks",
    headline="NOT SENT",
    lines=(
        "Nothing of your mail went to the customer.",
        '"#clsoe" is not a command; did you mean #close?',
    ),
    text="#clsoe\n\nHello Carla, a new lid is on its way.",
    thread=AGENTS_THREAD,
    token=TOKEN,
)
WARNING = Alert(
    key="alert:1042:first_response:1",
    mailbox="support",
    message_id="alert-1@acme.example",
    to=(ANA, OLGA),
    not_before=NOW,
    conversation=1042,
    stage=1,
    target="first response",
    subject="The kettle leaks",
    customer=CARLA,
    owner_name="Ana Ruiz",
    policy="everybody",
    calendar="office",
    started_at=NOW - timedelta(minutes=200),
    due_at=NOW + timedelta(minutes=40),
    used_text="3h 20min of Tue 24 Nov 10:00-13:20 (Europe/Madrid)",
    thread=Thread(None, ("alerts-1042@acme.example",)),
)

PHOTO = Attachment("photo.png", "image/png", b"\x89PNG" * 9, True, "photo@phone.example")
RELAY_IN_HTML = replace(
    RELAY,
    html='<p>Hello,</p><p>the kettle <b>leaks</b>:<br><img src="cid:photo@phone.example"'
    ' alt="the spout"></p>',
    text="Hello,\n\nthe kettle leaks:\n[the spout]",
    attachments=(PHOTO, *RELAY.attachments),
)
ANSWER_IN_HTML = replace(
    ANSWER,
    html="<p>Hello Carla,</p><p>a <b>new lid</b> is on its way.</p>",
    text="Hello Carla,\n\na new lid is on its way.",
)
RECEIPT_IN_HTML = replace(RECEIPT, html=ANSWER_IN_HTML.html, text=ANSWER_IN_HTML.text)

LETTERS: dict[str, AnyLetter] = {
    "acknowledgement": ACKNOWLEDGEMENT,
    "answer": ANSWER,
    "relay": RELAY,
    "receipt": RECEIPT,
    "notice": NOTICE,
    "alert_warning": WARNING,
    "relay_in_html": RELAY_IN_HTML,
    "answer_in_html": ANSWER_IN_HTML,
    "receipt_in_html": RECEIPT_IN_HTML,
}
