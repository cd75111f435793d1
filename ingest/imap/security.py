"""What has to be true before a password goes to a mail server.

Certificates are always verified, against the system's authorities and `ca_file`. Plain text is
for this machine only, and nothing that could begin a command of its own is sent anywhere.
"""

from __future__ import annotations

import ssl

from samehand.config.rules import is_loopback
from samehand.config.settings import Security, Server
from samehand.ingest.imap.refusals import CertificateRefused, Unavailable


def trust(server: Server) -> ssl.SSLContext:
    """TLS 1.2 or later, with the certificate and its host name verified."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if server.ca_file is not None:
        try:
            context.load_verify_locations(server.ca_file)
        except OSError as error:
            raise CertificateRefused(
                f"ca_file {server.ca_file} cannot be used ({error.strerror or error});"
                " give a file of PEM certificates"
            ) from error
    return context


def refuse_plain_text(server: Server) -> None:
    """Raises Unavailable for a connection without TLS to any other machine."""
    if server.security is Security.NONE and not is_loopback(server.host):
        raise Unavailable(
            f"{server.host}: a connection without TLS is for this machine only;"
            " set security to tls or starttls"
        )


def refuse_what_cannot_be_said(server: Server, folder: str) -> None:
    """Raises Unavailable for line breaks and the like, which imaplib would send as they are."""
    for name, value in (("host", server.host), ("user", server.user), ("folder", folder)):
        if not value.isprintable():
            raise Unavailable(f"the {name} {value!r} has characters that cannot be printed")
    if not server.password.read().isprintable():
        raise Unavailable(f"the password of {server.user} has characters that cannot be typed")
