"""What answering machines write, in the languages that we have met.

Words only; what they weigh stands in `signs.py`.
"""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

from samehand.ingest.wordlist import any_of, from_word

# "Automatic reply: your lamp", at the start of a subject
AUTOMATIC_SUBJECTS = any_of(
    r"auto(?:matic|mated|mat)?[ -]?(?:reply|response|responder|answer)\b|auto(?:-?reply)? ?:",
    r"automat(?:ische?|isch) antwort|abwesenheits(?:notiz|nachricht|benachrichtigung)",
    r"réponse automatique|message d.absence|avis d.absence|notification d.absence",
    r"respuesta automática|respuesta automatica|contestación automática|autorespuesta",
    r"risposta automatica|risponditore automatico|resposta automática|resposta automatica",
    r"automatisch (?:antwoord|bericht)|afwezigheidsbericht",
    r"auto-?svar|automatis(?:k|kt|ka) svar|automaattinen (?:vastaus|poissaolo)",
    r"odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź",
    r"automatická odpov|automatikus válasz|răspuns automat|avtomatski odgovor",
    r"automatski odgovor|automaatvastus|automātiskā atbilde|automatinis atsakymas",
    r"автоматический ответ|автоответ|автоматична відповідь|автовідповідь|автоматичен отговор",
    r"αυτόματη απάντηση|otomatik (?:yanıt|cevap)|תשובה אוטומטית|رد تلقائي",
    r"自动(?:回复|答复)|自動(?:回覆|回復|回答)|自動(?:返信|応答)|자동 ?(?:회신|응답)",
    r"trả lời tự động|balasan otomatis|ตอบกลับอัตโนมัติ",
)

# "Out of office", at the start of a subject; "Carla is out of the office", within one
ABSENCE_SUBJECTS = any_of(
    r"out of (?:the |my )?office|ooo\b|vacation|on (?:vacation|leave|holiday)|away from",
    r"[^:\[\]]{1,60} is (?:out of (?:the )?office|on vacation|on leave|away)",
    r"abwesen|nicht im (?:büro|haus)|im urlaub|absen(?:ce|t)\b|absente du bureau|en congé",
    r"fuera de (?:la )?oficina|ausen(?:cia|te)|de vacaciones|fuori (?:sede|ufficio)|in ferie",
    r"assen(?:za|te)|ausência|fora do escritório|de férias|afwezig|niet aanwezig",
    r"frånvar|på semester|fravær|ikke til stede|på ferie|poissa|lomalla",
    r"nieobecno|poza biurem|mimo kancel|nepřítomnost|neprítomnos|házon kívül|nem vagyok",
    r"în afara biroului|absență|van pisarne|odsotnost|kontorist väljas|[aā]rpus biroja",
    r"nėra biure|вне офиса|отсутств|поза офісом|відсутн|извън офиса|εκτός γραφείου",
    r"ofis dışında|不在(?:通知|のお知らせ|にしております)?|外出|休暇|부재중|vắng mặt",
)

