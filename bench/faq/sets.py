"""Writes public question sets as folders of articles with questions: `python -m bench.faq.sets --into DIR`.

The data lies in CARE_DATA (`clinc150/train_val.json`, `stackfaq/stackExchange-FAQ.json`); what is absent is
left out by name. CLINC150's training part gives the examples and, with `--part train`, asks those left over:
choices are made on them, and measured on the validation part. Tests are somebody else's.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.plain_text import clean

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("CARE_DATA", ROOT.parent / "shared" / "data"))
CLINC = Path("clinc150") / "train_val.json"
STACKFAQ = Path("stackfaq") / "stackExchange-FAQ.json"
HELD_OUT = 0.3
"""Share of the articles that are left out, so that their questions cannot be answered."""
ASKED_PER_INTENT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article to be written."""

    title: str
    questions: Sequence[str]
    body: str


def main() -> None:
    """Write every set that can be made."""
    parser = argparse.ArgumentParser(prog="python -m bench.faq.sets", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "bench" / "faq" / "sets")
    parser.add_argument("--seed", type=int, default=1, help="draws examples and held-out articles")
    parser.add_argument("--part", choices=["train", "val"], default="val", help="of CLINC150, to ask from")
    asked = parser.parse_args()
    for name in build(asked.data, asked.into, asked.seed, part=asked.part):
        print(asked.into / name)


def build(data: Path, into: Path, seed: int, *, part: str = "val") -> list[str]:
    """The names of the sets written, each `<name>/articles` and `<name>/queries.jsonl`."""
    made = []
    if (data / CLINC).exists():
        read = json.loads((data / CLINC).read_text(encoding="utf-8"))
        made += [_clinc(read, into / f"clinc150_{shots}", shots, seed, part) for shots in (5, 10)]
        made.append(_clinc(read, into / "clinc150_near", 10, seed, part, left_out=HELD_OUT))
    else:
        print(f"CLINC150 is left out: there is no {data / CLINC}; set CARE_DATA")
    if (data / STACKFAQ).exists():
        made.append(_stackfaq(data / STACKFAQ, into, seed))
    else:
        print(f"StackFAQ is left out: there is no {data / STACKFAQ}; set CARE_DATA")
    return made


def _clinc(
    read: Mapping[str, list[list[str]]], into: Path, examples: int, seed: int, part: str, left_out: float = 0
) -> str:
    """With `left_out`, that share of the intents is out of scope, in place of the data's far questions."""
    chance = random.Random(seed)
    by_intent: dict[str, list[str]] = {}
    for text, intent in read["train"]:
        by_intent.setdefault(intent, []).append(text)
    missing = set(chance.sample(sorted(by_intent), round(left_out * len(by_intent))))
    entries = {}
    rest: list[tuple[str, str]] = []
    for intent, texts in sorted(by_intent.items()):
        title = intent.replace("_", " ")
        drawn = chance.sample(texts, examples)
        rest += [(text, intent) for text in texts if text not in drawn][:ASKED_PER_INTENT]
        if intent not in missing:
            entries[_slug(intent)] = Entry(title=title, questions=drawn, body=f"This is about {title}.")
    asked = rest if part == "train" else [(text, intent) for text, intent in read["val"]]
    queries: list[tuple[str, str | None, str]] = [
        (text, None, "held-out intent") if intent in missing else (text, _slug(intent), "in scope")
        for text, intent in asked
    ]
    if not missing:
        queries += [(text, None, "out of scope") for text, _ in read[f"oos_{part}"]]
    return _write(into, entries, queries)


def _stackfaq(path: Path, into: Path, seed: int) -> str:
    read = json.loads(path.read_text(encoding="utf-8"))["root"]
    pairs = [pair for site in ([read] if isinstance(read, dict) else read) for pair in site["qapair"]]
    chance = random.Random(seed)
    left_out = set(chance.sample(range(len(pairs)), round(HELD_OUT * len(pairs))))
    entries: dict[str, Entry] = {}
    queries: list[tuple[str, str | None, str]] = []
    for n, pair in enumerate(pairs):
        rephrased = [str(text) for text in pair["rephr"] if text != "*"]
        chance.shuffle(rephrased)
        slug = None if n in left_out else f"q{n}"
        queries += [(text, slug, "in scope" if slug else "held-out article") for text in rephrased[3:]]
        if slug:
            answer = "\n\n".join(str(text) for text in pair["answer"])
            entries[slug] = Entry(title=str(pair["question"]), questions=rephrased[:3], body=answer)
    return _write(into / "stackfaq", entries, queries)


def _write(folder: Path, entries: dict[str, Entry], queries: list[tuple[str, str | None, str]]) -> str:
    shutil.rmtree(folder, ignore_errors=True)
    articles = folder / "articles" / "general"
    articles.mkdir(parents=True)
    for slug, entry in entries.items():
        write_article(articles / f"{slug}.md", entry)
    rows = [{"text": text, "article": slug, "group": group} for text, slug, group in queries]
    (folder / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder.name


def write_article(path: Path, entry: Entry) -> None:
    """One file in our format."""
    listed = "".join(f"  - {json.dumps(clean(text))}\n" for text in entry.questions)
    front = f"title: {json.dumps(clean(entry.title))}\nquestions:\n{listed}" if listed else ""
    body = re.sub(r"(?m)^([#>\-+*=~`|]|\d+[.)])", r" \1", clean_lines(entry.body)) or entry.title
    path.write_text(
        f"---\n{front or f'title: {json.dumps(clean(entry.title))}'}\n---\n\n{body}\n", encoding="utf-8"
    )


def clean_lines(text: str) -> str:
    """Paragraphs of plain words."""
    return "\n\n".join(filter(None, (clean(line) for line in text.split("\n"))))


def _slug(intent: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", intent.lower()).strip("-")


if __name__ == "__main__":
    main()
