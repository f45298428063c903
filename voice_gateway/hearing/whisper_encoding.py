"""Whisper's encoder over as much sound as there is, instead of over thirty seconds.

A window shorter than the model's own takes the first of its positions; the model was trained on the whole
window, so what that costs in accuracy has to be measured for each model (`make bench NAME=recognition`).
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import whisper
from torch.nn import functional

from voice_gateway.hearing.whisper_layers import Precision

MODEL_RATE = 16_000
POSITION_SAMPLES = 320
"""One position of the encoder: 20 ms."""
WHOLE_SAMPLES = 30 * MODEL_RATE

Wave = npt.NDArray[np.float32]
"""-1 to 1, 16 kHz, one channel."""


def window_samples(samples: int, margin_s: float | None) -> int:
    """Samples to look at: the sound and a margin after it, in whole positions; without one, all there are."""
    if margin_s is None:
        return WHOLE_SAMPLES
    wanted = samples + round(margin_s * MODEL_RATE)
    return min(WHOLE_SAMPLES, -(-wanted // POSITION_SAMPLES) * POSITION_SAMPLES)


def mel_of(sound: Wave, window: int, mels: int = 80) -> torch.Tensor:
    """Log-mel frames (mels, 2 x positions) of a sound, filled up or cut to the window."""
    spectrum: torch.Tensor = whisper.log_mel_spectrogram(whisper.pad_or_trim(sound, window), n_mels=mels)
    return spectrum


def encoded(encoder: Any, mel: torch.Tensor) -> torch.Tensor:  # noqa: ANN401 - whisper has no types
    """Features (batch, positions, state) of mel frames (batch, mels, frames) of any even length."""
    state = functional.gelu(encoder.conv1(mel))
    state = functional.gelu(encoder.conv2(state)).permute(0, 2, 1)
    state = (state + encoder.positional_embedding[: state.shape[1]]).to(state.dtype)
    for block in encoder.blocks:
        state = block(state)
    features: torch.Tensor = encoder.ln_post(state)
    return features


class Encoder:
    """A model's encoder with its weights in one number format, float32 or bfloat16."""

    def __init__(self, encoder: Any, precision: Precision) -> None:  # noqa: ANN401
        self._type = torch.bfloat16 if precision is Precision.BFLOAT16 else torch.float32
        self._encoder = encoder if self._type is torch.float32 else _narrowed(encoder)

    def features(self, mel: torch.Tensor) -> torch.Tensor:
        """In float32."""
        with torch.inference_mode():
            return encoded(self._encoder, mel.to(self._type)).float()


def _narrowed(encoder: Any) -> Any:  # noqa: ANN401
    """Its big layers in bfloat16; the norms stay, they are computed in float32."""
    narrow = copy.deepcopy(encoder)
    for module in narrow.modules():
        if isinstance(module, torch.nn.Linear | torch.nn.Conv1d):
            module.bfloat16()
    return narrow
