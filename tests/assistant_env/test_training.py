from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest

from bot.assembly import assemble, editors_questions, told_apart, whole_domain
from bot.components import encoder
from bot.evaluate import TrainedClassifier, report
from bot.project import Project, SourceRefused, examples_in, read, rules_in
from bot.train import TrainingRefused, calibration_of, main, train

SOURCE = Path(__file__).parent / "data" / "project"


@pytest.fixture
def project(tmp_path) -> Project:
    shutil.copytree(SOURCE, tmp_path / "project")
    return Project(root=tmp_path / "project")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_broken_yaml_is_refused_with_file_and_line(project):
    path = project.root / "bot" / "rules" / "broken.yml"
    path.write_text('version: "3.1"\nrules:\n  - rule: "open\n    steps: []\n')
    with pytest.raises(SourceRefused, match=r"broken\.yml:\d+"):
        assemble(project, project.root / "work", encoder="x")


def test_a_rule_without_steps_is_refused_with_its_file(project):
    (project.root / "bot" / "rules" / "empty.yml").write_text("rules:\n  - rule: nothing\n")
    with pytest.raises(SourceRefused, match=r"empty\.yml"):
        rules_in(project.rule_files())


def test_without_a_domain_nothing_is_put_together(project):
    shutil.rmtree(project.root / "bot" / "domain")
    with pytest.raises(SourceRefused, match="domain"):
        whole_domain(project)


def test_two_files_may_not_define_one_response_differently(project):
    other = project.root / "bot" / "domain" / "other.yml"
    other.write_text("responses:\n  utter_goodbye:\n    - text: Away with you.\n")
    with pytest.raises(SourceRefused, match="utter_goodbye"):
        whole_domain(project)


def test_the_slot_and_session_rule_that_the_channel_needs_are_added(project):
    change(
        project.root / "bot" / "domain" / "general.yml",
        "session_expiration_time: 0",
        "session_expiration_time: 0",
    )
    domain = whole_domain(project)
    assert domain["slots"]["channel"]["influence_conversation"] is False
    assert domain["session_config"]["session_expiration_time"] == 0


def test_contradicting_rules_are_refused_with_rasas_reason(project, tmp_path):
    rules = project.root / "bot" / "rules" / "again.yml"
    rules.write_text(
        'version: "3.1"\nrules:\n  - rule: other greeting\n    steps:\n      - intent: greet\n      - action: utter_bill\n'
    )
    with pytest.raises(TrainingRefused, match=r"(?i)contradict"):
        train(
            project, tmp_path / "models", tmp_path / "work", if_changed=False, encoder_folder=encoder_folder()
        )
    assert list(tmp_path.rglob("*.tar.gz")) == []


def test_the_same_sources_are_not_trained_twice_and_changed_ones_are(project, model, tmp_path):
    models = tmp_path / "models"
    models.mkdir()
    shutil.copy(model, models / model.name)
    again = train(project, models, tmp_path / "work", if_changed=True, encoder_folder=encoder_folder())
    assert (again.new, again.path.name) == (False, model.name)
    before = project.fingerprint("e")
    change(project.root / "nlu_data" / "general.yml", "- hello there", "- hello there you")
    assert project.fingerprint("e") != before
    assert project.fingerprint("another encoder") != project.fingerprint("e")


def test_held_out_sentences_do_not_belong_to_the_model(project):
    before = project.fingerprint("e")
    (project.held_out_folder / "more.yml").write_text('version: "3.1"\nnlu: []\n')
    assert project.fingerprint("e") == before
    assert not any(project.held_out_folder in path.parents for path in project.example_files())


def test_a_refusal_is_one_line_and_status_one(project, capsys, tmp_path):
    (project.root / "bot" / "rules" / "broken.yml").write_text("rules: [")
    arguments = ["--project", str(project.root), "--out", str(tmp_path / "m"), "--work", str(tmp_path / "w")]
    assert main([*arguments, "--encoder", str(encoder_folder())]) == 1
    assert "broken.yml" in capsys.readouterr().err


