"""Whisper's linear layers in the number format that is quickest on this processor."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from enum import StrEnum

import torch

Layer = Callable[[torch.Tensor], torch.Tensor]
LARGEST_INT8 = 127


class Precision(StrEnum):
    """How weights are kept."""

    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"
    """Half the memory; slower than float32 where the processor has no instruction for it."""
    INT8 = "int8"
    """A quarter; each row with a scale of its own, sums in 32 bits."""


def layer(weight: torch.Tensor, bias: torch.Tensor | None, precision: Precision) -> Layer:
    """`x @ weight.T + bias`, float32 in and out."""
    match precision:
        case Precision.FLOAT32:
            return lambda state: torch.nn.functional.linear(state, weight, bias)
        case Precision.BFLOAT16:
            small, small_bias = weight.bfloat16(), None if bias is None else bias.bfloat16()
            return lambda state: torch.nn.functional.linear(state.bfloat16(), small, small_bias).float()
        case Precision.INT8:
            return _int8(weight, bias)


def _int8(weight: torch.Tensor, bias: torch.Tensor | None) -> Layer:
    scales = weight.abs().amax(1).clamp(min=1e-8) / LARGEST_INT8
    points = torch.zeros(len(weight), dtype=torch.long)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is to go with a later torch; ours is pinned
        rows = torch.quantize_per_channel(weight.contiguous(), scales, points, 0, torch.qint8)
    packed = torch.ops.quantized.linear_prepack(rows, bias)

    def apply(state: torch.Tensor) -> torch.Tensor:
        product: torch.Tensor = torch.ops.quantized.linear_dynamic(state, packed, True)
        return product

    return apply
