"""A classifier fitted at the question: which of the few closest articles do its words and meaning belong to?

Multinomial logistic regression in its dual form on some eighty sentences, by Newton steps under Böhning's
fixed bound of the curvature ("Multinomial logistic regression algorithm", 1992). Nothing is trained ahead, so
an edited article counts with the next question, and the cost does not grow with the knowledge base.
"""

import numpy as np

from knowledge_base.lexical import Floats, Ints

RIDGE = 0.1
STEPS = 12
WORDS_WEIGHT = 0.7
"""Of the words' kernel beside the meaning's; squared it is their share of the similarity."""


def head(
    vectors: Floats, words: Floats, classes: Ints, count: int, asked: Floats, asked_words: Floats
) -> Floats:
    """(count,) probability of each class for the question.

    `vectors` (n, d) and `words` (n, p) describe sentences of classes 0 to count-1, `asked` (d,) and
    `asked_words` (p,) the question in the same terms.
    """
    share = np.float32(WORDS_WEIGHT**2)
    kernel = vectors @ vectors.T + share * (words @ words.T) + np.float32(1)
    close = vectors @ asked + share * (words @ asked_words) + np.float32(1)
    belongs = np.zeros((len(vectors), count), dtype=np.float32)
    belongs[np.arange(len(vectors)), classes] = 1
    ridge = np.float32(RIDGE)
    bound = np.float32(0.5) * kernel
    bound.flat[:: len(bound) + 1] += ridge
    step = np.linalg.inv(bound)
    weights: Floats = np.zeros_like(belongs)
    last = weights
    for n in range(STEPS):
        ahead = weights + np.float32(n / (n + 3)) * (weights - last)
        slope = _softmax(kernel @ ahead) - belongs + ridge * ahead
        last, weights = weights, np.asarray(ahead - step @ slope, dtype=np.float32)
    said: Floats = _softmax((close @ weights)[None])[0]
    return said


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
