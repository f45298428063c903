"""The one sentence encoder of this process, loaded when first needed."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sentence_encoder import SentenceEncoder

FOLDER_VARIABLE = "ASSISTANT_ENCODER_FOLDER"
"""Rasa makes our classifier from its configuration, which must not hold a path of one machine."""

MEMORY_VARIABLE = "BOT_VECTOR_MEMORY"
"""File of vectors of earlier trainings; set while training only."""

_loaded: dict[Path, SentenceEncoder] = {}


def use(folder: Path) -> None:
    """Say where the model lies, for this process and its children."""
    os.environ[FOLDER_VARIABLE] = str(folder)


def shared() -> SentenceEncoder:
    """The encoder.

    Raises:
        EncoderUnavailable: its folder is missing or broken; the message has the remedy.
    """
    folder = Path(os.environ.get(FOLDER_VARIABLE, "models/sentence_encoder")).resolve()
    if folder not in _loaded:
        _loaded[folder] = SentenceEncoder.load(folder, threads=1)
    return _loaded[folder]


def encode_known(texts: Sequence[str], *, kind: str = "") -> npt.NDArray[np.float32]:
    """Vectors of examples, most of which an earlier training has encoded.

    `kind` names examples that are remembered apart.
    """
    memory = os.environ.get(MEMORY_VARIABLE)
    if memory is None:
        return shared().encode(texts)
    plain = Path(memory)
    path = plain.with_stem(f"{plain.stem}_{kind}") if kind else plain
    known = {**_remembered(plain), **_remembered(path)}
    new = sorted(set(texts) - set(known))
    known.update(zip(new, shared().encode(new), strict=True))
    kept = sorted(set(texts))
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        encoder=np.array(shared().fingerprint),
        texts=np.array(kept),
        vectors=np.stack([known[text] for text in kept]),
    )
    return np.stack([known[text] for text in texts])


def _remembered(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    """What the file holds, if it is whole and of today's encoder."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            if str(arrays["encoder"]) == shared().fingerprint:
                return dict(zip((str(text) for text in arrays["texts"]), arrays["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        pass  # absent or broken: everything is encoded again
    return {}
