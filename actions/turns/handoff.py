"""Giving the conversation to the care team, with one sentence on what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn, Wait
from actions.turns.waiting import wait_values
from conversation.care import Care, Choice
from conversation.handoff import HandoffReason, HandoffRequest
from conversation.words import Words

WANT_AGENT = "/want_agent"
OFFER = "action_hand_off"
"""The action that a yes to an offered person runs."""
SEARCHED = "searched"
"""Slot: titles that were looked at when a person was offered because nothing answers."""


async def hand_off(turn: Turn, to: Resources) -> Outcome:
    """Obey the wish for a person at once, from any state; also the yes to an offered person."""
    reason = _offered_reason(turn) if turn.intent.name in ("affirm", "want_agent") else None
    looked_at = turn.names(SEARCHED) if reason is HandoffReason.NO_ANSWER else ()
    note = searched_note(to.words, looked_at)
    return to_team(turn, to, reason or HandoffReason.ASKED_FOR_PERSON, note=note)


def to_team(
    turn: Turn,
    to: Resources,
    reason: HandoffReason,
    *,
    response: str | None = None,
    note: str = "",
    **values: str,
) -> Outcome:
    """The outcome that ends the assistant's part; `note` completes what is known to be open."""
    request = HandoffRequest(reason=reason, note=open_note(turn, to.words, note))
    told = say(response or f"utter_handoff_{reason}", more=values)
    if reason is HandoffReason.ASKED_FOR_PERSON and to.lasting(turn.whole or turn.text):
        told = say("utter_handoff_people_only").carrying(Care(prefers="team"))
    return replace(told, handoff=request).keeping(
        {"offer": None, "offer_reason": None, SEARCHED: None, "misses": 0}
    )


async def offer_person(
    turn: Turn,
    to: Resources,
    reason: HandoffReason,
    *,
    response: str,
    searched: Sequence[str] = (),
    **values: str,
) -> Outcome:
    """Say something and offer the team with today's wait; a yes hands off for `reason`.

    `searched`: titles that were looked at in vain, for the agent who takes it.
    Inside a form a yes belongs to the form's question, so the way to a person is only told.
    """
    wait = await current_wait(turn, to)
    choice = Choice(id=WANT_AGENT, title=to.words.name("choice", "person"))
    if turn.active_form is not None:
        return say("utter_handoff_hint", choices=(choice,), more=wait_values(wait, to))
    offered = say(response, choices=(choice,), more={**wait_values(wait, to), **values})
    return offered.keeping({"offer": OFFER, "offer_reason": reason.value, SEARCHED: list(searched) or None})


async def offer_after(turn: Turn, to: Resources, reason: HandoffReason, told: Outcome) -> Outcome:
    """A statement, then the team offered; only the statement where something else is asked at once."""
    if turn.asks_nothing:
        return told
    return told.then(await offer_person(turn, to, reason, response="utter_handoff_offer"))


async def current_wait(turn: Turn, to: Resources) -> Wait | None:
    """The wait the front door told with the turn, else asked for now."""
    return turn.situation.wait or await to.care_team.wait(turn.conversation_id)


def searched_note(words: Words, titles: Sequence[str]) -> str:
    """What was looked at in vain, in a sentence; empty when nothing was."""
    if not titles:
        return ""
    return words.name("note", "searched").format(titles=", ".join(f"“{title}”" for title in titles))


def open_note(turn: Turn, words: Words, more: str = "") -> str:
    """What an agent reads first: the matter, where it stands, what was asked and not answered."""
    matter = turn.words("matter")
    parts = [more]
    if matter:
        parts.append(words.name("note", "matter").format(matter=words.matter(matter)))
    if turn.words("guide") and not turn.words("guide_outcome"):
        parts.append(words.name("note", "in_guide").format(step=turn.words("guide_position")))
    if turn.active_form == "identity_form":
        parts.append(words.name("note", "in_identity"))
    if turn.active_form == "payment_form":
        parts.append(words.name("note", "in_payment"))
    others = dict.fromkeys(wish.intent for wish in (*turn.wishes, *turn.put_off))
    also = [words.name("wish", name) for name in others if name != matter]
    if also:
        parts.append(words.name("note", "also_wanted").format(wishes=", ".join(also)))
    if turn.active_form == "detail_form" and turn.words("asking") == "topup":
        offer = turn.table("topup_offer")
        parts.append(
            words.name("note", "in_topup").format(data=offer.get("gb", "?"), amount=offer.get("price", "?"))
        )
    return " ".join(part for part in parts if part)


def _offered_reason(turn: Turn) -> HandoffReason | None:
    offered = turn.words("offer_reason")
    if turn.words("offer") != OFFER or not offered:
        return None
    return HandoffReason(offered) if offered in set(HandoffReason) else None
