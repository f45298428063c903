"""Small libraries on disk and an encoder that needs no model."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.rule_words import normalised


class WordEncoder:
    """Bag of words, each word a fixed random direction: sentences that share words are close."""

    fingerprint = "word-encoder-1"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        self.encoded += sentences
        return np.stack([self._vector(sentence) for sentence in sentences])

    def knows(self, word: str) -> bool:  # noqa: ARG002 - no vocabulary at all
        return False

    def _vector(self, sentence: str) -> np.ndarray:
        total = np.zeros(384, dtype=np.float32)
        for word in normalised(sentence).split() or ["-"]:
            seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest(), "big")
            total += np.random.default_rng(seed).standard_normal(384).astype(np.float32)
        return total / np.linalg.norm(total)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes `<topic>/<slug>.md` and gives the folder of the library."""
    folder = tmp_path / "articles"
    folder.mkdir()

    def write_file(name: str, text: str) -> Path:
        path = folder / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return folder

    return write_file


@pytest.fixture
def article() -> Callable[..., str]:
    """Makes the text of an article."""

    def text(
        title: str,
        questions: Sequence[str],
        body: str = "The short answer. And a second sentence.",
        extra: str = "",
    ) -> str:
        listed = "".join(f"  - {question}\n" for question in questions)
        return f"---\ntitle: {title}\nquestions:\n{listed}{extra}---\n\n{body}\n"

    return text
