"""Whether what was said and what is known is what a scenario expects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from conversation.context_packet import ContextPacket
from conversation.server_frames import ReplyFrame
from tests.harness.scenario import Expect, Packet

Values = Mapping[str, str]
"""What a scenario's texts may name: {phone}, {pin}, ..."""


def judge_replies(expect: Expect, replies: Sequence[ReplyFrame], values: Values, where: str) -> None:
    """The words, choices and cards of the replies to a line."""
    said = "\n".join(_whole(reply) for reply in replies)
    for text in expect.reply_contains:
        assert _holds(said, text.format_map(values)), f"{where}: no reply says {text!r}"
    for text in expect.absent:
        unwanted = text.format_map(values)
        assert unwanted.casefold() not in said.casefold(), f"{where}: a reply says {text!r}"
    titles = [choice.title for reply in replies for choice in reply.choices]
    for title in expect.choices:
        assert any(_holds(offered, title) for offered in titles), f"{where}: {title!r} not in {titles}"
    if expect.expects is not None:
        got = replies[-1].expects if replies else None
        assert got == expect.expects, f"{where}: expects {got}, not {expect.expects}"
    if expect.card is not None:
        cards = [reply.card.kind for reply in replies if reply.card is not None]
        assert expect.card in cards, f"{where}: cards {cards}"


def judge_known(expect: Expect, packet: ContextPacket, values: Values, where: str) -> None:
    """What the agent would know now."""
    facts = {fact.name: fact.value for fact in packet.facts}
    for name, value in expect.facts.items():
        assert name in facts, f"{where}: fact {name} unknown; known: {facts}"
        assert _holds(facts[name], value.format_map(values)), f"{where}: {name} is {facts[name]!r}"
    for name in expect.no_facts:
        assert name not in facts, f"{where}: fact {name} is {facts[name]!r}"
    steps = {step.step: step.result.value for step in packet.steps}
    for step, result in expect.steps.items():
        assert steps.get(step) == result, f"{where}: steps {steps}"
    if expect.handoff is not None:
        reason = packet.handoff.reason.value if packet.handoff else None
        assert reason in expect.handoff.split(" | "), f"{where}: handoff {reason}"
    if expect.intent is not None:
        intent = packet.intent.name if packet.intent else None
        assert intent in expect.intent.split(" | "), f"{where}: intent {intent}"
    if expect.verified is not None:
        level = packet.verification.level
        assert level == expect.verified, f"{where}: verification level {level}"


def judge_packet(expected: Packet, packet: ContextPacket, values: Values) -> None:
    """The packet at the end."""
    known = Expect(
        facts=expected.facts,
        steps=expected.steps,
        handoff=expected.handoff,
        intent=expected.intent,
        verified=expected.verification,
    )
    judge_known(known, packet, values, "packet")
    for label in expected.do_not_ask:
        assert label in packet.do_not_ask, f"packet: {label} not in {packet.do_not_ask}"
    if expected.wants is not None:
        assert packet.issue is not None, "packet: no issue"
        wanted = expected.wants.format_map(values)
        assert _holds(packet.issue.words, wanted), f"packet: wants {packet.issue.words!r}"
    if expected.promises is not None:
        assert len(packet.promises) == expected.promises, f"packet: promises {packet.promises}"
    if expected.mood is not None:
        assert packet.mood.now.value == expected.mood, f"packet: mood {packet.mood.now}"
    if expected.language is not None:
        assert packet.conversation.language == expected.language, (
            f"packet: language {packet.conversation.language}"
        )
    texts = list(texts_in(packet.model_dump()))
    for secret in expected.absent:
        wanted = re.compile(rf"(?<![\w-]){re.escape(secret.format_map(values))}(?![\w-])")
        assert not any(wanted.search(text) for text in texts), f"packet: holds {secret!r}"


def texts_in(value: object) -> Iterator[str]:
    """Every text in nested tables and lists; times are none, whose digits mean nothing."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_in(item)


def _whole(reply: ReplyFrame) -> str:
    """Everything of a reply a customer reads."""
    return reply.text if reply.card is None else f"{reply.text}\n{reply.card.model_dump_json()}"


def _holds(text: str, wanted: str) -> bool:
    """`wanted` may be `*` or name alternatives: `a | b`."""
    if wanted.strip() == "*":
        return True
    return any(part.strip().casefold() in text.casefold() for part in wanted.split(" | "))
