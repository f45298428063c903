"""What a case needs of an agent: a skill at a level, a tier, and how much head start it has in the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conversation.handoff import HandoffReason
from desk.teams.yaml_entries import Entry

TOPICS = (
    *("billing", "payments", "plans", "usage", "roaming"),
    *("network", "devices", "sim", "account", "general"),
)
LEVELS = 3
"""1 everyday, 2 experienced, 3 expert."""
SPECIALIST = 2
MOST_HEAD_START_S = 600
"""A head start is bounded, so that no case waits for ever behind more important ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What one case asks of whoever takes it."""

    skill: str
    level: int = 1
    tier: int = 1
    language: str = "en"
    head_start_s: int = 0
    """The case stands in the queue as if it had waited so much longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicNeeds:
    """What a topic asks for."""

    skill: str
    level: int
    head_start_s: int
    intents: frozenset[str] = frozenset()
    """What the assistant understands a case of this topic as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Specialists:
    """When a case goes to a specialist: any one of these is enough."""

    reasons: frozenset[HandoffReason]
    contacts: int
    """So many contacts in seven days about anything."""
    lines: int
    """An account with so many lines."""

    def wanted(self, reason: HandoffReason | None, contacts: int, lines: int) -> bool:
        """Whether a case of this kind goes to a specialist."""
        return reason in self.reasons or contacts >= self.contacts or lines >= self.lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Skills:
    """The skills there are, and what each topic and reason asks for."""

    labels: Mapping[str, str]
    topics: Mapping[str, TopicNeeds]
    reasons: Mapping[HandoffReason, int]
    """Head start by reason, in seconds."""
    specialists: Specialists

    def topic_of(self, intent: str | None) -> str:
        """The topic that names this intent; `general` where none does."""
        return next((topic for topic, needs in self.topics.items() if intent in needs.intents), "general")

    def needs(
        self,
        topic: str | None,
        reason: HandoffReason | None = None,
        *,
        language: str = "en",
        contacts: int = 0,
        lines: int = 0,
    ) -> Needs:
        """What a case of this topic asks for; one of no known topic is a general one."""
        wants = self.topics.get(topic or "general", self.topics["general"])
        special = self.specialists.wanted(reason, contacts, lines)
        head_start = wants.head_start_s + (self.reasons.get(reason, 0) if reason else 0)
        return Needs(
            skill=wants.skill,
            level=wants.level,
            tier=SPECIALIST if special else 1,
            language=language,
            head_start_s=min(head_start, MOST_HEAD_START_S),
        )


def read_skills(file: Entry, mistakes: list[str]) -> Skills:
    """The skills of `skills.yml`; everything wrong is added to `mistakes`.

    Raises:
        Mistake: what the rest stands on is wrong.
    """
    labels = dict(file.each("skills", lambda entry: (entry.text("id"), entry.text("label")), mistakes))
    topics = dict(file.each("topics", lambda entry: _topic(entry, labels), mistakes))
    missing = [topic for topic in TOPICS if topic not in topics]
    mistakes += [str(file.mistake(f"the topic {topic} is missing", "topics")) for topic in missing]
    reasons = dict(file.each("reasons", _reason, mistakes))
    special = file.entry("specialists")
    known = [reason.value for reason in HandoffReason]
    specialists = Specialists(
        reasons=frozenset(HandoffReason(word) for word in special.some_of("reasons", known)),
        contacts=special.whole("contacts_in_a_week", least=1),
        lines=special.whole("lines", least=1),
    )
    special.done()
    return Skills(labels=labels, topics=topics, reasons=reasons, specialists=specialists)


def _topic(entry: Entry, skills: Mapping[str, str]) -> tuple[str, TopicNeeds]:
    return entry.one_of("topic", TOPICS), TopicNeeds(
        skill=entry.one_of("skill", skills),
        level=entry.whole("level", 1, least=1, most=LEVELS),
        head_start_s=entry.whole("head_start_s", 0, most=MOST_HEAD_START_S),
        intents=frozenset(entry.texts("intents")),
    )


def _reason(entry: Entry) -> tuple[HandoffReason, int]:
    reason = entry.one_of("reason", [known.value for known in HandoffReason])
    return HandoffReason(reason), entry.whole("head_start_s", most=MOST_HEAD_START_S)