# how an absence note begins, wherever its first sentence stands
ABSENT = from_word(
    r"(?:i am|i.m|i will be|i.ll be|we are) (?:currently |presently )?(?:out of (?:the "
    r"|my )?office|on (?:vacation|holidays?|(?:annual |parental |maternity )?leave)"
    r"|away (?:from|until))",
    r"is (?:currently )?out of (?:the )?office\b|out of the office (?:from|until|till)",
    r"will (?:be (?:back|out)|return) (?:on|in|from|to|of)\b"
    r"|limited access to (?:my )?e?-?mail",
    r"no longer (?:with|works? (?:for|at)|employed)|has left the company",
    r"bin (?:ich )?(?:derzeit |zur ?zeit |vom .{1,40} )?(?:nicht im|abwesend|im urlaub)",
    r"nicht im (?:büro|haus)|abwesend\b|keinen zugriff auf meine|wieder (?:da|erreichbar)",
    r"nicht mehr (?:für|bei) .{1,40} tätig",
    r"absente? (?:du|jusqu|de mon)|en congés?\b|de retour le|ne fait plus partie",
    r"fuera de (?:la |mi )?oficina|de vacaciones|estaré ausente|regresaré|ya no trabaja",
    r"fuori (?:sede|ufficio)|in ferie\b|sarò (?:assente|di ritorno)|non lavora più",
    r"fora do escritório|de férias|estarei ausente|já não trabalha",
    r"afwezig\b|op vakantie|niet aanwezig|weer bereikbaar",
    r"på semester|åter på|på ferie|tilbake|tilbage|ikke på kontoret|lomalla|poissa toimistosta",
    r"jestem nieobecn|na urlopie|poza biurem|mimo kancelář|na dovolené|nejsem v kanceláři",
    r"házon kívül|szabadságon|în concediu|nu sunt la birou|na dopustu|na godišnjem",
    r"в отпуске|отсутству|не в офисе|у відпустці|відсутн|в отпуск|εκτός γραφείου|σε άδεια",
    r"ofis dışında|izinde(?:yim)?\b",
    unspaced=r"不在(?:です|にして|となり|と|办公室|辦公室)|休暇(?:中|を)|出張中"
    r"|外出|休假|부재중|휴가 ?중",
)

# whom to ask meanwhile, and when it will be read
MEANWHILE = any_of(
    r"if (?:this is|it is|it.s|your \w+ is|you (?:need|have)).{0,40}(?:urgent|immediate)",
    r"(?:in|for) (?:an? )?(?:urgent|emergenc)|(?:in|during) my absence|in the meantime",
    r"as soon as (?:i return|i am back|possible)|(?:upon|on|after) my return|when i (?:return"
    r"|get)",
    r"will not be (?:forwarded|read)|in dringenden|während meiner abwesenheit|vertretung",
    r"nicht weitergeleitet|en (?:cas d.urgence|mon absence)|pendant mon absence",
    r"(?:en caso|por) (?:de )?urgen|in caso di urgenz|per urgenze|em caso de urg",
    r"(?:bij|in) (?:dringende|spoed)|i brådskande|ved hast|kiireellis",
    r"w (?:pilnych|nagłych)|v naléhav|sürgős|по срочным|у термінов|acil durum",
    r"緊急の|お急ぎの|紧急|緊急|긴급",
)

# where a sentence begins: within one, somebody tells of an automatic reply that they got
AUTOMATIC_TEXT = any_of(
    r"(?:\A|\n|[.!?)]\s{1,3})[ \t*_(\[#-]{0,8}(?:this is an? (?:auto(?:matic(?:ally)?"
    r"|mated)?)[ -]{0,2}(?:generated )?(?:reply|respon[sd]e?|answer|acknowledge?ment)"
    r"|this (?:message|e-?mail) (?:was|is|has been) (?:automatically|auto-?) ?generated"
    r"|dies(?:es)? ist eine? automatisch(?:e|e antwort|e nachricht|generierte antwort)\b"
    r"|diese (?:nachricht|e-?mail|antwort) wurde automatisch|ceci est (?:une réponse"
    r"|un message) automatique|esta es una respuesta automática|este es un mensaje automático"
    r"|questa è una risposta automatica|esta é uma (?:resposta|mensagem) automática"
    r"|dit is een (?:automatisch|geautomatiseerd)|detta är ett automatiskt"
    r"|dette er (?:et automatisk|en automatisk)|tämä on automaattinen|to jest automatyczn"
    r"|wiadomość wygenerowana automatycznie|toto je automatick|ez egy automatikus"
    r"|acesta este un (?:mesaj|răspuns) automat|это автоматическ|це автоматичн|bu otomatik"
    r"|これは自動|このメールは自動|本メールは自動|这是(?:一封)?自动|這是(?:一封)?自動"
    r"|자동으로 발송)",
)

