"""How mail programs write an answer: where the mail goes that it answers, and with what marks.

Each takes the mail as it is open on the agent's screen, and what they type. The shapes are
those of the programs; the words are ours.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from samehand.tests.clients.opened import Opened, Typed, broken_open, put_between, quoted


@dataclass(frozen=True)
class Written:
    """The body of an answer; a program may write one form or both."""

    text: str | None = None
    html: str | None = None
    is_flowed: bool = False


Program = Callable[[Opened, Typed], Written]


def gmail(mail: Opened, typed: Typed) -> Written:
    """Gmail in a browser: above the quotation, or between its lines."""
    said = f"{mail.at:%a, %b %d, %Y at %I:%M %p}"
    lead = f"On {said} {mail.sender} <{mail.address}> wrote:"
    link = f'&lt;<a href="mailto:{mail.address}">{mail.address}</a>&gt;'
    opens = (
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
        'border-left:1px solid rgb(204,204,204);padding-left:1ex">'
    )
    inside = broken_open(
        mail.html, typed, (opens, "</blockquote>"), "<div><br></div><div>{}</div>"
    )
    html = (
        f'<div dir="ltr">{_divs(typed.above)}</div><br>'
        '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f"On {said} {escape(mail.sender)} {link} wrote:<br></div>{inside}</div>"
        f"{_divs(typed.below)}"
    )
    return Written(_text(typed, f"{lead}\n\n{quoted(mail, typed)}"), html)


def outlook(mail: Opened, typed: Typed) -> Written:
    """Outlook for Windows: a rule, four lines of header, and the mail without any mark."""
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>'
        "p.MsoNormal{margin:0cm}</style></head><body><div class=WordSection1>"
        + _mso(typed.above)
        + "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f"<p class=MsoNormal>{_header(mail, '<b>{}</b> {}', '<br>', html=True)}<o:p></o:p></p>"
        "</div><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        + put_between(
            mail.html,
            typed,
            '</p><p class=MsoNormal><span style="color:#1F497D">{}</span></p><p>',
        )
        + _mso(typed.below)
        + "</div></body></html>"
    )
    text = _header(mail, "{} {}", "\n") + "\n\n" + quoted(mail, typed, "")
    return Written(_text(typed, text), html)


def outlook_german(mail: Opened, typed: Typed) -> Written:
    """The same in German, and as text alone."""
    header = _header(mail, "{} {}", "\n", ("Von:", "Gesendet:", "An:", "Betreff:"))
    return Written(_text(typed, f"{header}\n\n{quoted(mail, typed, '')}"))


def outlook_web(mail: Opened, typed: Typed) -> Written:
    """Outlook in a browser, and the new one for Windows."""
    html = (
        '<html><body dir="ltr">'
        + "".join(
            f'<div class="elementToProof" style="font-size: 12pt;">{escape(p)}</div>'
            for p in typed.above
        )
        + '<div id="appendonsend"></div><hr style="display:inline-block;width:98%">'
        '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000">'
        f"{_header(mail, '<b>{}</b>&nbsp;{}', '<br>', html=True)}</font>"
        "<div>&nbsp;</div></div>"
        + put_between(mail.html, typed, '<div style="color:rgb(0,0,255)">{}</div>')
        + _divs(typed.below)
        + "</body></html>"
    )
    text = f"{'_' * 32}\n{_header(mail, '{} {}', chr(10))}\n\n{quoted(mail, typed, '')}"
    return Written(_text(typed, text), html)


def outlook_phone(mail: Opened, typed: Typed) -> Written:
    """Outlook on an iPhone, with the line that it adds."""
    html = (
        f'<html><body><div dir="ltr">{_divs(typed.above)}</div>'
        '<div id="ms-outlook-mobile-signature"><div><br></div><div dir="ltr">'
        'Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg"'
        f' dir="ltr">{_header(mail, "<b>{}</b> {}", "<br>", html=True)}<div>&nbsp;</div></div>'
        f"{put_between(mail.html, typed, '<div>{}</div>')}{_divs(typed.below)}</body></html>"
    )
    text = f"{'_' * 32}\n{_header(mail, '{} {}', chr(10))}\n\n{quoted(mail, typed, '')}"
    added = "Get Outlook for iOS<https://aka.ms/o0ukef>"
    return Written(_text(typed, f"{added}\n{text}"), html)


def apple_mail(mail: Opened, typed: Typed) -> Written:
    """Mail on a Mac: the line before the quotation is part of it."""
    said = f"On {mail.at:%d. %b %Y, at %H:%M}, {mail.sender} &lt;{mail.address}&gt; wrote:"
    opens = '<blockquote type="cite">'
    inside = broken_open(
        f'<div>{said}</div><br class="Apple-interchange-newline"><div>{mail.html}</div>',
        typed,
        (opens, "</blockquote>"),
        "<div><br></div><div>{}</div><br>",
    )
    html = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>'
        '<body style="overflow-wrap: break-word; -webkit-nbsp-mode: space;">'
        f"{_divs(typed.above)}<div><br>{inside}</div>{_divs(typed.below)}</body></html>"
    )
    lead = f"> On {mail.at:%d. %b %Y, at %H:%M}, {mail.sender} <{mail.address}> wrote:\n>"
    return Written(_text(typed, f"{lead}\n{quoted(mail, typed)}"), html)


def iphone(mail: Opened, typed: Typed) -> Written:
    """Mail on an iPhone, in French, with the line that it adds."""
    said = f"Le {mail.at:%d nov. %Y à %H:%M}, {mail.sender} &lt;{mail.address}&gt; a écrit :"
    inside = broken_open(
        mail.html, typed, ('<blockquote type="cite">', "</blockquote>"), "<div>{}</div>"
    )
    html = (
        f'<html><body dir="auto">{_divs(typed.above)}<div><br></div><div dir="ltr">'
        "Envoyé de mon iPhone</div>"
        f'<div dir="ltr"><br><blockquote type="cite">{said}<br><br></blockquote></div>'
        f"{inside}{_divs(typed.below)}</body></html>"
    )
    lead = f"> Le {mail.at:%d nov. %Y à %H:%M}, {mail.sender} <{mail.address}> a écrit :\n>"
    return Written(_text(typed, f"Envoyé de mon iPhone\n\n{lead}\n{quoted(mail, typed)}"), html)


def thunderbird(mail: Opened, typed: Typed) -> Written:
    """Thunderbird, writing HTML."""
    inside = broken_open(
        mail.html,
        typed,
        ('<blockquote type="cite" cite="mid:relay@acme.example">', "</blockquote>"),
        "<p>{}</p>",
    )
    html = (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html;'
        f' charset=UTF-8"></head><body>{_paragraphs(typed.above)}'
        f'<div class="moz-cite-prefix">On {mail.at:%d/%m/%Y %H:%M}, {escape(mail.sender)}'
        f" wrote:<br></div>{inside}{_paragraphs(typed.below)}</body></html>"
    )
    return Written(None, html)


def thunderbird_text(mail: Opened, typed: Typed) -> Written:
    """Thunderbird, writing text that flows."""
    lead = f"On {mail.at:%d/%m/%Y %H:%M}, {mail.sender} wrote:"
    body = _text(typed, f"{lead}\n{quoted(mail, typed)}")
    lines = [
        part
        for line in body.splitlines()
        for part in (_flowing(line) if not line.startswith(">") else [line])
    ]
    return Written("\n".join(lines), is_flowed=True)


def mutt(mail: Opened, typed: Typed) -> Written:
    """mutt, with a signature under the dashes."""
    lead = f"On {mail.at:%a, %b %d, %Y at %I:%M:%S%p %z}, {mail.sender} wrote:"
    return Written(
        _text(typed, f"{lead}\n{quoted(mail, typed)}") + "\n\n-- \nAna Ruiz, upstairs"
    )


def k9(mail: Opened, typed: Typed) -> Written:
    """K-9 on an Android phone, in text."""
    lead = (
        f"On {mail.at:%B %d, %Y %I:%M:%S %p} GMT+01:00, {mail.sender} <{mail.address}> wrote:"
    )
    return Written(_text(typed, f"{lead}\n{quoted(mail, typed, '>')}"))


def samsung(mail: Opened, typed: Typed) -> Written:
    """The mail program of Samsung's phones."""
    parts = (
        "-------- Original message --------",
        f"From: {mail.sender} <{mail.address}>",
        f"Date: {mail.at:%d/%m/%Y  %H:%M}  (GMT+01:00)",
        f"To: {mail.to}",
        f"Subject: {mail.subject}",
    )
    head = "".join(f"<div>{escape(part)}</div>" for part in parts)
    html = (
        '<html><body dir="auto">'
        f'{_divs(typed.above)}<div dir="auto"><br></div><div id="composer_signature">'
        '<div style="font-size:12px;color:#575757">Sent from my Galaxy</div></div>'
        f'<div dir="auto"><br></div><div align="left" style="font-size:100%">{head}'
        f"<div><br></div></div>{put_between(mail.html, typed, '<div>{}</div>')}"
        f"{_divs(typed.below)}</body></html>"
    )
    joined = "\n".join(parts)
    text = f"Sent from my Galaxy\n\n{joined}\n\n{quoted(mail, typed, '')}"
    return Written(_text(typed, text), html)


