"""What is known of large mail providers, so that `samehand init` need not ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from samehand.config.settings import Profile


@dataclass(frozen=True)
class Provider:
    """The servers of a provider, as `host:port`."""

    imap: str
    smtp: str
    domains: tuple[str, ...] = ()
    profile: Profile | None = None
    authserv_id: str = ""
    """By which it signs its verdict on DMARC, where that is not the name at the top."""
    plus_addressing: bool = True
    note: str = ""


PROVIDERS = {
    "gmail": Provider(
        imap="imap.gmail.com:993",
        smtp="smtp.gmail.com:465",
        domains=("gmail.com", "googlemail.com"),
        profile=Profile.GMAIL,
        note="Gmail takes an app password only: myaccount.google.com/apppasswords",
    ),
    "microsoft365": Provider(
        imap="outlook.office365.com:993",
        smtp="smtp.office365.com:587",
        domains=("outlook.com", "hotmail.com", "live.com"),
        profile=Profile.MICROSOFT365,
        note="Microsoft 365 takes no passwords over IMAP, only OAuth, which Samehand cannot"
        " do yet; forward the mailbox to another provider",
    ),
    "fastmail": Provider(
        imap="imap.fastmail.com:993",
        smtp="smtp.fastmail.com:465",
        domains=("fastmail.com", "fastmail.fm"),
        authserv_id="*.messagingengine.com",
        note="Fastmail takes an app password only: Settings, Privacy & Security",
    ),
    "icloud": Provider(
        imap="imap.mail.me.com:993",
        smtp="smtp.mail.me.com:587",
        domains=("icloud.com", "me.com", "mac.com"),
        authserv_id="dmarc.icloud.com",
        note="iCloud takes an app-specific password only: account.apple.com",
    ),
    "yahoo": Provider(
        imap="imap.mail.yahoo.com:993",
        smtp="smtp.mail.yahoo.com:465",
        domains=("yahoo.com", "ymail.com"),
        authserv_id="*.yahoo.com",
        plus_addressing=False,
        note="Yahoo takes an app password only: Account security",
    ),
    "gmx": Provider(
        imap="imap.gmx.net:993",
        smtp="mail.gmx.net:465",
        domains=("gmx.net", "gmx.de", "gmx.at", "gmx.ch"),
        plus_addressing=False,
        note="GMX lets programs in after it is switched on: Settings, POP3/IMAP",
    ),
    "mailbox.org": Provider(
        imap="imap.mailbox.org:993",
        smtp="smtp.mailbox.org:465",
        domains=("mailbox.org",),
    ),
    "posteo": Provider(
        imap="posteo.de:993",
        smtp="posteo.de:465",
        domains=("posteo.de", "posteo.net"),
    ),
    "zoho": Provider(
        imap="imap.zoho.com:993",
        smtp="smtp.zoho.com:465",
        domains=("zoho.com", "zohomail.com"),
    ),
}


def provider_of(address: str) -> str | None:
    """The provider of an address, by its domain; a domain of one's own tells nothing."""
    domain = address.rpartition("@")[2].lower()
    return next((name for name, p in PROVIDERS.items() if domain in p.domains), None)


def own_servers(address: str) -> Provider:
    """The usual names of servers at a domain of one's own."""
    domain = address.rpartition("@")[2].lower()
    return Provider(imap=f"imap.{domain}:993", smtp=f"smtp.{domain}:465")


def provider_at(host: str) -> Provider | None:
    """The provider whose IMAP server this is."""
    named = (p for p in PROVIDERS.values() if p.imap.partition(":")[0] == host.lower())
    return next(named, None)


def statement_name(server: str) -> str:
    """The name for the config where this one signs statements; a provider may have many."""
    known = (p.authserv_id for p in PROVIDERS.values() if p.authserv_id)
    return next((n for n in known if server.endswith(f".{n.partition('.')[2]}")), server)


def note_for(host: str) -> str:
    """What one has to know to log in at this host, or nothing."""
    hosts = {p.imap.partition(":")[0]: p.note for p in PROVIDERS.values()}
    hosts |= {p.smtp.partition(":")[0]: p.note for p in PROVIDERS.values()}
    return hosts.get(host.lower(), "")
