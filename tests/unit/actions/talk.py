"""A conversation without Rasa: keeps slots and the open form, and does with outcomes what Rasa would do."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import yaml

from actions.form_turns import answered
from actions.forms import FORMS
from actions.handling import handled
from actions.rasa_adapter import UNTOLD, with_known
from actions.rasa_adapter import _with_matter as with_matter
from actions.registry import HANDLERS
from actions.talk.danger import is_danger
from actions.turns.care import read_care
from actions.turns.outcome import Outcome, Say, merged
from actions.turns.resources import Resources
from actions.turns.turn import Intent, Situation, Turn, Wait, Wish
from actions.turns.understood import settled
from conversation.care import Care
from conversation.sealing import Sealer

ROOT = Path(__file__).resolve().parents[3]
CLOSING = {
    "identity_form": "action_continue_matter",
    "detail_form": "action_continue_matter",
    "payment_form": "action_finish_payment",
    "guide_form": "action_close_guide",
}


def domain() -> dict[str, object]:
    """All domain files together."""
    whole: dict[str, object] = {}
    for path in sorted((ROOT / "bot" / "domain").glob("*.yml")):
        for key, value in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if isinstance(value, dict):
                whole.setdefault(key, {}).update(value)
            elif isinstance(value, list):
                whole.setdefault(key, []).extend(value)
    return whole


def rules() -> dict[str, str]:
    """Intent to the action of its plain rule."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "bot" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            if "intent" in rule["steps"][0]:
                found[rule["steps"][0]["intent"]] = rule["steps"][1]["action"]
    return found


REQUIRED = {name: form["required_slots"] for name, form in domain()["forms"].items()}
RULES = rules()
NOW = datetime(2026, 7, 20, 17, 0, tzinfo=UTC)
"""What time it is in these tests."""


class Talk:
    """One customer's conversation."""

    def __init__(self, resources: Resources, sealer: Sealer, **situation: object) -> None:
        self.to = resources
        self.sealer = sealer
        self.situation = {"wait": Wait(minutes=4, open_now=True, agents_signed_in=2)} | situation
        self.conversation_id = str(uuid.uuid4())
        self.slots: dict[str, object] = {}
        self.form: str | None = None
        self.paused = False
        self.replies: list[Say] = []
        self.said: tuple[str, ...] = ()
        self.turn: Turn | None = None
        self._entered = False

    async def says(self, text: str, intent: str, *, secret: str | None = None, **more: object) -> "Talk":
        """The customer's turn; afterwards `replies` hold what was said."""
        sealed = None
        if secret is not None:
            kept = self.sealer.seal(secret, more.pop("length", 4))
            text, sealed = kept.text, kept.token
        entities = {name: (value,) for name, value in more.pop("entities", {}).items()}
        situation = Situation(
            turn_at=datetime.now(UTC),
            sender=self.conversation_id,
            sealed=sealed,
            **{**self.situation, **more.pop("situation", {})},
        )
        self.turn = Turn(
            conversation_id=self.conversation_id,
            turn_id=more.pop("turn_id", str(uuid.uuid4())),
            text=text,
            intent=Intent(name=intent, confidence=more.pop("confidence", 0.9)),
            ranking=more.pop("ranking", (Intent(name=intent, confidence=0.9),)),
            entities=entities,
            slots=self.slots,
            situation=situation,
            active_form=self.form,
            said=self.said,
            wishes=tuple(Wish(intent=name, words=words) for name, words in more.pop("wishes", ())),
            aside=more.pop("aside", None),
            answers=more.pop("answers", {}),
            whole=text,
        )
        self.replies, self._entered = [], False
        if self.form is None or not await self._answered():
            await self._act(RULES[intent])
            if self.form and not self.paused and not self._entered:
                await self._ask(acted=True)
        return self

    async def _answered(self) -> bool:
        form = FORMS[self.form]
        turn, known = with_known(self._now(), self.to)
        turn = settled(turn, form.alike)
        if is_danger(turn, self.to):
            return False
        outcome = await answered(self.form, form, turn, self.to)
        if outcome is None:
            return False
        self._apply(known.then(outcome))
        if "requested_slot" in outcome.slots and outcome.slots["requested_slot"] is None:
            await self._close()
        else:
            self.slots["requested_slot"] = outcome.slots.get("requested_slot")
            await self._ask(acted=False)
        return True

    async def _act(self, action: str) -> None:
        if action.startswith("utter_"):
            self._apply(Outcome(says=(Say(response=action),)))
            return
        turn, known = with_known(self._now(), self.to)
        outcome = await handled(action, HANDLERS[action], turn, self.to)
        if turn.slots.get("offer"):
            known = known.keeping({"offer": None, "offer_reason": None})
        if turn.slots.get("clarifying"):
            known = known.keeping({"clarifying": None})
        outcome = known.then(with_matter(action, turn, outcome))
        self._apply(outcome)
        if outcome.handoff:
            self.paused = True
            return
        if outcome.leave_form:
            self.form = None
        if outcome.follow:
            self.form, self._entered = outcome.follow, True
            self.slots["requested_slot"] = outcome.slots.get("requested_slot")
            await self._ask(acted=True)

    async def _ask(self, *, acted: bool) -> None:
        wanted = self.slots.get("requested_slot")
        if wanted not in FORMS[self.form].asks or (wanted in REQUIRED[self.form] and self.slots.get(wanted)):
            wanted = next((slot for slot in REQUIRED[self.form] if not self.slots.get(slot)), None)
        if wanted is None:
            await self._close()
            return
        self.slots["requested_slot"] = wanted
        turn = replace(self._now(), acted=acted, entered=self._entered)
        asked = await FORMS[self.form].asks[wanted](turn, self.to)
        self._apply(asked)
        self.paused = self.paused or asked.handoff is not None

    async def _close(self) -> None:
        closing, self.form = CLOSING[self.form], None
        self.slots["requested_slot"] = None
        await self._act(closing)

    def _now(self) -> Turn:
        return replace(
            self.turn,
            slots=dict(self.slots),
            active_form=self.form,
            requested=self.slots.get("requested_slot"),
        )

    def _apply(self, outcome: Outcome) -> None:
        care = merged(read_care(self.slots.pop(UNTOLD, None)), outcome.care)
        if outcome.handoff:
            care = merged(care, Care(handoff=outcome.handoff))
        says = list(outcome.says)
        if says:
            says[-1] = replace(says[-1], care=merged(says[-1].care, care))
        elif care != Care():
            self.slots[UNTOLD] = care.model_dump(mode="json", exclude_none=True)
        self.slots.update(outcome.slots)
        self.replies += says

    @property
    def responses(self) -> list[str]:
        """Names of the responses said."""
        return [reply.response for reply in self.replies]

    @property
    def last(self) -> Say:
        return self.replies[-1]

    @property
    def care(self) -> Care:
        """Everything the replies of this turn carry."""
        whole = Care()
        for reply in self.replies:
            whole = merged(whole, reply.care)
        return whole

    @property
    def facts(self) -> dict[str, str]:
        return {fact.name: fact.value for fact in self.care.facts}

    async def proves(self, number: str, pin: str) -> "Talk":
        """Gives number and PIN while the identity form asks."""
        await self.says(number, "inform_identity")
        return await self.says("", "inform_identity", secret=pin)
