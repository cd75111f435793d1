"""What people and their lawyers close a mail with: greetings, telephone numbers, disclaimers.

Words only, a language or two a line; what follows from them is decided in `signature.py`.
"""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

import re

from samehand.ingest.wordlist import listed

# "This mail is confidential": how a disclaimer begins
_LEGAL_OPENINGS = listed(r"""
    this (?:\w{1,12} )?(?:e-?mail|mail|message|communication|transmission)
    (?:the )?(?:information|contents?)\b[^.]{0,40}\bthis (?:e-?mail|message|communication)
    confidentiality|legal (?:notice|disclaimer)|disclaimer|privileged|important notice
    if you (?:are not|have received|received)
    diese (?:e-?mail|nachricht|mail|mitteilung)|der inhalt dieser (?:e-?mail|nachricht)
    die informationen in dieser|vertraulich|haftungsausschluss|rechtlicher hinweis
    wenn sie nicht der|sollten sie (?:diese|nicht)
    ce (?:message|courriel|mail|e-?mail)|les informations contenues|avis de confidentialité
    si vous n.êtes pas
    est[ea] (?:mensaje|correo|e-?mail|comunicación)|aviso (?:legal|de confidencialidad)
    la información (?:contenida|incluida)|confidencialidad
    quest[oa] (?:messaggio|e-?mail|comunicazione|mail)|le informazioni contenute
    avviso (?:di riservatezza|legale)|riservatezza
    est[ea] (?:mensagem|e-?mail|correio)|as? informaç(?:ões|ão) contidas?
    dit (?:e-?mail)?bericht|deze (?:e-?mail|mail)|de informatie in d
    det(?:ta|te) (?:meddelande|e-?postmeddelande|e-?brev|mail)|denna e-?post|denne mail
    denne (?:e-?mail|e-?posten|meddelelse|melding)|tämä (?:sähköposti|viesti)
    t(?:a|en|ento|ato) (?:wiadomość|e-?mail|mail|zpráva|správa)|niniejsz[aey] (?:wiad|e-?mail)
    ez az (?:e-?mail|üzenet)|acest (?:e-?mail|mesaj)|bu (?:e-?posta|ileti|mesaj|elektronik)
    (?:это|данное|настоящее) (?:электронное )?(?:сообщение|письмо)|αυτό το (?:μήνυμα|e-?mail)
    (?:це|цей|дане) (?:електронне )?(?:повідомлення|лист)
    本(?:電子)?(?:メール|邮件|郵件)|このメール|此(?:电子|電子)?(?:邮件|郵件)
    (?:본|이) (?:메일|이메일|전자우편)|הודעה זו|هذه الرسالة
""")
LEGAL_OPENINGS = re.compile(rf"[\W_]{{0,6}}(?:{_LEGAL_OPENINGS})", re.IGNORECASE)

# What it then talks about, and what more; beginnings of words in lower case
_SECRETS = """
confiden vertraulich vertrouwelijk riservat konfiden fortrolig luottamuksel poufn důvěrn dôvern
bizalmas конфиденц конфіденц gizli εμπιστευτικ 機密 机密 保密 기밀 חסוי سرية privileg intended
"""
_WARNINGS = """
addressee recipient destinat empfänger adressat adresát geadresseerde bestemd mottag
modtag vastaanottaj adresat címzett получател одержувач alıcı παραλήπτη 受信者 收件人 수신
unauthor autoris autoriz prohib proib vietat interdit verboden untersagt unzulässig unbefugt
förbjud forbud zabroni zakázán запрещ заборон yasak 禁止 금지
error erreur errore engano irrtüml abusivelijk ongeluk misstag fejl omyłk omyl ошибк помилк
delete destroy lösch vernicht supprim détrui elimin cancell apagar verwijder vernietig radera
slette usun smaž удалит видаліт siliniz 削除 删除 刪除 삭제
disclos disseminat weitergabe divulg liab haftung responsab aansprakelijk virus
"""
SECRETS = tuple(_SECRETS.split())
WARNINGS = tuple(_WARNINGS.split())

# "Think of the trees"
_TREES = listed(r"""
    (?:please )?consider (?:the environment|your environmental)
    (?:please )?think before you print|tenk på miljøet
    bitte (?:denken sie an die umwelt|prüfen sie, ob)|denken sie an die umwelt
    (?:pensez|merci de penser) à l.environnement|avant d.imprimer|antes de imprimir
    prima di stampare|denk aan het milieu|tänk på miljön|tænk på miljøet
    pomyśl o środowisku|zanim wydrukujesz|подумайте об окружающей|yazdırmadan önce
""")
TREES = re.compile(rf"[\W_]{{0,6}}(?:{_TREES})", re.IGNORECASE)

# "With kind regards", on a line of its own
_REGARDS = listed(r"""
    (?:with )?(?:kind(?:est)?|best|warm(?:est)?|many)(?: regards| wishes| thanks)?|regards
    (?:yours )?(?:sincerely|truly|faithfully)(?: yours)?|cheers|thank you|cordially
    thanks(?: again| and regards|,? and best regards)?
    mit (?:freundlichen?|besten?|lieben?|herzlichen?) gr(?:ü|ue)(?:ß|ss)en?|mfg|vg|lg
    (?:viele|beste|liebe|freundliche|herzliche|schöne) gr(?:ü|ue)(?:ß|ss)e|gru(?:ß|ss)
    (?:bien )?cordialement|bien à vous|(?:sincères |meilleures )?salutations(?: distinguées)?
    (?:un )?(?:cordial )?saludos?(?: cordiales?)?|atentamente|(?:muchas )?gracias
    (?:(?:cordiali|distinti|cari|tanti) )?saluti|grazie|abraços?|obrigad[oa]|atenciosamente
    (?:com os )?(?:melhores )?cumprimentos|met (?:vriendelijke|hartelijke) groet(?:en)?|mvg
    (?:vriendelijke )?groet(?:en|jes)?|(?:med )?vänliga? hälsning(?:ar)?|hälsningar|mvh
    (?:med )?(?:venn?lig |bedste |beste )?hilsen|(?:ystävällisin )?terveisin
    (?:serdecznie )?pozdrawiam|z (?:poważaniem|wyrazami szacunku)|s pozdrav(?:em|om)
    üdvözlettel|cu (?:stimă|respect)|с уважением|з повагою|με εκτίμηση|trân trọng
    saygılarımla|iyi çalışmalar|בברכה|مع (?:أطيب التحيات|التحية)
""")
REGARDS = re.compile(rf"\W{{0,3}}(?:{_REGARDS})\W{{0,3}}$", re.IGNORECASE)

# "Phone: +49 30 123456", "www.customer.example", an address
_TELEPHONES = listed("""
    tel|fon|phone|telephone|telefon|telefono|teléfono|téléphone|telefone|telefoon|mobile?|mob
    móvil|cell|cellulare|celular|handy|fax|puh|gsm|тел|телефон|моб|факс|電話|电话|전화|携帯|[tmpfc]
""")
_NUMBER = r"[\d(][\d ()./\-\u2013]{5,24}"
CONTACT = re.compile(
    rf"\W{{0,4}}(?:(?:{_TELEPHONES})\b[^\d+]{{0,12}}\+?{_NUMBER}|\+{_NUMBER}$"
    r"|(?:e-?mail|mail|web|www|url|internet|website|skype)\b[\s:.]|https?://"
    r"|<?[^\s@]{1,64}@[^\s@]{3,80}$)",
    re.IGNORECASE,
)
