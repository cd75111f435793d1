"""The mailboxes of the sandbox: pymap's store in memory, one account for each person."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime

from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxSet
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

_ARGUMENTS = Namespace(
    host=None,
    port=0,
    cert=None,
    key=None,
    tls=False,
    proxy_protocol=None,
    debug=False,
    demo_data=False,
    demo_user="",
    demo_password="",
    passlib_cfg=None,
)


class _Settings(Config):
    """pymap's settings, without its look-up of this machine's name in the DNS."""

    @property
    def greeting(self) -> bytes:
        return b"Samehand's sandbox is ready"


class Mailstore:
    """Accounts and their mail. Everything here runs in the server's event loop."""

    def __init__(self, config: _Settings, server: IMAPServer) -> None:
        self._config = config
        self.serve = server

    @classmethod
    async def create(cls, accounts: Mapping[str, str]) -> Mailstore:
        """Empty mailboxes for `accounts` (address to password)."""
        config = _Settings.from_args(
            _ARGUMENTS,
            hash_context=Cleartext(),
            cpu_subsystem=Subsystem.for_asyncio(),
            reject_dnsbl=False,
            invalid_user_sleep=0.0,
        )
        config.apply_context()
        login = Login(config)
        for address, password in accounts.items():
            login.users_dict[address] = UserMetadata(config, address, password=password)
            config.set_cache[address] = (MailboxSet(), FilterSet())
        return cls(config, IMAPServer(login, config))

    def has(self, address: str) -> bool:
        return address in self._config.set_cache

    async def append(self, address: str, content: bytes, received_at: datetime) -> None:
        """Put a mail at the end of somebody's inbox."""
        folders, _ = self._config.set_cache[address]
        inbox = await folders.get_mailbox("INBOX")
        await inbox.append(AppendMessage(content, received_at))
