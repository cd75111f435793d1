"""Which folder of an account holds what was sent from it.

The server may say so (RFC 6154); else its name does, in whatever language the first mail client
was set to. Names alone are never trusted against the server's word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

# As Exchange, Gmail, Apple Mail, Thunderbird, Roundcube and IONOS call it, by language.
NAMES = (
    *("Sent", "Sent Items", "Sent Messages", "Sent Mail", "Sent-Mail", "sent_items"),
    *("Gesendet", "Gesendete Objekte", "Gesendete Elemente", "Gesendete Nachrichten"),
    *("Enviados", "Elementos enviados", "Mensajes enviados", "Correo enviado"),
    *("Itens Enviados", "Enviadas", "Mensagens enviadas", "Enviats", "Elements enviats"),
    *("Envoyés", "Éléments envoyés", "Messages envoyés", "Objets envoyés"),
    *("Posta inviata", "Inviati", "Inviata", "Messaggi inviati"),
    *("Verzonden", "Verzonden items", "Verzonden berichten", "Verstuurd"),
    *("Skickat", "Skickade", "Skickade objekt", "Sendt", "Sendt post", "Sendte elementer"),
    *("Lähetetyt", "Lähetetyt viestit", "Saadetud", "Nosūtītie", "Išsiųsta"),
    *("Wysłane", "Elementy wysłane", "Odeslané", "Odeslaná pošta", "Odoslané", "Poslano"),
    *("Elküldött", "Elküldött elemek", "Trimise", "Elemente trimise", "Gönderilmiş Öğeler"),
    *("Gönderilenler", "Απεσταλμένα", "Отправленные", "Надіслані", "Изпратени", "Послато"),
    *("נשלח", "פריטים שנשלחו", "المرسلة", "العناصر المرسلة", "ส่ง", "Đã gửi"),
    *(
        "已发送",
        "已发送邮件",
        "已傳送郵件",
        "寄件備份",
        "送信済み",
        "送信済みアイテム",
        "送信済みメール",
    ),
    *("보낸 편지함", "보낸편지함"),
)


@dataclass(frozen=True)
class Folder:
    """A folder as the server lists it; `flags` in lower case."""

    name: str
    delimiter: str
    flags: frozenset[str]


def sent_folder(folders: Sequence[Folder]) -> str | None:
    """The folder of what was sent; None where nothing says which.

    Below INBOX and the like the last part of the name counts, and of several the highest.
    """
    usable = [one for one in folders if not one.flags & {"\\noselect", "\\nonexistent"}]
    marked = [one.name for one in usable if "\\sent" in one.flags]
    if marked:
        return marked[0]
    named = [one for one in usable if _last_part(one) in _KNOWN]
    return min(named, key=_rank).name if named else None


def _last_part(folder: Folder) -> str:
    parts = folder.name.split(folder.delimiter) if folder.delimiter else [folder.name]
    return _plain(parts[-1])


def _rank(folder: Folder) -> tuple[int, int, str]:
    depth = folder.name.count(folder.delimiter) if folder.delimiter else 0
    return depth, _KNOWN.index(_last_part(folder)), folder.name


def _plain(name: str) -> str:
    return normalize("NFC", name).strip().casefold()


_KNOWN = tuple(dict.fromkeys(map(_plain, NAMES)))
