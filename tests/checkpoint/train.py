"""Make the tests' checkpoint: `python -m tests.checkpoint.train --cpu-minutes 30 --into tests/data/speech_checkpoint.pt`.

One core, from nothing, with sound that is spoken while it learns.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import torch

from tests.checkpoint.learner import Learner
from tests.checkpoint.packed import hold_spare, pack
from tests.checkpoint.sentences import taught

SEED = 20260720
BATCH = 8
FASTEST = 1.5e-3
WARM = 0.02
EASY_UNTIL = 0.2
FALL_FROM = 0.4
EVERY = 100


def main() -> int:
    """Learn for so long, then write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cpu-minutes", type=float, default=30.0)
    parser.add_argument("--wall-minutes", type=float, default=math.inf, help="whichever is over first")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--into", type=Path, required=True)
    told = parser.parse_args()
    torch.set_num_threads(1)
    learner = Learner(taught(), told.seed)
    first, last = learn(learner, cpu_s=told.cpu_minutes * 60, wall_s=told.wall_minutes * 60, tell=print)
    pack(learner.model, learner.tokens, told.into)
    print(f"loss {first:.2f} -> {last:.2f}; {told.into}: {told.into.stat().st_size / 1e6:.1f} MB")
    return 0


def learn(learner: Learner, *, cpu_s: float, wall_s: float = math.inf, tell=None) -> tuple[float, float]:
    """The loss over the first and over the last steps."""
    optimiser = torch.optim.AdamW(learner.parameters(), lr=FASTEST, betas=(0.9, 0.98), weight_decay=0.01)
    began, began_wall = time.process_time(), time.monotonic()
    losses: list[float] = []
    done = 0.0
    while done < 1.0:
        learner.begins = done < EASY_UNTIL
        for group in optimiser.param_groups:
            group["lr"] = FASTEST * min(1.0, done / WARM + 0.01, max(0.01, (1 - done) / (1 - FALL_FROM)))
        loss = learner.loss(learner.batch(BATCH))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
        optimiser.step()
        hold_spare(learner.model)
        losses.append(loss.item())
        spent, passed = time.process_time() - began, time.monotonic() - began_wall
        done = max(spent / cpu_s, passed / wall_s)
        if tell and len(losses) % EVERY == 0:
            tell(
                f"step {len(losses)}: loss {sum(losses[-EVERY:]) / EVERY:.3f}, {spent / 60:.1f} CPU minutes",
                flush=True,
            )
    head = max(1, min(10, len(losses) // 4))
    return sum(losses[:head]) / head, sum(losses[-head:]) / head


if __name__ == "__main__":
    raise SystemExit(main())
