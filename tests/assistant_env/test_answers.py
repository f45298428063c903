"""Answers to a guide's questions as the trained assistant reads them, in voices and words it was not taught."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest

from bot.assembly import answers_in
from bot.components.answer_examples import Answer, Lending, examples_for
from bot.components.answer_heads import Heads, taught_heads
from bot.components.encoder import shared, use
from bot.models import model_in
from bot.project import Project, SourceRefused
from tests.assistant_env.conftest import ENCODER, ROOT

PROJECT = Project(root=ROOT)
MODELS = Path(os.environ.get("ASSISTANT_MODEL_FOLDER", ROOT / "models" / "assistant"))
MOSTLY = 0.8
"""Below this something is broken; single sentences may be read wrongly."""


@pytest.fixture(scope="module")
def heads(tmp_path_factory: pytest.TempPathFactory) -> Heads:
    use(ENCODER.resolve())
    folder = tmp_path_factory.mktemp("heads")
    with tarfile.open(model_in(MODELS, PROJECT, shared().fingerprint)) as archive:
        for member in archive:
            if "AnswerReader" in member.name and member.isfile():
                content = archive.extractfile(member)
                assert content is not None
                (folder / Path(member.name).name).write_bytes(content.read())
    return Heads.load(folder)


def meaning(heads: Heads, question: str, text: str) -> tuple[str, float]:
    chances = heads.read([text], shared().encode([text]))[0][question]
    return max(chances.items(), key=lambda item: item[1])


@pytest.mark.parametrize(
    "path", sorted((PROJECT.held_out_folder / "answers").glob("*.yml")), ids=lambda p: p.stem
)
def test_people_nobody_has_met_are_mostly_read_as_they_mean_it(heads, path):
    said = answers_in(path)
    right = [meaning(heads, one.question, one.text)[0] == one.meaning for one in said]
    assert len(said) >= 25
    assert sum(right) / len(said) >= MOSTLY, [one for one, ok in zip(said, right, strict=True) if not ok]


@pytest.mark.parametrize(
    ("question", "text", "meant"),
    [
        ("fix", "I turned it off and on like my grandson said", "done"),
        ("fix", "I did all of that and it has not helped one bit", "not_worked"),
        ("fix", "I have not got a pin to open it with", "cannot"),
        ("fix", "tell me where I have to look for that", "where"),
        ("fix", "one moment, I'm just doing it", "wait"),
        ("fix", "why did my bill go up this month?", "else"),
        ("switch", "it is lit", "is_on"),
        ("switch", "it is not lit", "is_off"),
        ("works", "yes, pages come up again", "good"),
        ("works", "no, pages do not come up", "bad"),
        ("works", "how much do I have to pay?", "else"),
        ("same_phone", "no, I'm sitting at my computer", "other"),
        ("sim", "no, it is not locked", "active"),
        ("sim", "it is locked, it wants a code", "locked"),
        ("yes_no", "I would rather not do that", "says_no"),
    ],
)
def test_what_was_asked_is_answered(heads, question, text, meant):
    assert meaning(heads, question, text)[0] == meant


def test_every_question_tells_chances_that_are_one_together_at_most(heads):
    told = heads.read(["it's off now"], shared().encode(["it's off now"]))[0]
    assert set(told) == {path.stem for path in PROJECT.answer_files()} - {"any"}
    assert all(0 < sum(chances.values()) <= 1.01 for chances in told.values())


def test_a_file_of_answers_that_is_laid_out_otherwise_is_refused_with_its_name(tmp_path):
    path = tmp_path / "fix.yml"
    path.write_text("elder:\n  - done\n")
    with pytest.raises(SourceRefused, match=r"fix\.yml: elder"):
        answers_in(path)


def test_own_answers_go_before_what_intents_lend_and_wishes_are_something_else():
    own = [Answer(question="fix", voice="a", meaning="done", text="there we are")]
    lending = Lending(questions={"fix": {"step_done": "done"}}, always={}, wishes={"ask_bill"})
    by_intent = {"step_done": ["There we are", "finished"], "ask_bill": ["what do I owe"]}
    found = {one.text: (one.voice, one.meaning) for one in examples_for("fix", own, by_intent, lending)}
    assert found == {
        "there we are": ("a", "done"),
        "finished": ("", "done"),
        "what do I owe": ("", "else"),
    }


def test_an_assistant_without_answers_reads_none():
    heads, facts = taught_heads({}, lambda texts: shared().encode(texts))
    assert (heads.read(["yes"], shared().encode(["yes"])), facts) == ([{}], {})
