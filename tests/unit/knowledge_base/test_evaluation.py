"""`evaluate`: figures that can be computed again by hand, on any folder, with clear words about bad lines."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge_base import Library
from knowledge_base.__main__ import main
from knowledge_base.embeddings import EmbeddingCache
from knowledge_base.evaluation.metrics import FIGURES, Outcomes, measure
from knowledge_base.evaluation.queries import QueriesRefused, Query, read_queries
from knowledge_base.evaluation.report import summary, table, write_predictions
from knowledge_base.evaluation.run import ask_bm25, ask_max_cosine, ask_retriever
from knowledge_base.minilm import MiniLmRetriever
from tests.unit.knowledge_base.test_retriever import NOW

ROOT = Path(__file__).parents[3]
ENCODER = ROOT / "models" / "sentence_encoder"


def found(answerable, place, score, answered=None):
    size = len(place)
    return Outcomes(
        answerable=np.array(answerable, dtype=bool),
        place=np.array(place),
        score=np.array(score, dtype=np.float64),
        answered=np.array(answered if answered is not None else [False] * size, dtype=bool),
        offered=np.zeros(size, dtype=bool),
    )


def test_ranking_figures_are_those_of_the_textbook():
    said = found([1, 1, 1, 0], [1, 2, 0, 0], [0.9, 0.6, 0.4, 0.5])
    assert FIGURES["hit@1"](said) == pytest.approx(1 / 3)
    assert FIGURES["hit@3"](said) == pytest.approx(2 / 3)
    assert FIGURES["MRR@10"](said) == pytest.approx((1 + 0.5) / 3)
    assert FIGURES["AUROC"](said) == pytest.approx(2 / 3)
    assert FIGURES["FPR95"](said) == 1.0


def test_a_tie_counts_half():
    assert FIGURES["AUROC"](found([1, 0], [1, 0], [0.5, 0.5])) == 0.5


def test_what_can_be_answered_while_most_answers_are_right():
    said = found([1, 1, 1, 0], [1, 1, 1, 0], [0.9, 0.8, 0.3, 0.5])
    assert FIGURES["answered_at_90"](said) == pytest.approx(2 / 3)
    level = found([1, 1, 0], [1, 1, 0], [0.9, 0.5, 0.5])
    assert FIGURES["answered_at_90"](level) == pytest.approx(1 / 2)


def test_calibration_error_is_the_gap_between_said_and_true():
    assert FIGURES["ECE"](found([1, 0], [1, 0], [1.0, 0.0])) == 0.0
    assert FIGURES["ECE"](found([1, 1], [1, 2], [0.95, 0.95])) == pytest.approx(0.45)


def test_wrong_answers_are_counted_over_all_turns():
    said = found([1, 1, 0, 0], [1, 2, 0, 0], [0.9] * 4, answered=[True, True, True, False])
    assert FIGURES["wrong_answers"](said) == 0.5


def test_figures_that_cannot_be_told_are_not():
    only_in = measure(found([1], [1], [0.9]), FIGURES)
    assert only_in["AUROC"].value is None
    assert only_in["hit@1"].value == 1.0
    only_out = measure(found([0], [0], [0.1]), FIGURES)
    assert only_out["hit@1"].value is None
    assert only_out["wrong_answers"].value == 0.0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "2: not JSON"),
        ("[1]", "2: expected"),
        ('{"article": null}', "`text` must be"),
        ('{"text": "a"}', "`article` is missing"),
        ('{"text": "a", "article": "nowhere"}', "2: there is no article `nowhere`"),
        ('{"text": "a", "article": 3}', "must be a slug"),
        ('{"text": "a", "article": null, "also": ["pay"]}', "`also` needs"),
        ("[" * 100_000, "2: not JSON"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, said):
    path = tmp_path / "queries.jsonl"
    path.write_text('{"text": "pay", "article": "pay"}\n' + line, encoding="utf-8")
    with pytest.raises(QueriesRefused, match=r"queries\.jsonl:2") as refused:
        read_queries(path, {"pay"})
    assert said in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe"])
def test_a_file_without_questions_is_refused(tmp_path, content):
    path = tmp_path / "queries.jsonl"
    path.write_bytes(content)
    with pytest.raises(QueriesRefused, match=r"queries\.jsonl"):
        read_queries(path, {"pay"})


def test_queries_take_topic_and_slug_and_a_second_article(tmp_path):
    path = tmp_path / "queries.jsonl"
    path.write_text('{"text": "a", "article": "payments/pay", "also": ["signal"], "group": 7}\n\n')
    assert read_queries(path, {"pay", "signal"}) == [
        Query(text="a", article="pay", also=("signal",), group="7")
    ]


def test_the_whole_retriever_is_measured_beside_the_plain_methods(encoder, write, article, tmp_path):
    write("payments/pay", article("Paying", ["how do i pay my bill", "pay by card", "settle what i owe"]))
    write("general/bare", "---\ntitle: Only a title\n---\n\nAn answer.\n")
    folder = write("network/signal", article("No signal", ["my phone has no signal", "no bars here"]))
    library = Library.load(folder)
    queries = [
        Query(text="how do i pay my bill now", article="pay", group="in"),
        Query(text="no signal on my phone", article="signal", group="in"),
        Query(text="", article=None, group="out"),
        Query(text="bake bread \U0001f35e" * 300, article=None, group="out"),
        Query(text="talk to a human please", article=None, group="out"),
    ]
    asked = ask_retriever(MiniLmRetriever(encoder, library), queries, market=None, channel="web_chat", at=NOW)
    plain = {
        "BM25": ask_bm25(library, queries),
        "max cosine": ask_max_cosine(library, queries, EmbeddingCache(encoder, None)),
    }
    said = summary(asked, plain, articles=3, sentences=8)
    assert said.figures["hit@1"].value == 1.0
    assert said.group_sizes == {"in": 2, "out": 3}
    assert said.decisions["person"] == 1
    assert "hit@1" in table(said)
    assert json.loads(said.as_json())["baselines"]["BM25"]["hit@1"]["value"] == 1.0
    write_predictions(asked, tmp_path / "p.jsonl")
    rows = [json.loads(row) for row in (tmp_path / "p.jsonl").read_text().splitlines()]
    assert [row["ranked"][0] for row in rows[:2]] == ["pay", "signal"]
    assert set(rows[0]) >= {"text", "article", "ranked", "probability", "decision"}


def test_other_peoples_articles_are_measured_whatever_their_files_are_called(tmp_path, capsys):
    if not ENCODER.exists():
        pytest.skip("no sentence model: run `make setup`, which exports it")
    files = {
        "credit cards/Freeze_Account.md": "---\ntitle: Freezing\nquestions: [freeze my account]\n---\n",
        "banking/pay_bill.md": "---\ntitle: Paying\nquestions: [how do i pay]\nreview_by: soon\n---\n\nOnline.\n",
        "banking/broken.md": "no fields at all\n",
    }
    for name, text in files.items():
        path = tmp_path / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    queries = tmp_path / "queries.jsonl"
    asked = {"freeze my account please": "Freeze_Account", "how do i pay": "pay_bill", "mend it": "broken"}
    lines = [json.dumps({"text": text, "article": slug}) for text, slug in asked.items()]
    queries.write_text("\n".join(lines), encoding="utf-8")
    folders = ["--articles", str(tmp_path / "articles"), "--cache", str(tmp_path / "cache")]
    told = main(["evaluate", "--json", "--queries", str(queries), "--encoder", str(ENCODER), *folders])
    said = capsys.readouterr()
    assert told == 0
    assert json.loads(said.out)["figures"]["hit@1"]["value"] == pytest.approx(2 / 3)
    assert "left out: banking/broken.md:1" in said.err


def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path):
    command = [sys.executable, "-m", "knowledge_base", "questions"]
    asking = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    asking.stdout.close()
    assert asking.stderr.read() == b""
    assert asking.wait() == 0
