"""The network: the area first, then the phone; what stands there is told with its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from actions.guides import guides
from actions.guides.guide_troubles import REPORTS, is_abroad
from actions.guides.stage_answers import goal_reached
from actions.guides.told_besides import fails
from actions.identity import identity
from actions.identity.gate import Handler, proof_of
from actions.lines.area import area_of
from actions.turns.context import FALLBACK
from actions.turns.details import GIVEN, ask_for
from actions.turns.handoff import to_team
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import clock
from actions.words.numbers import phone_in, zip_in
from actions.words.phone_reports import reports_in
from actions.words.wish_words import means_the_phone
from carrier.enums import AreaStatus, Capability, NetworkEventKind, Service
from carrier.errors import (
    CarrierError,
    CarrierNotFound,
    CarrierNotOffered,
    CarrierRefused,
    CarrierUnavailable,
)
from carrier.types import NetworkEvent, NetworkStatus
from conversation.care import Care, Choice, Promise
from conversation.facts import FactStatus, LearntFact
from conversation.handoff import HandoffReason

SIGNAL = "action_help_signal"
DATA = "action_help_data"
SLOW = "action_help_slow_data"
PICTURES = "action_help_pictures"
CALLS = "action_help_calls"
VOICEMAIL = "action_help_voicemail"
HOME = "action_help_home_internet"
OUTAGE = "action_tell_outage"
FOLLOW = "action_follow_outage"
_WITHOUT_AREA = frozenset({"deny", "dont_know", "never_mind", "step_failed", "step_done", "already_done"})
_SAYS_NOTHING = frozenset(
    {FALLBACK, "affirm", "inform_identity", "out_of_scope", "small_talk", "step_worked"}
)
"""Answers that name no place; who gives a second one goes on without: nobody is handed over for it."""
SKIPPED = "skipped"
"""The slot `area` when the customer would rather not say."""

GUIDE_OF = {
    SIGNAL: "no-signal",
    DATA: "no-mobile-data",
    SLOW: "slow-data",
    PICTURES: "picture-messages",
    CALLS: "dropped-calls",
    VOICEMAIL: "voicemail",
    HOME: "home-internet-problems",
}
_ON_THE_PHONE = frozenset({Service.VOICE, Service.TEXT, Service.DATA})
SERVICES_OF = {
    SIGNAL: _ON_THE_PHONE,
    DATA: frozenset({Service.DATA}),
    SLOW: frozenset({Service.DATA}),
    PICTURES: frozenset({Service.TEXT, Service.DATA}),
    CALLS: frozenset({Service.VOICE}),
    VOICEMAIL: frozenset({Service.VOICE}),
    HOME: frozenset({Service.HOME_INTERNET}),
    OUTAGE: _ON_THE_PHONE | {Service.HOME_INTERNET},
}
"""Which events of an area explain what the customer reports."""


def _helper(action: str) -> Handler:
    async def run(turn: Turn, to: Resources) -> Outcome:
        return await _help(turn, to, action)

    return run


HELPERS: Mapping[str, Handler] = {action: _helper(action) for action in GUIDE_OF}
"""Each report of trouble: the area, then its guide."""


async def tell_outage(turn: Turn, to: Resources) -> Outcome:
    """How the network does where the customer is."""
    area = await area_of(turn, to)
    if area is None:
        return await identity.begin(turn, to, OUTAGE) if _says_number(turn, to) else ask_for("area", OUTAGE)
    if area == SKIPPED:
        return say("utter_network_area_needed").keeping({"area": None})
    status = await _status(turn, to, area)
    if status is None:
        return say("utter_network_status_unknown", area=area).keeping({"offer": SIGNAL})
    event = _event(status, OUTAGE)
    if event is None:
        told = say("utter_network_no_outage", facts=_area_facts(status, to), area=area)
        return told.keeping({"area": area, "area_looked_at": area, "offer": SIGNAL})
    return _tell_event(turn, to, status, event, SIGNAL)


async def follow_outage(turn: Turn, to: Resources) -> Outcome:
    """The team looks at it again when the outage should be over."""
    until = turn.words("outage_until")
    note = to.words.name("note", "follow_outage" if until else "follow_outage_open").format(
        area=turn.words("area"), until=until
    )
    due = turn.slot("outage_until_at", str)
    promise = Promise(
        what=to.words.name("note", "promise_outage").format(area=turn.words("area")),
        due_at=datetime.fromisoformat(due) if due else None,
    )
    handed = to_team(
        turn,
        to,
        HandoffReason.POLICY,
        response="utter_network_follow_handed",
        note=note,
        **({"until": until} if until else {}),
    )
    return handed.carrying(Care(promises=[promise]))


async def answer_area(turn: Turn, to: Resources) -> Outcome | None:
    """An answer to the question for the ZIP code; None when it is none."""
    text = turn.text
    area = zip_in(text)
    if area:
        fact = LearntFact(name="area", value=area, confidence=turn.situation.confidence)
        return Outcome(slots={"area": area, "detail": GIVEN}).learning(fact)
    if is_abroad(text):
        known = {**turn.table("guide_facts"), "abroad": "yes"}
        fact = LearntFact(name="abroad", value="yes", confidence=turn.situation.confidence)
        return Outcome(slots={"area": SKIPPED, "detail": GIVEN, "guide_facts": known}).learning(fact)
    if turn.intent.name in _WITHOUT_AREA or (turn.count("misses") and turn.intent.name in _SAYS_NOTHING):
        return Outcome(slots={"area": SKIPPED, "detail": GIVEN})
    if _says_number(turn, to):
        return Outcome(slots={"detail": GIVEN})
    if any(letter.isdigit() for letter in text):
        return say("utter_network_zip_incomplete").keeping({"detail": None})
    return None


def _is_of_the_phone(turn: Turn) -> bool:
    """ "The Wi-Fi at home is fine, on the street there is no internet"."""
    words = turn.words("matter_words") if turn.acted else turn.text
    return not turn.situation.payload and means_the_phone(words)


def _is_well(turn: Turn, to: Resources, slug: str) -> bool:
    """ "Mobile data is back, pages open": words that sound like the trouble and say that it is over."""
    guide, reports = to.knowledge.guides.get(slug), reports_in(turn.text)
    walked = any(key.startswith(f"{slug}/") for key in turn.table("guide_results"))
    told = not turn.situation.payload and not turn.acted and not turn.in_guide and not fails(reports)
    return walked and told and bool(guide and goal_reached(guide.goal, reports))


async def _help(turn: Turn, to: Resources, action: str) -> Outcome:
    slug = GUIDE_OF[DATA if action == HOME and _is_of_the_phone(turn) else action]
    if _is_well(turn, to, slug):
        return say("utter_general_glad_it_works")
    if turn.words("guide") == slug and not turn.words("guide_outcome"):
        return Outcome(follow=guides.FORM)
    symptom = LearntFact(name="symptom", value=to.words.name("symptom", slug))
    words = turn.words("matter_words") if turn.acted else turn.text
    area = await area_of(turn, to)
    if area is None:
        if (asked := await _ask_who_or_where(turn, to, action, words)) is not None:
            return asked.keeping({"matter_words": words}).learning(symptom)
        area = SKIPPED
    told = await _look_at_area(turn, to, area, action)
    if told.slots.get("offer") == FOLLOW:
        return told.learning(symptom)
    return told.then(await guides.start(turn, to, slug, words=words)).learning(symptom)


async def _ask_who_or_where(turn: Turn, to: Resources, action: str, words: str) -> Outcome | None:
    """Who says their number is proved by it, for the account tells more than a ZIP code; so is everybody
    where a number alone opens the account. None when nothing helps.
    """
    weak = proof_of(turn, to) is None and to.policy.allow_weak_identity and await _is_weak(turn, to)
    if weak or _says_number(turn, to):
        return await identity.begin(turn, to, action)
    if is_abroad(words) or not await _tells_network(turn, to):
        return None
    return ask_for("area", action)


def _says_number(turn: Turn, to: Resources) -> bool:
    """Whether somebody who is not proved said their number, now or before: the account tells the area."""
    said = phone_in(turn.whole or turn.text) is not None or turn.words("phone_number")
    return bool(said) and proof_of(turn, to) is None


async def _is_weak(turn: Turn, to: Resources) -> bool:
    try:
        return await to.is_weak(turn.situation.sender)
    except CarrierError:
        return False


async def _tells_network(turn: Turn, to: Resources) -> bool:
    """Whether the carrier tells the network's status; not knowing counts as yes."""
    try:
        return Capability.NETWORK_STATUS in await to.offers.get(turn.situation.sender)
    except CarrierError:
        return True


