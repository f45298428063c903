"""Several wishes in one breath, taken in turn: the first at once, each next when nothing else is open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from actions.guides.guide_troubles import REPORTS, only_sets, place_said, settings_said
from actions.guides.guide_walk import known_facts, with_slots
from actions.identity.gate import Handler
from actions.turns.clarify import WORDS as FIRST_WORDS
from actions.turns.clarify import clarified
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Intent, Turn, Wish
from actions.words.asking import asks_of_own
from actions.words.found_words import found_again
from actions.words.loss_words import tells_loss
from actions.words.numbers import phone_in
from actions.words.said import phone_is_dead, says_no
from actions.words.wish_words import names_wish, pays_elsewhere

SURE_TO_ACT = 0.75
"""Probability from which on a wish is followed, though it is said as a question."""
LIKELY_ASKED = 0.25
"""Probability from which on the second likeliest wish is what such a question wants to be told."""
SLOT = "wishes"
"""What is still to be taken up, in order: `[{intent, words}]`."""
COVERED: Mapping[str, frozenset[str]] = {
    "travel_abroad": frozenset({"report_no_data", "report_no_signal", "ask_outage"}),
    "report_suspended": frozenset({"report_no_signal", "report_no_data"}),
    "report_lost_phone": frozenset({"report_suspended", "report_no_signal"}),
    "add_data": frozenset({"ask_data_left", "report_no_data"}),
}
"""Wish -> what is only another way of saying it in the same breath."""
PAY = "pay_bill"
LOST = "report_lost_phone"
_GUIDE_OF = {intent: slug for slug, intent in REPORTS.items()}
ON_THE_PHONE = frozenset(REPORTS.values()) - {"report_home_internet"}
"""Reports of trouble that are looked into on the phone itself."""
IN_PASSING = frozenset(
    {
        "ask_bill",
        "ask_bill_change",
        "ask_charge",
        "ask_data_left",
        "ask_plan",
        "compare_plans",
        "get_bill_file",
        "ask_case_status",
    }
)
"""Wishes that only want to be told something: they never mean the matter that is under way."""
FOR_THE_TEAM = frozenset(
    {"cancel_service", "change_plan", "add_line", "port_in", "upgrade_phone", "pause_line"}
)
"""Wishes that end with a person: whatever else was said comes before them, or nobody would answer it here."""
UNNAMED = ON_THE_PHONE | {"travel_abroad"}
"""What a clause beside a wish may be in any words; all else needs its own: "my number's 555" moves none."""
MOVES_A_NUMBER = frozenset({"port_in", "add_line"})
ADDS = re.compile(
    r"\b(?:bring|port|transfer|move|moving|keep|switch|add|adding|new|another|extra)\b", re.IGNORECASE
)
"""Without one of these a number is whose it is, and moves nothing."""
ENDS_A_MATTER = frozenset(
    {
        "action_continue_matter",
        "action_finish_payment",
        "action_close_guide",
        "action_take_yes",
        "action_decline",
    }
)
"""Actions after which the next wish is taken up, besides the matters themselves."""


def split(turn: Turn, intents: Mapping[str, str]) -> Turn:
    """The turn as its first wish, with the others beside it; unchanged when there is only one."""
    named = [wish for wish in turn.wishes if wish.intent in intents and not _is_none(wish)]
    named = _troubles_apart(named)
    known = [wish for wish in named if not any(wish.intent in COVERED.get(o.intent, ()) for o in named)]
    if len(known) < 2 or turn.situation.payload:
        return replace(turn, wishes=turn.put_off)
    turn = with_slots(turn, {"guide_facts": {**turn.table("guide_facts"), **settings_said(turn.text)}})
    first, *others = _told_first(_payment_first(turn, known))
    rest = _without_double(others, intents, done=intents[first.intent])
    meant = turn.intent if first is known[0] else Intent(name=first.intent, confidence=turn.intent.confidence)
    return replace(turn, text=first.words, intent=meant, entities={}, wishes=(*rest, *turn.put_off))


def asked_of_own(turn: Turn) -> Intent | None:
    """What a question about one's own account only wants to be told, where a likelier wish would act."""
    if turn.situation.payload or turn.acted or turn.wishes or not asks_of_own(turn.text):
        return None
    if turn.intent.name in IN_PASSING:
        return turn.intent if turn.intent.confidence >= LIKELY_ASKED else None
    if turn.intent.confidence >= SURE_TO_ACT:
        return None
    told = next((one for one in turn.ranking[1:2] if one.name in IN_PASSING), None)
    return told if told is not None and told.confidence >= LIKELY_ASKED else None


def keeping_asked_about(turn: Turn) -> Turn:
    """The turn with the words of a trouble asked about just now before it, where another one is told instead.

    "Pictures that don't go through?" "There are no bars": first the bars, then the pictures.
    """
    asked = clarified(turn)
    else_told = asked in ON_THE_PHONE and turn.intent.name in ON_THE_PHONE and turn.intent.name != asked
    first = turn.words(FIRST_WORDS)
    if not else_told or not first or turn.situation.payload or says_no(turn.text):
        return turn
    return replace(turn, text=f"{first.rstrip(' .!?')}. {turn.text}")


