"""An evaluation as a table, as JSON, and as one line per question."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge_base.evaluation.metrics import FIGURES, RANKING, Measured, measure
from knowledge_base.evaluation.run import Prediction, outcomes

GROUP_DRAWS = 100
NAMES = {
    "hit@1": "hit@1",
    "hit@3": "hit@3",
    "MRR@10": "MRR@10",
    "AUROC": "AUROC answerable against not",
    "FPR95": "FPR95",
    "answered_at_90": "answered rightly, 90 % of answers right",
    "answered_at_95": "answered rightly, 95 % of answers right",
    "ECE": "expected calibration error",
    "wrong_answers": "wrong answers, of all turns",
    "right_answers": "answered rightly as decided",
    "right_or_offered": "answered or offered rightly",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything measured."""

    articles: int
    sentences: int
    """Titles and example questions."""
    queries: int
    answerable: int
    decisions: Mapping[str, int]
    figures: Mapping[str, Measured]
    baselines: Mapping[str, Mapping[str, Measured]]
    groups: Mapping[str, Mapping[str, Measured]]
    group_sizes: Mapping[str, int]

    def as_json(self) -> str:
        """For machines; shares from 0 to 1, null where the questions cannot tell."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)


def summary(
    found: Sequence[Prediction], plain: Mapping[str, Sequence[Prediction]], *, articles: int, sentences: int
) -> Summary:
    """Measure all, and each group."""
    by_group: dict[str, list[Prediction]] = {}
    for row in found:
        by_group.setdefault(row.query.group, []).append(row)
    return Summary(
        articles=articles,
        sentences=sentences,
        queries=len(found),
        answerable=sum(row.query.article is not None for row in found),
        decisions=dict(Counter(row.decision for row in found)),
        figures=measure(outcomes(found), FIGURES),
        baselines={name: measure(outcomes(rows), RANKING) for name, rows in plain.items()},
        groups={
            name: measure(outcomes(rows), FIGURES, draws=GROUP_DRAWS)
            for name, rows in sorted(by_group.items())
        },
        group_sizes={name: len(rows) for name, rows in sorted(by_group.items())},
    )


def table(said: Summary) -> str:
    """The summary for people, in percent."""
    told = ", ".join(f"{count} {name}" for name, count in sorted(said.decisions.items()))
    rows = [
        (
            f"{said.articles} articles of {said.sentences} sentences, {said.queries} questions, "
            f"{said.answerable} of them answerable: {told}"
        ),
        "",
        f"{'':42} {'retriever':>22}" + "".join(f" {name:>12}" for name in said.baselines),
    ]
    for name, title in NAMES.items():
        beside = "".join(f" {_percent(one.get(name)):>12}" for one in said.baselines.values())
        rows.append(f"{title:42} {_interval(said.figures[name]):>22}{beside}")
    if len(said.groups) > 1:
        short = ("hit@1", "hit@3", "ECE", "wrong_answers", "right_or_offered")
        rows += ["", f"{'by group':24} {'questions':>9}" + "".join(f" {name:>16}" for name in short)]
        for group, figures in said.groups.items():
            beside = "".join(f" {_percent(figures[name]):>16}" for name in short)
            rows.append(f"{group[:24]:24} {said.group_sizes[group]:>9}{beside}")
    return "\n".join(rows)


def _percent(one: Measured | None) -> str:
    return "-" if one is None or one.value is None else f"{100 * one.value:.1f}"


def _interval(one: Measured) -> str:
    if one.low is None or one.high is None:
        return _percent(one)
    return f"{_percent(one)} [{100 * one.low:.1f}, {100 * one.high:.1f}]"


def write_predictions(found: Sequence[Prediction], path: Path) -> None:
    """A line per question, from which every figure can be computed again."""
    with path.open("w", encoding="utf-8") as file:
        for row in found:
            line = {
                "text": row.query.text,
                "article": row.query.article,
                "group": row.query.group,
                "ranked": list(row.ranked),
                "probability": row.score,
                "decision": row.decision,
                **({"also": list(row.query.also)} if row.query.also else {}),
                **({"offered": list(row.offered)} if row.offered else {}),
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
