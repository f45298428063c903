"""`python -m bot.evaluate [--held-out …] [--json]`: the trained classifier on what it never saw."""

from __future__ import annotations

import argparse
import io
import json
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot import environment
from bot.components import calibration, intent_model
from bot.components.encoder import shared, use
from bot.models import ModelMissing, model_in
from bot.project import Project, SourceRefused, examples_in
from bot.terminal import complain, say

STOPPED = frozenset({"nlu_fallback", "out_of_scope"})
"""Held-out examples under these names are no wish of the assistant's: the right answer is not to be sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One topic's held-out examples."""

    examples: int
    right: float
    """Share whose most likely wish is the right one, or one that is answered the same way; 0 to 1."""
    asked_again: float
    """Share that is not answered at once for want of certainty."""
    sure_and_wrong: float
    """Share that is answered at once, and wrongly."""


class TrainedClassifier:
    """The classifier of a model file, without Rasa around it."""

    def __init__(
        self, model: intent_model.IntentModel, facts: dict[str, Any], equivalent: list[list[str]]
    ) -> None:
        self.model = model
        self.threshold = float(facts["threshold"])
        self.groups = calibration.groups_of(model.labels, equivalent)
        self.group_of = dict(zip(model.labels, (int(group) for group in self.groups), strict=True))

    @classmethod
    def of(cls, path: Path) -> TrainedClassifier:
        """Read weights, calibration and equivalents from a model file."""
        parts: dict[str, bytes] = {}
        with tarfile.open(path) as archive:
            for member in archive:
                name = Path(member.name).name
                if name in ("intents.npz", "calibration.json", "metadata.json"):
                    content = archive.extractfile(member)
                    parts[name] = content.read() if content is not None else b""
        arrays = np.load(io.BytesIO(parts["intents.npz"]), allow_pickle=False)
        return cls(
            intent_model.IntentModel.of(arrays),
            json.loads(parts["calibration.json"]),
            _equivalent(json.loads(parts["metadata.json"])),
        )

    def judge(self, texts: list[str]) -> list[tuple[str, float, bool]]:
        """(most likely wish, its group's score, sure) per text."""
        plain = [intent_model.plain(text) for text in texts]
        rows = self.model.probabilities(plain, shared().encode(plain))
        judged = (calibration.judge(row, self.groups, self.threshold) for row in rows)
        return [(self.model.labels[j.best], j.score, j.sure) for j in judged]

    def alike(self, one: str, other: str) -> bool:
        """Whether two wishes are the same or answered the same way."""
        return one == other or (one in self.group_of and self.group_of[one] == self.group_of.get(other))


def measure(classifier: TrainedClassifier, examples: dict[str, list[str]]) -> Measured:
    """Measure the wishes among the examples."""
    pairs = [(text, intent) for intent, texts in examples.items() for text in texts if intent not in STOPPED]
    judged = classifier.judge([text for text, _ in pairs])
    right = [classifier.alike(best, intent) for (best, _, _), (_, intent) in zip(judged, pairs, strict=True)]
    sure = [certain for _, _, certain in judged]
    count = len(pairs)
    return Measured(
        examples=count,
        right=_share(sum(right), count),
        asked_again=_share(sum(not s for s in sure), count),
        sure_and_wrong=_share(sum(s and not r for s, r in zip(sure, right, strict=True)), count),
    )


def stopped_share(classifier: TrainedClassifier, texts: list[str]) -> float:
    """Share of what is no wish of the assistant's that it does not answer as one."""
    judged = classifier.judge(texts)
    return _share(sum(not sure or best in STOPPED for best, _, sure in judged), len(texts))


def report(classifier: TrainedClassifier, folder: Path) -> dict[str, Any]:
    """Per topic (a file of the folder) and over all."""
    topics: dict[str, Any] = {}
    whole: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        examples = examples_in([path])
        for intent, texts in examples.items():
            whole.setdefault(intent, []).extend(texts)
        topics[path.stem] = _plain(measure(classifier, examples))
    foreign = [text for name in STOPPED for text in whole.get(name, [])]
    return {
        "threshold": round(classifier.threshold, 4),
        "topics": topics,
        "all": _plain(measure(classifier, whole)),
        "out_of_scope": {"examples": len(foreign), "stopped": round(stopped_share(classifier, foreign), 4)},
        "mistakes": _mistakes(classifier, whole),
    }


def _mistakes(classifier: TrainedClassifier, examples: dict[str, list[str]]) -> list[dict[str, Any]]:
    found = []
    for intent, texts in sorted(examples.items()):
        for text, (best, score, sure) in zip(texts, classifier.judge(texts), strict=True):
            wrong = sure and best not in STOPPED if intent in STOPPED else not classifier.alike(best, intent)
            if wrong:
                found.append(
                    {"text": text, "is": intent, "taken_for": best, "score": round(score, 3), "sure": sure}
                )
    return found


def _equivalent(metadata: object) -> list[list[str]]:
    """The configuration of our classifier, wherever it stands in the model's metadata."""
    if isinstance(metadata, dict):
        if "equivalent_intents" in metadata:
            return [list(names) for names in metadata["equivalent_intents"]]
        metadata = list(metadata.values())
    if isinstance(metadata, list):
        for item in metadata:
            found = _equivalent(item)
            if found:
                return found
    return []


def _plain(measured: Measured) -> dict[str, Any]:
    return {
        "examples": measured.examples,
        "right": round(measured.right, 4),
        "asked_again": round(measured.asked_again, 4),
        "sure_and_wrong": round(measured.sure_and_wrong, 4),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _tell(result: dict[str, Any]) -> None:
    for topic, measured in {**result["topics"], "all": result["all"]}.items():
        say(
            f"{topic:<10} {measured['examples']:>4} examples  {measured['right']:.1%} right  "
            f"{measured['asked_again']:.1%} asked again  {measured['sure_and_wrong']:.1%} sure and wrong"
        )
    foreign = result["out_of_scope"]
    say(
        f"out of scope: {foreign['stopped']:.1%} of {foreign['examples']} stopped; "
        f"threshold {result['threshold']}"
    )
    for mistake in result["mistakes"]:
        say(
            f"  {mistake['text']!r} is {mistake['is']}, taken for {mistake['taken_for']} ({mistake['score']})"
        )


def main(argv: list[str]) -> int:
    """0 when there was something to measure."""
    parser = argparse.ArgumentParser(prog="python -m bot.evaluate", description=__doc__)
    parser.add_argument("--held-out", type=Path, default=Path("nlu_data/held_out"))
    parser.add_argument(
        "--model", type=Path, default=Path("models/assistant"), help="file, or folder of models"
    )
    parser.add_argument("--encoder", type=Path, default=Path("models/sentence_encoder"))
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(argv)
    environment.prepare()
    use(chosen.encoder)
    if not any(chosen.held_out.glob("*.yml")):
        complain(f"nothing to measure: no *.yml in {chosen.held_out}")
        return 1
    try:
        model = model_in(chosen.model, Project(root=Path()), shared().fingerprint)
        result = report(TrainedClassifier.of(model), chosen.held_out)
    except (SourceRefused, ModelMissing) as error:
        complain(f"evaluation refused: {error}")
        return 1
    if chosen.json:
        say(json.dumps(result, ensure_ascii=False))
    else:
        _tell(result)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
