"""What a group of sentences holds together, and what is left of it without one of them."""

import numpy as np
import pytest

from knowledge_base.groups import Grouped
from knowledge_base.lexical import Counts, TfIdf, character_pieces, word_pieces

TEXTS = ["pay the bill", "bill by card", "no signal here", "signal lost"]
OWNERS = np.array([0, 0, 1, 1])


def asked(text, *, without=None, pieces=word_pieces):
    table = TfIdf(TEXTS, Counts(pieces))
    known, foreign = table.question(text)
    grouped = Grouped(table, OWNERS, 2)
    scores = table.scores(known)
    if without is not None:
        scores[without] = 0.0
    return grouped.share(known, foreign, without=without), grouped.centre(scores, without=without)


def test_a_word_counts_wherever_in_the_group_it_stands():
    share, _ = asked("card pay")
    assert share[0] > 0.5
    assert share[1] == 0.0


def test_what_no_sentence_holds_lowers_every_share():
    assert asked("bill")[0][0] == pytest.approx(1.0)
    assert asked("bill zebra")[0][0] < 0.6


def test_a_sentence_left_out_takes_along_only_what_it_alone_held():
    share, _ = asked("pay bill", without=0)
    assert 0 < share[0] < asked("pay bill")[0][0]


@pytest.mark.parametrize("pieces", [word_pieces, character_pieces])
def test_a_group_without_one_sentence_is_the_group_that_never_had_it(pieces):
    table = TfIdf(TEXTS, Counts(pieces))
    known, _ = table.question("the bill by card")
    scores = table.scores(known)
    scores[0] = 0.0
    left = Grouped(table, OWNERS, 2).centre(scores, without=0)
    np.testing.assert_allclose(left[0], scores[1], atol=1e-6)


def test_nothing_asked_is_held_nowhere():
    share, centre = asked("")
    assert not share.any()
    assert not centre.any()


def test_many_groups_keep_their_own_words():
    texts = [f"word{n} shared" for n in range(50)]
    table = TfIdf(texts, Counts(word_pieces))
    known, foreign = table.question("word7")
    share = Grouped(table, np.arange(50), 50).share(known, foreign)
    assert np.flatnonzero(share).tolist() == [7]
