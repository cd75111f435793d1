"""The desk whose mails its agents read."""

from __future__ import annotations

from samehand.tests.attacks.conftest import desk, settings, trust

__all__ = ["desk", "settings", "trust"]