def yahoo(mail: Opened, typed: Typed) -> Written:
    """Yahoo in a browser."""
    at = f"{mail.at:%A, %B %d, %Y at %I:%M:%S %p} GMT+1"
    said = f"On {at}, {mail.sender} <{mail.address}> wrote:"
    html = (
        '<html><body><div class="ydp1yahoo-style-wrap" style="font-size:16px;">'
        f'{_divs(typed.above)}<div><br></div></div><div id="ydp2yahoo_quoted_1"'
        ' class="ydp2yahoo_quoted"><div style="color:#26282a;">'
        f"<div>{escape(said)}</div><div><br></div><div><br></div>"
        f"<div>{put_between(mail.html, typed, '<div>{}</div>')}</div></div></div>"
        f"{_divs(typed.below)}</body></html>"
    )
    marked = quoted(mail, typed, "  ")
    return Written(_text(typed, f"    {said}\n\n{marked}"), html)


def proton(mail: Opened, typed: Typed) -> Written:
    """Proton Mail in a browser."""
    said = f"On {mail.at:%A, %B %d, %Y at %I:%M %p}, {mail.sender} <{mail.address}> wrote:"
    inside = broken_open(
        mail.html,
        typed,
        ('<blockquote class="protonmail_quote" type="cite">', "</blockquote>"),
        '<div style="font-family: Arial, sans-serif;">{}</div>',
    )
    html = (
        "".join(
            f'<div style="font-family: Arial, sans-serif; font-size: 14px;">{escape(p)}</div>'
            for p in typed.above
        )
        + f'<div class="protonmail_quote">{escape(said)}<br>{inside}<br></div>'
        + _divs(typed.below)
    )
    return Written(_text(typed, f"{said}\n\n{quoted(mail, typed)}"), html)


