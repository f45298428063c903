"""Greedy decoding with Whisper's decoder: keys kept in place, no set-up per step, several callers at once.

Callers of one batch may be told different things beforehand; shorter hints are filled up on the left, where
nobody looks. What is refused (`suppressed`) is what whisper's own decoding refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import scaled_dot_product_attention

from voice_gateway.hearing.whisper_layers import Layer, Precision, layer

NEVER = float("-inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """One utterance's tokens, what each was worth, and what else it might have been."""

    tokens: tuple[int, ...]
    logprobs: tuple[float, ...]
    """Of each token; one more for the end, where it was reached."""
    runners_up: tuple[tuple[int, float], ...]
    """The second best at each place and its log probability."""
    no_speech: float
    """Probability that nobody spoke."""


class _Attention:
    """One attention's layers, split into heads."""

    def __init__(self, attention: Any, precision: Precision) -> None:  # noqa: ANN401 - whisper has no types
        self._heads = int(attention.n_head)
        self._query = layer(attention.query.weight, attention.query.bias, precision)
        self._key = layer(attention.key.weight, None, precision)
        self._value = layer(attention.value.weight, attention.value.bias, precision)
        self._out = layer(attention.out.weight, attention.out.bias, precision)

    def kept(self, state: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Keys and values (n, heads, places, size)."""
        return self._split(self._key(state)), self._split(self._value(state))

    def mixed(
        self, state: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, mask: torch.Tensor | None
    ) -> torch.Tensor:
        mixed = scaled_dot_product_attention(self._split(self._query(state)), keys, values, attn_mask=mask)
        return self._out(mixed.permute(0, 2, 1, 3).flatten(2))

    def _split(self, state: torch.Tensor) -> torch.Tensor:
        return state.view(*state.shape[:2], self._heads, -1).permute(0, 2, 1, 3)


class _Block:
    """One layer of the decoder."""

    def __init__(self, block: Any, precision: Precision) -> None:  # noqa: ANN401
        self.own = _Attention(block.attn, precision)
        self.cross = _Attention(block.cross_attn, precision)
        self.norms = (block.attn_ln, block.cross_attn_ln, block.mlp_ln)
        self._wide = layer(block.mlp[0].weight, block.mlp[0].bias, precision)
        self._narrow = layer(block.mlp[2].weight, block.mlp[2].bias, precision)

    def thought(self, state: torch.Tensor) -> torch.Tensor:
        return self._narrow(torch.nn.functional.gelu(self._wide(state)))


@dataclass(slots=True)
class _Memory:
    """A batch's keys and values, and which places may be looked at."""

    cross: list[tuple[torch.Tensor, torch.Tensor]]
    keys: list[torch.Tensor]
    values: list[torch.Tensor]
    mask: torch.Tensor
    """(n, 1, 1, places): 0 or -inf."""
    shifts: torch.Tensor
    """Filled places on the left of each row."""
    used: int = 0


class GreedyDecoder:
    """Over one model's weights."""

    def __init__(
        self,
        model: Any,  # noqa: ANN401 - whisper has no types
        tokenizer: Any,  # noqa: ANN401
        precision: Precision = Precision.FLOAT32,
    ) -> None:
        decoder = model.decoder
        self._tokenizer = tokenizer
        self._embedding = decoder.token_embedding.weight
        self._positions = decoder.positional_embedding
        self._blocks = [_Block(block, precision) for block in decoder.blocks]
        self._norm = decoder.ln
        self._words: Layer = layer(decoder.token_embedding.weight, None, precision)
        self._begin = tokenizer.sot_sequence_including_notimestamps
        self.longest = int(model.dims.n_text_ctx)
        self._refused = torch.zeros(int(model.dims.n_vocab))
        self._refused[suppressed(tokenizer)] = NEVER
        self._refused_first = self._refused.clone()
        self._refused_first[[*tokenizer.encode(" "), tokenizer.eot]] = NEVER

    def decode(
        self,
        features: torch.Tensor,
        hints: Sequence[Sequence[int]],
        *,
        most: int,
        prefixes: Sequence[Sequence[int]] | None = None,
        languages: Sequence[str] | None = None,
    ) -> list[Decoded]:
        """Words of each row of features (n, positions, state), at most so many tokens each.

        `hints` are tokens told beforehand; `prefixes` are first tokens that are settled already; `languages`
        are spoken in the rows of a model that knows several.
        """
        told: Sequence[str | None] = languages or [None for _ in hints]
        begins = [self._begins(language) for language in told]
        with torch.inference_mode():
            return self._decode(features, begins, hints, prefixes or [()] * len(hints), most)

    def languages(self, features: torch.Tensor) -> list[tuple[str, float]]:
        """Which language is spoken in each row (ISO 639-1), and its probability among all that are known."""
        tokens = list(self._tokenizer.all_language_tokens)
        with torch.inference_mode():
            memory = self._memory(features, [0] * len(features), 1)
            state = self._states(torch.full((len(features), 1), self._tokenizer.sot), memory)
            shares = self._words(state[:, -1])[:, tokens].softmax(-1)
        best = shares.max(-1)
        codes = self._tokenizer.all_language_codes
        return [
            (codes[int(place)], float(share)) for share, place in zip(best.values, best.indices, strict=True)
        ]

    def _begins(self, language: str | None) -> tuple[int, ...]:
        if language is None:
            return tuple(self._begin)
        start, _, *rest = self._begin
        return (start, self._tokenizer.to_language_token(language), *rest)

    def _decode(
        self,
        features: torch.Tensor,
        begins: Sequence[Sequence[int]],
        hints: Sequence[Sequence[int]],
        settled: Sequence[Sequence[int]],
        most: int,
    ) -> list[Decoded]:
        rows = [
            self._row(begin, hint, prefix, most)
            for begin, hint, prefix in zip(begins, hints, settled, strict=True)
        ]
        width = max(len(row) for row in rows)
        memory = self._memory(features, [width - len(row) for row in rows], width + most)
        filled = [[self._tokenizer.eot] * (width - len(row)) + row for row in rows]
        state = self._states(torch.tensor(filled), memory)
        sot = torch.tensor([width - len(self._begin) - len(prefix) for prefix in settled])
        starts = self._words(state[torch.arange(len(rows)), sot])
        no_speech = starts.softmax(-1)[:, self._tokenizer.no_speech]
        first = self._refused if any(settled) else self._refused_first
        return self._follow(self._words(state[:, -1]) + first, memory, most, no_speech)

    def _row(self, begin: Sequence[int], hint: Sequence[int], prefix: Sequence[int], most: int) -> list[int]:
        room = self.longest // 2 - 1
        kept = min(room, self.longest - most - len(begin) - len(prefix) - 1)
        told = [self._tokenizer.sot_prev, *hint[-kept:]] if hint and kept > 0 else []
        return [*told, *begin, *prefix]

    def _memory(self, features: torch.Tensor, shifts: Sequence[int], places: int) -> _Memory:
        mask = torch.zeros(len(shifts), 1, 1, places)
        for row, shift in enumerate(shifts):
            mask[row, ..., :shift] = NEVER
        cross = [block.cross.kept(features) for block in self._blocks]
        shape = (len(shifts), cross[0][0].shape[1], places, cross[0][0].shape[3])
        return _Memory(
            cross,
            [torch.zeros(shape) for _ in self._blocks],
            [torch.zeros(shape) for _ in self._blocks],
            mask,
            torch.tensor(shifts),
        )

    def _states(self, tokens: torch.Tensor, memory: _Memory) -> torch.Tensor:
        """The states of these tokens (n, length), which are remembered."""
        start, length = memory.used, tokens.shape[1]
        memory.used = end = start + length
        places = (torch.arange(start, end)[None, :] - memory.shifts[:, None]).clamp(min=0)
        state = self._embedding[tokens] + self._positions[places]
        mask = memory.mask[..., :end] if length == 1 else _causal(memory.mask[..., :end], length)
        for number, block in enumerate(self._blocks):
            normed = block.norms[0](state)
            keys, values = block.own.kept(normed)
            memory.keys[number][:, :, start:end] = keys
            memory.values[number][:, :, start:end] = values
            state = state + block.own.mixed(
                normed, memory.keys[number][:, :, :end], memory.values[number][:, :, :end], mask
            )
            state = state + block.cross.mixed(block.norms[1](state), *memory.cross[number], None)
            state = state + block.thought(block.norms[2](state))
        normed_state: torch.Tensor = self._norm(state)
        return normed_state

    def _follow(
        self, scores: torch.Tensor, memory: _Memory, most: int, no_speech: torch.Tensor
    ) -> list[Decoded]:
        """Token by token, until each row has ended."""
        end = self._tokenizer.eot
        count = len(scores)
        found: list[list[tuple[int, float, int, float]]] = [[] for _ in range(count)]
        running = set(range(count))
        for place in range(most):
            values, tokens = scores.log_softmax(-1).topk(2, dim=-1)
            for row in sorted(running):
                best, second = tokens[row].tolist()
                sure, less = values[row].tolist()
                found[row].append((best, sure, second, less))
                if best == end:
                    running.discard(row)
            if not running or place == most - 1:
                break
            scores = self._words(self._states(tokens[:, :1], memory)[:, -1]) + self._refused
        return [self._decoded(row, float(no_speech[number])) for number, row in enumerate(found)]

    def _decoded(self, row: list[tuple[int, float, int, float]], no_speech: float) -> Decoded:
        return Decoded(
            tokens=tuple(token for token, *_ in row if token != self._tokenizer.eot),
            logprobs=tuple(sure for _, sure, _, _ in row),
            runners_up=tuple((second, less) for _, _, second, less in row),
            no_speech=no_speech,
        )


def suppressed(tokenizer: Any) -> list[int]:  # noqa: ANN401
    """Tokens that are no words of a caller."""
    special = (tokenizer.transcribe, tokenizer.translate, tokenizer.sot, tokenizer.sot_prev, tokenizer.sot_lm)
    return sorted({*tokenizer.non_speech_tokens, *special, tokenizer.no_speech})


def _causal(mask: torch.Tensor, length: int) -> torch.Tensor:
    """(n, 1, length, places): nobody looks ahead; a filled place looks at itself, which nobody looks at."""
    ahead = torch.full((length, length), NEVER).triu(1)
    both = mask + ahead[None, None]
    own = torch.arange(length)
    both[:, :, own, own] = 0.0
    return both
