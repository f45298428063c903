from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn")

from bot.components import calibration, intent_model


def vectors(texts):
    """A stand-in for the sentence encoder: one direction per first word."""
    rows = np.zeros((len(texts), 384), dtype=np.float32)
    for row, text in enumerate(texts):
        rows[row, sum(text.split()[0].encode()) % 384] = 1.0
    return rows


TEXTS = [f"{word} number {n}" for word in ("bill", "data", "roam") for n in range(6)]
INTENTS = [f"ask_{text.split()[0]}" for text in TEXTS]


def test_it_learns_its_examples_and_probabilities_sum_to_one():
    model = intent_model.train(TEXTS, INTENTS, vectors(TEXTS))
    rows = model.probabilities(TEXTS, vectors(TEXTS))
    assert [model.labels[best] for best in rows.argmax(axis=1)] == INTENTS
    assert np.allclose(rows.sum(axis=1), 1.0, atol=1e-5)


def test_two_intents_are_learnt_as_well_as_many():
    model = intent_model.train(TEXTS[:12], INTENTS[:12], vectors(TEXTS[:12]))
    rows = model.probabilities(TEXTS[:12], vectors(TEXTS[:12]))
    assert [model.labels[best] for best in rows.argmax(axis=1)] == INTENTS[:12]


def test_letters_alone_tell_a_misspelt_word():
    blank = np.zeros((len(TEXTS), 384), dtype=np.float32)
    model = intent_model.train(TEXTS, INTENTS, blank)
    row = model.probabilities(["bil number 2"], np.zeros((1, 384), dtype=np.float32))[0]
    assert model.labels[int(row.argmax())] == "ask_bill"


def test_a_saved_model_answers_the_same(tmp_path):
    model = intent_model.train(TEXTS, INTENTS, vectors(TEXTS))
    model.save(tmp_path / "m.npz")
    again = intent_model.IntentModel.load(tmp_path / "m.npz")
    assert again.labels == model.labels
    assert np.array_equal(
        again.probabilities(TEXTS, vectors(TEXTS)), model.probabilities(TEXTS, vectors(TEXTS))
    )


def test_held_out_rows_come_from_models_that_did_not_see_them():
    texts = [*TEXTS, "only once"]
    intents = [*INTENTS, "ask_once"]
    model = intent_model.train(texts, intents, vectors(texts))
    rows = intent_model.held_out_probabilities(texts, intents, vectors(texts), model.labels)
    assert rows[-1][model.labels.index("ask_once")] == 0.0
    assert np.allclose(rows.sum(axis=1), 1.0, atol=1e-5)


def test_a_sealed_secret_reads_like_the_digits_it_hides():
    assert intent_model.plain("my pin is [secret] ") == "my pin is 1234"


ROW = np.array([[0.40, 0.35, 0.25]], dtype=np.float32)


def test_two_near_wishes_are_a_question_unless_they_are_answered_the_same_way():
    apart = calibration.groups_of(["a", "b", "c"], [])
    near = np.array([0.40, 0.37, 0.23], dtype=np.float32)
    assert not calibration.judge(near, apart, 0.2).sure
    together = calibration.groups_of(["a", "b", "c"], [["a", "b"]])
    judged = calibration.judge(near, together, 0.2)
    assert judged.sure
    assert judged.best == 0
    assert judged.score == pytest.approx(0.77)


def test_below_the_threshold_nothing_is_sure():
    groups = calibration.groups_of(["a", "b", "c"], [])
    assert calibration.judge(np.array([0.5, 0.3, 0.2], dtype=np.float32), groups, 0.45).sure
    assert not calibration.judge(np.array([0.5, 0.3, 0.2], dtype=np.float32), groups, 0.55).sure


def test_the_threshold_rejects_a_twentieth_and_stays_within_reason():
    rng = np.random.default_rng(0)
    best = rng.uniform(0.3, 0.9, size=1000).astype(np.float32)
    rows = np.stack([best, 1 - best], axis=1)
    rows[:, 1] = 0.0
    groups = calibration.groups_of(["a", "b"], [])
    least = calibration.threshold(rows, groups)
    assert np.mean(best < least) == pytest.approx(0.05, abs=0.005)
    assert calibration.threshold(np.ones((5, 2), dtype=np.float32), groups) == calibration.HIGHEST
    assert calibration.threshold(np.full((5, 2), 0.01, dtype=np.float32), groups) == calibration.LOWEST


def test_a_group_named_with_unknown_labels_is_ignored():
    assert list(calibration.groups_of(["a", "b"], [["x", "b"], ["a", "y"]])) == [0, 1]