async def _look_at_area(turn: Turn, to: Resources, area: str, action: str) -> Outcome:
    if area == SKIPPED or turn.words("area_looked_at") == area or is_abroad(turn.words("matter_words")):
        return NOTHING
    status = await _status(turn, to, area) if await _tells_network(turn, to) else None
    if status is None:
        return Outcome(slots={"area": area})
    event = _event(status, action)
    if event is not None:
        return _tell_event(turn, to, status, event, action)
    facts = _area_facts(status, to)
    # A caller hears at most two sentences before the first step.
    told = (
        NOTHING.learning(*facts)
        if turn.situation.is_spoken
        else say("utter_network_area_fine", facts=facts, area=area)
    )
    return told.keeping({"area": area, "area_looked_at": area})


def _tell_event(
    turn: Turn, to: Resources, status: NetworkStatus, event: NetworkEvent, action: str
) -> Outcome:
    kind = "works" if event.kind is NetworkEventKind.WORKS else "outage"
    today = to.clock().astimezone(to.policy.zone).date()
    until = clock(event.expected_end_at, to.policy.zone, today=today) if event.expected_end_at else None
    services = [to.words.name("service", service.value) for service in event.services]
    told = say(
        f"utter_network_{kind}",
        facts=_area_facts(status, to),
        choices=(
            Choice(id="/affirm", title=to.words.name("choice", "follow_up")),
            Choice(
                id=f"/{REPORTS[GUIDE_OF.get(action, GUIDE_OF[SIGNAL])]}",
                title=to.words.name("choice", "steps_anyway"),
            ),
        ),
        area=status.zip_code,
        services=_listed(services, to),
        more={"until": until} if until else None,
    )
    return told.keeping(
        {
            "area": status.zip_code,
            "area_looked_at": status.zip_code,
            "offer": FOLLOW,
            "outage_until": until,
            "outage_until_at": event.expected_end_at.isoformat() if event.expected_end_at else None,
        }
    )


