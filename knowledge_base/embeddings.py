"""Vectors of sentences, kept on disk so that a start embeds only what is new."""

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge_base.log import warn

Vectors = NDArray[np.float32]

_BATCH = 64


class Encoder(Protocol):
    """Sentences to L2-normalised vectors."""

    @property
    def fingerprint(self) -> str:
        """Changes when the same sentence would give another vector."""

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """(n, d) float32, each row of length 1."""

    def knows(self, word: str) -> bool:
        """Whether a word, in small letters, belongs to the language's vocabulary."""


class EmbeddingCache:
    """Sentence -> vector for one encoder; with a folder, remembered in one file per encoder fingerprint.

    A file that cannot be read or written costs time, never an answer.
    """

    def __init__(self, encoder: Encoder, folder: Path | None = None) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}
        name = re.sub(r"[^A-Za-z0-9_.-]", "-", encoder.fingerprint)[:80]
        self._path = folder / f"{name}.npz" if folder else None
        if self._path and self._path.exists():
            self._read(self._path)

    def vectors(self, sentences: Sequence[str]) -> Vectors:
        """(n, d) for n sentences; new ones are embedded and remembered."""
        keys = [_key(sentence) for sentence in sentences]
        missing = {key: text for key, text in zip(keys, sentences, strict=True) if key not in self._known}
        if missing:
            self._embed(missing)
            self._write()
        if not keys:
            return np.zeros((0, 0), dtype=np.float32)
        return np.stack([self._known[key] for key in keys])

    def keep_only(self, sentences: Sequence[str]) -> None:
        """Forget every sentence but these, so that a long life of edits does not grow the file."""
        wanted = {_key(sentence) for sentence in sentences}
        if len(self._known) > 2 * len(wanted) + 1_000:
            self._known = {key: vector for key, vector in self._known.items() if key in wanted}
            self._write()

    def _embed(self, missing: dict[str, str]) -> None:
        keys = sorted(missing, key=lambda key: len(missing[key]))
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            found = np.asarray(self._encoder.encode([missing[key] for key in batch]), dtype=np.float32)
            self._known.update(zip(batch, found, strict=True))

    def _read(self, path: Path) -> None:
        try:
            with np.load(path, allow_pickle=False) as stored:
                keys, vectors = stored["keys"], np.asarray(stored["vectors"], dtype=np.float32)
                lengths = np.linalg.norm(vectors, axis=1)
                if vectors.ndim == 2 and len(keys) == len(vectors) and np.allclose(lengths, 1.0, atol=1e-2):
                    self._known = dict(zip(keys.tolist(), vectors, strict=True))
        except Exception as error:  # noqa: BLE001 - whatever a torn file does, it is only a cache
            warn("embeddings.unreadable", file=str(path), error=type(error).__name__)

    def _write(self) -> None:
        if not self._path or not self._known:
            return
        partial = self._path.with_suffix(f".{os.getpid()}.partial")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file:
                np.savez(file, keys=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))
            partial.replace(self._path)
        except OSError as error:
            warn("embeddings.unwritable", file=str(self._path), error=type(error).__name__)


def _key(sentence: str) -> str:
    return hashlib.blake2b(sentence.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
