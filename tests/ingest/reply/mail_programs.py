"""What mail programs write around a reply, language by language, as their readers see it."""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

# A line for each program: Gmail, Apple Mail, Thunderbird, Yahoo, ProtonMail where they differ.
LEAD_INS = {
    "en": """
        On Mon, Mar 2, 2026 at 9:30 AM Ana Ruiz <ana@acme.example> wrote:
        On Mon, 2 Mar 2026 at 09:30, Ana Ruiz <ana@acme.example> wrote:
        On 2 Mar 2026, at 09:30, Ana Ruiz <ana@acme.example> wrote:
        On Mar 2, 2026, at 9:30 AM, Ana Ruiz <ana@acme.example> wrote:
        On 3/2/26 09:30, Ana Ruiz wrote:
        On Monday, March 2, 2026 at 09:30:00 AM GMT+1, Ana Ruiz <ana@acme.example> wrote:
        On Monday, March 2nd, 2026 at 9:30 AM, Ana Ruiz <ana@acme.example> wrote:
        On Mon, Mar 2, 2026 at 9:30 AM -0800, "Ana Ruiz" <ana@acme.example> wrote:
        ---- On Mon, 02 Mar 2026 09:30:00 +0100 Ana Ruiz <ana@acme.example> wrote ----
    """,
    "de": """
        Am Mo., 2. März 2026 um 09:30 Uhr schrieb Ana Ruiz <ana@acme.example>:
        Ana Ruiz <ana@acme.example> schrieb am Mo., 2. März 2026 um 09:30:
        Am 02.03.2026 um 09:30 schrieb Ana Ruiz <ana@acme.example>:
        Am 02.03.26 um 09:30 schrieb Ana Ruiz:
        Am Montag, 2. März 2026 um 09:30 hat Ana Ruiz <ana@acme.example> Folgendes geschrieben:
        Am Montag, 2. März 2026 um 09:30, Ana Ruiz <ana@acme.example> schrieb:
    """,
    "fr": """
        Le lun. 2 mars 2026 à 09:30, Ana Ruiz <ana@acme.example> a écrit :
        Le 2 mars 2026 à 09:30, Ana Ruiz <ana@acme.example> a écrit :
        Le 02/03/2026 à 09:30, Ana Ruiz a écrit :
        Le lundi 2 mars 2026 à 09:30:00 UTC+1, Ana Ruiz <ana@acme.example> a écrit :
    """,
    "es": """
        El lun, 2 mar 2026 a las 9:30, Ana Ruiz (<ana@acme.example>) escribió:
        El 2 mar 2026, a las 9:30, Ana Ruiz <ana@acme.example> escribió:
        El 2/3/26 a las 9:30, Ana Ruiz escribió:
        El lunes, 2 de marzo de 2026, 09:30:00 CET, Ana Ruiz <ana@acme.example> escribió:
    """,
    "it": """
        Il giorno lun 2 mar 2026 alle ore 09:30 Ana Ruiz <ana@acme.example> ha scritto:
        Il giorno 2 mar 2026, alle ore 09:30, Ana Ruiz <ana@acme.example> ha scritto:
        Il 02/03/26 09:30, Ana Ruiz ha scritto:
        Il lunedì 2 marzo 2026 alle ore 09:30:00 CET, Ana Ruiz <ana@acme.example> ha scritto:
    """,
    "pt": """
        Em seg., 2 de mar. de 2026 às 09:30, Ana Ruiz <ana@acme.example> escreveu:
        Ana Ruiz <ana@acme.example> escreveu (segunda, 2/03/2026 à(s) 09:30):
        Em 2 de mar. de 2026, à(s) 09:30, Ana Ruiz <ana@acme.example> escreveu:
        No dia 02/03/2026, às 09:30, Ana Ruiz <ana@acme.example> escreveu:
        Em 02/03/2026 09:30, Ana Ruiz escreveu:
        Às 09:30 de 02/03/2026, Ana Ruiz escreveu:
        Em segunda-feira, 2 de março de 2026 09:30:00 BRT, Ana Ruiz <ana@acme.example> escreveu:
    """,
    "nl": """
        Op ma 2 mrt 2026 om 09:30 schreef Ana Ruiz <ana@acme.example>:
        Op 2 mrt. 2026 om 09:30 heeft Ana Ruiz <ana@acme.example> het volgende geschreven:
        Op 02-03-2026 om 09:30 schreef Ana Ruiz:
    """,
    "sv": """
        Den mån 2 mars 2026 kl 09:30 skrev Ana Ruiz <ana@acme.example>:
        2 mars 2026 kl. 09:30 skrev Ana Ruiz <ana@acme.example>:
        Den 2026-03-02 kl. 09:30, skrev Ana Ruiz:
    """,
    "da": """
        Den man. 2. mar. 2026 kl. 09.30 skrev Ana Ruiz <ana@acme.example>:
        Den 02.03.2026 kl. 09.30 skrev Ana Ruiz:
    """,
    "no": """
        man. 2. mars 2026 kl. 09:30 skrev Ana Ruiz <ana@acme.example>:
        2. mars 2026 kl. 09:30 skrev Ana Ruiz <ana@acme.example>:
        Den 02.03.2026 09:30, skrev Ana Ruiz:
    """,
    "fi": """
        ma 2. maaliskuuta 2026 klo 9.30 Ana Ruiz (ana@acme.example) kirjoitti:
        Ana Ruiz <ana@acme.example> kirjoitti 2.3.2026 kello 9.30:
        Ana Ruiz kirjoitti 2.3.2026 klo 9.30:
    """,
    "pl": """
        pon., 2 mar 2026 o 09:30 Ana Ruiz <ana@acme.example> napisał(a):
        Wiadomość napisana przez Ana Ruiz <ana@acme.example> w dniu 02.03.2026, o godz. 09:30:
        W dniu 2.03.2026 o 09:30, Ana Ruiz pisze:
    """,
    "cs": """
        po 2. 3. 2026 v 9:30 odesílatel Ana Ruiz <ana@acme.example> napsal:
        Dne 2. 3. 2026 v 9:30, Ana Ruiz <ana@acme.example> napsal(a):
        Dne 02. 03. 26 v 9:30 Ana Ruiz napsal(a):
    """,
    "ru": """
        пн, 2 мар. 2026 г. в 09:30, Ana Ruiz <ana@acme.example>:
        2 марта 2026 г., в 09:30, Ana Ruiz <ana@acme.example> написал(а):
        02.03.2026 09:30, Ana Ruiz пишет:
        02.03.2026, 09:30, "Ana Ruiz" <ana@acme.example>:
    """,
    "uk": """
        пн, 2 бер. 2026 р. о 09:30 Ana Ruiz <ana@acme.example> пише:
        2 бер. 2026 р. о 09:30 Ana Ruiz <ana@acme.example> написав(ла):
        02.03.26 09:30, Ana Ruiz пише:
    """,
    "tr": """
        Ana Ruiz <ana@acme.example>, 2 Mar 2026 Pzt, 09:30 tarihinde şunu yazdı:
        Ana Ruiz <ana@acme.example> şunları yazdı (2 Mar 2026 09:30):
        2.03.2026 09:30 tarihinde Ana Ruiz yazdı:
    """,
    "ja": """
        2026年3月2日(月) 9:30 Ana Ruiz <ana@acme.example>:
        2026/03/02 9:30、Ana Ruiz <ana@acme.example>のメール:
        2026/03/02 9:30 に Ana Ruiz さんは書きました:
    """,
    "zh": """
        Ana Ruiz <ana@acme.example> 于2026年3月2日周一 09:30写道：
        在 2026年3月2日，上午9:30，Ana Ruiz <ana@acme.example> 写道：
        在 2026/3/2 9:30, Ana Ruiz 写道:
        Ana Ruiz <ana@acme.example> 於 2026年3月2日 週一 上午9:30寫道：
        Ana Ruiz 於 2026/3/2 上午 09:30 寫道:
    """,
    "ko": """
        2026년 3월 2일 (월) 오전 9:30, Ana Ruiz <ana@acme.example>님이 작성:
        2026. 3. 2. 오전 9:30, Ana Ruiz <ana@acme.example> 작성:
        26. 3. 2. 09:30에 Ana Ruiz 이(가) 쓴 글:
    """,
    "hu": """
        Ana Ruiz <ana@acme.example> ezt írta (időpont: 2026. márc. 2., H, 9:30):
        2026. 03. 02. 9:30 keltezéssel, Ana Ruiz írta:
    """,
    "ro": """
        În lun., 2 mar. 2026 la 09:30, Ana Ruiz <ana@acme.example> a scris:
        Pe 02.03.2026 09:30, Ana Ruiz a scris:
    """,
    "el": """
        Στις Δευ 2 Μαρ 2026 στις 9:30 π.μ., ο χρήστης Ana Ruiz <ana@acme.example> έγραψε:
        Στις 2/3/26 09:30, ο/η Ana Ruiz έγραψε:
    """,
    "he": """
        ב-2 במרץ 2026, בשעה 9:30, Ana Ruiz <ana@acme.example> כתב/ה:
    """,
    "ar": """
        في الاثنين، 2 مارس 2026 في 9:30 ص تمت كتابة ما يلي بواسطة Ana Ruiz <ana@acme.example>:
    """,
    "vi": """
        Vào Th 2, 2 thg 3, 2026 vào lúc 09:30 Ana Ruiz <ana@acme.example> đã viết:
        Vào lúc 09:30 02/03/26, Ana Ruiz đã viết:
    """,
    "unknown": """
        Dydd Llun, 2 Mawrth 2026 am 09:30, ysgrifennodd Ana Ruiz <ana@acme.example>:
        2.3.2026 09:30 Ana Ruiz idatzi zuen:
        2026-03-02 09:30 GMT+01:00 Ana Ruiz <ana@acme.example>:
    """,
}

