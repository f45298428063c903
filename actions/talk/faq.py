"""Questions to the knowledge base: the retriever's four-way decision, what was shown, what was rejected."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from actions.guides import guides
from actions.guides.guide_troubles import REPORTS
from actions.lines.area import market_of
from actions.talk.told import OUT_OF_SIGHT, TOLD, asked_again, did_not_do, key, slug_of, told_before
from actions.turns.clarify import clarify, is_it, topic_choices
from actions.turns.handoff import SEARCHED, WANT_AGENT, current_wait, offer_person, searched_note, to_team
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.turns.waiting import wait_values
from conversation.care import Care, Choice
from conversation.care import Link as CareLink
from conversation.handoff import HandoffReason
from knowledge_base.retriever import Answer, Decision, DidYouMean, HonestNo, Match, Person

NOT_IT = '/correct{"about": "answer"}'
MOST_MISSES = 2
"""Misses in a row after which a person takes over."""
SURE_WISH = 0.65
"""Probability from which on a wish is not second-guessed."""
SURE_ANSWER = 0.75
"""Probability an article needs to be told in place of a wish that is not sure."""
NEAR_ENOUGH = 0.1
"""Probability from which on it helps to say which article came closest."""
SURE_IN_FORM = 0.6
"""Probability that an answer needs while another question is open."""
NEAREST_IN_FORM = 0.4
"""Probability from which on the nearest of several articles is told there, where a list would ask anew."""
MOST_SEARCHED = 3
"""Titles an agent reads of what was looked at."""


async def answer_question(turn: Turn, to: Resources) -> Outcome:
    """Answer, ask which is meant, or say honestly that nothing fits; a person after two misses in a row."""
    if turn.intent.name == "nlu_fallback":
        unclear = clarify(turn, to)
        if unclear is not None:
            return await look_up(turn, to) or unclear
    question = turn.entity("article") or turn.text
    return await _decided(turn, to, question, await _search(turn, to, question))


async def reject_answer(turn: Turn, to: Resources) -> Outcome:
    """ "That's not what I meant": what was shown last is not shown again; the question is tried once more."""
    last = turn.names("shown_last")
    rejected = [*turn.names("rejected"), *(slug for slug in last if slug not in turn.names("rejected"))]
    slots: dict[str, object] = {"rejected": rejected, "shown_last": None}
    care = Care(rejected=[slug for slug in last if slug not in turn.names("rejected")])
    question = turn.words("last_question")
    if not question:
        return say("utter_faq_say_it_differently").keeping(slots).carrying(care)
    here = replace(turn, slots={**turn.slots, **slots})
    tried = await _decided(here, to, question, await _search(here, to, question))
    return tried.keeping({"rejected": rejected}).carrying(care)


async def look_up(turn: Turn, to: Resources) -> Outcome | None:
    """An answer when one article answers for sure; None otherwise, and nothing is counted as a miss."""
    decision = await _search(turn, to, turn.text)
    if not isinstance(decision, Answer) or told_before(turn, decision.match):
        return None
    return _answered(turn, decision.match, turn.text, to)


async def told_beside(turn: Turn, to: Resources) -> Outcome | None:
    """What the articles say to a question asked in the middle of another one; None when they have nothing.

    Nothing is offered with it: the open question comes again at once.
    """
    decision = await _search(turn, to, turn.text)
    match decision:
        case Answer(match=match) if match.probability >= SURE_IN_FORM:
            found = match
        case DidYouMean(matches=matches) if matches[0].probability >= NEAREST_IN_FORM:
            found = matches[0]
        case _:
            return None
    told = say("utter_faq_answer", passage=found.passage)
    shown = Care(shown=[found.slug], spoken=found.spoken)
    return told.carrying(shown).keeping(
        {"misses": 0, TOLD: [*turn.names(TOLD), key(found.slug, found.passage)]}
    )


async def did_not_help(turn: Turn, to: Resources) -> Outcome | None:
    """What was told last did not help: the steps of its guide, else another article, else the team.

    None when nothing was told that the words could mean.
    """
    told = turn.names(TOLD)
    if not (told and turn.names("shown_last")):
        return None
    slug = slug_of(told[-1])
    tried = [*turn.names("rejected"), *([] if slug in turn.names("rejected") else [slug])]
    known: dict[str, object] = {"rejected": tried, "misses": 0, **OUT_OF_SIGHT}
    care = Care(rejected=[slug])
    if slug in to.knowledge.guides:
        return Outcome(slots=known, care=care).then(await guides.start(turn, to, slug))
    question = turn.words("last_question")
    here = replace(turn, slots={**turn.slots, **known})
    found = await _search(here, to, question) if question else None
    if isinstance(found, Answer) and not told_before(here, found.match):
        answered = _answered(here, found.match, question, to)
        return say("utter_faq_did_not_help").then(answered).keeping({"rejected": tried}).carrying(care)
    offered = await offer_person(
        turn, to, HandoffReason.NO_ANSWER, response="utter_faq_no_more", searched=_looked_at(found)
    )
    return offered.keeping(known).carrying(care)


async def second_look(turn: Turn, to: Resources) -> Outcome | None:
    """For a wish that was understood only just: an article that answers the very words, or a question back.

    None when the wish is sure enough or was taken by a button.
    """
    if turn.situation.payload or turn.acted or turn.intent.confidence >= SURE_WISH:
        return None
    decision = await _search(turn, to, turn.text)
    if not isinstance(decision, Answer) or decision.match.probability < SURE_ANSWER:
        return is_it(turn, to)
    if decision.match.guide or decision.match.intent == turn.intent.name:
        return None
    if told_before(turn, decision.match):
        return None
    wished = Choice(id=f"/{turn.intent.name}", title=to.words.name("choice", turn.intent.name))
    return _answered(turn, decision.match, turn.text, to, wished)


async def _search(turn: Turn, to: Resources, question: str, *, beside: str | None = None) -> Decision:
    """What the articles say; `beside`: the article that is left out, and with it what was asked before."""
    retriever = await to.knowledge.retriever()
    market = await market_of(turn, to) if retriever.markets else None
    return await asyncio.to_thread(
        retriever.search,
        question,
        market=market,
        channel=turn.situation.channel,
        at=to.clock(),
        exclude=frozenset(turn.names("rejected")) | ({beside} if beside else frozenset()),
        earlier=None if beside else turn.words("last_question") or None,
        heard=turn.situation.alternatives if question == turn.text else (),
    )


async def _decided(turn: Turn, to: Resources, question: str, decision: Decision) -> Outcome:
    match decision:
        case Answer(match=match):
            if match.guide and turn.entity("article"):
                return await guides.start(turn, to, match.slug)
            if turn.active_form and match.probability < SURE_IN_FORM:
                return await _missed(turn, to, HonestNo(searched=(), near=()))
            again = await _instead_of_again(turn, to, question, match)
            return again or _answered(turn, match, decision.asked or question, to)
        case DidYouMean() if turn.active_form:
            return await _missed(turn, to, HonestNo(searched=(), near=()))
        case DidYouMean(matches=matches):
            return _did_you_mean(turn, matches, decision.asked or question, to)
        case Person(reason=reason):
            known = HandoffReason(reason) if reason in set(HandoffReason) else HandoffReason.ASKED_FOR_PERSON
            return to_team(turn, to, known)
        case HonestNo() as nothing:
            # What an article was told for once is no riddle, whatever these words were taken for.
            return await _missed(turn, to, nothing, clear=question != turn.text)


async def _instead_of_again(turn: Turn, to: Resources, question: str, match: Match) -> Outcome | None:
    """The next thing where these words were told already; None where they may be told.

    A question that only goes on from the one before is no complaint: it is searched for by itself.
    """
    if turn.entity("article") or not told_before(turn, match):
        return None
    if did_not_do(turn) or asked_again(turn, question):
        return await did_not_help(replace(turn, slots={**turn.slots, "shown_last": [match.slug]}), to)
    alone = await _search(turn, to, question, beside=match.slug)
    if isinstance(alone, HonestNo):
        looked_at = (match.title, *alone.searched)
        nothing = replace(alone, searched=looked_at, near=(match, *alone.near))
        return await _missed(turn, to, nothing, clear=True)
    return await _decided(turn, to, question, alone)


def _looked_at(found: Decision | None) -> tuple[str, ...]:
    """Titles that a search turned up, best first."""
    match found:
        case HonestNo(searched=titles):
            return titles[:MOST_SEARCHED]
        case DidYouMean(matches=matches):
            return tuple(one.title for one in matches[:MOST_SEARCHED])
        case _:
            return ()


def _answered(turn: Turn, match: Match, question: str, to: Resources, *wished: Choice) -> Outcome:
    choices = (
        [Choice(id=f"/{match.intent}", title=to.words.name("choice", match.intent))] if match.intent else []
    )
    if match.guide:
        choices = [Choice(id=_guide_payload(match.slug), title=to.words.name("choice", "steps"))]
    choices += [Choice(id=_article_payload(reply.text), title=reply.title) for reply in match.quick_replies]
    choices += wished
    choices.append(Choice(id=NOT_IT, title=to.words.name("choice", "not_it")))
    told = say(
        "utter_faq_answer",
        choices=tuple(choices),
        passage=match.passage,
    )
    links = [
        CareLink(title=link.title, url=link.url) for link in match.links if link.url.startswith("https:")
    ]
    care = Care(shown=[match.slug], links=links, spoken=match.spoken)
    passage = key(match.slug, match.passage)
    return told.carrying(care).keeping(
        {
            "shown_last": [match.slug],
            "last_question": question,
            "misses": 0,
            "clarifying": None,
            TOLD: [*(one for one in turn.names(TOLD) if one != passage), passage],
        }
    )


def _did_you_mean(turn: Turn, matches: tuple[Match, ...], question: str, to: Resources) -> Outcome:
    choices = (
        *(Choice(id=_article_payload(match.title), title=match.title) for match in matches),
        Choice(id=NOT_IT, title=to.words.name("choice", "something_else")),
    )
    told = say("utter_faq_did_you_mean", choices=choices, first=matches[0].title)
    return told.keeping(
        {"shown_last": [match.slug for match in matches], "last_question": question, "misses": 0}
    )


async def _missed(turn: Turn, to: Resources, nothing: HonestNo, *, clear: bool = False) -> Outcome:
    """Nothing answers; `clear`: it is known to be a question, whatever the words were taken for."""
    misses = turn.count("misses") + 1
    understood = clear or turn.intent.name == "ask_faq"
    looked_at = _looked_at(nothing)
    if misses >= MOST_MISSES:
        note = searched_note(to.words, looked_at if understood else ())
        return to_team(turn, to, HandoffReason.NOT_UNDERSTOOD, note=note)
    slots: dict[str, object] = {"misses": misses, "last_question": None, "shown_last": None}
    if turn.active_form:
        return say("utter_faq_not_understood_here").keeping(slots)
    if not (understood or nothing.gap):
        if (still_open := _offer_again(turn)) is not None:
            return still_open.keeping(slots)
        return say("utter_faq_not_understood", choices=(*topic_choices(to), _person(to))).keeping(slots)
    wait = wait_values(await current_wait(turn, to), to)
    near = [match.title for match in nothing.near if match.probability >= NEAR_ENOUGH][:1]
    told = say(
        "utter_faq_honest_no",
        choices=(_person(to),),
        more={**wait, **({"searched": f"“{near[0]}”"} if near else {})},
    )
    offered = {"offer": "action_hand_off", "offer_reason": HandoffReason.NO_ANSWER.value}
    return told.keeping({**slots, **offered, SEARCHED: list(looked_at)})


def _offer_again(turn: Turn) -> Outcome | None:
    """What was offered last is asked once more and stays open; None when nothing was."""
    question = next((words for words in reversed(turn.said) if words.rstrip().endswith("?")), None)
    if not turn.words("offer") or question is None:
        return None
    kept = {name: turn.words(name) or None for name in ("offer", "offer_reason")}
    return say("utter_faq_offer_again", words=question).keeping(kept)


def _person(to: Resources) -> Choice:
    return Choice(id=WANT_AGENT, title=to.words.name("choice", "person"))


def _article_payload(text: str) -> str:
    safe = text.replace("\\", "").replace('"', "'").replace("{", "").replace("}", "")
    return f'/ask_faq{{"article": "{safe}"}}'


def _guide_payload(slug: str) -> str:
    report = REPORTS.get(slug)
    return f"/{report}" if report else _article_payload(slug)
