"""What can go wrong with remembering: worth another try, or not.

Every text names the file or host and says what to do; none holds a password or a mail.
"""

from __future__ import annotations


class StoreError(Exception):
    """The store could not do it, and nothing of the transaction was kept."""


class Temporary(StoreError):
    """The same again may work later."""


class Permanent(StoreError):
    """The same again fails again, until somebody changes something."""


class Conflict(Temporary):
    """The decision was made on a state that no longer holds: load, decide and save again."""


class InUse(Permanent):
    """Another process works on this database."""
