"""The identity form: a number, or name and date of birth; read back when unsure; then PIN or code."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.identity import people, proving
from actions.identity.claims import LEAVING, claim_of, claimed, ended, missed, said_number
from actions.identity.guessing import guessed_wrong, locked_out
from actions.identity.heard import Person, is_clear, numbers_heard, person_heard
from actions.identity.lookup import by_number
from actions.turns.context import FALLBACK
from actions.turns.outcome import Outcome, say
from actions.turns.proof import Method
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import spaced
from actions.words.names import says_a_name
from actions.words.numbers import part_of_phone, rest_of_phone, same_number, shown_number
from carrier.enums import Capability

_SECRET_WORD = re.compile(r"\b(?:pin|code|password|passcode)\b", re.IGNORECASE)
_GIVE = re.compile(r"\b(?:give|tell|share|say|number)\b", re.IGNORECASE)
_GIVES_NAME = frozenset(
    {"inform_identity", FALLBACK, "ask_if_human", "affirm", "cannot_identify", "dont_know"}
)
"""Intents with which a name may be introduced: "I'm Juno Moss", "I don't know it, this is Juno Moss"."""
MOST_NAME_WORDS = 4
_LAST_FOUR = re.compile(r"^\d{4}$")


async def ask_number(turn: Turn, to: Resources) -> Outcome:
    """The question for the number."""
    if turn.words("partial_number"):
        return say("utter_identity_ask_number_rest", digits=_grouped(turn.words("partial_number")))
    tries = turn.count("number_tries")
    return say("utter_identity_ask_number_again" if tries else "utter_identity_ask_number")


async def ask_heard_right(turn: Turn, to: Resources) -> Outcome:
    """What was heard, read back: looked up only once it is right."""
    heard = turn.table("read_back")
    if not heard.get("number"):
        return people.ask_heard_right(turn)
    shown = shown_number(heard["number"])
    number = spaced(shown) if turn.situation.is_spoken else shown
    return say("utter_identity_read_back_number", number=number)


async def answer(turn: Turn, to: Resources) -> Outcome | None:
    """Deal with a turn while the form is open; None when it answers nothing and is about something else."""
    if turn.situation.sealed is None:
        numbers = numbers_heard(turn, asked=turn.requested == "phone_number")
        if numbers:
            return await take_numbers(turn, to, numbers)
    match turn.requested:
        case "heard_right":
            return await _answer_heard_right(turn, to)
        case proving.SLOT:
            return await _answer_proof(turn, to)
        case "full_name" | "date_of_birth":
            return await people.answer(turn, to)
        case _:
            return await _answer_number(turn, to)


async def take_numbers(turn: Turn, to: Resources, numbers: tuple[str, ...]) -> Outcome:
    """Look up the number, in each way it was heard; read back first where that is not sure."""
    claim = claim_of(turn)
    if claim and claim.number and same_number(claim.number, numbers[0]):
        return Outcome(slots={"phone_number": numbers[0], "heard_right": "yes", "pin": None})
    if locked_out(turn, to):
        return ended(turn, "locked_out")
    found = await by_number(turn, to, numbers)
    if found is None:
        guessed_wrong(turn, to)
        told = say("utter_identity_number_unknown", number=shown_number(numbers[0]))
        slots: dict[str, object] = {"phone_number": None, "heard_right": None, "partial_number": None}
        outcome = missed(turn, told, "number", {**slots, "requested_slot": "phone_number"})
        return outcome if outcome.slots.get("identity_outcome") else await _by_name_given(turn, to, outcome)
    if not (found.likeliest and is_clear(turn)):
        read_back = {"number": found.number}
        return Outcome(
            slots={"read_back": read_back, "phone_number": found.number, "heard_right": None, "claim": None}
        )
    said = said_number(turn, found.number)
    return (await claimed(turn, to, found.customer, found.number, Method.PHONE_NUMBER)).learning(said)


async def _by_name_given(turn: Turn, to: Resources, missed_number: Outcome) -> Outcome:
    """A number of nobody, where name and date of birth were given before: those are tried, not asked for."""
    if not people.is_untried(turn):
        return missed_number
    counted = replace(turn, slots={**turn.slots, **missed_number.slots})
    return missed_number.then(await people.take(counted, to, Person()))


async def _answer_proof(turn: Turn, to: Resources) -> Outcome | None:
    claim = claim_of(turn)
    if claim is None and turn.situation.sealed is None:
        return Outcome(slots={"requested_slot": "phone_number", "phone_number": None, "heard_right": None})
    return await proving.answer(turn, to)


async def _answer_heard_right(turn: Turn, to: Resources) -> Outcome | None:
    heard = turn.table("read_back")
    if not heard.get("number"):
        return await people.answer_heard_right(turn, to)
    number = heard["number"]
    if turn.intent.name == "affirm":
        found = await by_number(turn, to, (number,))
        if found is None:
            return _number_again()
        said = said_number(turn, number, confirmed=True)
        return (await claimed(turn, to, found.customer, number, Method.PHONE_NUMBER)).learning(said)
    ending = part_of_phone(turn.text) or "".join(re.findall(r"\d", turn.text))
    if _LAST_FOUR.match(ending) and turn.intent.name in ("deny", "correct", "inform_identity", FALLBACK):
        return Outcome(slots={"read_back": {"number": number[:-4] + ending}, "heard_right": None})
    if turn.intent.name in ("deny", "correct", "dont_know", "inform_identity"):
        return _number_again()
    return None


def _number_again() -> Outcome:
    return say("utter_identity_read_back_wrong").keeping(
        {
            "read_back": None,
            "phone_number": None,
            "heard_right": None,
            "partial_number": None,
            "requested_slot": "phone_number",
        }
    )


async def _answer_number(turn: Turn, to: Resources) -> Outcome | None:
    name = turn.intent.name
    rest = rest_of_phone(turn.words("partial_number"), turn.text) if turn.words("partial_number") else None
    if rest is not None:
        return await take_numbers(turn, to, (rest,))
    bare = name == "inform_identity" or _writes_name(turn)
    person = person_heard(turn, asked="full_name" if bare else None)
    if person.dates or (person.names and (bare or name in _GIVES_NAME or says_a_name(turn.text))):
        return await people.take(turn, to, person)
    if name in ("cannot_identify", "deny", "dont_know") or _keeps_it(turn):
        return await _without_number(turn, to)
    digits = part_of_phone(turn.text)
    if digits:
        return _partial(turn, digits)
    return Outcome(slots={"phone_number": None}) if name in ("inform_identity", "affirm") else None


def _writes_name(turn: Turn) -> bool:
    """Whether somebody answers with a name alone, which the classifier cannot know for one."""
    words = turn.text.replace(",", " ").split()
    written = 2 <= len(words) <= MOST_NAME_WORDS and all(word[:1].isupper() for word in words)
    return written and not people.means_else(turn)


def _keeps_it(turn: Turn) -> bool:
    """Whether words that were not understood as a whole say that no number will be given."""
    if turn.intent.name != FALLBACK or not proving.REFUSES.search(turn.text):
        return False
    return _GIVE.search(turn.text) is not None


async def _without_number(turn: Turn, to: Resources) -> Outcome:
    """Who has no number at hand goes by name; who will not give it is left alone."""
    name = turn.intent.name
    if name == "deny" or (name != "dont_know" and proving.REFUSES.search(turn.text)):
        return _declined()
    if name == "cannot_identify" and _SECRET_WORD.search(turn.text):
        if not await to.checks(Capability.ONE_TIME_CODE, turn.situation.sender):
            return Outcome(slots={"identity_outcome": "no_pin", "pin": None, **LEAVING})
        return say("utter_identity_pin_comes_later").keeping({"proof_kind": proving.CODE})
    return people.by_name_instead(turn)


def _partial(turn: Turn, digits: str) -> Outcome:
    """Fewer digits than a number has are kept and the rest is asked for; a second start is a miss."""
    together = turn.words("partial_number") + digits
    if len(together) < 10 and (not turn.words("partial_number") or len(digits) < 5):
        return Outcome(slots={"partial_number": together, "phone_number": None})
    told = say("utter_identity_number_incomplete", digits=str(len(digits)))
    return missed(turn, told, "number", {"partial_number": None, "phone_number": None})


def _declined() -> Outcome:
    return Outcome(slots={"identity_outcome": "declined", "pin": None, **LEAVING})


def _grouped(digits: str) -> str:
    return "-".join(part for part in (digits[:3], digits[3:6], digits[6:]) if part)
