"""Reads a turn out of Rasa's tracker and the front door's metadata; odd values count as absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from actions.turns.proof import Verification, read_time, read_verification
from actions.turns.turn import Answers, Aside, EarlierStep, Intent, PromiseMade, Situation, Turn, Wait, Wish

FALLBACK = "nlu_fallback"
TRIED = timedelta(hours=2)
"""How long a step that another conversation was cut off at is taken up again."""
EARLIER = timedelta(days=7)
"""How long a visit on the same matter starts from what was tried."""
NO_INTENT = Intent(name="", confidence=0.0)
_QUIET_ACTIONS = frozenset({"action_listen", "action_extract_slots", "action_session_start"})


def read_turn(state: Mapping[str, object], *, now: datetime) -> Turn:
    """The turn of a tracker as Rasa sends it to actions (events included)."""
    events = [event for event in _list(state.get("events")) if isinstance(event, dict)]
    start = _last_customer_turn(events)
    user: Mapping[str, object] = events[start] if start is not None else {}
    metadata = _map(user.get("metadata"))
    parsed = _map(user.get("parse_data"))
    loop = _map(state.get("active_loop"))
    slots = _map(state.get("slots"))
    since = events[start + 1 :] if start is not None else []
    conversation_id = _text(state.get("sender_id")) or ""
    return Turn(
        conversation_id=conversation_id,
        turn_id=_text(metadata.get("turn_id")) or _text(user.get("message_id")) or "",
        text=_text(parsed.get("said")) or _text(user.get("text")) or "",
        intent=_intent(parsed.get("intent")) or NO_INTENT,
        ranking=_ranking(parsed.get("intent_ranking")),
        entities=_entities(parsed.get("entities")),
        slots=slots,
        situation=read_situation(metadata, conversation_id=conversation_id, now=now),
        active_form=_text(loop.get("name")),
        requested=_text(slots.get("requested_slot")),
        said=_said_before(events, start),
        acted=_acted(since, _text(loop.get("name"))),
        entered=_entered(since),
        wishes=_wishes(parsed.get("wishes")),
        aside=_aside(parsed.get("aside")),
        answers=_answers(parsed.get("answers")),
        whole=_text(user.get("text")) or "",
    )


def read_situation(metadata: Mapping[str, object], *, conversation_id: str, now: datetime) -> Situation:
    """The front door's metadata."""
    mood = _map(metadata.get("mood"))
    recognition = _map(metadata.get("recognition"))
    turn_at = read_time(metadata.get("turn_at")) or now.astimezone(UTC)
    history = metadata.get("history")
    return Situation(
        channel=_text(metadata.get("channel")) or "web_chat",
        language=_text(metadata.get("language")) or "en",
        login=_login(metadata.get("verification")),
        wait=_wait(metadata.get("wait")),
        preference=_text(metadata.get("preference")),
        negative_turns=_number(mood.get("negative_turns")) or 0,
        sealed=_text(metadata.get("sealed")),
        payload=metadata.get("payload") is True,
        reference=_text(metadata.get("reference")),
        sender=_text(metadata.get("sender")) or conversation_id,
        turn_at=turn_at,
        unseen=metadata.get("unseen") is True,
        is_first=metadata.get("is_first") is True,
        is_greeted=metadata.get("is_greeted") is True,
        confidence=_share(recognition.get("confidence")),
        promises=promises_from(metadata.get("promises")),
        promises_of=_text(metadata.get("history_of")),
        alternatives=tuple(text for text in map(_text, _list(recognition.get("alternatives"))) if text),
        peer=_text(metadata.get("peer")) or _text(metadata.get("sender")) or conversation_id,
        claimed_number=_text(metadata.get("claimed_number")),
        tried={name: step.result for name, step in _earlier(history, turn_at, TRIED).items()},
        earlier=_earlier(history, turn_at, EARLIER),
    )


