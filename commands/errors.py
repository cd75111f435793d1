"""What a user can mend is said in one sentence; everything else keeps its traceback."""

from __future__ import annotations

from samehand.commands.init import InitError
from samehand.config.load import ConfigError
from samehand.config.secrets import SecretError
from samehand.ingest.imap.mailbox import MailboxError
from samehand.notify.render import TextError
from samehand.notify.smtp import ChannelDown
from samehand.store.errors import StoreError

_MENDABLE = (
    ChannelDown,
    ConfigError,
    InitError,
    MailboxError,
    OSError,
    SecretError,
    StoreError,
    TextError,
)


def explain(error: Exception) -> str | None:
    """The sentence for an error that names its remedy; None for one that is ours to mend."""
    return str(error) if isinstance(error, _MENDABLE) else None
