"""Runs in the assistant's environment: asks a trained model, prints shares as JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import yaml

from bench.chat_turn.peer import DEFAULT_CONFIG

STOPPED = {"nlu_fallback", "out_of_scope"}
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """`judge held_out {"models": folder}` or `judge clinc {"folder": …, "side": ours|peer}`."""
    kind, side = sys.argv[1], json.loads(sys.argv[2])
    from bot import environment

    environment.prepare()
    from bot.components.encoder import use

    use((ROOT / "models" / "sentence_encoder").resolve())
    if kind == "held_out":
        asked, foreign = _held_out()
        model = _newest(Path(side["models"]))
    else:
        folder = Path(side["folder"])
        draw = json.loads((folder / "draw.json").read_text())
        asked, foreign = [tuple(pair) for pair in draw["asked"]], draw["foreign"]
        model = _train_nlu(folder, side["side"], draw["train"])
    print(json.dumps(asyncio.run(_shares(model, asked, foreign))))


async def _shares(model: Path, asked: list[tuple[str, str]], foreign: list[str]) -> dict[str, float]:
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    right = sure_and_wrong = stopped = 0
    for text, intent in asked:
        parsed = await agent.parse_message(text)
        ranked = [item["name"] for item in parsed["intent_ranking"] if item["name"] != "nlu_fallback"]
        right += bool(ranked) and ranked[0] == intent
        sure = parsed["intent"]["name"] not in STOPPED
        sure_and_wrong += sure and parsed["intent"]["name"] != intent
    for text in foreign:
        stopped += (await agent.parse_message(text))["intent"]["name"] in STOPPED
    return {
        "right": right / len(asked),
        "sure_and_wrong": sure_and_wrong / len(asked),
        "stopped": stopped / len(foreign),
    }


def _held_out() -> tuple[list[tuple[str, str]], list[str]]:
    asked: list[tuple[str, str]] = []
    foreign: list[str] = []
    for path in sorted((ROOT / "nlu_data" / "held_out").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            texts = [line.removeprefix("- ") for line in block["examples"].strip().splitlines()]
            if block["intent"] in STOPPED:
                foreign += texts
            else:
                asked += [(text, block["intent"]) for text in texts]
    return asked, foreign


def _train_nlu(folder: Path, side: str, train: Iterable[list[str]]) -> Path:
    from rasa.model_training import train_nlu

    examples: dict[str, list[str]] = {}
    for text, intent in train:
        examples.setdefault(intent, []).append(text)
    nlu = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in examples.items()
    ]
    (folder / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, width=1000))
    config = dict(DEFAULT_CONFIG)
    if side == "ours":
        ours = yaml.safe_load((ROOT / "bot" / "config.yml").read_text(encoding="utf-8"))
        config = {**ours, "policies": DEFAULT_CONFIG["policies"]}
    (folder / "config.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    path = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder / "models"))
    if path is None:
        raise RuntimeError("the draw of CLINC150 could not be trained")
    return Path(path)


def _newest(folder: Path) -> Path:
    return max(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)


if __name__ == "__main__":
    main()