def _earlier(history: object, at: datetime, within: timedelta) -> Mapping[str, EarlierStep]:
    """Steps of other conversations younger than that; of one tried twice the newest."""
    found: dict[str, EarlierStep] = {}
    contacts = [_map(contact) for contact in _list(history)]
    for contact in sorted(contacts, key=lambda known: str(known.get("at"))):
        began = read_time(contact.get("at"))
        if began is None or at - began > within:
            continue
        for step in map(_map, _list(contact.get("steps"))):
            guide, name, result = (_text(step.get(key)) for key in ("guide", "step", "result"))
            if guide and name and result:
                found[f"{guide}/{name}"] = EarlierStep(result=result, at=began)
    return found


def _login(value: object) -> Verification | None:
    login = read_verification(value)
    return login if login is not None and login.level == 2 else None


def _wait(value: object) -> Wait | None:
    table = _map(value)
    if not table:
        return None
    return Wait(
        minutes=_number(table.get("minutes")),
        open_now=table.get("open_now") is True,
        agents_signed_in=_number(table.get("agents_signed_in")) or 0,
        next_opening=read_time(table.get("next_opening")),
    )


def wait_from(value: object) -> Wait | None:
    """The wait as the front door's internal address tells it."""
    return _wait(value)


def promises_from(value: object) -> tuple[PromiseMade, ...]:
    """Promises as the front door tells them; entries without words are left out."""
    return tuple(
        PromiseMade(
            what=_text(item.get("what")) or "",
            matter=_text(item.get("matter")) or "",
            at=read_time(item.get("at")),
            due_at=read_time(item.get("due_at")),
            reference=_text(item.get("reference")) or "",
            outcome=_text(item.get("outcome")) or "",
        )
        for item in map(_map, _list(value))
        if _text(item.get("what"))
    )


def _last_customer_turn(events: Sequence[Mapping[str, object]]) -> int | None:
    return next((n for n in range(len(events) - 1, -1, -1) if events[n].get("event") == "user"), None)


def _acted(since: Iterable[Mapping[str, object]], form: str | None) -> bool:
    names = {event.get("name") for event in since if event.get("event") == "action"}
    return bool(names - _QUIET_ACTIONS - {form})


def _entered(since: Iterable[Mapping[str, object]]) -> bool:
    return any(event.get("event") == "active_loop" and event.get("name") for event in since)


def _said_before(events: Sequence[Mapping[str, object]], start: int | None) -> tuple[str, ...]:
    """The assistant's replies between the customer's last two turns."""
    said: list[str] = []
    for event in reversed(events[:start] if start is not None else []):
        if event.get("event") == "user" and said:
            break
        text = _text(event.get("text")) if event.get("event") == "bot" else None
        if text:
            said.append(text)
    return tuple(reversed(said))


def _ranking(value: object) -> tuple[Intent, ...]:
    read = (_intent(item) for item in _list(value))
    return tuple(intent for intent in read if intent is not None and intent.name != FALLBACK)


def _wishes(value: object) -> tuple[Wish, ...]:
    read = ((_text(_map(item).get("intent")), _text(_map(item).get("text"))) for item in _list(value))
    return tuple(Wish(intent=intent, words=words) for intent, words in read if intent and words)


def _aside(value: object) -> Aside | None:
    table = _map(value)
    rest = _map(table.get("rest"))
    text, intent, wishes = _text(rest.get("text")), _intent(rest.get("intent")), _wishes(table.get("wishes"))
    if not (text and intent and wishes):
        return None
    return Aside(rest=text, intent=intent, wishes=wishes, answers=_answers(rest.get("answers")))


def _answers(value: object) -> Answers:
    return {
        question: {
            name: float(chance) for name, chance in _map(told).items() if isinstance(chance, int | float)
        }
        for question, told in _map(value).items()
    }


def _intent(value: object) -> Intent | None:
    table = _map(value)
    name, confidence = table.get("name"), table.get("confidence")
    if not isinstance(name, str) or not name:
        return None
    return Intent(name=name, confidence=float(confidence) if isinstance(confidence, int | float) else 0.0)


def _entities(value: object) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for item in _list(value):
        table = _map(item)
        name, said = table.get("entity"), table.get("value")
        if isinstance(name, str) and isinstance(said, str):
            found[name] = (*found.get(name, ()), said)
    return found


def _map(value: object) -> Mapping[str, object]:
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _share(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else None
