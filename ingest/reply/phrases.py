"""What mail programs say in the line above a quotation, in the languages that we know.

Words only, compared without regard to case; what follows from them is decided in `lead_in.py`.
"""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

import re

from samehand.ingest.wordlist import listed

# "On Monday, Carla wrote:"; whole words in lower case
_VERBS = """
wrote writes schrieb schreibt geschrieben skryf écrit escribió escribio scritto scrisse
escreveu escreveram escreve scris escriure schreef geschreven skrev skriver kirjoitti napisał
napisała napisana pisze napsal napsala napísal napísala odesílatel napisao napisala napisal
írta yazdı kirjutas rašė rakstīja написал написала написав написа писал писала писав пишет пише
έγραψε menulis viết
"""
WROTE = frozenset(_VERBS.split())
SAID = frozenset(("said", "says"))  # of a program only where quotation marks follow
# the same where words stand without blanks, or take endings
WROTE_WITHIN = (
    *("写道", "寫道", "写了", "写到", "のメール", "書きました", "님이 작성", "작성:", "쓴 글"),
    *("כתב", "מאת", "كتب", "كتابة", "نوشت", "เขียน"),
)
# what may stand around a verb on a line of its own
AROUND_VERB = frozenset(("ha", "a", "het", "volgende", "la", "ла", "а", "následující"))

# "I wrote on Monday:", which a person says and no program
WROTE_MYSELF = re.compile(
    listed(r"""
    \b(?:i|we|nous|je|я|мы|ми|minä)\s(?:\w{1,12}\s)?(?:wrote|écrit|написа|писа|kirjoitti)
    \bwrote (?:to|you)\b|\bj'ai écrit|\bavons écrit|\bschrieb(?:en)? (?:ich|wir|sie mir)\b
    \bschreef (?:ik|wij|we|u mij)\b|\bskrev (?:jag|jeg|vi)\b|我
    """),
    re.IGNORECASE,
)

# How such a line begins, in front of a date
_LEAD_IN_BEGINS = listed(r"""
    on|am|le|el|il|em|en|no dia|às|op|den|på|kl|dne|dňa|dnia|w dniu|pe|în|in data|στις|την|на
    v|u|dana|pada|vào|בתאריך|ב-|في|در|在|in message|at|missatge de
    (?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?|\d{4}[-/.年]
""")
LEAD_IN_BEGINS = re.compile(rf"\W{{0,6}}(?:{_LEAD_IN_BEGINS})\s?(?=[\s\d])", re.IGNORECASE)

# "See below", where the words of others are what the writer wants to be read
_SEE_BELOW = listed(r"""
    below|fyi|for your (?:information|records)|in-?line|siehe unten|unten|zur (?:info|kenntnis)
    ci-dessous|pour (?:votre |ton )?info(?:rmation)?|plus bas|abajo|para (?:tu|su) información
    qui sotto|vedi sotto|di seguito|per conoscenza|abaixo|para conhecimento
    hieronder|zie onder|ter (?:info|kennisname)|nedan|nedenfor|till kännedom|til orientering
    katso alla|alempana|tiedoksi|poniżej|niżej|do wiadomości|níže|pro informaci|alább|mai jos
    ниже|для (?:сведения|информации)|нижче|до відома|aşağıda\w{0,6}|bilginize|παρακάτω
    bên dưới
""")
_SEE_BELOW_WITHIN = "להלן|למטה|أدناه|下記|以下|ご参考|见下|見下|如下|供参考|供參考|아래"
SEE_BELOW = re.compile(rf"\b(?:{_SEE_BELOW})\b|{_SEE_BELOW_WITHIN}", re.IGNORECASE)
