"""Who takes part: the customer, whom they copied, and who is one of us."""

from __future__ import annotations

from collections.abc import Iterable

from samehand.config.settings import Settings
from samehand.desk.conversation import Conversation
from samehand.ingest.message import Address, InboundMessage


def customer_of(mail: InboundMessage, settings: Settings) -> Address:
    """Whom the answer goes to: a form's Reply-To names its writer, From only the machine.

    None of us is a customer, whom anybody could else make write to an agent.
    """
    if len(mail.reply_to) != 1 or not outside(mail.reply_to, settings):
        return mail.sender
    reply_to = mail.reply_to[0]
    same = reply_to.address == mail.sender.address
    return Address(reply_to.address, reply_to.name or (mail.sender.name if same else ""))


def outside(addresses: Iterable[Address], settings: Settings) -> tuple[Address, ...]:
    """Those who are neither the desk nor one of its agents, each once, in their order."""
    found: dict[str, Address] = {}
    for person in addresses:
        if person.address and not settings.is_ours(person.address):
            known = found.get(person.address)
            if known is None or (person.name and not known.name):
                found[person.address] = person
    return tuple(p for p in found.values() if settings.agent_at(p.address) is None)


def everybody(mail: InboundMessage, settings: Settings) -> tuple[Address, ...]:
    """All outside people of a mail: who wrote it and who got it."""
    wrote = (mail.sender, customer_of(mail, settings))
    return outside((*wrote, *mail.to, *mail.cc), settings)


def readers(
    conversation: Conversation,
    writer: Address,
    recipients: Iterable[Address],
    settings: Settings,
) -> tuple[Address, ...]:
    """Who gets the answer to a mail: the customer, then those of the mail who take part.

    Only people who take part, so that nobody can add themselves. Where conversations of several
    customers became one, each gets the answers to what they wrote, and not the others'. What
    one of the others has written without the customer is answered without the customer, too.
    Whom an agent lets have every answer is one of them, be they named there or not.
    """
    people = (writer, *recipients)
    taking_part = {p.address for p in conversation.participants}
    known = {p.address: p for p in (*people, *conversation.participants, conversation.customer)}
    named = [p.address for p in people if p.address in conversation.customers]
    named += [writer.address] if writer.address in taking_part else []
    customer = known[named[0]] if named else conversation.customer
    let_in = (p for p in conversation.participants if p.address in conversation.copied)
    others = outside((*people, *let_in), settings)
    return (customer, *(p for p in others if p.address in taking_part - {customer.address}))


def addresses(people: Iterable[Address]) -> frozenset[str]:
    """Their bare addresses, for threading."""
    return frozenset(person.address for person in people)
