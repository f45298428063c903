"""A model of tiny.en's dimensions with random weights: the cost of the real one, and no sense."""

from __future__ import annotations

from pathlib import Path

import torch
from whisper.model import ModelDimensions, Whisper

TINY = ModelDimensions(80, 1500, 384, 6, 4, 51864, 448, 384, 6, 4)


def random_weights(folder: Path) -> Path:
    """In Whisper's own format."""
    torch.manual_seed(0)
    model = Whisper(TINY)
    for weight in model.parameters():
        if weight.ndim > 1:
            torch.nn.init.normal_(weight, std=0.05)
    torch.nn.init.normal_(model.decoder.positional_embedding, std=0.3)
    file = folder / "random.en.pt"
    torch.save({"dims": TINY.__dict__, "model_state_dict": model.state_dict()}, file)
    return file
