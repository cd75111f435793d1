"""The desk whose agents answer from all kinds of mail programs."""

from __future__ import annotations

from samehand.tests.attacks.conftest import desk, settings, trust

__all__ = ["desk", "settings", "trust"]