# another desk has our mail now
RECEIVED_SUBJECTS = any_of(
    r"request (?:has been )?received|we(?:.ve| have) (?:received|got) your|ticket (?:#|no|id"
    r"|rec|cre)",
    r"\[(?:ticket|case|request|sr)[ #:-]|case (?:#|number|created)|thank you for (?:contacting"
    r"|your)",
    r"(?:your )?(?:enquiry|inquiry|request|message|e-?mail) (?:has been )?received",
    r"acknowledge?ment|ihre anfrage|eingangsbestätigung|ticket ?erstellt|votre demande",
    r"accusé de réception|solicitud recibida|hemos recibido|richiesta ricevuta|recebemos",
    r"ontvangstbevestiging|vi har (?:mottagit|modtaget|mottatt)|ваш[ае] (?:заявк|обращен"
    r"|запрос)",
    r"お問い?合わせ(?:ありがとう|を受け付け)|受付(?:完了|のお知らせ)",
)
RECEIVED = any_of(
    r"(?:request|ticket|case|enquiry|inquiry|message|e-?mail)(?: \(?#?[\w-]{1,20}\)?)? (?:has"
    r"|have) been (?:received|created|opened|logged|registered|assigned|submitted)",
    r"we(?: have|.ve)? received your (?:request|ticket|message|e-?mail|enquiry|inquiry"
    r"|support)",
    r"(?:type|write|reply) (?:your reply )?above this line|your (?:ticket|case) (?:number"
    r"|id) is",
    r"thank you for (?:contacting|writing to|reaching out to|your (?:enquiry|inquiry|message))",
    r"(?:haben|hat) ihre (?:anfrage|nachricht|e-?mail) erhalten"
    r"|ihre anfrage ist (?:bei uns )?ein",
    r"(?:avons|a) bien (?:reçu|été)|hemos recibido (?:su|tu)|abbiamo ricevuto la",
    r"recebemos (?:a )?(?:sua|seu)|hebben (?:uw|je) (?:bericht|aanvraag|e-?mail)",
    r"vi har (?:mottagit|modtaget|mottatt) (?:din|ditt|deres)|otrzymaliśmy (?:twoj|państwa)",
    r"ваше? (?:обращение|письмо|сообщение) (?:принято|получено|зарегистрировано)",
    r"お問い?合わせを?(?:受け付け|承り|いただき)|您的(?:邮件|请求|问题)已(?:收到|提交)",
)

# a guard that asks the sender to prove that they are a person
CHALLENGE_SUBJECTS = any_of(
    r"(?:please )?(?:confirm|verify) your (?:message|e-?mail)|verification required",
    r"(?:your )?e?-?mail (?:requires|needs) verification|confirm(?:ation)? (?:required"
    r"|request)",
)
CHALLENGE = any_of(
    r"(?:is|are|being) (?:being )?held (?:until|for|pending)|to (?:verify|confirm"
    r"|prove) that you",
    r"(?:click|visit|follow|reply).{0,80}(?:have|to get|for) your (?:message"
    r"|e-?mail).{0,20}(?:delivered|released)",
    r"challenge.?response|approved senders? list",
)

READ_SUBJECTS = any_of(
    r"(?:read|not read|deleted|gelesen|ungelesen gelöscht|lu|non lu|leído|no leído|letto|lido"
    r"|gelezen|läst|læst|lest|luettu|przeczytane|přečteno|прочитано|已读|已讀|既読"
    r"|開封済み) ?[:：]",
    r"(?:read|return) receipt|lesebestätigung|confirmation de lecture|confirmación de lectura",
    r"conferma di lettura|leesbevestiging|開封(?:確認|通知)|已读回执|уведомление о прочтении",
)
READ = any_of(
    r"\bwas (?:read|displayed|deleted without being read)\b|(?:has been|was) displayed on",
    r"no guarantee that the message (?:has been|was) read|wurde (?:gelesen|angezeigt"
    r"|am .{1,40} gelesen)|a été lu|fue leído|se ha leído|è stato letto|foi lida|is gelezen"
    r"|lästes|開封され",
)

COMPLAINT_SUBJECTS = any_of(
    r"(?:complaint|report) about (?:a |your )?(?:message|e-?mail|mail|spam) from",
    r"(?:e-?mail )?(?:abuse|feedback|spam|complaint) (?:report|feedback|notification"
    r"|complaint)",
    r"\[?(?:spam|abuse) (?:report|complaint)",
)
