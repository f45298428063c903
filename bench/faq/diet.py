"""Rasa's DIET on the same articles and questions: an intent per article, asked where Rasa is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.chat_turn.peer import DEFAULT_CONFIG, QUIET

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "assistant" / "bin" / "python"


def shares(folder: Path) -> dict[str, float]:
    """hit@1 and AUROC in percent for a set written by `bench.faq.sets`; trains for some minutes."""
    done = subprocess.run(
        [str(PYTHON), "-m", "bench.faq.diet", str(folder)],
        cwd=ROOT,
        env={**os.environ, **QUIET},
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def main() -> None:
    """Runs in the assistant's environment."""
    import asyncio

    print(json.dumps(asyncio.run(_measure(Path(sys.argv[1])))))


async def _measure(folder: Path) -> dict[str, float]:
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    nlu = [_intent(path) for path in sorted((folder / "articles").glob("*/*.md"))]
    _save(folder / "nlu.yml", {"version": "3.1", "nlu": nlu})
    _save(folder / "config.yml", DEFAULT_CONFIG)
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder / "diet"))
    agent = Agent.load(str(model))
    right: list[bool] = []
    known: list[float] = []
    foreign: list[float] = []
    for row in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        query = json.loads(row)
        parsed = await agent.parse_message(query["text"])
        best = next(one for one in parsed["intent_ranking"] if one["name"] != "nlu_fallback")
        if query["article"]:
            right.append(best["name"] == query["article"])
        (known if query["article"] else foreign).append(best["confidence"])
    above = sum((one > other) + 0.5 * (one == other) for one in known for other in foreign)
    return {
        "hit@1": 100 * sum(right) / len(right),
        "AUROC": 100 * above / (len(known) * len(foreign)),
    }


def _intent(path: Path) -> dict[str, str]:
    import yaml

    front = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    texts = [front["title"], *front["questions"]]
    return {"intent": path.stem, "examples": "".join(f"- {text}\n" for text in texts)}


def _save(path: Path, content: object) -> None:
    import yaml

    path.write_text(yaml.safe_dump(content, sort_keys=False, width=1_000), encoding="utf-8")


if __name__ == "__main__":
    main()
