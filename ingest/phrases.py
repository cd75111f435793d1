"""What mail programs write around a reply by themselves, in the languages that we have met.

Words only; what follows from them is decided in `history.py` and `reply.py`. Entries
are regular expressions without unbounded repetition, compared without regard to case.
"""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

import re


def any_of(*phrases: str) -> re.Pattern[str]:
    """One pattern for all of the phrases."""
    return re.compile("|".join(phrases), re.IGNORECASE)


# "On Monday, Carla wrote:" above a quotation
WROTE = any_of(
    *(r"\bwrote\b", r"\bwrites\b", r"\bsaid\b"),
    *(r"\bschrieb\b", r"\bschreibt\b"),
    *(r"\ba écrit\b", r"\bécrit\b", r"\bescribió\b", r"\bescribio\b"),
    *(r"\bha scritto\b", r"\bscrisse\b", r"\bescreveu\b", r"\bescreveram\b", r"\ba scris\b"),
    *(r"\bschreef\b", r"\bskrev\b", r"\bkirjoitti\b"),
    *(r"\bnapisał", r"\bnapsal", r"\bnapísal", r"\bírta\b", r"\byazdı\b"),
    *(r"\bнаписал", r"\bпишет\b", r"\bпише\b", r"\bέγραψε\b"),
    *("写道", "寫道", "写了", "のメール", "書きました", "님이 작성"),
)
LEAD_IN_BEGINS = re.compile(
    r"\W{0,6}(?:on|am|le|el|il|em|op|den|på|kl|dne|dnia|w dniu|in message|at"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?|\d{4}[-/.年])\s?(?=[\s\d])",
    re.IGNORECASE,
)

# the fields that Outlook and its like put above the history
FIELD_LABELS = {
    "from": "from|von|de|da|van|från|fra|od|odesílatel|expéditeur|remitente|mittente|afzender"
    "|lähettäjä|kimden|от|от кого|发件人|寄件者|差出人|送信者|보낸 사람",
    "when": "sent|date|gesendet|datum|envoyé|enviado|enviado el|enviada em|inviato|data|fecha"
    "|verzonden|skickat|sendt|dato|wysłano|odesláno|lähetetty|tarih|дата|отправлено|发送时间"
    "|日期|寄件日期|送信日時|日時|보낸 날짜",
    "to": "to|an|à|para|a|aan|till|til|do|komu|kime|vastaanottaja|кому"
    "|收件人|收件者|宛先|받는 사람",
    "what": "subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|temat|předmět"
    "|konu|aihe|тема|主题|主旨|件名|제목",
}
LABELS = {word: kind for kind, words in FIELD_LABELS.items() for word in words.split("|")}

# "-----Original Message-----"
DIVIDERS = any_of(
    *("original message", "original appointment", "forwarded (?:message|by)", "message from"),
    *("ursprüngliche nachricht", "originalnachricht", "weitergeleitete nachricht"),
    *("message d.origine", "message original", "message transféré", "message réexpédié"),
    *("mensaje original", "mensaje reenviado", "messaggio originale", "messaggio inoltrato"),
    *("mensagem original", "mensagem encaminhada", "mesaj"),
    *("oorspronkelijk bericht", "doorgestuurd bericht", "ursprungligt meddelande"),
    *("opprinnelig melding", "oprindelig meddelelse", "alkuperäinen viesti"),
    *("wiadomość oryginalna", "původní zpráva", "исходное сообщение", "пересылаемое сообщение"),
    *("原始邮件", "原邮件", "转发邮件", "元のメッセージ", "転送メッセージ"),
)

MOBILE_FOOTERS = re.compile(
    r"\W{0,3}(?:sent (?:from|via|with|using) |get \[?outlook for |von meinem .{1,40} gesendet"
    r"|gesendet (?:von|mit|aus|über) |outlook für |diese nachricht wurde von "
    r"|envoyé (?:de|depuis|à partir de) |enviado (?:desde|do|da|a partir|de) |inviato dal? "
    r"|(?:télécharger|obtenez|obtener|descargar|scarica|ottieni|obter) outlook "
    r"|(?:verstuurd|verzonden) (?:vanaf|met|via) |skickat från |sendt fra |wysłan[eo] z "
    r"|lähetetty |отправлено (?:с|из) |iphoneから送信|发自我的|從我的 )",
    re.IGNORECASE,
)
LIST_FOOTERS = any_of(
    *("mailing ?list", "listinfo", "to (?:un)?subscribe", "unsubscribe", "to post to "),
    *("abmelden", "désabonner", "cancelar la suscripción", "google groups"),
)
