"""How mail programs pass a mail on, each in its own way and in the languages of its users.

The mail is always the same: Carla wrote to Ana on Monday, 2 March 2026, at 09:30 in Madrid.
"""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

CARLA = "Carla Costa <carla@customer.example>"
ANA = "Ana Ruiz <ana@acme.example>"
SUBJECT = "The kettle leaks"
WORDS = "It drips since Sunday.\n\nCan you send me another one?\n\nCarla"
ABOVE = "This one is for us, I think."


@dataclass(frozen=True)
class Language:
    """What programs write in a language: labels, and dates as they put them."""

    sender: str
    sent: str
    date: str
    to: str
    subject: str
    copied: str
    forwarded: str  # "Forwarded message"
    original: str  # "Original message"
    begins: str  # "Begin forwarded message:"
    gmail: str  # the date
    outlook: str
    apple: str


LANGUAGES = {
    "en": Language(
        *("From", "Sent", "Date", "To", "Subject", "Cc"),
        *("Forwarded Message", "Original Message", "Begin forwarded message:"),
        *("Mon, Mar 2, 2026 at 9:30 AM", "Monday, March 2, 2026 9:30 AM"),
        "March 2, 2026 at 9:30:00 AM GMT+1",
    ),
    "de": Language(
        *("Von", "Gesendet", "Datum", "An", "Betreff", "Cc"),
        *("Weitergeleitete Nachricht", "Ursprüngliche Nachricht"),
        "Anfang der weitergeleiteten Nachricht:",
        *("Mo., 2. März 2026 um 09:30 Uhr", "Montag, 2. März 2026 09:30"),
        "2. März 2026 um 09:30:00 MEZ",
    ),
    "fr": Language(
        *("De", "Envoyé", "Date", "À", "Objet", "Cc"),
        *("Message transféré", "Message d'origine", "Début du message transféré :"),
        *("lun. 2 mars 2026 à 09:30", "lundi 2 mars 2026 09:30"),
        "2 mars 2026 à 09:30:00 UTC+1",
    ),
    "es": Language(
        *("De", "Enviado", "Fecha", "Para", "Asunto", "CC"),
        *("Mensaje reenviado", "Mensaje original", "Inicio del mensaje reenviado:"),
        *("lun, 2 mar 2026 a las 9:30", "lunes, 2 de marzo de 2026 9:30"),
        "2 de marzo de 2026, 9:30:00 CET",
    ),
    "it": Language(
        *("Da", "Inviato", "Data", "A", "Oggetto", "Cc"),
        *("Messaggio inoltrato", "Messaggio originale", "Inizio messaggio inoltrato:"),
        *("lun 2 mar 2026 alle ore 09:30", "lunedì 2 marzo 2026 09:30"),
        "2 marzo 2026 alle ore 09:30:00 CET",
    ),
    "pt": Language(
        *("De", "Enviado", "Data", "Para", "Assunto", "Cc"),
        *("Mensagem encaminhada", "Mensagem original", "Início da mensagem encaminhada:"),
        *("seg., 2 de mar. de 2026 às 09:30", "segunda-feira, 2 de março de 2026 09:30"),
        "2 de março de 2026 às 09:30:00 GMT+1",
    ),
    "nl": Language(
        *("Van", "Verzonden", "Datum", "Aan", "Onderwerp", "CC"),
        *("Doorgestuurd bericht", "Oorspronkelijk bericht", "Begin doorgestuurd bericht:"),
        *("ma 2 mrt 2026 om 09:30", "maandag 2 maart 2026 09:30"),
        "2 maart 2026 om 09:30:00 CET",
    ),
    "sv": Language(
        *("Från", "Skickat", "Datum", "Till", "Ämne", "Kopia"),
        *("Vidarebefordrat meddelande", "Ursprungligt meddelande", "Vidarebefordrat brev:"),
        *("mån 2 mars 2026 kl 09:30", "den 2 mars 2026 09:30"),
        "2 mars 2026 09:30:00 CET",
    ),
    "pl": Language(
        *("Od", "Wysłano", "Data", "Do", "Temat", "DW"),
        *("Wiadomość przekazana", "Wiadomość oryginalna"),
        "Początek przekazywanej wiadomości:",
        *("pon., 2 mar 2026 o 09:30", "poniedziałek, 2 marca 2026 09:30"),
        "2 marca 2026 o 09:30:00 CET",
    ),
    "ru": Language(
        *("От", "Отправлено", "Дата", "Кому", "Тема", "Копия"),
        *("Пересылаемое сообщение", "Исходное сообщение"),
        "Начало переадресованного сообщения:",
        *("пн, 2 мар. 2026 г. в 09:30", "2 марта 2026 г. 9:30"),
        "2 марта 2026 г. в 09:30:00 GMT+1",
    ),
    "cs": Language(
        *("Od", "Odesláno", "Datum", "Komu", "Předmět", "Kopie"),
        *("Přeposlaná zpráva", "Původní zpráva", "Začátek přeposílané zprávy:"),
        *("po 2. března 2026 v 09:30", "pondělí 2. března 2026 9:30"),
        "2. března 2026 9:30:00 SEČ",
    ),
    "tr": Language(
        *("Kimden", "Gönderildi", "Tarih", "Kime", "Konu", "Bilgi"),
        *("Yönlendirilmiş İleti", "Orijinal Mesaj", "İletilen iletinin başlangıcı:"),
        *("2 Mar 2026 Pzt, 09:30", "2 Mart 2026 Pazartesi 09:30"),
        "2 Mart 2026 09:30:00 GMT+1",
    ),
    "da": Language(
        *("Fra", "Sendt", "Dato", "Til", "Emne", "Cc"),
        *("Videresendt besked", "Oprindelig meddelelse", "Start på videresendt besked:"),
        *("man. 2. mar. 2026 kl. 09.30", "2. marts 2026 09:30"),
        "2. marts 2026 kl. 09.30.00 CET",
    ),
    "zh": Language(
        *("发件人", "发送时间", "日期", "收件人", "主题", "抄送"),
        *("转发的邮件", "原始邮件", "以下是转发的邮件:"),
        *("2026年3月2日周一 09:30", "2026年3月2日 9:30"),
        "2026年3月2日 GMT+1 09:30:00",
    ),
    "ja": Language(
        *("差出人", "送信日時", "日付", "宛先", "件名", "Cc"),
        *("転送メッセージ", "元のメッセージ", "転送されたメッセージ:"),
        *("2026年3月2日(月) 9:30", "2026年3月2日 9:30"),
        "2026年3月2日 9:30:00 GMT+1",
    ),
}


