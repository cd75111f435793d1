"""What programs put below the words of a mail: mobile footers, list footers, virus scanners.

Words only, a language or two a line; what follows from them is decided in `signature.py`.
"""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

import re

from samehand.ingest.wordlist import listed

# "Sent from my telephone", and programs that praise themselves
_SENT_FROM = listed(r"""
    sent (?:from|via|with|using)|get \[?outlook for
    gesendet (?:von|vom|mit|aus|über|via)|von (?:meinem|meiner|unterwegs)
    diese (?:nachricht|e-?mail|mail) wurde (?:von|mit)|holen sie sich outlook
    outlook (?:für|pour|para|per|voor|til|till)
    envoyé (?:de|depuis|à partir|avec|par|via)|(?:télécharge[rz]|obten(?:ir|ez)) outlook
    enviad[oa] (?:desde|do|da|de|con|com|por|pelo|via|mediante|a partir|através)
    (?:obtener|obtén|obter|obtenha|descargar|baixar|baixe) (?:el |o )?outlook
    inviato (?:da|dal|dalla|dall'|con|tramite)|(?:scarica|ottieni) outlook
    (?:verstuurd|verzonden|gestuurd) (?:vanaf|met|via|vanuit|van)|download outlook
    skicka(?:t|des) (?:från|med|via)|sendt (?:fra|via|med)|(?:hämta|hent|få|skaff) outlook
    lähetetty|(?:hanki|nouda|lataa) outlook
    wysłan[eoa] (?:z|ze|przez|za)|pobierz (?:\w{1,12} )?outlook
    odesláno (?:z|ze|pomocí)|odoslané (?:z|zo|pomocou)|získ(?:at|ejte) (?:\w{1,12} )?outlook
    trimis (?:de pe|din|cu|prin|de la)|elküldve|küldve
    (?:отправлено|послано) (?:с|со|из|через)|(?:скачать|получить) outlook
    (?:надіслано|відправлено) (?:з|із|зі|через|за)|(?:отримати|завантажити) outlook
    (?:στάλθηκε|εστάλη) (?:από|μέσω)|(?:đã |được )?gửi từ
""")
_SENT_FROM_ELSEWHERE = listed("""
    发自|發自|发送自|寄自|來自|来自|從我的|从我的|(?:获取|取得|下載|下载) ?outlook
    나의 |내 |נשלח מ|(?:أ|ا)ُ?رسلت? من|تم الإرسال (?:من|بواسطة)|مرسل من
""")
SENT_FROM = re.compile(
    rf"\W{{0,3}}(?:(?:{_SENT_FROM})\b|{_SENT_FROM_ELSEWHERE})", re.IGNORECASE
)
# "Carla from mobile", and no more
FROM_DEVICE = re.compile(
    r"\W{0,3}(?:sent by |(?:\w{1,30} )?from )(?:my )?(?:i ?phone|i ?pad|galaxy|android|mobile"
    r"|phone)(?: \w{0,2}\d{1,2}\w?)?\W{0,3}$",
    re.IGNORECASE,
)
# The same where the verb comes last: "Von meinem Telefon gesendet"
_SENT_AT_END = listed("""
    gesendet|gönderildi|gönderdim|küldve|傳送|發送|发送|寄出|から送信(?:されました)?
    より送信|を使用して送信|を入手|를? ?다운로드|에서 ?(?:보냄|발송|보낸 메일|전송)
""")
SENT_FROM_LAST = re.compile(rf".{{1,80}}(?:{_SENT_AT_END})\W{{0,3}}$", re.IGNORECASE)