def roundcube(mail: Opened, typed: Typed) -> Written:
    """Roundcube in German, which breaks quoted lines anew and marks each piece."""
    broken: list[str] = []
    for line in quoted(mail, typed).splitlines():
        if line.startswith("> ") and len(line) > 72:
            broken += textwrap.wrap(
                line[2:],
                70,
                initial_indent="> ",
                subsequent_indent="> ",
                break_long_words=False,
            )
        else:
            broken.append(line)
    lead = f"Am {mail.at:%d.%m.%Y %H:%M}, schrieb {mail.sender}:"
    return Written(_text(typed, "\n".join((lead, *broken))))


def old_phone(mail: Opened, typed: Typed) -> Written:
    """A program that quotes nothing at all."""
    return Written(_text(typed, ""))


PROGRAMS: tuple[Program, ...] = (
    *(gmail, outlook, outlook_german, outlook_web, outlook_phone, apple_mail, iphone),
    *(thunderbird, thunderbird_text, mutt, k9, samsung, yahoo, proton, roundcube, old_phone),
)


def _text(typed: Typed, quotation: str) -> str:
    """The text form: what is typed above, the quotation, what is typed below."""
    return "\n\n".join(part for part in (*typed.above, quotation, *typed.below) if part)


def _flowing(line: str) -> list[str]:
    """A line as format=flowed breaks it: a space at the end says that it goes on."""
    pieces = textwrap.wrap(line, 70, break_long_words=False) or [""]
    return [*(f"{piece} " for piece in pieces[:-1]), pieces[-1]]


def _header(
    mail: Opened,
    form: str,
    between: str,
    names: tuple[str, str, str, str] = ("From:", "Sent:", "To:", "Subject:"),
    *,
    html: bool = False,
) -> str:
    """The four lines that Outlook puts over a mail."""
    values = (
        f"{mail.sender} <{mail.address}>",
        f"{mail.at:%A, %B %d, %Y %I:%M %p}",
        f"{mail.to}",
        mail.subject,
    )
    shown = map(escape, values) if html else values
    return between.join(map(form.format, names, shown))


def _divs(paragraphs: tuple[str, ...]) -> str:
    return "<div><br></div>".join(f"<div>{_lines(p)}</div>" for p in paragraphs)


def _paragraphs(paragraphs: tuple[str, ...]) -> str:
    return "".join(f"<p>{_lines(p)}</p>" for p in paragraphs)


def _mso(paragraphs: tuple[str, ...]) -> str:
    return "".join(f"<p class=MsoNormal>{_lines(p)}<o:p></o:p></p>" for p in paragraphs)


def _lines(paragraph: str) -> str:
    return "<br>".join(escape(line, quote=False) for line in paragraph.splitlines())
