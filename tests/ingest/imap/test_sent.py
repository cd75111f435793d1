"""Which folder holds what was sent: by the server's word, else by its name in many tongues."""

from __future__ import annotations

import pytest

from samehand.ingest.imap.mailbox import Connection, Unavailable
from samehand.ingest.imap.sent import Folder, sent_folder
from samehand.tests.servers.dovecot import Account, DovecotServer


@pytest.fixture
def support(dovecot: DovecotServer) -> Account:
    return dovecot.user("support")


def folders(*names: str, delimiter: str = "/", **marked: str) -> list[Folder]:
    plain = [Folder(name, delimiter, frozenset()) for name in names]
    return [*plain, *(Folder(n, delimiter, frozenset({f})) for n, f in marked.items())]


@pytest.mark.parametrize(
    "name",
    [
        *("Sent", "SENT", "Sent Items", "Sent Messages", "INBOX/Sent", "[Gmail]/Sent Mail"),
        *("Gesendet", "Gesendete Objekte", "Gesendete Elemente", "Enviados"),
        *(
            "Elementos enviados",
            "Envoyés",
            "Éléments envoyés",
            "E\u0301le\u0301ments envoye\u0301s",
        ),
        *("Posta inviata", "Verzonden items", "Skickat", "Wysłane", "Отправленные", "已发送"),
    ],
)
def test_a_folder_is_known_by_its_name(name: str) -> None:
    assert sent_folder(folders("INBOX", "Drafts", name, "Trash")) == name


def test_the_servers_word_counts_more_than_any_name() -> None:
    listed = folders("INBOX", "Sent", Ausgang="\\sent")
    assert sent_folder(listed) == "Ausgang"


def test_a_folder_of_the_team_is_none_of_a_kind() -> None:
    assert sent_folder(folders("INBOX", "Sent to lawyers", "Present", "Absent")) is None


def test_of_several_the_highest_and_most_usual_counts() -> None:
    assert sent_folder(folders("Archive/Sent", "Gesendet", "Sent")) == "Sent"
    assert sent_folder(folders("Archive/Sent", "Gesendet")) == "Gesendet"


def test_a_name_that_holds_no_mail_is_passed_over() -> None:
    listed = folders("INBOX.Sent", delimiter=".", Sent="\\noselect")
    assert sent_folder(listed) == "INBOX.Sent"


def test_a_real_server_names_its_own(support: Account) -> None:
    connection = Connection(support.imap, "INBOX")
    assert connection.probe().sent == "Sent"
    connection.close()


def test_a_localised_name_comes_back_readable_and_opens(dovecot: DovecotServer) -> None:
    account = dovecot.user("buero")
    dovecot.doveadm("mailbox", "create", "-u", account.address, "Éléments envoyés")
    account.deliver(b"Subject: one\r\n\r\n", folder='"&AMk-l&AOk-ments envoy&AOk-s"')
    connection = Connection(account.imap, "INBOX")
    assert connection.state().exists == 0
    assert connection.state("Éléments envoyés").exists == 1
    assert connection.state().exists == 0, "and back to where it was"
    connection.close()


def test_a_name_that_would_begin_a_command_is_refused(support: Account) -> None:
    connection = Connection(support.imap, "INBOX")
    connection.state()
    with pytest.raises(Unavailable, match="cannot be printed"):
        connection.state('Sent"\r\nA1 DELETE "INBOX')
    connection.close()
