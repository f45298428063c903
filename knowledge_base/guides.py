"""Guides: troubleshooting in steps, and the pure walk through them.

A step's result says whether the step solved the matter. Where the walk goes next follows from the results
alone, so a walk can be taken up again from the ledger at any time, and no step is ever proposed twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class StepResult(StrEnum):
    """How a step ended."""

    WORKED = "worked"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


class Understands(StrEnum):
    """Which answers a step takes."""

    YES_NO = "yes_no"
    DONE_OR_NOT = "done_or_not"
    CHOICE = "choice"
    NOTHING = "nothing"
    """Nobody is asked: the step's check decides."""
    STATE = "state"
    """What the customer sees of a part of the phone."""


class Target(StrEnum):
    """Where a step may lead besides another step."""

    SOLVED = "solved"
    NEXT = "next"
    TEAM = "team"
    USED_UP = "used_up"
    VERIFY = "verify"
    """Ask whether the matter is solved: `solved` on a yes, the next step on a no. After a check only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer a step offers.

    For `yes_no` the ids are `yes` and `no`, for `done_or_not` `done` and `not_done`.
    """

    id: str
    title: str
    result: StepResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """How to find the place on the device, in words that can also be spoken."""

    iphone: str = ""
    android: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A fact that makes a step needless: any value when `value` is None."""

    fact: str
    value: str | None = None

    def holds(self, facts: Mapping[str, str]) -> bool:
        """Whether the fact in force is as this condition says."""
        known = facts.get(self.fact)
        return known is not None and self.value in (None, known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """How it shows that a guide's matter is solved; asked after every fix."""

    part: str
    """The part of the phone that shows it, of `phone_parts.yml`."""
    states: tuple[str, ...]
    """Its states that mean solved; the first is taken as known from then on."""
    ask: str
    spoken: str
    insist: bool = False
    """Whether a plain "it works" is asked about once more: only the state itself counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to try, to ask or to look up.

    A step with `look` or `fix` goes in stages, each a turn of its own: what the phone shows (`look`), what to
    do about it (`fix`), and then whether the guide's goal is reached.
    """

    id: str
    title: str
    """Two or three words for lists and packets."""
    ask: str | None = None
    tell: str | None = None
    spoken: str = ""
    """What is said on the phone; never empty where somebody is asked."""
    understands: Understands = Understands.YES_NO
    choices: tuple[Choice, ...] = ()
    """Never empty where somebody is asked."""
    asks: str = ""
    """The fact the answer gives; a fact in force answers an `ask` step without asking."""
    check: str | None = None
    """A check registered in actions that decides the result; customers are asked only when it cannot."""
    part: str | None = None
    """The part of the phone this step looks at; a state in force answers `look` without asking."""
    good: tuple[str, ...] = ()
    """States of the part with which nothing is wrong there."""
    look: str | None = None
    fix: str | None = None
    spoken_fix: str = ""
    partly: tuple[str, ...] = ()
    """Other states of the part: known from another step, they do not answer this one."""
    yes_means: str | None = None
    """The part's state that a plain yes to `look` stands for."""
    no_means: str | None = None
    verified: bool = True
    """Whether the goal is asked for after the fix; False for one that is only half of a fix."""
    cuts_off: bool = False
    """Whether doing it cuts off a customer who talks to us on that very phone."""
    skip_if: tuple[Condition, ...] = ()
    where: Where = Where()
    on_worked: str = Target.SOLVED
    on_failed: str = Target.NEXT
    on_skipped: str = Target.NEXT
    on_unknown: str = Target.NEXT
    line: int = 1

    @property
    def text(self) -> str:
        """What is written to the customer first; empty for a step that asks nobody."""
        return self.tell or self.ask or self.look or self.fix or ""

    @property
    def in_stages(self) -> bool:
        """Whether it goes by looking, fixing and asking whether that helped."""
        return bool(self.look or self.fix)

    def target(self, result: StepResult) -> str:
        """Where this result leads: a step's id a Target, or `guide:<slug>`."""
        return {
            StepResult.WORKED: self.on_worked,
            StepResult.FAILED: self.on_failed,
            StepResult.SKIPPED: self.on_skipped,
            StepResult.UNKNOWN: self.on_unknown,
        }[result]

    def result_of(self, choice_id: str) -> StepResult | None:
        """The result an answer stands for; None for an answer this step does not offer."""
        return next((choice.result for choice in self.choices if choice.id == choice_id), None)

    def known_result(self, facts: Mapping[str, str]) -> StepResult | None:
        """The result when what is known already answers this step."""
        if any(condition.holds(facts) for condition in self.skip_if):
            return StepResult.SKIPPED
        state = facts.get(self.part or "")
        if self.look and state is not None:
            if state in self.states:
                return self.seen_result(state)
            # What an agent noted in words of their own is known, and nothing to ask about.
            return None if state in self.partly else StepResult.SKIPPED
        if self.ask and self.asks in facts:
            return self.result_of(facts[self.asks])
        return None

    @property
    def states(self) -> tuple[str, ...]:
        """States of the part that this step knows what to do with."""
        return (*self.good, *(choice.id for choice in self.choices)) if self.look else ()

    def seen_result(self, state: str) -> StepResult | None:
        """The result when the part is in this state; None when something is to be done about it."""
        if state in self.good:
            return StepResult.SKIPPED
        return None if self.fix else StepResult.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Steps in the order in which they are tried."""

    slug: str
    title: str
    steps: tuple[Step, ...]
    goal: Goal | None = None
    """None for a guide whose steps ask themselves whether they helped."""

    def step(self, step_id: str) -> Step | None:
        """The step of that id."""
        return next((step for step in self.steps if step.id == step_id), None)

    def place(self, step_id: str) -> tuple[int, int]:
        """`(2, 5)`: the step's place, and how many steps there are that a customer sees."""
        seen = [step.id for step in self.steps if step.understands is not Understands.NOTHING]
        return (seen.index(step_id) + 1 if step_id in seen else 0, len(seen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The matter is solved; `by` is the step that did it."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedUp:
    """Every step was tried; `tried` are their ids in the order of the walk."""

    tried: tuple[str, ...]
    final: bool = False
    """Whether a step said so itself; a guide that only ran out goes back to the one that led to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTeam:
    """A step whose result always goes to the care team; `after` is that step."""

    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToGuide:
    """The matter turned out to be another guide's; `after` is the step that showed it."""

    guide: str
    after: str


NextStep = Step | Solved | UsedUp | ToTeam | ToGuide

GUIDE_PREFIX = "guide:"
"""A target `guide:<slug>` goes on with another guide."""


def next_step(
    guide: Guide, results: Mapping[str, StepResult], facts: Mapping[str, str] | None = None
) -> NextStep:
    """Where the walk stands after these results (step id to result, in any order).

    A step with a result is never returned again, whoever tried it and when.
    """
    known = facts or {}
    walked: list[str] = []
    index = 0
    while index < len(guide.steps):
        step = guide.steps[index]
        if step.id in walked:
            index += 1
            continue
        result = results.get(step.id) or step.known_result(known)
        if result is None:
            return step
        walked.append(step.id)
        target = step.target(result)
        ended = _ended(target, step, walked)
        if ended:
            return ended
        index = _index_of(guide, target, index)
    return UsedUp(tried=tuple(walked))


def _ended(target: str, step: Step, walked: list[str]) -> Solved | ToTeam | ToGuide | UsedUp | None:
    if target.startswith(GUIDE_PREFIX):
        return ToGuide(guide=target.removeprefix(GUIDE_PREFIX), after=step.id)
    if target in (Target.SOLVED, Target.VERIFY):
        return Solved(by=step.id)
    if target == Target.TEAM:
        return ToTeam(after=step.id)
    return UsedUp(tried=tuple(walked), final=True) if target == Target.USED_UP else None


def _index_of(guide: Guide, target: str, index: int) -> int:
    if target == Target.NEXT:
        return index + 1
    return next((n for n, step in enumerate(guide.steps) if step.id == target), index + 1)
