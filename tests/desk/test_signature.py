"""An agent's answer is signed as they like it, and never twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samehand.config.settings import Agent
from samehand.desk.signature import signature_under

ANA = Agent("ana", "Ana Ruiz", "ana@acme.example", "office")


@pytest.mark.parametrize(
    ("own", "text", "signature"),
    [
        (None, "Hello.", "Ana Ruiz\nAcme Support"),
        (None, "Hello.\n\nAna Ruiz\nAcme Support", ""),
        (None, "Hello.\n\n-- \n  ana ruiz \n\nAcme  Support\n\n", ""),
        (None, "Hello.\n\nAna Ruiz", "Ana Ruiz\nAcme Support"),
        (None, "Ana Ruiz\nAcme Support\n\nis who I am.", "Ana Ruiz\nAcme Support"),
        (None, "We are not Acme Support", "Ana Ruiz\nAcme Support"),
        (None, "", "Ana Ruiz\nAcme Support"),
        ("", "Hello.", ""),
        ("Ana", "Hello.", "Ana"),
        ("Ana", "Hello.\nAna", ""),
        ("Ana", "Banana", "Ana"),
    ],
)
def test_a_signature_stands_under_an_answer_that_has_none(
    own: str | None, text: str, signature: str
) -> None:
    assert signature_under(text, replace(ANA, signature=own), "Acme Support") == signature
