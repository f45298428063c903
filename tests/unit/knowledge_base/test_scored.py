"""The order of evidence, few groups or many."""

import numpy as np
import pytest

from knowledge_base.scored import MANY, Scored, top


def scored(fused):
    values = np.array(fused, dtype=np.float32)
    return Scored(nearest=values, head=values, base=values, fused=values, articles=len(values))


@pytest.mark.parametrize("groups", [5, MANY, MANY + 1, 4 * MANY])
def test_the_best_come_first_however_many_there_are(groups):
    values = np.random.default_rng(groups).permutation(groups).astype(np.float32)
    assert values[top(values, 4)].tolist() == [groups - 1, groups - 2, groups - 3, groups - 4]


def test_what_may_not_answer_is_never_ranked():
    found = scored([-1.0, 0.2, -1.0])
    assert found.ranked(3) == [1]
    assert found.best() == 1
    nothing = scored([-1.0, -1.0])
    assert nothing.ranked(3) == []
    assert nothing.best() is None
