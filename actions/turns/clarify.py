"""Two wishes that sound alike: a question with real choices instead of a guess."""

from __future__ import annotations

from dataclasses import replace

from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Intent, Turn
from conversation.care import Choice

CLOSE = 0.05
"""Difference of probabilities below which two wishes cannot be told apart."""
HARDLY = 0.36
"""Probability below which a wish is asked about before anything is done for it."""
PLAUSIBLE = 0.22
"""Probability below which a wish is noise."""

TWO = 2
WORDS = "clarifying_words"
"""Slot: what the customer said when it was asked which wish that is."""
TOPICS = ("ask_bill", "report_no_signal", "ask_data_left")
"""What a customer is offered who has not said yet what it is about."""

CARE_INTENTS = frozenset(
    {
        "ask_bill",
        "ask_bill_change",
        "ask_charge",
        "dispute_charge",
        "pay_bill",
        "ask_payment_status",
        "payment_blocked",
        "request_arrangement",
        "set_autopay",
        "get_bill_file",
        "ask_case_status",
        "want_callback",
        "ask_data_left",
        "report_no_signal",
        "report_no_data",
        "report_slow_data",
        "report_picture_messages",
        "report_call_trouble",
        "report_voicemail",
        "report_home_internet",
        "ask_outage",
        "add_data",
        "ask_plan",
        "compare_plans",
        "change_plan",
        "add_line",
        "port_in",
        "cancel_service",
        "upgrade_phone",
        "pause_line",
        "travel_abroad",
        "report_suspended",
        "report_lost_phone",
        "report_fraud",
    }
)


def clarify(turn: Turn, to: Resources) -> Outcome | None:
    """Ask which of two is meant; None when the words are clear or mean none of them."""
    pair = close_pair(turn.ranking)
    if pair is None or turn.active_form is not None:
        return None
    return _which([intent.name for intent in pair], to).keeping({WORDS: turn.text, "offer": None})


def asked_again(turn: Turn, to: Resources) -> Outcome | None:
    """The open question between two wishes once more, where something else was told beside it."""
    names = list(turn.names("clarifying"))
    return _which(names, to) if len(names) == TWO else None


def _which(names: list[str], to: Resources) -> Outcome:
    choices = (
        *(Choice(id=f"/{name}", title=to.words.name("choice", name)) for name in names),
        Choice(id="/deny", title=to.words.name("choice", "something_else")),
    )
    first, second = (to.words.name("wish", name) for name in names)
    told = say("utter_general_which_of_two", choices=choices, first=first, second=second)
    return told.keeping({"clarifying": names})


def is_it(turn: Turn, to: Resources, *, always: bool = False) -> Outcome | None:
    """Ask whether a wish that was hardly understood is meant; None when it was understood well enough.

    `always`: what would be done for it is too grave for a guess, however likely.
    """
    name = turn.intent.name
    clear = turn.intent.confidence >= HARDLY and not always
    if clear or turn.active_form is not None or name == turn.words("matter"):
        return None
    choices = (
        Choice(id=f"/{name}", title=to.words.name("choice", name)),
        Choice(id="/deny", title=to.words.name("choice", "something_else")),
    )
    told = say("utter_general_is_it", choices=choices, first=to.words.name("wish", name))
    return told.keeping({"clarifying": [name], WORDS: turn.text, "offer": None})


def with_first_words(turn: Turn, name: str | None) -> Turn:
    """The turn that says which wish was meant, with the words that began it: what they tell is not asked."""
    first = turn.words(WORDS)
    if not first or name not in turn.names("clarifying"):
        return turn
    text = first if turn.situation.payload else f"{first.rstrip(' .!?')}. {turn.text}"
    return replace(turn, text=text, whole=text)


def clarified(turn: Turn) -> str | None:
    """The one wish that a plain yes confirms."""
    asked = turn.names("clarifying")
    return asked[0] if len(asked) == 1 else None


def close_pair(ranking: tuple[Intent, ...]) -> tuple[Intent, Intent] | None:
    """The two most likely wishes when both are plausible and close."""
    if len(ranking) < 2:
        return None
    first, second = ranking[0], ranking[1]
    both = {first.name, second.name} <= CARE_INTENTS
    plausible = second.confidence >= PLAUSIBLE
    return (first, second) if both and plausible and first.confidence - second.confidence <= CLOSE else None


def topic_choices(to: Resources) -> tuple[Choice, ...]:
    """The topics to begin with."""
    return tuple(Choice(id=f"/{name}", title=to.words.name("choice", name)) for name in TOPICS)
