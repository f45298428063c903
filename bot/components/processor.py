"""Rasa's message processor and agent, with one change: a failure ends the turn, it is not swallowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.errors import TurnError, TurnFailed
from bot.components.graph_runner import OrderedRunner

CHANNEL_SLOT = "channel"
"""Holds the channel of the turn, so that wording can depend on it (`condition: - type: slot`)."""


class WatchedAction(Action):
    """Runs another action and keeps the exception that Rasa is about to swallow."""

    def __init__(self, action: Action) -> None:
        self._action = action
        self.error: Exception | None = None

    def name(self) -> str:
        return str(self._action.name())

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        try:
            events: list[Event] = await self._action.run(output_channel, nlg, tracker, domain)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            self.error = error
            raise
        return events

    def event_for_successful_execution(self, prediction: PolicyPrediction) -> ActionExecuted:
        return self._action.event_for_successful_execution(prediction)


class TurnProcessor(MessageProcessor):
    """Runs one turn on a live tracker. Saving, or forgetting after a failure, is the caller's."""

    def __init__(self, **parts: Any) -> None:  # noqa: ANN401
        super().__init__(**parts)
        self.graph_runner = OrderedRunner(vars(self)["graph_runner"])

    async def run_turn(self, message: UserMessage) -> DialogueStateTracker:
        """Understand the message and act until the assistant listens again.

        Raises:
            TurnError: an action, a wording or a prediction failed; the live tracker is half changed.
        """
        tracker = await self.fetch_tracker_and_update_session(
            message.sender_id, message.output_channel, message.metadata
        )
        self._note_channel(tracker, (message.metadata or {}).get("channel"))
        try:
            await self._handle_message_with_tracker(message, tracker)
            tracker = await self.run_action_extract_slots(message.output_channel, tracker)
            await self._run_prediction_loop(message.output_channel, tracker)
        except TurnError:
            raise
        except Exception as error:
            raise TurnFailed(f"the turn broke off: {type(error).__name__}") from error
        return tracker

    def _note_channel(self, tracker: DialogueStateTracker, channel: str | None) -> None:
        if CHANNEL_SLOT in tracker.slots and channel and tracker.get_slot(CHANNEL_SLOT) != channel:
            tracker.update(SlotSet(CHANNEL_SLOT, channel), self.domain)

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        watched = WatchedAction(action)
        more: bool = await super()._run_action(watched, tracker, output_channel, nlg, prediction)
        if watched.error is not None:
            if isinstance(watched.error, TurnError):
                raise watched.error
            kind = type(watched.error).__name__
            raise TurnFailed(f"{watched.name()} failed: {kind}") from watched.error
        return more


class TurnAgent(Agent):
    """Rasa's agent with our processor, and the tracker store as it is (Rasa's wrapper hides lost writes)."""

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """Load a trained model and make the processor."""
        self.processor = TurnProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
            on_circuit_break=_too_many_actions,
        )
        self.domain = self.processor.domain
        self._set_fingerprint(fingerprint)
        self.tracker_store.domain = self.domain
        self.nlg.responses = self.domain.responses

    @staticmethod
    def _create_tracker_store(store: Any, domain: Domain) -> Any:  # noqa: ANN401
        store.domain = domain
        return store

    @staticmethod
    def _create_lock_store(store: object) -> InMemoryLockStore:  # noqa: ARG004
        return InMemoryLockStore()


def _too_many_actions(*_: object) -> None:
    raise TurnFailed("one turn ran more actions than it may without listening")
