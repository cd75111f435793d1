"""What mail servers and answering machines write, in the languages that we have met.

Words only; what follows from them is decided in `kind.py` and `bounce.py`. Entries are regular
expressions without unbounded repetition, compared without regard to case.
"""

from __future__ import annotations

import re

from samehand.ingest.phrases import any_of

ABSENCE_SUBJECTS = re.compile(
    r"(?:[^:\[\]]{1,60} is out of (?:the )?office"
    r"|auto(?:matic|mated)?[ -]?(?:reply|response|respon)|auto(?:-?reply)?:|auto:"
    r"|out of (?:the )?office|ooo\b|vacation|away from|abwesen|automatische? antwort"
    r"|réponse automatique|absence|absent|respuesta automática|fuera de (?:la )?oficina"
    r"|risposta automatica|fuori (?:sede|ufficio)|resposta automática|ausência|afwezig"
    r"|automatisch antwoord|auto-?svar|automatiskt? svar|frånvaro|fravær|poissa"
    r"|automaattinen|nieobecno|odpowiedź automatyczna|automatická odpověď|автоответ"
    r"|自动回复|自動返信|自動応答|不在)",
    re.IGNORECASE,
)
ABSENCE_WORDS = any_of(
    *("out of (?:the |my )?office", "on (?:vacation|holiday|(?:annual )?leave)", "away until"),
    *("limited access to", "will (?:be back|return)", "auto-?(?:reply|responder|response)"),
    *("automatic(?:ally)? (?:reply|response|generated)", "nicht im (?:büro|haus)", "im urlaub"),
    *("abwesend", "keinen zugriff", "wieder (?:da|erreichbar|im)", "absente? du", "en congé"),
    *(
        "de vacaciones",
        "fuera de la oficina",
        "in ferie",
        "fuori (?:sede|ufficio)",
        "de férias",
    ),
    *("afwezig", "op vakantie", "på semester", "på ferie", "lomalla"),
)

# where a sentence begins: within one, somebody tells of an automatic reply that they got
AUTOMATIC_TEXT = re.compile(
    r"(?:\A|\n|[.!?)]\s{1,3})[ \t*_(\[-]{0,8}(?:"
    r"this is an? (?:automatic(?:ally generated)?|automated|auto) ?-?(?:reply|respon[sd]e?)"
    r"|dies(?:es)? ist eine? automatisch(?:e|e antwort|e nachricht|generierte antwort)\b"
    r"|ceci est une réponse automatique|esta es una respuesta automática"
    r"|questa è una risposta automatica|esta é uma resposta automática"
    r"|dit is een automatisch (?:antwoord|bericht))",
    re.IGNORECASE,
)

UNDELIVERED_SUBJECTS = any_of(
    *("undeliver", "non-? ?deliver", "returned mail", "returning message", "mail system error"),
    "deliver[a-z]{1,3} (?:status|report|fail|problem|error|incomplete|delay|notification)",
    *("(?:could not|cannot|not|unable to)(?: be)? (?:deliver|sen[dt])", "mail(?: \\w+)? fail"),
    *("failure (?:notice|delivery)", "failed mail", "warning: could not", "message status"),
    *("user unknown", "delayed", "mail could not", "unzustellbar", "nicht zugestellt"),
    *("fehlgeschlagen", "non (?:remis|distribu)", "no se (?:pudo|puede) entregar"),
    *("devuelto", "mancato recapito", "mancata consegna", "não entregue", "onbestelbaar"),
)
NOT_DELIVERED = any_of(
    "(?:could ?n[o']t|cannot|was not|were not|unable to|not able to|failed to)"
    " (?:be )?(?:deliver|reach|send)",
    *("undeliver", "did not reach", "permanent (?:fatal )?error", "fatal errors"),
    *("delivery (?:to the following|failed|attempt)", "no such user", "unknown user"),
    *(
        "user unknown",
        "mailbox (?:is )?(?:full|unavailable)",
        "recipients? (?:address )?reject",
    ),
    "5[0-9][0-9][ -]5[.][0-9][.][0-9]",
)
SERVER_WORDS = any_of(
    *("smtp", "mail(?:er)?[- ]?daemon", "mail delivery (?:software|system|subsystem)"),
    *("rcpt to", "remote host", "delivery status notification", "postmaster@"),
    "[45][.][0-9][.][0-9]",
)