def gmail(said: Language) -> str:
    return (
        f"{ABOVE}\n\n---------- Forwarded message ---------\n"
        f"{said.sender}: Carla Costa <carla@customer.example>\nDate: {said.gmail}\n"
        f"Subject: {SUBJECT}\nTo: Ana Ruiz <ana@acme.example>\n\n\n{WORDS}\n"
    )


def outlook_on_a_desktop(said: Language) -> str:
    return (
        f"{ABOVE}\n\n{said.sender}: Carla Costa <carla@customer.example> \n"
        f"{said.sent}: {said.outlook}\n{said.to}: Ana Ruiz <ana@acme.example>\n"
        f"{said.subject}: {SUBJECT}\n\n{WORDS}\n"
    )


def old_outlook(said: Language) -> str:
    return (
        f"{ABOVE}\n\n-----{said.original}-----\n"
        f"{said.sender}: Carla Costa [mailto:carla@customer.example] \n"
        f"{said.sent}: {said.outlook}\n{said.to}: Ana Ruiz\n"
        f"{said.subject}: {SUBJECT}\n\n{WORDS}\n"
    )


def outlook_on_the_web(said: Language) -> str:
    return (
        f"{ABOVE}\n\n________________________________\n"
        f"{said.sender}: Carla Costa <carla@customer.example<mailto:carla@customer.example>>\n"
        f"{said.sent}: {said.outlook}\n"
        f"{said.to}: Ana Ruiz <ana@acme.example<mailto:ana@acme.example>>\n"
        f"{said.subject}: {SUBJECT}\n\n{WORDS}\n"
    )


def outlook_on_a_phone(said: Language) -> str:
    return (
        f"{ABOVE}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n"
        "________________________________\n"
        f"{said.sender}: Carla Costa <carla@customer.example>\n{said.sent}: {said.outlook}\n"
        f"{said.to}: Ana Ruiz <ana@acme.example>\n{said.subject}: {SUBJECT}\n\n{WORDS}\n"
    )


def outlook_for_the_mac(said: Language) -> str:
    return (
        f"{ABOVE}\n\n\n{said.sender}: Carla Costa <carla@customer.example>\n"
        f"{said.date}: {said.outlook}\n{said.to}: Ana Ruiz <ana@acme.example>\n"
        f"{said.copied}: Dave Dent <dave@customer.example>; Eve <eve@customer.example>\n"
        f"{said.subject}: {SUBJECT}\n{WORDS}\n"
    )


