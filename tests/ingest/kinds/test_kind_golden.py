"""Mails as servers, answering machines, desks, lists and people write them, and their kind.

Each row is a header, a text and the kind; From and To are Carla's and ours where a row does not
say otherwise. Structures (reports, calendars) stand in `STRUCTURES`.
"""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

import pytest

from samehand.ingest.message import InboundMessage, Kind
from samehand.ingest.parse import read

ASKS = "The lamp that you sent me does not light."
AWAY = "I am out of the office until Monday."

Row = tuple[str, str]

PERSONS: tuple[Row, ...] = (
    ("Subject: My lamp", ASKS),
    ("Subject: Re: My lamp\nIn-Reply-To: <a@acme.example>", ASKS),
    ("Auto-Submitted: no", ASKS),
    ("Auto-Submitted: No", ASKS),
    ("Auto-Submitted:", ASKS),
    ("X-Auto-Response-Suppress: All", ASKS),
    ("X-Auto-Response-Suppress: OOF, AutoReply", ASKS),
    ("X-Auto-Response-Suppress: DR, RN, NRN", ASKS),
    ("Precedence: normal", ASKS),
    ("Precedence: first-class", ASKS),
    ("X-Autoreply: no", ASKS),
    ("X-Autorespond:", ASKS),
    ("X-Mailer: Microsoft Outlook 16.0", ASKS),
    ("X-MS-Exchange-Inbox-Rules-Loop: carla@customer.example", ASKS),
    ("X-Forwarded-For: carla@customer.example support@acme.example", ASKS),
    ("X-Loop: carla@customer.example", ASKS),
    ("Disposition-Notification-To: carla@customer.example", ASKS),
    ("Return-Receipt-To: carla@customer.example", ASKS),
    ("Importance: high\nX-Priority: 1", ASKS),
    ("Feedback-ID: 1:acme", ASKS),
    ("Return-Path: <>", ASKS),
    ("Return-Path: <carla@customer.example>", ASKS),
    ("From: noreply@shop.example\nSubject: Your code", "Your code is 4711."),
    ("From: postmaster@customer.example\nSubject: A question", ASKS),
    ("From: Mail Team <mail@customer.example>\nSubject: Offer", ASKS),
    ("X-Spam-Flag: NO", ASKS),
    ("X-Spam-Status: No, score=1.2", ASKS),
    ("X-MS-Exchange-Organization-SCL: 1", ASKS),
    ("X-MS-Exchange-Organization-SCL: -1", ASKS),
    ("X-Rspamd-Action: no action", ASKS),
    ("X-Forefront-Antispam-Report: CIP:192.0.2.1;SCL:1;SFV:NSPM;", ASKS),
    # who writes about bounces
    ("Subject: My order could not be delivered", "The courier says nobody was at home."),
    ("Subject: Delivery failed", "The parcel could not be delivered, it says. Why?"),
    ("Subject: Undeliverable", "Hello,\n\nwhat does undeliverable mean on my parcel?"),
    (
        "Subject: Mail could not be delivered",
        "Dear support,\n\nmy mail to sales@acme.example comes back with '550 5.1.1 user"
        " unknown' from your SMTP server. Can you help?",
    ),
    (
        "Subject: Fwd: Undelivered Mail Returned to Sender\nUser-Agent: Mozilla Thunderbird",
        "Hi, this is what I get when I write to you:\n\n"
        "This is the mail system at host mx.acme.example.\n"
        "<sales@acme.example>: 550 5.1.1 User unknown\n\nRegards, Carla",
    ),
    (
        "Subject: Fwd: failure notice\nX-Mailer: iPhone Mail (21A329)",
        "What is this? My mail could not be delivered:\n<sales@acme.example>:\nuser unknown",
    ),
    ("Subject: Re: Undeliverable: your invoice", "Now it worked, thank you."),
    ("Subject: AW: Unzustellbar: Rechnung", "Hallo,\n\nkam die Mail jetzt an?"),
    ("Subject: Bounced mails since Monday", "Our mails to you have bounced since Monday."),
    ("Subject: Mail delivery problem", "Hello, can you tell me how long it takes?"),
    ("Subject: Mailbox full?", "Is your mailbox full? I cannot send the photos."),
    ("Subject: Spam complaint", "You keep sending me adverts. Stop that."),
    # who writes about absences
    ("Subject: My holiday booking", "I will be on vacation until Monday."),
    ("Subject: Delivery date", "I am on holiday until Monday. Can you send it after that?"),
    ("Subject: Out of office printer", "The printer in the hall is broken."),
    ("Subject: Vacation rental", "The heating of the flat does not work."),
    ("Subject: Re: Carla Diaz is out of the office.", "On holiday again?"),
    ("Subject: Re: Automatic reply: My lamp", "Please answer me when you are back."),
    ("Subject: AW: Abwesenheitsnotiz: Lampe", "Wann sind Sie wieder da?"),
    ("Subject: Absence of an answer", "You have not answered me for a week."),
    ("Subject: Urlaub", "Hallo,\n\nich bin im Urlaub, bitte liefern Sie erst am Montag."),
    ("Subject: Question", "I got an automatic reply from you. What does it mean?"),
    ("Subject: Who reads this", 'You wrote: "This is an automatic reply." Is anybody there?'),
    ("Subject: Left", "Ben has left the company. Please write to me from now on."),
    # who writes about receipts, tickets and confirmations
    ("Subject: Read: the manual", "I have read the manual, and it still does not light."),
    ("Subject: Receipt for my order", "Please send me the receipt for order 4711."),
    ("Subject: Ticket #4711", "Any news about my ticket?"),
    ("Subject: [Ticket 4711] lamp", "Thank you for contacting me. The lamp is at your shop."),
    ("Subject: Please confirm your message", "Did you mean Monday or Tuesday?"),
    ("Subject: Thank you for your help", "We received your message and the lamp. Perfect."),
    ("Subject: Unsubscribe", "Please take me off your list."),
)

