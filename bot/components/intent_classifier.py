"""What the customer wants: Rasa's intent classifier of ours, over the shared sentence encoder."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import calibration, intent_model
from bot.components import wishes as several
from bot.components.encoder import encode_known, shared
from bot.components.introductions import without_introduction
from bot.components.remarks import without_remarks
from sentence_encoder.spelling import Spelling, words_of

FALLBACK = "nlu_fallback"
RANKED = 10
MODEL_FILE = "intents.npz"
FACTS_FILE = "calibration.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What words were taken for."""

    wishes: list[several.Wish]
    """At least two, or none."""
    row: calibration.Floats
    judgement: calibration.Judgement
    rest: str = ""
    """What stands before the first clear wish, where something does."""
    apart: list[several.Wish] = field(default_factory=list)
    """The wishes after it."""


class EncoderChanged(RuntimeError):
    """The model was trained with another sentence encoder; train again."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentenceIntentClassifier(IntentClassifier, GraphComponent):
    """Puts `nlu_fallback` first when it is not sure; the ranking behind it stays."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: intent_model.IntentModel | None = None,
        facts: dict[str, Any] | None = None,
    ) -> None:
        self._equivalent = config["equivalent_intents"]
        self._like_fallback = frozenset(config["like_fallback"])
        self._wishes = frozenset(config["wishes"])
        self._doubted = self._like_fallback | frozenset(config["foreign"])
        self._kin = [frozenset(names) for names in config["kin"]]
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._facts = facts or {}
        if model is not None:
            self._groups = calibration.groups_of(model.labels, self._equivalent)
        self._spelling = Spelling(self._facts.get("words", {}), lambda word: shared().knows(word))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`encoder`: its fingerprint; `equivalent_intents`: lists of intents answered the same way;
        `like_fallback`: intents that lead where `nlu_fallback` leads, so that to doubt them costs nothing;
        `wishes`: intents of which one message may hold several; `kin`: lists of those that one sentence
        mixes for one matter; `foreign`: what is no matter of ours, believed only once slips of the keyboard
        were put right.
        """
        return {
            "encoder": None,
            "equivalent_intents": [],
            "like_fallback": [],
            "wishes": [],
            "kin": [],
            "foreign": [],
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> SentenceIntentClassifier:
        """A new, untrained one."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
        **kwargs: Any,  # noqa: ANN401, ARG003
    ) -> SentenceIntentClassifier:
        """The trained one.

        Raises:
            EncoderChanged: its weights do not fit the vectors of today's encoder.
        """
        with model_storage.read_from(resource) as folder:
            model = intent_model.IntentModel.load(folder / MODEL_FILE)
            facts = json.loads((folder / FACTS_FILE).read_text(encoding="utf-8"))
        if facts["encoder"] != shared().fingerprint:
            raise EncoderChanged(
                "the assistant was trained with another sentence encoder: python -m bot.train"
            )
        return cls(config, model_storage, resource, model, facts)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit, calibrate on held-out folds, persist."""
        examples = [
            (intent_model.plain(message.get(TEXT)), message.get(INTENT))
            for message in training_data.intent_examples
            if message.get(TEXT) and message.get(INTENT)
        ]
        texts = [text for text, _ in examples]
        intents = [intent for _, intent in examples]
        vectors = encode_known(texts)
        self._model = intent_model.train(texts, intents, vectors)
        labels = self._model.labels
        self._groups = calibration.groups_of(labels, self._equivalent)
        held_out = intent_model.held_out_probabilities(texts, intents, vectors, labels)
        self._facts = self._calibrate(held_out, intents, labels)
        self._facts["words"] = dict(words_of(texts))
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder / MODEL_FILE)
            (folder / FACTS_FILE).write_text(json.dumps(self._facts), encoding="utf-8")
        return self._resource

    def _calibrate(
        self, held_out: calibration.Floats, intents: list[str], labels: tuple[str, ...]
    ) -> dict[str, Any]:
        wishes = [row for row, intent in enumerate(intents) if intent not in self._like_fallback]
        truth = [intents[row] for row in wishes]
        least = calibration.threshold(held_out[wishes], self._groups)
        judged = [calibration.judge(row, self._groups, least) for row in held_out[wishes]]
        return {
            **calibration.report(judged, truth, labels, self._groups),
            "threshold": least,
            "encoder": shared().fingerprint,
            "examples": len(intents),
            "intents": len(labels),
        }

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking. A payload (`/intent`) says itself what it is and is left alone."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/") and self._model is not None:
                said = without_remarks(text)
                if said != text:
                    message.set("said", said, add_to_output=True)
                self._classify(message, intent_model.plain(said), self._model)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing behind us in the pipeline learns from our predictions."""
        return training_data

    def _classify(self, message: Message, text: str, model: intent_model.IntentModel) -> None:
        whole = self._read(text, model)
        if not self._is_wish(whole, model):
            # "This is Jane Doe, born 3 May 1980, what do I owe": the wish is what is left without the rest.
            rest = without_introduction(text)
            other = self._read(rest, model) if rest and rest != text else whole
            whole = other if self._is_wish(other, model) else whole
        if not whole.wishes and self._is_doubtful(whole.judgement, model, self._doubted):
            whole = self._read_as_meant(text, model) or whole
        if whole.rest:
            self._tell_aside(message, whole, model)
        if whole.wishes:
            self._tell_wishes(message, whole.wishes)
            return
        row, judgement = whole.row, whole.judgement
        order = [judgement.best, *(c for c in (-row).argsort(kind="stable")[:RANKED] if c != judgement.best)]
        ranking = [{"name": model.labels[c], "confidence": float(row[c])} for c in order]
        if not judgement.sure:
            ranking.insert(0, {"name": FALLBACK, "confidence": 1.0 - judgement.score})
        message.set("intent", dict(ranking[0]), add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)

    def _read(self, text: str, model: intent_model.IntentModel) -> _Read:
        found = several.pieces(text) if self._wishes else []
        texts = [text, *(text[piece.start : piece.end] for piece in found if len(found) > 1)]
        rows = model.probabilities(texts, shared().encode(texts))
        judged = [calibration.judge(row, self._groups, self._facts["threshold"]) for row in rows]
        wishes = (
            several.wishes(text, found, judged[1:], model.labels, known=self._wishes, kin=self._kin)
            if len(found) > 1
            else []
        )
        wishes = self._read_whole(wishes, {text[piece.start : piece.end] for piece in found}, model)
        rest, apart = (
            several.aside(text, found, judged[1:], model.labels, known=self._wishes)
            if len(found) > 1
            else ("", [])
        )
        whole = 0
        hardly = judged[0].score < several.SURE
        if len(found) > 1 and (hardly or self._is_doubtful(judged[0], model, self._like_fallback)):
            least = several.SURE if hardly else several.VERY_SURE
            at = several.only_wish(text, found, judged[1:], model.labels, known=self._wishes, least=least)
            whole = 0 if at is None else at + 1
        return _Read(wishes=wishes, row=rows[whole], judgement=judged[whole], rest=rest, apart=apart)

    def _read_as_meant(self, text: str, model: intent_model.IntentModel) -> _Read | None:
        """What is not understood as it was typed, with its slips put right; None when that helps no more."""
        meant = self._spelling.put_right(text)
        if meant == text:
            return None
        read = self._read(meant, model)
        return read if read.wishes or not self._is_doubtful(read.judgement, model, self._doubted) else None

    @staticmethod
    def _is_doubtful(
        judgement: calibration.Judgement, model: intent_model.IntentModel, doubted: Collection[str]
    ) -> bool:
        return not judgement.sure or model.labels[judgement.best] in doubted

    def _read_whole(
        self, wishes: list[several.Wish], alone: set[str], model: intent_model.IntentModel
    ) -> list[several.Wish]:
        """A wish of several pieces is what its words mean together: "WhatsApp and all else won't connect"."""
        joined = [wish for wish in wishes if wish.text not in alone]
        if not joined:
            return wishes
        texts = [wish.text for wish in joined]
        rows = model.probabilities(texts, shared().encode(texts))
        taken = {wish.intent for wish in wishes}
        better: dict[str, several.Wish] = {}
        for wish, row in zip(joined, rows, strict=True):
            judged = calibration.judge(row, self._groups, self._facts["threshold"])
            name = model.labels[judged.best]
            if judged.sure and judged.score > wish.confidence and name in self._wishes - taken:
                better[wish.text] = several.Wish(intent=name, text=wish.text, confidence=judged.score)
        return [better.get(wish.text, wish) for wish in wishes]

    def _is_wish(self, read: _Read, model: intent_model.IntentModel) -> bool:
        """Whether it holds, for sure, something a customer comes for."""
        named = model.labels[read.judgement.best]
        return bool(read.wishes) or (read.judgement.sure and named in self._wishes)

    def _tell_aside(self, message: Message, read: _Read, model: intent_model.IntentModel) -> None:
        """An answer with a wish behind it: where an answer is waited for, both count."""
        row = model.probabilities([read.rest], shared().encode([read.rest]))[0]
        judgement = calibration.judge(row, self._groups, self._facts["threshold"])
        name = model.labels[judgement.best] if judgement.sure else FALLBACK
        told = {
            "rest": {"text": read.rest, "intent": {"name": name, "confidence": float(judgement.score)}},
            "wishes": [{"intent": wish.intent, "text": wish.text} for wish in read.apart],
        }
        message.set("aside", told, add_to_output=True)

    def _tell_wishes(self, message: Message, wishes: list[several.Wish]) -> None:
        """The message is its first wish; the others stand beside it, each with its words."""
        ranking = [{"name": wish.intent, "confidence": wish.confidence} for wish in wishes]
        message.set("intent", dict(ranking[0]), add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        told = [{"intent": wish.intent, "text": wish.text} for wish in wishes]
        message.set("wishes", told, add_to_output=True)
