"""Spelling and the local classifier, without any model."""

import numpy as np

from knowledge_base.lexical import Counts, TfIdf, character_pieces, word_pieces
from knowledge_base.local_head import head


def scores(texts, asked, pieces=character_pieces):
    index = TfIdf(texts, Counts(pieces))
    return index.scores(index.question(asked)[0])


def test_a_sentence_is_closest_to_itself():
    found = scores(["pay my bill", "no signal at home"], "pay my bill")
    np.testing.assert_allclose(found[0], 1.0, atol=1e-5)
    assert found[1] < 0.2


def test_a_typing_error_still_finds_the_word():
    found = scores(["unlock my phone", "roaming in spain"], "unlokc phone")
    assert found[0] > 0.4 > found[1]


def test_nothing_shared_and_nothing_asked_score_nothing():
    assert not scores(["pay"], "xyz").any()
    assert not scores(["pay"], "").any()
    assert scores([], "pay").shape == (0,)


def test_a_piece_counted_after_the_index_was_built_is_unknown_to_it():
    counts = Counts(word_pieces)
    index = TfIdf(["pay my bill"], counts)
    counts.of("roaming")
    known, foreign = index.question("roaming bill")
    assert len(known.ids) == 1
    assert len(foreign) == 2


def test_counting_forgets_what_is_gone():
    counts = Counts(word_pieces)
    for n in range(1_100):
        counts.of(f"sentence {n}")
    counts.keep_only(["sentence 1"])
    assert len(counts._known) == 1


def test_the_classifier_finds_what_tells_two_close_classes_apart():
    chance = np.random.default_rng(0)
    topic = chance.standard_normal(32)
    sides = [np.eye(32)[0], np.eye(32)[1]]
    rows, classes = [], []
    for label, side in enumerate(sides):
        for _ in range(6):
            one = topic + side + 0.3 * chance.standard_normal(32)
            rows.append(one / np.linalg.norm(one))
            classes.append(label)
    asked = topic + sides[1]
    none = np.zeros((12, 0), dtype=np.float32)
    said = head(
        np.array(rows, dtype=np.float32),
        none,
        np.array(classes),
        2,
        (asked / np.linalg.norm(asked)).astype(np.float32),
        np.zeros(0, dtype=np.float32),
    )
    assert said[1] > 0.7
    np.testing.assert_allclose(said.sum(), 1.0, atol=1e-5)


def test_a_few_sentences_beside_the_question_keep_every_likeness():
    texts = ["pay my bill", "no signal at home", "pay the bill by card", "the bill the bill"]
    index = TfIdf(texts, Counts(word_pieces))
    asked = index.question("pay the bill tomorrow")[0]
    rows = np.array([3, 0, 2])
    table, question = index.dense(rows, asked)
    np.testing.assert_allclose(table @ question, index.scores(asked)[rows], atol=1e-6)
    np.testing.assert_allclose((table * table).sum(axis=1), 1.0, atol=1e-6)
