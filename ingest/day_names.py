"""The names of weekdays and months in the languages that mail is written in here.

All are folded: lower case, without accents. Abbreviations are in, where nothing else is spelled
like them: "mar" is March, and never a Tuesday.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# English, German, Spanish, French, Italian, Portuguese, Dutch, Scandinavian; Monday
# is 0, as in Python.
_WEEKDAYS = """
mon monday montag mo lunes lun lundi lunedi segunda segunda-feira maandag mandag
tue tues tuesday dienstag di martes mardi martedi terca terca-feira dinsdag tisdag tirsdag
wed wednesday mittwoch mi miercoles mie mercredi mercoledi quarta quarta-feira woensdag onsdag
thu thur thurs thursday donnerstag do jueves jue jeudi giovedi quinta quinta-feira \
donderdag torsdag
fri friday freitag fr viernes vie vendredi venerdi sexta sexta-feira vrijdag fredag
sat saturday samstag sonnabend sa sabado sab samedi sabato zaterdag lordag lørdag
sun sunday sonntag so domingo dom dimanche domenica zondag sondag søndag
"""
_MONTHS = """
jan january januar janner jaenner enero ene janvier janv gennaio gen janeiro januari stycznia
feb february februar feber febrero fevrier fevr fev febbraio fevereiro februari lutego
mar march marz maerz marzo mars marco maart mrt marca
apr april abril abr avril avr aprile kwietnia
may mai mayo maggio mag maio mei maj maja
jun june juni junio juin giugno giu junho czerwca
jul july juli julio juillet juil luglio lug julho lipca
aug august agosto ago aout augustus augusti sierpnia
sep sept september septiembre setiembre septembre settembre set setembro wrzesnia
oct october oktober okt octubre octobre ottobre ott outubro out października
nov november noviembre novembre novembro listopada
dec december dezember dez diciembre dic decembre dicembre dezembro grudnia
"""
_ACCENTS = re.compile(r"[\u0300-\u036f]")


def folded(text: str) -> str:
    """The text as the names are listed: "März" and "MARZ" are one word."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _ACCENTS.sub("", plain)


def _numbered(rows: str, first: int) -> Mapping[str, int]:
    lines = enumerate(rows.strip().splitlines(), first)
    return {folded(name): number for number, line in lines for name in line.split()}


def one_of(names: Mapping[str, int]) -> str:
    """The source of a pattern for any of the names, the longest first."""
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


WEEKDAYS = _numbered(_WEEKDAYS, 0)
MONTHS = _numbered(_MONTHS, 1)