# The four fields above the history, as Outlook names them on desktops, telephones and the web.
HEADER_BLOCKS = {
    "en": ("From", "Sent", "To", "Subject"),
    "en, on a Mac": ("From", "Date", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "de, on a Mac": ("Von", "Datum", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "es, on a Mac": ("De", "Fecha", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "it, on a Mac": ("Da", "Data", "A", "Oggetto"),
    "pt": ("De", "Enviado", "Para", "Assunto"),
    "pt, in Brazil": ("De", "Enviada em", "Para", "Assunto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "uk": ("Від", "Надіслано", "Кому", "Тема"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "zh, simplified": ("发件人", "发送时间", "收件人", "主题"),
    "zh, traditional": ("寄件者", "寄件日期", "收件者", "主旨"),
    "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    "hu": ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    "ro": ("De la", "Trimis", "Către", "Subiect"),
    "el": ("Από", "Στάλθηκε", "Προς", "Θέμα"),
    "he": ("מאת", "נשלח", "אל", "נושא"),
    "ar": ("من", "تم الإرسال", "إلى", "الموضوع"),
    "vi": ("Từ", "Đã gửi", "Đến", "Chủ đề"),
}

DIVIDERS = (
    *("Original Message", "Forwarded message", "Ursprüngliche Nachricht", "Original-Nachricht"),
    *(
        "Weitergeleitete Nachricht",
        "Message d'origine",
        "Message transféré",
        "Mensaje original",
    ),
    *("Mensaje reenviado", "Messaggio originale", "Messaggio inoltrato", "Mensagem original"),
    *("Mensagem encaminhada", "Oorspronkelijk bericht", "Doorgestuurd bericht"),
    *("Ursprungligt meddelande", "Oprindelig meddelelse", "Opprinnelig melding"),
    *("Alkuperäinen viesti", "Wiadomość oryginalna", "Původní zpráva", "Původní e-mail"),
    *("Исходное сообщение", "Пересылаемое сообщение", "Переслане повідомлення"),
    *("Özgün İleti", "Orijinal Mesaj", "元のメッセージ", "原始邮件", "转发邮件", "原始郵件"),
    *("원본 메시지", "Eredeti üzenet", "Mesaj original", "Αρχικό μήνυμα", "הודעה מקורית"),
)

MOBILE_FOOTERS = {
    "en": """
        Sent from my iPhone
        Sent from my Galaxy
        (sent from my mobile, please excuse typos)
        Sent from Yahoo Mail on Android
        Sent with Proton Mail secure email.
        Sent with BlackBerry Work
        Get Outlook for Android<https://aka.example/o>
        Carla from mobile
    """,
    "de": """
        Von meinem iPhone gesendet
        Gesendet von meinem Mobiltelefon
        Diese Nachricht wurde von meinem Android-Gerät gesendet.
        Holen Sie sich Outlook für iOS<https://aka.example/o>
    """,
    "fr": """
        Envoyé de mon iPhone
        Envoyé à partir de Outlook pour Android
        Télécharger Outlook pour iOS
    """,
    "es": """
        Enviado desde mi iPhone
        Obtener Outlook para iOS
    """,
    "it": """
        Inviato da iPhone
        Scarica Outlook per Android
    """,
    "pt": """
        Enviado do meu iPhone
        Obter o Outlook para iOS
    """,
    "nl": """
        Verstuurd vanaf mijn iPhone
        Outlook voor iOS downloaden
    """,
    "sv": """
        Skickat från min iPhone
        Hämta Outlook för iOS
    """,
    "da": """
        Sendt fra min iPad
        Hent Outlook til iOS
    """,
    "fi": """
        Lähetetty iPhonesta
        Hanki Outlook for iOS
    """,
    "pl": """
        Wysłane z iPhone'a
        Pobierz aplikację Outlook dla systemu iOS
    """,
    "cs": """
        Odesláno z iPhonu
        Získat Outlook pro Android
    """,
    "ru": """
        Отправлено с iPhone
        Отправлено из мобильной Почты
    """,
    "uk": "Надіслано з iPhone",
    "tr": "iPhone'umdan gönderildi",
    "ja": """
        iPhoneから送信
        Outlook for iOS を入手
    """,
    "zh": """
        发自我的 iPhone
        从我的iPhone发送
        從我的 iPhone 傳送
    """,
    "ko": "나의 iPhone에서 보냄",
    "hu": "Elküldve az iPhone-omról",
    "ro": "Trimis de pe iPhone-ul meu",
    "el": "Στάλθηκε από το iPhone μου",
    "vi": "Đã gửi từ iPhone của tôi",
    "he": "נשלח מה-iPhone שלי",
}

DISCLAIMERS = {
    "en": "This e-mail and any attachments are confidential and intended solely for the"
    " addressee. If you are not the intended recipient, please delete it.",
    "en, with a heading": "CONFIDENTIALITY NOTICE: The contents of this message may be"
    " privileged. Any unauthorised disclosure is prohibited.",
    "en, for the trees": "Please consider the environment before printing this e-mail.",
    "de": "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige"
    " Adressat sind, vernichten Sie diese Mail bitte.",
    "fr": "Ce message et ses pièces jointes sont confidentiels et établis à l'intention"
    " exclusive de leurs destinataires. Toute diffusion est interdite.",
    "es": "Este mensaje y sus adjuntos son confidenciales y se dirigen exclusivamente a su"
    " destinatario. Si lo ha recibido por error, elimínelo.",
    "it": "Questo messaggio è riservato e destinato esclusivamente al destinatario. Se lo"
    " avete ricevuto per errore, cancellatelo.",
    "pt": "Esta mensagem é confidencial e destina-se exclusivamente ao seu destinatário. Se"
    " a recebeu por engano, por favor elimine-a.",
    "nl": "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde.",
    "sv": "Detta meddelande är konfidentiellt och avsett endast för mottagaren.",
    "da": "Denne e-mail er fortrolig og kun beregnet til modtageren. Slet den ved fejl.",
    "fi": "Tämä viesti on luottamuksellinen ja tarkoitettu vain vastaanottajalle.",
    "pl": "Niniejsza wiadomość jest poufna i przeznaczona wyłącznie dla adresata. Jeśli"
    " otrzymałeś ją omyłkowo, usuń ją.",
    "cs": "Tento e-mail je důvěrný a určený pouze adresátovi. Pokud přišel omylem, smažte ho.",
    "ru": "Это сообщение является конфиденциальным. Если вы получили его по ошибке, удалите"
    " его.",
    "uk": "Це повідомлення є конфіденційним. Якщо ви отримали його помилково, видаліть його.",
    "tr": "Bu e-posta gizli bilgiler içerebilir. Alıcı değilseniz lütfen siliniz.",
    "ja": "本メールには機密情報が含まれる場合があります。誤って受信された場合は"
    "削除してください。",
    "zh": "本邮件及其附件含有保密信息，仅限于收件人使用。如误收，请立即删除。",
    "ko": "본 메일은 기밀 정보를 포함할 수 있습니다. 수신인이 아니면 삭제하여 주십시오.",
}


def rows(table: dict[str, str]) -> list[tuple[str, str]]:
    """Language and line, for each line of each language."""
    return [
        (language, line.strip())
        for language, lines in table.items()
        for line in lines.strip().splitlines()
    ]
