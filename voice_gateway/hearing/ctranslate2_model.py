"""Weights in Whisper's own format written as a folder for CTranslate2, in int8.

`make whisper MODEL=base.en BACKEND=faster-whisper` does it, `python -m` this module `base.en.pt base.en.ct2`
does it by hand. So both backends hear with the same weights, fetched and checked once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
import whisper
from ctranslate2.converters.utils import fuse_linear
from ctranslate2.specs import common_spec, whisper_spec
from whisper.tokenizer import get_tokenizer

from voice_gateway.hearing.whisper_decoding import suppressed

SUFFIX = ".ct2"


def convert(checkpoint: Path, into: Path) -> Path:
    """The folder, made anew."""
    model = whisper.load_model(str(checkpoint), device="cpu")
    dims = model.dims
    spec = whisper_spec.WhisperSpec(
        dims.n_audio_layer, dims.n_audio_head, dims.n_text_layer, dims.n_text_head
    )
    _encoder(spec.encoder, model.encoder)
    _decoder(spec.decoder, model.decoder)
    tokenizer = get_tokenizer(model.is_multilingual, num_languages=model.num_languages)
    spec.register_vocabulary(vocabulary(tokenizer, dims.n_vocab))
    spec.config.suppress_ids = suppressed(tokenizer)
    spec.config.suppress_ids_begin = [*tokenizer.encode(" "), tokenizer.eot]
    spec.config.lang_ids = list(tokenizer.all_language_tokens) if model.is_multilingual else []
    spec.config.alignment_heads = [(dims.n_text_layer - 1, head) for head in range(dims.n_text_head)]
    spec.validate()
    spec.optimize(quantization="int8")
    into.mkdir(parents=True, exist_ok=True)
    spec.save(str(into))
    return into


def vocabulary(tokenizer: Any, size: int) -> list[str]:  # noqa: ANN401 - whisper has no types
    """Every token by its number, bytes written as GPT-2 writes them."""
    encoding = tokenizer.encoding
    signs = _signs()
    special = {number: text for text, number in encoding._special_tokens.items()}  # noqa: SLF001
    found = []
    for number in range(size):
        if number in special:
            found.append(special[number])
            continue
        try:
            found.append("".join(signs[byte] for byte in encoding.decode_single_token_bytes(number)))
        except KeyError:
            found.append(f"<|unused-{number}|>")
    return found


def _signs() -> dict[int, str]:
    """A visible sign for each byte."""
    plain = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAC + 1), *range(0xAE, 0xFF + 1)]
    others = (byte for byte in range(256) if byte not in plain)
    return {byte: chr(byte) for byte in plain} | {byte: chr(256 + place) for place, byte in enumerate(others)}


def _encoder(spec: Any, encoder: Any) -> None:  # noqa: ANN401
    for name in ("conv1", "conv2"):
        convolution = getattr(encoder, name)
        _plain(getattr(spec, name), convolution.weight, convolution.bias)
    spec.position_encodings.encodings = _array(encoder.positional_embedding)
    _norm(spec.layer_norm, encoder.ln_post)
    for layer, block in zip(spec.layer, encoder.blocks, strict=True):
        _own(layer, block)


def _decoder(spec: Any, decoder: Any) -> None:  # noqa: ANN401
    spec.embeddings.weight = _array(decoder.token_embedding.weight)
    spec.projection.weight = spec.embeddings.weight
    spec.position_encodings.encodings = _array(decoder.positional_embedding)
    _norm(spec.layer_norm, decoder.ln)
    for layer, block in zip(spec.layer, decoder.blocks, strict=True):
        _own(layer, block)
        cross = block.cross_attn
        _fused(layer.attention.linear[0], cross.query)
        _fused(layer.attention.linear[1], cross.key, cross.value)
        _fused(layer.attention.linear[2], cross.out)
        _norm(layer.attention.layer_norm, block.cross_attn_ln)


def _own(layer: Any, block: Any) -> None:  # noqa: ANN401
    """Attention to itself, and thought."""
    attention = block.attn
    _fused(layer.self_attention.linear[0], attention.query, attention.key, attention.value)
    _fused(layer.self_attention.linear[1], attention.out)
    _norm(layer.self_attention.layer_norm, block.attn_ln)
    _fused(layer.ffn.linear_0, block.mlp[0])
    _fused(layer.ffn.linear_1, block.mlp[2])
    _norm(layer.ffn.layer_norm, block.mlp_ln)


def _fused(spec: Any, *linears: Any) -> None:  # noqa: ANN401
    parts = []
    for linear in linears:
        part = common_spec.LinearSpec()
        bias = linear.bias if linear.bias is not None else torch.zeros(linear.weight.shape[0])
        _plain(part, linear.weight, bias)
        parts.append(part)
    if len(parts) == 1:
        spec.weight, spec.bias = parts[0].weight, parts[0].bias
    else:
        fuse_linear(spec, parts)


def _plain(spec: Any, weight: torch.Tensor, bias: torch.Tensor) -> None:  # noqa: ANN401
    spec.weight, spec.bias = _array(weight), _array(bias)


def _norm(spec: Any, norm: Any) -> None:  # noqa: ANN401
    spec.gamma, spec.beta = _array(norm.weight), _array(norm.bias)


def _array(tensor: torch.Tensor) -> np.ndarray[Any, np.dtype[np.float32]]:
    array: np.ndarray[Any, np.dtype[np.float32]] = tensor.detach().float().contiguous().numpy()
    return array


if __name__ == "__main__":
    print(convert(Path(sys.argv[1]), Path(sys.argv[2])))  # noqa: T201 - a command