def test_without_the_sentence_model_the_remedy_is_named(project, capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(encoder, "_loaded", {})
    arguments = ["--project", str(project.root), "--out", str(tmp_path / "m"), "--work", str(tmp_path / "w")]
    known = encoder_folder()
    assert main([*arguments, "--encoder", str(tmp_path / "none")]) == 1
    encoder.use(known)
    assert "make setup" in capsys.readouterr().err


def editors(project: Project, monkeypatch, script: str) -> None:
    """Stands in for the other environment's interpreter."""
    project.articles_folder.mkdir(parents=True)
    interpreter = project.root / "python"
    interpreter.write_text(f"#!/bin/sh\n{script}\n")
    interpreter.chmod(interpreter.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("SERVICES_PYTHON", str(interpreter))


def test_the_editors_questions_become_examples_of_their_intents(project, monkeypatch):
    items = [
        {"slug": "a", "intent": None, "text": "How do I port my number?"},
        {"slug": "a", "intent": None, "text": "Can I keep my number?"},
        {"slug": "b", "intent": "ask_bill", "text": "Where is my bill?"},
    ]
    editors(project, monkeypatch, f"echo '{json.dumps(items)}'")
    assembled = assemble(project, project.root / "work", encoder="x")
    examples = examples_in(sorted((assembled.folder / "data" / "generated").glob("*.yml")))
    assert examples == {
        "ask_bill": ["Where is my bill?"],
        "ask_faq": ["How do I port my number?", "Can I keep my number?"],
    }
    assert assembled.faq_examples == 3


def test_an_article_that_cannot_be_read_stops_the_training_with_its_reason(project, monkeypatch):
    editors(project, monkeypatch, "echo 'roaming/abroad.md: no title' >&2; exit 1")
    with pytest.raises(SourceRefused, match=r"abroad\.md: no title"):
        editors_questions(project)


def test_yes_and_no_are_told_apart_though_their_rules_are_equal(project):
    apart = told_apart(project, whole_domain(project))
    assert {"affirm", "deny"} <= apart
    config = read(Path(assemble(project, project.root / "work", encoder="x").config))
    classifier = next(step for step in config["pipeline"] if "SentenceIntentClassifier" in step["name"])
    assert not any({"affirm", "deny"} <= set(names) for names in classifier["equivalent_intents"])


def test_the_model_says_how_it_was_calibrated(model):
    facts = calibration_of(model)
    assert facts["intents"] == 12
    assert 0.1 < facts["threshold"] < 0.9
    assert facts["accuracy"] > 0.85
    assert facts["rejected"] < 0.15


def test_what_was_never_seen_is_mostly_right_and_the_foreign_is_stopped(model):
    result = report(TrainedClassifier.of(model), SOURCE / "nlu_data" / "held_out")
    assert result["all"]["right"] >= 0.8
    assert result["out_of_scope"]["stopped"] >= 0.5
    assert set(result["topics"]) == {"general"}


def test_the_measured_classifier_is_the_one_that_serves(model, assistant):
    texts = ["what do I owe", "give me a human", "green walnuts sleep", "my pin is [secret]"]
    judged = TrainedClassifier.of(model).judge(texts)
    for text, (best, _, sure) in zip(texts, judged, strict=True):
        parsed = understand(assistant, text)
        expected = best if sure else "nlu_fallback"
        assert parsed["intent"]["name"] == expected


@pytest.mark.parametrize(
    ("typed", "meant"), [("give me a humna", "give me a human"), ("waht do I owwe", "what do I owe")]
)
def test_slips_of_the_keyboard_are_understood(assistant, typed, meant):
    assert understand(assistant, typed)["intent"]["name"] == understand(assistant, meant)["intent"]["name"]


def test_the_ranking_stays_behind_the_fallback(assistant):
    parsed = understand(assistant, "green walnuts sleep furiously")
    names = [intent["name"] for intent in parsed["intent_ranking"]]
    assert names[0] == "nlu_fallback"
    assert len(names) == len(set(names)) > 5
    confidences = [intent["confidence"] for intent in parsed["intent_ranking"][1:]]
    assert confidences == sorted(confidences, reverse=True)


def test_a_regular_number_is_found_as_an_entity_and_synonyms_are_mapped(assistant):
    (number,) = understand(assistant, "it is 6125550101")["entities"]
    assert (number["entity"], number["value"]) == ("number", "6125550101")


def test_a_model_of_another_encoder_is_refused_with_the_remedy(model, tmp_path, monkeypatch):
    from rasa.engine.exceptions import GraphComponentException

    from bot.components import intent_classifier

    class Other:
        fingerprint = "another"

    monkeypatch.setattr(intent_classifier, "shared", Other)
    from bot.components.processor import TurnProcessor

    with pytest.raises(GraphComponentException) as refused:
        TurnProcessor._load_model(str(model))
    assert "bot.train" in str(refused.value.__cause__)


def test_vectors_are_remembered_between_trainings_and_a_broken_memory_is_forgotten(tmp_path, monkeypatch):
    memory = tmp_path / "vectors.npz"
    monkeypatch.setenv(encoder.MEMORY_VARIABLE, str(memory))
    first = encoder.encode_known(["one", "two", "one"])
    assert (first[0] == first[2]).all()
    asked: list[str] = []
    loaded = encoder.shared()

    class Counting:
        fingerprint = loaded.fingerprint

        def encode(self, texts):
            asked.extend(texts)
            return loaded.encode(texts)

    monkeypatch.setattr(encoder, "shared", Counting)
    assert (encoder.encode_known(["two", "three"])[0] == first[1]).all()
    assert asked == ["three"]
    memory.write_bytes(b"broken")
    assert encoder.encode_known(["two"]).shape == (1, 384)


def understand(assistant, text):
    from rasa.core.channels.channel import UserMessage
    from rasa.shared.core.trackers import DialogueStateTracker

    tracker = DialogueStateTracker.from_events("c", [])
    return assistant.agent.processor._parse_message_with_graph(UserMessage(text), tracker)


def encoder_folder() -> Path:
    import os

    return Path(os.environ[encoder.FOLDER_VARIABLE])