# What makes a mail sent from somewhere one of a program, and not of a person who tells it
DEVICES = re.compile(
    listed(r"""
    i ?phon|i ?pad|i ?pod|android|blackberry|samsung|galaxy|huawei|xiaomi|redmi|nokia|lumia
    pixel|oneplus|motorola|xperia|windows|outlook|mobil|móvil|mobiel|phone|telefon|teléfono
    téléphone|telefoon|celular|cellulare|handy|tablet|\bcell\b|puhelim|komór|телефон|смартфон
    устройств|пристро|携帯|スマートフォン|スマホ|手机|手機|휴대|스마트폰|هاتف|הטלפון
    (?:web|g|air|hot|proton|apple |yahoo!? |windows )mail|mailbox|mailspring|\bmail\W{0,3}$
    \bmail (?:for|für|pour|para|per|voor|för)\b|\b(?:proton|spark|sparrow|gmx|yahoo|aol)\b
    \b(?:k-9|thunderbird|superhuman|front|boxer|canary|edison)\b|почт[аы]\b|пошт[аи]\b
    """),
    re.IGNORECASE,
)
# "My" says nearly as much, where little else is said
POSSESSIVES = re.compile(
    listed(r"""
    \b(?:my|meine[mr]|mon|ma|mi|mio|mia|meu|minha|mijn|min|mitt|mojego|mého|môjho|моего|мого)\b
    我的|나의|내\s
    """),
    re.IGNORECASE,
)

# "To unsubscribe", below a line that a list's software draws
LIST_FOOTERS = re.compile(
    listed(r"""
    mailing ?list|listinfo|to (?:un)?subscribe|unsubscribe|to post to\b|(?:google|yahoo!) groups
    abmelden|abbestellen|désabonner|désinscri|cancelar la suscripción|darse de baja|disiscri
    cancelar (?:a )?(?:inscrição|assinatura)|afmelden|uitschrijven|avregistrera|afmeld|avmeld
    wypisać|odhlásit|leiratkoz|отписаться|відписатися|aboneliğ|配信停止|退订
    取消订阅|取消訂閱|수신거부
    """),
    re.IGNORECASE,
)
# "You received this message because you are subscribed", in a paragraph of its own
LIST_OPENINGS = re.compile(
    listed(r"""
    you (?:are receiving|have received|received?) this (?:message|e-?mail|mail) because
    (?:to|click here to|if you wish to) unsubscribe\b
    sie (?:erhalten|erhielten|haben) diese (?:nachricht|e-?mail|mail)[^.]{0,20} (?:weil|da)\b
    vous (?:recevez|avez reçu) ce (?:message|courriel|mail) (?:car|parce)
    (?:has recibido|recibes|ha recibido|recibe) este (?:mensaje|correo|e-?mail) porque
    (?:hai ricevuto|ricevi) questo messaggio perché|(?:você )?recebeu esta mensagem porque
    (?:je|u) ontvangt (?:dit bericht|deze e-?mail) omdat
    """),
    re.IGNORECASE,
)

# "Scanned for viruses"
VIRUS_FREE = re.compile(
    listed(r"""
    \bvirus-?free\b|\bno virus(?:es)? (?:found|detected)|(?:check|scann|analy[sz])ed for virus
    scanned by\b.{0,60}(?:virus|spam)|\bvirenfrei\b
    auf viren .{0,20}(?:prüft|untersucht|gescannt)|sans virus
    été (?:vérifié|analysé).{0,60}virus|libre de virus|virus gratis|privo di virus
    (?:comprobad|analizad|verificad|analizzat|verificat|controllat)[oa].{0,60}(?:virus|infett)
    livre de vírus|sem vírus|virusvrij|(?:gecontroleerd|gescand) op virus|virusfri|från virus
    wolna od wirusów|nie zawiera wirusów|sprawdzon.{0,40}wirus|neobsahuje viry|bez virů
    без вирус|без вірус|проверен.{0,60}вирус|vírusmentes|fără viruși|virüs(?:süz|ten| bulunm)
    ウイルス(?:対策|スキャン)
    """),
    re.IGNORECASE,
)
# In each phrase above there is one of these, which are soon looked for. None has an i: of that
# letter there are more than two cases.
PARTS_OF_VIRUS_FREE = (
    *("rus", "rüs", "renfre", "auf v", "spam", "nfett", "neobsahuje", "bez v"),
    *("ruș", "рус", "ウ"),
)
MAILS = re.compile(
    listed(r"""
    messages?\b|mails?\b|nachricht|courriel|mensaje|correo|messaggio|mensagem|bericht
    meddelande|meddelelse|melding|besked|viesti|wiadomoś|zpráv|správ|üzenet|mesaj|ileti
    сообщени|письмо|повідомлення|лист|メール|邮件|郵件
    """),
    re.IGNORECASE,
)
