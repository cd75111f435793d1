"""What mail programs write above a whole mail that they repeat: its fields, or a divider.

Words only, in the languages that we know; what follows from them is decided in `history.py`.
"""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

import re

from samehand.ingest.wordlist import listed

# "From: Carla", in all the ways of Outlook and its like; in lower case
_FIELDS = {
    "from": """
        from|sender|von|absender|de|expéditeur|remitente|da|mittente|van|afzender|från|avsändare
        fra|avsender|afsender|lähettäjä|od|nadawca|odesílatel|odosielateľ|feladó|de la|expeditor
        от|от кого|отправитель|від|від кого|kimden|gönderen|από|מאת|من|từ|người gửi
        发件人|发信人|寄件者|寄件人|差出人|送信者|送信元|보낸 사람|보낸사람|발신|발신자|보낸이
    """,
    "when": """
        sent|date|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el
        fecha|fecha de envío|inviato|data|enviada|enviada em|enviado em|verzonden|verzonden op
        skickat|sendt|dato|lähetetty|päivämäärä|päiväys|pvm|wysłano|wysłane|data wysłania
        odesláno|odoslané|dátum|küldve|elküldve|trimis|отправлено|дата|дата отправки|надіслано
        відправлено|gönderildi|gönderme tarihi|gönderim tarihi|tarih|στάλθηκε|εστάλη|ημερομηνία
        נשלח|תאריך|تاريخ الإرسال|تم الإرسال|التاريخ|đã gửi|ngày|đã gửi lúc|gửi
        发送时间|发送日期|日期|时间|寄件日期|傳送時間|傳送日期|時間|送信日時|送信済み|日時|日付
        보낸 날짜|보낸날짜|날짜|보낸 시간|일시
    """,
    "to": """
        to|an|empfänger|à|destinataire|para|destinatario|a|destinatari|aan|till|til|do
        vastaanottaja|komu|címzett|către|catre|кому|получатель|kime|alıcı|προς|אל|إلى|đến|tới
        người nhận|收件人|收信人|收件者|宛先|受信者|送信先|받는 사람|받는사람|수신|수신자|받는이
    """,
    "what": """
        subject|betreff|objet|sujet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|předmět
        predmet|tárgy|subiect|тема|konu|θέμα|נושא|الموضوع|chủ đề|tiêu đề|主题|主旨|主題|件名
        标题|제목
    """,
    "copied": """
        cc|kopie|kopia|kopi|kópia|kopio|copie à|copie|copia|másolat|dw|udw|копия|копія|bilgi
        κοιν.|עותק|نسخة|抄送|副本|참조
    """,
    "answer to": """
        reply-to|reply to|antwort an|antworten an|répondre à|responder a|responder para
        rispondi a|risposta|antwoord aan|antwoorden aan|svar til|svara till|odpowiedz do
        ответить кому
    """,
    "more": """
        bcc|blindkopie|attachments|anlagen|anhänge|importance|wichtigkeit|importancia|priority
        priorität|organization
    """,
}
_EXTRA = {"copied", "answer to", "more"}  # which may be left out, or come twice
_WORDS = {word: kind for kind, words in _FIELDS.items() for word in listed(words).split("|")}
LABELS = {word: "more" if kind in _EXTRA else kind for word, kind in _WORDS.items()}
COPIED = frozenset(word for word, kind in _WORDS.items() if kind == "copied")
ANSWER_TO = frozenset(word for word, kind in _WORDS.items() if kind == "answer to")

# "-----Original Message-----", between its lines
DIVIDERS = re.compile(
    listed(r"""
    (?:original|reply) (?:message|mail|e-?mail|appointment)|forwarded (?:message|mail|by|av)
    message from|urspr(?:ü|ue)ngliche (?:nachricht|mail|e-?mail)|original-?(?:nachricht|mail)
    weitergeleitete (?:nachricht|e-?mail|mail)
    message (?:d.origine|original|initial|transféré|réexpédié)|missatge (?:original|reenviat)
    mensaje (?:original|reenviado)|messaggio (?:originale|inoltrato)
    mensagem (?:original|encaminhada|reencaminhada)|(?:oorspronkelijk|origineel) bericht
    doorgestuurd bericht|ursprungligt meddelande|originalmeddelande
    vidarebefordrat (?:meddelande|brev)|(?:oprindelig|original|videresendt) (?:meddelelse|mail)
    videresendt (?:besked|melding|e-post)|(?:opprinnelig|original) melding
    alkuperäinen viesti|välitetty viesti|edelleenlähetetty viesti
    treść oryginalnej wiadomości|wiadomość (?:oryginalna|przekazana)
    (?:oryginalna|przekazana) wiadomość|(?:původní|přeposlaná) (?:zpráva|e-?mail)
    (?:pôvodná|preposlaná) správa|eredeti üzenet|továbbított (?:üzenet|levél)
    mesaj(?:ul)? (?:original|redirec|inițial)|(?:αρχικό|προωθημένο) μήνυμα
    (?:исходное|оригинальное|пересылаемое|пересланное) (?:сообщение|письмо)
    (?:вихідне|початкове|оригінальне|переслане|пересилане) повідомлення|пересланий лист
    (?:orijinal|özgün|yönlendirilen|yönlendirilmiş) (?:mesaj|[iİ]leti|e-?posta)
    הודעה (?:מקורית|שהועברה)|الرسالة الأصلية|رسالة (?:أصلية|معاد توجيهها)
    thư (?:gốc|được chuyển tiếp)|tin nhắn (?:gốc|được chuyển tiếp)
    原始?邮件|转发的?邮件|已转发|原始(?:郵件|訊息)|轉寄的?郵件|已轉寄
    元のメッセージ|オリジナルメッセージ|転送(?:された)?メッセージ
    원본 ?(?:메시지|메일)|전달된 ?(?:메시지|메일|이메일)
    """),
    re.IGNORECASE,
)

# "Begin forwarded message:", on a line of its own
FORWARD_BEGINS = re.compile(
    listed(r"""
    begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)
    début du message (?:réexpédié|transféré)|inicio del mensaje reenviado
    inizio (?:del )?messaggio inoltrato|início da mensagem (?:re)?encaminhada
    begin doorgestuurd bericht|vidarebefordrat brev|start på videresendt besked
    begynn videresendt melding|videresendt melding|välitetty viesti alkaa
    początek przekazywanej wiadomości|začátek přeposílané zprávy|továbbított levél kezdete
    начало (?:переадресованного|пересылаемого) сообщения|початок переадресованого
    [iİ]letilen [iİ]letinin başlangıcı|[iİ]letilmiş mesajın başlangıcı
    以下是转发的邮件|下面是被转发的邮件|开始转发的邮件|開始轉寄郵件|以下為轉寄的郵件
    転送されたメッセージ|전달된 메시지|전달된 이메일
    """),
    re.IGNORECASE,
)
