"""What a handler decides: what is said, what is remembered, where the conversation goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from conversation.care import Card, Care, Choice
from conversation.facts import LearntFact
from conversation.handoff import HandoffRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """One reply: a response of the domain with its values, and what it carries besides words."""

    response: str
    values: Mapping[str, str] = field(default_factory=dict)
    care: Care = Care()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of a handler."""

    says: tuple[Say, ...] = ()
    slots: Mapping[str, object] = field(default_factory=dict)
    follow: str | None = None
    """The action or form that goes on in the same turn."""
    leave_form: bool = False
    """Ends the form that is open, without its closing rule."""
    handoff: HandoffRequest | None = None
    """The conversation goes to the care team after these replies."""
    care: Care = Care()
    """Told with the last reply; without one, with the next reply there is."""

    def then(self, other: Outcome) -> Outcome:
        """Both, one after the other; where they differ the later one decides."""
        return Outcome(
            says=self.says + other.says,
            slots={**self.slots, **other.slots},
            follow=other.follow or self.follow,
            leave_form=self.leave_form or other.leave_form,
            handoff=other.handoff or self.handoff,
            care=merged(self.care, other.care),
        )

    def keeping(self, slots: Mapping[str, object]) -> Outcome:
        """The same outcome that also sets these slots."""
        return replace(self, slots={**self.slots, **slots})

    def learning(self, *facts: LearntFact) -> Outcome:
        """The same outcome with facts learnt."""
        return self.carrying(Care(facts=list(facts)))

    def carrying(self, care: Care) -> Outcome:
        """The same outcome with more told beside its words."""
        return replace(self, care=merged(self.care, care))


NOTHING = Outcome()


def say(
    response: str,
    *,
    facts: tuple[LearntFact, ...] = (),
    choices: tuple[Choice, ...] = (),
    card: Card | None = None,
    more: Mapping[str, str] | None = None,
    **values: str,
) -> Outcome:
    """An outcome of one reply. `more` are values known only sometimes: wordings without them fit then."""
    care = Care(facts=list(facts), choices=list(choices), card=card)
    return Outcome(says=(Say(response=response, values={**values, **(more or {})}, care=care),))


def merged(first: Care, second: Care) -> Care:
    """Lists joined, single values of the second where it has them."""
    return Care(
        asks=second.asks or first.asks,
        expects=second.expects or first.expects,
        choices=[*first.choices, *second.choices],
        facts=[*first.facts, *second.facts],
        steps=[*first.steps, *second.steps],
        shown=[*first.shown, *second.shown],
        rejected=[*first.rejected, *second.rejected],
        promises=[*first.promises, *second.promises],
        mood=second.mood or first.mood,
        handoff=second.handoff or first.handoff,
        callback=second.callback or first.callback,
        prefers=second.prefers or first.prefers,
        spoken=second.spoken or first.spoken,
        links=[*first.links, *second.links],
        card=second.card or first.card,
    )
