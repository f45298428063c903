"""What a message would mean as an answer to each question of a guide: heads over the shared sentence vector.

The pipeline does not know which question is open, so every message is read as an answer to each of them; the
action that asked takes the reading of its own question (`parse_data.answers`).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.answer_examples import ANSWERS_VARIABLE, Answer, Lending, examples_for
from bot.components.answer_heads import Heads, taught_heads
from bot.components.answer_pieces import WORKS, contrasted, halves_of, pieces_of, together
from bot.components.encoder import encode_known, shared
from bot.components.intent_model import plain

FACTS_FILE = "answers.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerReader(GraphComponent):
    """Comes after the intent classifier, whose `said` and `aside` it reads."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        heads: Heads | None = None,
    ) -> None:
        self._lending = Lending(
            questions=config["questions"], always=config["always"], wishes=frozenset(config["wishes"])
        )
        self._model_storage = model_storage
        self._resource = resource
        self._heads = heads or Heads()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See `Lending` for `questions`, `always` and `wishes`."""
        return {"questions": {}, "always": {}, "wishes": []}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> AnswerReader:
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
    ) -> AnswerReader:
        """The trained one."""
        with model_storage.read_from(resource) as folder:
            heads = Heads.load(folder)
        return cls(config, model_storage, resource, heads)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit a head for each question, set its temperature by voices held out, persist."""
        answers = _answers()
        by_intent: dict[str, list[str]] = {}
        for message in training_data.intent_examples:
            if message.get(TEXT) and message.get(INTENT):
                by_intent.setdefault(message.get(INTENT), []).append(plain(message.get(TEXT)))
        taught = {
            question: examples_for(question, answers, by_intent, self._lending)
            for question in self._lending.questions
            if any(one.question == question for one in answers)
        }
        self._heads, facts = taught_heads(taught, lambda texts: encode_known(texts, kind="answers"))
        with self._model_storage.write_to(self._resource) as folder:
            self._heads.save(folder)
            (folder / FACTS_FILE).write_text(json.dumps(facts), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Tell what each message, and the answer before a wish in it, would mean to each question."""
        for message in messages:
            text = message.get("said") or message.get(TEXT)
            if not text or text.startswith("/") or not self._heads.models:
                continue
            aside = message.get("aside")
            apart = [plain(piece) for piece in pieces_of(text)]
            halves = [plain(half) for half in halves_of(text)]
            texts = [plain(text), *apart, *halves, *([plain(aside["rest"]["text"])] if aside else [])]
            read = self._heads.read(texts, shared().encode(texts))
            pieces, both = read[1 : 1 + len(apart)], read[1 + len(apart) :][: len(halves)]
            answers = {
                question: together(question, chances, [piece[question] for piece in pieces])
                for question, chances in read[0].items()
            }
            if WORKS in answers:
                answers[WORKS] = contrasted(answers[WORKS], [half[WORKS] for half in both])
            message.set("answers", answers, add_to_output=True)
            if aside:
                rest = {**aside["rest"], "answers": read[-1]}
                message.set("aside", {**aside, "rest": rest}, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing behind us in the pipeline learns from our predictions."""
        return training_data


def _answers() -> list[Answer]:
    path = os.environ.get(ANSWERS_VARIABLE)
    if path is None:
        return []
    return [Answer(**one) for one in json.loads(Path(path).read_text(encoding="utf-8"))]