def _troubles_apart(named: list[Wish]) -> list[Wish]:
    """Beside a trouble of the phone, a clause that only tells how it is set is none."""
    troubles = [wish for wish in named if wish.intent in ON_THE_PHONE and not only_sets(wish.words)]
    return [wish for wish in named if not troubles or wish.intent not in ON_THE_PHONE or wish in troubles]


def _is_none(wish: Wish) -> bool:
    """ "I'm at home in the US" sounds like a trip and is none; no line is stopped without words of a loss."""
    if wish.intent == LOST:
        return not tells_loss(wish.words) and not found_again(wish.words)
    if wish.intent not in UNNAMED and not names_wish(wish.words, wish.intent):
        return True
    if wish.intent in MOVES_A_NUMBER and phone_in(wish.words) and not ADDS.search(wish.words):
        return True
    if wish.intent == PAY:
        return pays_elsewhere(wish.words)
    return wish.intent == "travel_abroad" and place_said(wish.words).get("abroad") == "no"


def _payment_first(turn: Turn, known: list[Wish]) -> list[Wish]:
    """A payment comes before the phone's trouble: what is unpaid may be its cause, and steps can wait.

    Of a phone that is dead nothing is left to look at: it only decides how the payment goes.
    """
    pays = next((wish for wish in known if wish.intent == PAY), None)
    if pays is None or not any(wish.intent in ON_THE_PHONE for wish in known):
        return known
    dead = phone_is_dead(turn.text)
    rest = [wish for wish in known if wish is not pays and not (dead and wish.intent in ON_THE_PHONE)]
    return [Wish(intent=PAY, words=turn.text if dead else pays.words), *rest]


def _told_first(known: list[Wish]) -> list[Wish]:
    """What is told in a sentence comes before steps on the phone, which take a while; the team comes last."""
    if known[0].intent not in ON_THE_PHONE | FOR_THE_TEAM:
        return known
    return sorted(known, key=_place)


def _place(wish: Wish) -> int:
    if wish.intent in FOR_THE_TEAM:
        return 2
    return 0 if wish.intent in IN_PASSING else 1


async def take_in_turn(
    turn: Turn, to: Resources, done: Outcome, handlers: Mapping[str, Handler], intents: Mapping[str, str]
) -> Outcome:
    """After a matter the next wish, as long as nothing is asked and nobody takes over."""
    if SLOT in done.slots:
        # What a handler forgot on purpose (a fresh start, a farewell) stays forgotten.
        return done
    rest = turn.wishes
    fresh = bool(turn.text) and not turn.put_off
    while rest and not is_busy(done):
        wish, rest = rest[0], rest[1:]
        handler = handlers.get(intents.get(wish.intent, ""))
        if handler is None or (not fresh and _is_solved(turn, to, wish, done)):
            continue
        if not fresh:
            done = done.then(say("utter_general_next_wish", wish=to.words.name("wish", wish.intent)))
        done = done.then(await handler(turn_of(turn, wish, rest, done), to))
        done = done.keeping({"last_action": intents[wish.intent], "matter": wish.intent})
    left = [{"intent": wish.intent, "words": wish.words} for wish in rest]
    if left or turn.slots.get(SLOT):
        done = done.keeping({SLOT: None if done.handoff else left or None})
    return done


def _is_solved(turn: Turn, to: Resources, wish: Wish, done: Outcome) -> bool:
    """A trouble that waited is over when the customer said meanwhile that it is."""
    guide = to.knowledge.guides.get(_GUIDE_OF.get(wish.intent, ""))
    if guide is None or guide.goal is None:
        return False
    here = replace(turn, slots={**turn.slots, **done.slots})
    return known_facts(here).get(guide.goal.part) in guide.goal.states


def is_busy(done: Outcome) -> bool:
    """Whether an answer is waited for, or the team takes over."""
    return bool(done.follow or done.handoff or done.slots.get("offer"))


def turn_of(turn: Turn, wish: Wish, rest: tuple[Wish, ...], done: Outcome) -> Turn:
    """The turn as if it said this wish alone, after what was done so far: another's words are not its own."""
    return replace(
        turn,
        text=wish.words,
        intent=Intent(name=wish.intent, confidence=1.0),
        entities={},
        wishes=rest,
        acted=True,
        active_form=None,
        slots={**turn.slots, **done.slots, "matter_words": wish.words},
    )


def _without_double(found: list[Wish], intents: Mapping[str, str], *, done: str) -> tuple[Wish, ...]:
    """One wish for each action, in the order they were said."""
    seen, kept = {done}, []
    for wish in found:
        if intents[wish.intent] not in seen:
            seen.add(intents[wish.intent])
            kept.append(wish)
    return tuple(kept)