AUTO_REPLIES: tuple[Row, ...] = (
    ("Auto-Submitted: auto-replied", ASKS),
    ("Auto-Submitted: auto-replied (vacation)", ASKS),
    ("Auto-Submitted: auto-replied (zimbra; vacation)\nPrecedence: bulk", AWAY),
    ("Auto-Submitted: auto-notified; owner-email=carla@customer.example", ASKS),
    ("X-Autoreply: yes\nPrecedence: bulk", AWAY),
    ("X-Autorespond: Re: My lamp\nPrecedence: auto_reply", AWAY),
    ("X-Autoresponder: on", AWAY),
    ("X-Mail-Autoreply: 1", AWAY),
    ("X-Auto-Reply-From: carla@customer.example", AWAY),
    ("X-FC-Machinegenerated: true", AWAY),
    ("X-Vacation: yes", AWAY),
    ("X-Apple-Action: VACATION-1", AWAY),
    ("Precedence: auto_reply", AWAY),
    ("Precedence: auto-reply", AWAY),
    ("X-Precedence: auto_reply", AWAY),
    ("Preference: auto_reply", AWAY),
    ("Delivered-To: autoresponder", AWAY),
    ("Auto-Submitted: auto-generated\nSubject: Automatic reply: My lamp", AWAY),
    ("Return-Path: <>\nSubject: Out of office", "Back on Monday."),
    ("Precedence: junk\nSubject: Carla is on vacation", "Back on Monday."),
    # by their words alone, in the languages of answering machines
    ("Subject: Automatic reply: My lamp", AWAY),
    ("Subject: AUTO: Carla Diaz is out of the office (returning 05.05.2026)", AWAY),
    ("Subject: Carla Diaz is out of the office.", "I will be back on Monday."),
    ("Subject: [lamps] Out of office", "I will be back on Monday."),
    ("Subject: Automatische Antwort: Lampe", "Ich bin im Urlaub."),
    ("Subject: Abwesenheitsnotiz: Lampe", "Ich bin derzeit nicht im Haus."),
    ("Subject: Réponse automatique : lampe", "Je suis absente du bureau."),
    ("Subject: Respuesta automática: lámpara", "Estoy de vacaciones."),
    ("Subject: Risposta automatica: lampada", "Sono in ferie fino a lunedì."),
    ("Subject: Resposta automática: lâmpada", "Estarei ausente até segunda."),
    ("Subject: Automatisch antwoord: lamp", "Ik ben op vakantie."),
    ("Subject: Autosvar: lampa", "Jag är på semester."),
    ("Subject: Automatisk svar: lampe", "Jeg er på ferie."),
    ("Subject: Automaattinen vastaus: lamppu", "Olen lomalla."),
    ("Subject: Odpowiedź automatyczna: lampa", "Jestem na urlopie."),
    ("Subject: Automatická odpověď: lampa", "Jsem na dovolené."),
    ("Subject: Automatikus válasz: lámpa", "Szabadságon vagyok."),
    ("Subject: Răspuns automat: lampă", "Sunt în concediu."),
    ("Subject: Автоматический ответ: лампа", "Я в отпуске."),
    ("Subject: Автоматична відповідь: лампа", "Я у відпустці."),
    ("Subject: Otomatik yanıt: lamba", "Ofis dışındayım."),
    ("Subject: 自動返信: ランプ", "休暇中です。"),
    ("Subject: 自动回复: 灯", "我正在休假。"),
    ("Subject: 自動回覆: 燈", "我不在辦公室。"),
    ("Subject: 자동 회신: 램프", "부재중입니다."),
    ("Subject: Your order", "This is an automatic reply. We are closed."),
    ("Subject: Ihre Mail", "Dies ist eine automatische Antwort."),
    ("Subject: Votre message", "Ceci est une réponse automatique."),
    ("Subject: Lamp", f"{AWAY} If this is urgent, please call Ben."),
    # other desks, and guards
    (
        "Auto-Submitted: auto-generated\nSubject: [Request received] Lamp"
        "\nIn-Reply-To: <a@acme.example>",
        "Your request (4711) has been received.",
    ),
    (
        "Precedence: bulk\nFrom: noreply@desk.example\nSubject: [Ticket #4711] Lamp",
        "Thank you for contacting us. A ticket has been created.",
    ),
    (
        "Auto-Submitted: auto-generated\nSubject: Ihre Anfrage 4711",
        "Wir haben Ihre Anfrage erhalten.",
    ),
    (
        "Subject: Please confirm your message",
        "To verify that you are a person, please click the link below.",
    ),
    (
        "Subject: Your email requires verification",
        "Your mail is held until you follow this link to have your message delivered.",
    ),
)

