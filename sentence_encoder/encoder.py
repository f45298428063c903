"""Sentences to vectors with the exported model.

Each sentence runs alone, unpadded: 8-bit activations are scaled over a whole run, so neighbours in a batch
would change a sentence's vector, and on one thread a batch saves little.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from sentence_encoder.model_folder import (
    DIMENSION,
    TOKENIZER,
    Manifest,
    checked_file,
    read_manifest,
)
from sentence_encoder.processor import Precision, fitting_precision


class SentenceEncoder:
    """A loaded sentence model. Safe to share between threads; the same text always gives the same vector."""

    def __init__(
        self,
        *,
        tokenizer: Tokenizer,
        session: onnxruntime.InferenceSession,
        fingerprint: str,
        precision: Precision,
    ) -> None:
        self._tokenizer = tokenizer
        self._session = session
        self.fingerprint = fingerprint
        """Store it beside anything computed from vectors: they fit together only while it is unchanged."""
        self.precision = precision
        # Folders of the former exporter also ask which tokens count; all of a lone sentence do.
        self._masked = len(session.get_inputs()) > 1

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1, precision: Precision | None = None) -> Self:
        """Load the exported model; `precision` is chosen by the processor when not given.

        Raises EncoderUnavailable, with the remedy, when the folder is absent or not whole.
        """
        manifest = read_manifest(folder)
        chosen, name = manifest.file_for(precision or fitting_precision())
        return cls(
            tokenizer=_load_tokenizer(folder, manifest),
            session=_open_session(checked_file(folder, name, manifest), threads),
            fingerprint=manifest.fingerprint(chosen),
            precision=chosen,
        )

    def knows(self, word: str) -> bool:
        """Whether a word, in small letters, stands whole in the model's vocabulary."""
        return self._tokenizer.token_to_id(word) is not None

    def encode(self, sentences: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors, one row per sentence: shape (len(sentences), 384). Blank text has a vector, too."""
        vectors = np.empty((len(sentences), DIMENSION), dtype=np.float32)
        for row, sentence in enumerate(sentences):
            ids = np.array([self._tokenizer.encode(sentence).ids], dtype=np.int64)
            given = (
                {"input_ids": ids, "attention_mask": np.ones_like(ids)}
                if self._masked
                else {"input_ids": ids}
            )
            vectors[row] = self._session.run(None, given)[0][0]
        return vectors


def _load_tokenizer(folder: Path, manifest: Manifest) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(checked_file(folder, TOKENIZER, manifest)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(manifest.max_tokens)
    return tokenizer


def _open_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
