"""The assistant's wording: among a response's variations the one least used in this conversation.

Never the same text twice in a row, always the same choice for the same conversation and turn, and never
a sentence with a hole: a variation whose values are missing is passed over.
"""

from __future__ import annotations

import copy
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
FILLED_KEYS = ("text", "custom", "buttons", "image", "attachment", "quick_replies")

_said_this_turn: ContextVar[list[tuple[str, int, str]] | None] = ContextVar("said_this_turn", default=None)


class WordingMissing(Exception):
    """A response does not exist, or none of its variations can be filled; names the response and values."""


@contextmanager
def new_turn() -> Iterator[None]:
    """Remember inside what one turn says, which no tracker holds yet."""
    token = _said_this_turn.set([])
    try:
        yield
    finally:
        _said_this_turn.reset(token)


class CareResponses(TemplatedNaturalLanguageGenerator):
    """Rasa's `nlg`. Values are the template variables an action gave, then filled slots."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,  # noqa: ARG002
        domain: Domain | None = None,
    ) -> None:
        super().__init__(domain.responses if domain is not None else {})

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """One filled variation, with its number under `variation`.

        `worded_as` names another response whose words are said in place of this one's.

        Raises:
            WordingMissing: there is no such response, or a value is missing from each variation that fits.
        """
        slots = tracker.current_slot_values()
        values = {name: value for name, value in {**slots, **kwargs}.items() if value is not None}
        fitting = self._fitting(utter_action, output_channel, slots)
        fillable = [place for place in fitting if not _missing(self.responses[utter_action][place], values)]
        if not fillable:
            holes = sorted(
                {name for place in fitting for name in _missing(self.responses[utter_action][place], values)}
            )
            raise WordingMissing(f"{utter_action}: no variation can be filled, missing {', '.join(holes)}")
        filled = {place: _fill(self.responses[utter_action][place], values) for place in fillable}
        place = _choose(utter_action, filled, tracker)
        chosen = filled[place]
        _merge_custom(chosen, kwargs.get("custom"))
        if other := kwargs.pop("worded_as", None):
            kwargs.pop("custom", None)
            said_instead = await self.generate(other, tracker, output_channel, **kwargs)
            return {**chosen, "text": said_instead["text"], "variation": place}
        said = _said_this_turn.get()
        if said is not None:
            said.append((utter_action, place, str(chosen.get("text") or "")))
        return {**chosen, "variation": place}

    def _fitting(self, utter_action: str, output_channel: str, slots: dict[str, Any]) -> list[int]:
        if utter_action not in self.responses:
            raise WordingMissing(f"{utter_action}: there is no such response")
        chosen = ResponseVariationFilter(self.responses).responses_for_utter_action(
            utter_action, output_channel, slots
        )
        fitting = {id(variation) for variation in chosen}
        places = [n for n, variation in enumerate(self.responses[utter_action]) if id(variation) in fitting]
        if not places:
            raise WordingMissing(f"{utter_action}: no variation fits")
        return places


def _choose(utter_action: str, filled: Mapping[int, dict[str, Any]], tracker: DialogueStateTracker) -> int:
    used: Counter[int] = Counter()
    last_text: str | None = None
    turns = 0
    for event in tracker.events:
        if isinstance(event, BotUttered):
            last_text = event.text or last_text
            if event.metadata.get("utter_action") == utter_action:
                used[event.metadata.get("variation", -1)] += 1
        elif isinstance(event, UserUttered):
            turns += 1
    for action, place, text in _said_this_turn.get() or ():
        last_text = text or last_text
        if action == utter_action:
            used[place] += 1
    places = [place for place in filled if str(filled[place].get("text") or "") != last_text] or list(filled)
    least = min(used[place] for place in places)
    rarest = [place for place in places if used[place] == least]
    return rarest[zlib.crc32(f"{tracker.sender_id} {turns} {utter_action}".encode()) % len(rarest)]


def _missing(variation: Mapping[str, Any], values: Mapping[str, Any]) -> set[str]:
    needed = set().union(*(_placeholders(variation.get(key)) for key in FILLED_KEYS))
    return needed - set(values)


def _placeholders(value: object) -> set[str]:
    if isinstance(value, str):
        return set(PLACEHOLDER.findall(value))
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*(_placeholders(item) for item in items))


def _fill(variation: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    filled = copy.deepcopy(dict(variation))
    for key in FILLED_KEYS:
        if key in filled:
            filled[key] = _filled(filled[key], values)
    if "text" in filled:
        filled["text"] = str(filled["text"])
    return filled


def _merge_custom(chosen: Mapping[str, Any], given: object) -> None:
    """Complete the `custom` an action gave by the response's own, in place.

    Rasa lets the action's `custom` replace the response's whole; the action's values win here too, but what
    only the response says (`asks`, `expects`) stays.
    """
    if not isinstance(given, dict) or not given:
        return
    for key, value in (chosen.get("custom") or {}).items():
        if key == "care" and isinstance(value, dict):
            given["care"] = {**value, **(given.get("care") or {})}
        else:
            given.setdefault(key, value)


def _filled(value: object, values: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Placeholders filled; a string that is nothing but a placeholder becomes the value itself."""
    if isinstance(value, str):
        alone = PLACEHOLDER.fullmatch(value)
        if alone:
            whole = values[alone.group(1)]
            return copy.deepcopy(whole)
        return PLACEHOLDER.sub(lambda found: str(values[found.group(1)]), value)
    if isinstance(value, dict):
        return {key: _filled(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, values) for item in value]
    return value