BOUNCES: tuple[Row, ...] = (
    ("X-Failed-Recipients: ben@other.example", ASKS),
    ("From: MAILER-DAEMON@mx.example\nSubject: failure notice", "x"),
    ("From: postmaster@mx.example\nSubject: Unzustellbar: Lampe", "x"),
    ("From: postmaster@mx.example\nSubject: Hello", "Your mail could not be delivered."),
    ("From: Post <>\nSubject: Mail delivery failed", "No such user."),
    ("Return-Path: <>\nSubject: Undeliverable: a lamp", ASKS),
    ("Return-Path: <MAILER-DAEMON@mx.example>\nSubject: Returned mail", "User unknown"),
    ("From: Mail Delivery Subsystem <x@mx.example>\nSubject: Returned mail", "x"),
    ("From: Mail_Daemon@mx.example\nSubject: Delivery Status Notification (Delay)", "x"),
    ("From: System Administrator <a@mx.example>\nSubject: Undeliverable: lamp", "x"),
    ("From: mailer-daemon@mx.example\nSubject: Undeliverable\nList-Id: <x>", "x"),
    ("From: mailer-daemon@mx.example\nSubject: Non remis : lampe", "x"),
    ("From: mailer-daemon@mx.example\nSubject: No se pudo entregar: lámpara", "x"),
    ("From: mailer-daemon@mx.example\nSubject: Mancata consegna: lampada", "x"),
    ("From: mailer-daemon@mx.example\nSubject: Onbestelbaar: lamp", "x"),
    ("From: mailer-daemon@mx.example\nSubject: 配信不能", "x"),
    ("From: mailer-daemon@mx.example\nSubject: 系统退信", "x"),
    ("From: mailer-daemon@mx.example\nSubject: Сообщение не доставлено", "x"),
    (
        "From: ndr@mx.example\nSubject: Delivery failure",
        "Not able to reach the recipient: 550 5.1.1",
    ),
    (
        "From: noreply@carrier.example\nSubject: メールエラー通知",
        "送信先のメールボックスが一杯のため、送信できませんでした。\n\n"
        "Could not be delivered to: <ben@other.example>",
    ),
    (
        "From: relay@mx.example\nSubject: Returned mail: error during delivery",
        "Failed recipients:\n<ben@other.example>: mailbox unavailable [SMTP error 550]",
    ),
    (
        "From: robot@post.example\nSubject: Notification",
        '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[]}}',
    ),
)