def apple_mail(said: Language) -> str:
    head = (
        f"{said.begins}\n\n{said.sender}: Carla Costa <carla@customer.example>\n"
        f"{said.subject}: {SUBJECT}\n{said.date}: {said.apple}\n"
        f"{said.to}: Ana Ruiz <ana@acme.example>\n"
    )
    return f"{ABOVE}\n\n" + quoted(f"{head}\n{WORDS}") + "\n"


def iphone(said: Language) -> str:
    head = (
        f"{said.sender}: Carla Costa <carla@customer.example>\n{said.date}: {said.apple}\n"
        f"{said.to}: Ana Ruiz <ana@acme.example>\n{said.subject}: {SUBJECT}\n"
    )
    above = f"{ABOVE}\n\nSent from my iPhone\n\n{said.begins}\n\n"
    return above + quoted(f"{head}\n{WORDS}") + "\n"


def thunderbird(said: Language) -> str:
    return (
        f"{ABOVE}\n\n-------- {said.forwarded} --------\n{said.subject}: \t{SUBJECT}\n"
        f"{said.date}: \tMon, 2 Mar 2026 09:30:00 +0100\n{said.sender}: \t{CARLA}\n"
        f"{said.to}: \t{ANA}\n\n\n\n{WORDS}\n"
    )


def yahoo(said: Language) -> str:
    return (
        f"{ABOVE}\n\n----- {said.forwarded} -----\n"
        f'{said.sender}: "Carla Costa" <carla@customer.example>\n'
        f'{said.to}: "ana@acme.example" <ana@acme.example>\nCc: \n'
        f"{said.sent}: {said.outlook}\n{said.subject}: {SUBJECT}\n\n{WORDS}\n"
    )


def proton(said: Language) -> str:
    return (
        f"{ABOVE}\n\n------- {said.forwarded} -------\n"
        f"{said.sender}: Carla Costa <carla@customer.example>\n{said.date}: {said.gmail}\n"
        f"{said.subject}: {SUBJECT}\n{said.to}: Ana Ruiz <ana@acme.example>\n\n\n"
        f"{quoted(WORDS)}\n"
    )


def mutt(said: Language) -> str:
    return (
        f"{ABOVE}\n\n----- Forwarded message from {CARLA} -----\n\n"
        f"Date: Mon, 2 Mar 2026 09:30:00 +0100\nFrom: {CARLA}\nTo: {ANA}\n"
        f"Subject: {SUBJECT}\nUser-Agent: Mutt/2.2.12\n\n{WORDS}\n\n"
        "----- End forwarded message -----\n"
    )


def mutt_that_quotes(said: Language) -> str:
    fields = f"Date: Mon, 2 Mar 2026 09:30:00 +0100\nFrom: {CARLA}\nTo: {ANA}\n"
    inner = quoted(f"{fields}Subject: {SUBJECT}\n\n{WORDS}")
    return (
        f"{ABOVE}\n\n----- Forwarded message from {CARLA} -----\n\n{inner}\n\n"
        "----- End forwarded message -----\n"
    )


def mutt_with_the_whole_header(said: Language) -> str:
    return (
        f"{ABOVE}\n\n----- Forwarded message from {CARLA} -----\n\n"
        "Return-Path: <carla@customer.example>\nReceived: from mx.customer.example\n"
        "\tby mx.acme.example with ESMTPS; Mon, 2 Mar 2026 09:30:02 +0100\n"
        f"Message-ID: <kettle@customer.example>\nDate: Mon, 2 Mar 2026 09:30:00 +0100\n"
        f"From: {CARLA}\nTo: {ANA}\nSubject: {SUBJECT}\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{WORDS}\n\n"
        "----- End forwarded message -----\n"
    )


def neomutt_on_the_screen(said: Language) -> str:
    return (
        f"{ABOVE}\n\n[-- Forwarded message from {CARLA} --]\n\n"
        f"Date: Mon, 2 Mar 2026 09:30:00 +0100\nFrom: {CARLA}\nTo: {ANA}\n"
        f"Subject: {SUBJECT}\n\n{WORDS}\n"
    )


def samsung(said: Language) -> str:
    return (
        f"{ABOVE}\n\n-------- {said.original} --------\n{said.sender}: {CARLA}\n"
        f"{said.date}: 02/03/2026 09:30 (GMT+01:00)\n{said.to}: {ANA}\n"
        f"{said.subject}: {SUBJECT}\n\n{WORDS}\n"
    )


