"""The checkpoint without the rows of words it never learnt, in half precision; and whole, as Whisper loads it."""

from __future__ import annotations

from pathlib import Path

import torch
from whisper.model import ModelDimensions, Whisper

WORDS = 51_864
"""Rows of Whisper's English vocabulary."""
SPARE = 0
"""This feature is the same for every state: it holds the words that were not learnt below all others."""
SPARE_VALUE = 16.0
UNLEARNT = -2.0
COMPUTED = "encoder.positional_embedding"


def dimensions(words: int) -> ModelDimensions:
    """Small enough to be learnt on one core."""
    return ModelDimensions(
        n_mels=80, n_audio_ctx=1_500, n_audio_state=128, n_audio_head=4, n_audio_layer=3,
        n_vocab=words, n_text_ctx=448, n_text_state=128, n_text_head=4, n_text_layer=2,
    )  # fmt: skip


def hold_spare(model: Whisper) -> None:
    """Keep the spare feature what it is; after each step of learning."""
    with torch.no_grad():
        model.decoder.ln.weight[SPARE] = 0.0
        model.decoder.ln.bias[SPARE] = SPARE_VALUE
        model.decoder.token_embedding.weight[:, SPARE] = 0.0


def pack(model: Whisper, tokens: list[int], file: Path) -> None:
    """Write it; `tokens` are the numbers of its rows in Whisper's vocabulary."""
    state = {name: value.half() for name, value in model.state_dict().items() if name != COMPUTED}
    torch.save({"tokens": torch.tensor(tokens, dtype=torch.int32), "model_state_dict": state}, file)


def unpack(file: Path, into: Path) -> Path:
    """The same as a file that `whisper.load_model` takes."""
    packed = torch.load(file, weights_only=True)
    dims = dimensions(WORDS)
    state = packed["model_state_dict"]
    rows = state["decoder.token_embedding.weight"]
    whole = torch.zeros(WORDS, rows.shape[1], dtype=rows.dtype)
    whole[:, SPARE] = UNLEARNT
    whole[packed["tokens"].long()] = rows
    state["decoder.token_embedding.weight"] = whole
    state[COMPUTED] = Whisper(dimensions(1)).encoder.positional_embedding.half()
    torch.save({"dims": dims.__dict__, "model_state_dict": state}, into)
    return into