async def _status(turn: Turn, to: Resources, area: str) -> NetworkStatus | None:
    """None when the carrier cannot tell: then the phone is looked at all the same."""
    try:
        return await to.carrier.get_network_status(area, conversation_id=turn.situation.sender)
    except (CarrierNotOffered, CarrierNotFound, CarrierRefused, CarrierUnavailable):
        return None


def _event(status: NetworkStatus, action: str) -> NetworkEvent | None:
    wanted = SERVICES_OF[action]
    fitting = [event for event in status.events if wanted & set(event.services) or not event.services]
    return next((event for event in fitting if event.kind is NetworkEventKind.OUTAGE), None) or next(
        iter(fitting), None
    )


def _area_facts(status: NetworkStatus, to: Resources) -> tuple[LearntFact, ...]:
    state = to.words.name("area_status", status.status.value)
    known = status.status is not AreaStatus.UNKNOWN
    return (
        LearntFact(name="area", value=status.zip_code, status=FactStatus.STATED),
        *([LearntFact(name="area_status", value=state, status=FactStatus.OBSERVED)] if known else []),
    )


def _listed(names: list[str], to: Resources) -> str:
    if len(names) < 2:
        return "".join(names) or to.words.name("service", "any")
    return to.words.name("table", "and").format(first=", ".join(names[:-1]), last=names[-1])