def k_9(said: Language) -> str:
    return (
        f"{ABOVE}\n\n-------- {said.original} --------\n{said.sender}: {CARLA}\n"
        f"{said.sent}: Mon Mar 02 09:30:00 GMT+01:00 2026\n{said.to}: ana@acme.example\n"
        f"{said.subject}: {SUBJECT}\n\n{WORDS}\n"
    )


def zimbra(said: Language) -> str:
    return (
        f"{ABOVE}\n\n----- {said.forwarded} -----\n"
        f'{said.sender}: "Carla Costa" <carla@customer.example>\n'
        f'{said.to}: "Ana Ruiz" <ana@acme.example>\n{said.sent}: {said.outlook}\n'
        f"{said.subject}: {SUBJECT}\n\n{WORDS}\n"
    )


def notes(said: Language) -> str:
    return (
        f"{ABOVE}\n\n----- Forwarded by Ana Ruiz/Acme on 02.03.2026 10:00 -----\n\n"
        f"{said.sender}:\t{CARLA}\n{said.to}:\t{ANA}\n{said.date}:\t02.03.2026 09:30\n"
        f"{said.subject}:\t{SUBJECT}\n________________________________\n\n\n{WORDS}\n"
    )


def roundcube(said: Language) -> str:
    return (
        f"{ABOVE}\n\n-------- {said.original} --------\n{said.subject}: {SUBJECT}\n"
        f"{said.date}: 2026-03-02 09:30\n{said.sender}: {CARLA}\n{said.to}: {ANA}\n\n{WORDS}\n"
    )


def gmx(said: Language) -> str:
    return (
        f"{ABOVE}\n\n{said.sent}: {said.gmail}\n"
        f'{said.sender}: "Carla Costa" <carla@customer.example>\n'
        f"{said.to}: ana@acme.example\n{said.subject}: {SUBJECT}\n\n{WORDS}\n"
    )


def yandex(said: Language) -> str:
    return (
        f"{ABOVE}\n\n-------- {said.forwarded} --------\n"
        f'02.03.2026, 09:30, "Carla Costa" <carla@customer.example>:\n\n{WORDS}\n'
    )


def qq(said: Language) -> str:
    return (
        f"{ABOVE}\n\n------------------ {said.original} ------------------\n"
        f'{said.sender}: "Carla Costa"<carla@customer.example>;\n{said.sent}: {said.gmail}\n'
        f'{said.to}: "Ana Ruiz"<ana@acme.example>;\n{said.subject}: {SUBJECT}\n\n{WORDS}\n'
    )


def spark(said: Language) -> str:
    return (
        f"{ABOVE}\n\n---------- {said.forwarded} ----------\n{said.sender}: {CARLA}\n"
        f"{said.date}: 2 Mar 2026, 09:30 +0100\n{said.to}: {ANA}\n"
        f"{said.subject}: {SUBJECT}\n\n{WORDS}\n"
    )


def evolution(said: Language) -> str:
    return (
        f"{ABOVE}\n\n-------- {said.forwarded} --------\n{said.sender}: {CARLA}\n"
        f"{said.to}: {ANA}\n{said.copied}: Dave <dave@customer.example>\n"
        f"{said.subject}: {SUBJECT}\n{said.date}: Mon, 02 Mar 2026 09:30:00 +0100\n\n{WORDS}\n"
    )


def em_client(said: Language) -> str:
    return (
        f"{ABOVE}\n\n------ {said.forwarded} ------\n"
        f'{said.sender}: "Carla Costa" <carla@customer.example>\n'
        f'{said.to}: "Ana Ruiz" <ana@acme.example>\n{said.date}: 02/03/2026 09:30:00\n'
        f"{said.subject}: {SUBJECT}\n\n{WORDS}\n"
    )


def one_that_only_quotes(said: Language) -> str:
    return f"{ABOVE}\n\nOn 2 March 2026 09:30, {CARLA} wrote:\n\n{quoted(WORDS)}\n"


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


INLINE: dict[str, Callable[[Language], str]] = {
    program.__name__: program
    for program in (
        *(gmail, outlook_on_a_desktop, old_outlook, outlook_on_the_web, outlook_on_a_phone),
        *(outlook_for_the_mac, apple_mail, iphone, thunderbird, yahoo, proton, mutt),
        *(mutt_that_quotes, mutt_with_the_whole_header, neomutt_on_the_screen, samsung, k_9),
        *(zimbra, notes, roundcube, gmx, yandex, qq, spark, evolution, em_client),
        one_that_only_quotes,
    )
}