OTHERS: tuple[tuple[Kind, str, str], ...] = (
    (Kind.REPORT, "X-Apple-Unsubscribe: true\nAuto-Submitted: auto-replied", "unsubscribe"),
    (
        Kind.REPORT,
        "From: robot@post.example\nSubject: Notification",
        '{"notificationType":"Complaint","complaint":{}}',
    ),
    (
        Kind.RECEIPT,
        "From: robot@post.example\nSubject: Notification",
        '{"eventType": "Delivery"}',
    ),
    (Kind.RECEIPT, "Subject: Read: My lamp", "Your message was read on Monday."),
    (Kind.RECEIPT, "Subject: Gelesen: Lampe", "Ihre Nachricht wurde am Montag gelesen."),
    (Kind.RECEIPT, "Subject: Read receipt", "It was displayed on the screen."),
    (Kind.SPAM, "X-Spam-Flag: YES", ASKS),
    (Kind.SPAM, "X-Spam-Status: Yes, score=9.1", ASKS),
    (Kind.SPAM, "X-MS-Exchange-Organization-SCL: 5", ASKS),
    (Kind.SPAM, "X-MS-Exchange-Organization-SCL: 9", ASKS),
    (Kind.SPAM, "X-Forefront-Antispam-Report: CIP:192.0.2.1;SCL:6;SFV:SPM;", ASKS),
    (Kind.SPAM, "X-Rspamd-Action: add header", ASKS),
    (Kind.SPAM, "X-Bogosity: Spam, tests=bogofilter", ASKS),
    (Kind.SPAM, "X-DSPAM-Result: Spam", ASKS),
    (Kind.SPAM, "X-Spam-Flag: YES\nList-Unsubscribe: <https://shop.example/x>", ASKS),
    (Kind.LIST, "List-Id: lamps <lamps.list.example>", ASKS),
    (Kind.LIST, "List-Id: <lamps.list.example>\nList-Post: <mailto:l@list.example>", ASKS),
    (
        Kind.LIST,
        "List-Post: <mailto:l@list.example>\nList-Unsubscribe: <mailto:u@list.example>",
        ASKS,
    ),
    (Kind.LIST, "Precedence: list", ASKS),
    (Kind.LIST, "Mailing-List: contact lamps@list.example", ASKS),
    (Kind.LIST, "X-Mailing-List: lamps@list.example", ASKS),
    (Kind.LIST, "X-BeenThere: lamps@list.example", ASKS),
    (Kind.LIST, "X-Mailman-Version: 2.1", ASKS),
    (Kind.BULK, "List-Unsubscribe: <mailto:x@news.example>", "Lamps at half the price."),
    (
        Kind.BULK,
        "List-Id: <news.shop.example>\nList-Unsubscribe: <https://shop.example/x>",
        "Lamps at half the price.",
    ),
    (Kind.BULK, "Precedence: bulk", ASKS),
    (Kind.BULK, "Precedence: junk", ASKS),
    (Kind.BULK, "Auto-Submitted: auto-generated", "Your order has left our house."),
    (
        Kind.BULK,  # an agent of another desk, through its software
        "Auto-Submitted: auto-generated\nIn-Reply-To: <a@acme.example>\nSubject: Re: Lamp",
        "Hi Ana,\n\nthe lamp is on its way to you.\n\nBen",
    ),
    (Kind.BULK, "Auto-Submitted: yes", ASKS),
    (Kind.BULK, "X-Loop: yes", ASKS),
    (Kind.BULK, "X-No-Loop: true", ASKS),
)


def mail(header: str, text: str) -> InboundMessage:
    people = "To: support@acme.example"
    if not header.startswith("From:") and "\nFrom:" not in header:
        people += "\nFrom: Carla Diaz <carla@customer.example>"
    return read(f"{people}\n{header}\n\n{text}\n".encode())


GOLDEN = [
    *((Kind.PERSON, *row) for row in PERSONS),
    *((Kind.AUTO_REPLY, *row) for row in AUTO_REPLIES),
    *((Kind.BOUNCE, *row) for row in BOUNCES),
    *OTHERS,
]


@pytest.mark.parametrize(("kind", "header", "text"), GOLDEN)
def test_a_mail_is_taken_for_what_it_is(kind: Kind, header: str, text: str) -> None:
    message = mail(header, text)
    assert message.kind is kind, message.reasons
    assert message.reasons


def test_the_table_is_as_long_as_was_promised() -> None:
    assert len({(header, text) for _, header, text in GOLDEN}) >= 120
