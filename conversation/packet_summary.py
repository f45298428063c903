"""Five lines an agent reads first; each cites the turns it rests on."""

from __future__ import annotations

from conversation.context_packet import ContextPacket, SummaryLine
from conversation.facts import FactInForce
from conversation.words import Words

WORDS_SHOWN = 160
"""Characters of the customer's own words in the first line."""


def summarise(packet: ContextPacket, words: Words) -> list[SummaryLine]:
    """At most five lines: wants, who, known, tried, open; empty ones are left out."""
    lines = [
        _wants(packet, words),
        _who(packet, words),
        _known(packet, words),
        _tried(packet, words),
        _open(packet, words),
    ]
    return [line for line in lines if line is not None]


def _line(lexicon: Words, key: str, turns: list[int | None], **values: str) -> SummaryLine:
    template = lexicon.labels["summary"][key]
    cited = sorted({turn for turn in turns if turn is not None})
    return SummaryLine(text=template.format(**values), turns=cited)


def _wants(packet: ContextPacket, words: Words) -> SummaryLine | None:
    if packet.issue is None:
        return None
    said = packet.issue.words
    if len(said) > WORDS_SHOWN:
        said = said[:WORDS_SHOWN].rsplit(" ", 1)[0] + " …"
    matter = packet.intent.label if packet.intent else words.matter(None)
    return _line(words, "wants", [packet.issue.turn], matter=matter, words=said)


def _who(packet: ContextPacket, words: Words) -> SummaryLine | None:
    customer = packet.customer
    parts = [part for part in (customer.name, customer.phone_number, customer.customer_id) if part]
    if not parts:
        return None
    proof = packet.verification
    if proof.level and proof.method:
        parts.append(
            f"{words.name('status', 'proved') if proof.level > 1 else 'claimed'} by "
            f"{words.name('method', proof.method)}"
        )
    names = {"customer_name", "phone_number", "customer_id"}
    turns = [fact.turn for fact in packet.facts if fact.name in names]
    return _line(words, "who", turns, who=", ".join(parts))


def _known(packet: ContextPacket, words: Words) -> SummaryLine | None:
    who = {"customer_name", "phone_number", "customer_id", "verification", "line_id"}
    facts: list[FactInForce] = [fact for fact in packet.facts if fact.name not in who]
    if not facts:
        return None
    text = "; ".join(f"{fact.label}: {fact.value}" for fact in facts)
    return _line(words, "known", [fact.turn for fact in facts], facts=text)


def _tried(packet: ContextPacket, words: Words) -> SummaryLine | None:
    if not packet.steps:
        return None
    text = "; ".join(f"{step.title} ({words.name('result', step.result)})" for step in packet.steps)
    return _line(words, "tried", [step.turn for step in packet.steps], steps=text)


def _open(packet: ContextPacket, words: Words) -> SummaryLine | None:
    parts = [packet.handoff.note] if packet.handoff and packet.handoff.note else []
    parts += [promise.what for promise in packet.promises]
    parts += packet.open_questions
    if not parts:
        return None
    turns = [packet.handoff.turn] if packet.handoff else []
    turns += [promise.turn for promise in packet.promises]
    return _line(words, "open", turns, open="; ".join(part.rstrip(".") for part in parts))
