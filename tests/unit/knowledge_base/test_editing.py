"""What editors are told: gaps, changes since a commit, weak questions, drafts, reading level, sayings."""

import io
import json
import subprocess
from datetime import date

import pytest

from knowledge_base import Answer, DidYouMean, HonestNo, Library, Severity
from knowledge_base.__main__ import main
from knowledge_base.editing import commands
from knowledge_base.editing.asked import Asked, QuestionsUnreadable, outcomes, read_asked
from knowledge_base.editing.changes import changes, known_questions
from knowledge_base.editing.drafts import Draft
from knowledge_base.editing.gaps import draft_of, flags, gaps, write_drafts
from knowledge_base.editing.history import NoHistory, changed_files, changed_lines, library_at
from knowledge_base.editing.progress import Progress
from knowledge_base.editing.reading_level import grade
from knowledge_base.editing.sayings import check_sayings, read_sayings
from knowledge_base.editing.self_test import LeaveOneOut, self_test
from knowledge_base.embeddings import EmbeddingCache
from knowledge_base.minilm import MiniLmRetriever
from knowledge_base.parse import parse
from knowledge_base.retriever import Match

LATE = ["what is the late fee", "i paid late and there is a fee", "late payment fee"]
STORE = ["where is a store", "i want to visit a shop", "store near me"]


@pytest.fixture
def library(write, article) -> Library:
    write("billing/late-fee", article("Late fee", LATE, extra="tests:\n  - fee when paid late\n"))
    return Library.load(
        write("general/stores", article("Stores", STORE, extra="tests:\n  - nearest store\n"))
    )


@pytest.fixture
def cache(encoder) -> EmbeddingCache:
    return EmbeddingCache(encoder)


def asked(question: str, outcome: str = "unanswered", **more: object) -> Asked:
    return Asked(question=question, outcome=outcome, **more)


def test_the_same_unanswered_wish_is_one_gap_and_the_largest_comes_first(library, encoder, cache):
    rows = [
        asked("do you sell llamas"),
        asked("do you sell llamas today"),
        asked("can you sell llamas", "handed_off"),
        asked("my toaster sings loudly"),
        asked("my toaster sings", "rejected"),
        asked("what is the late fee", "solved"),
    ]
    found = gaps(rows, MiniLmRetriever(encoder, library), cache)
    assert [len(cluster.questions) for cluster in found] == [3, 2]
    assert "llamas" in found[0].name
    assert {one.question for one in found[1].questions} == {"my toaster sings loudly", "my toaster sings"}


def test_a_gap_that_was_written_since_comes_last_and_gets_no_draft(library, encoder, cache, tmp_path):
    rows = [asked("late payment fee"), asked("late payment fee"), asked("sell llamas"), asked("sell llamas")]
    found = gaps(rows, MiniLmRetriever(encoder, library), cache)
    assert [cluster.answered_today for cluster in found] == [False, True]
    written = write_drafts(found, library, tmp_path / "drafts")
    assert [path.name for path in written] == ["sell-llamas.md"]
    assert write_drafts(found, library, tmp_path / "drafts") == ()


def test_a_draft_can_be_read_and_holds_the_customers_own_words(library, encoder, cache):
    found = gaps(
        [asked('sell "llamas": how'), asked('sell "llamas": how now')],
        MiniLmRetriever(encoder, library),
        cache,
    )
    draft = draft_of(found[0], library)
    filled = draft.text().replace("TODO: ", "")
    parsed = parse(filled, file="x.md", topic=draft.topic, slug=draft.slug)
    assert not [problem for problem in parsed.problems if problem.severity is Severity.BROKEN]
    assert 'sell "llamas": how' in parsed.article.questions


def test_a_draft_is_not_served_and_each_place_to_fill_in_is_named():
    text = Draft(topic="general", slug="llamas", title="Llamas").text()
    parsed = parse(text, file="general/llamas.md", topic="general", slug="llamas")
    assert parsed.article is None
    rows = text.splitlines()
    assert [rows[problem.line - 1][:5] for problem in parsed.problems if problem.code == "to_fill"] == [
        "TODO:"
    ] * 3


def test_a_fresh_draft_says_that_its_questions_are_empty():
    text = Draft(topic="general", slug="llamas", title="Llamas").text()
    parsed = parse(text, file="general/llamas.md", topic="general", slug="llamas")
    assert [(one.code, one.line) for one in parsed.problems if one.code != "to_fill"] == [("empty", 3)]


def test_a_notice_begins_today_and_ends_by_itself():
    text = Draft(topic="network", slug="slow-texts", title="Known problem: slow texts").text(
        today=date(2026, 7, 20), notice=True
    )
    filled = text.replace("TODO: ", "")
    article = parse(filled, file="x.md", topic="network", slug="slow-texts").article
    assert article.notice
    assert (article.valid_from, article.valid_until) == (date(2026, 7, 20), date(2026, 8, 3))


def test_agents_flags_are_told_newest_first_and_are_no_gaps(library, encoder, cache):
    rows = [
        asked("", "other", shown=("stores",), note="closed on Sundays now", at="2026-07-01"),
        asked("", "other", shown=("late-fee",), note="fee is gone", at="2026-07-02", reference="K7Q"),
    ]
    assert [(flag.article, flag.reference) for flag in flags(rows)] == [("late-fee", "K7Q"), ("stores", "")]
    assert gaps(rows, MiniLmRetriever(encoder, library), cache, fewest=1) == ()


def test_gaps_prints_what_agents_flagged_with_its_file_and_reference(
    library, tmp_path, capsys, monkeypatch, encoder
):
    monkeypatch.setattr(commands.SentenceEncoder, "load", lambda _: encoder)
    rows = [
        {
            "question": "",
            "shown": ["stores"],
            "note": "closed on Sundays",
            "reference": "K7Q",
            "at": "2026-07-01T",
        },
        {"question": "", "shown": ["gone"], "note": "old", "reference": "", "at": ""},
    ]
    export = tmp_path / "asked.jsonl"
    export.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    assert main(["gaps", str(export), "--articles", str(library.folder), "--cache", str(tmp_path / "c")]) == 0
    told = capsys.readouterr().out
    assert "FLAGGED  general/stores.md: closed on Sundays\n      2026-07-01, conversation K7Q" in told
    assert "gone (no such article now): old" in told
    assert "2 articles flagged" in told


def test_a_question_stands_as_it_would_without_itself(write, article, cache):
    write("billing/late-fee", article("Late fee", [*LATE, "store near my house"]))
    library = Library.load(write("general/stores", article("Stores", STORE)))
    stands = LeaveOneOut(list(library.articles.values()), cache)
    found = {one.question: one for one in stands.of("late-fee")}
    assert found["store near my house"].rank == 2
    assert (found["store near my house"].rival, found["store near my house"].rival_text) == (
        "stores",
        "store near me",
    )
    assert found["late payment fee"].rank == 1
    assert 0 < found["late payment fee"].cosine < 1
    assert stands.of("nothing") == ()


def test_the_only_article_has_no_rival(write, article, cache):
    library = Library.load(write("general/stores", article("Stores", STORE)))
    stands = LeaveOneOut(list(library.articles.values()), cache).of("stores")
    assert [(one.rank, one.rival) for one in stands] == [(1, "")] * 3


def test_lines_that_changed_since_a_commit_are_told_with_their_sign(write, article):
    folder = write(
        "billing/late-fee", article("Late fee", LATE, body="Seven dollars.\n\n-- or more\n\n++ or less")
    )
    assert changed_lines(folder, "billing/late-fee.md") == ()
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    write("billing/late-fee", article("Late fee", LATE, body="Eight dollars.\n\n++ or less"))
    assert changed_lines(folder, "billing/late-fee.md") == (
        ("-", "Seven dollars."),
        ("-", ""),
        ("-", "-- or more"),
        ("+", "Eight dollars."),
    )
    write("general/stores", "---\ntitle: Stores\n---\n")
    assert changed_lines(folder, "general/stores.md") == (("+", "---"), ("+", "title: Stores"), ("+", "---"))


def test_outcomes_are_counted_per_article():
    rows = [
        asked("a", "solved", shown=("stores",)),
        asked("b", "rejected", shown=("stores",), rejected=("stores",)),
        asked("c", "handed_off", shown=("stores", "late-fee")),
        asked("d", "other", shown=("stores",), note="wrong"),
    ]
    assert outcomes(rows)["stores"] == {"shown": 3, "solved": 1, "rejected": 1, "handed_off": 1, "flagged": 1}


def test_a_file_of_questions_that_cannot_be_read_names_its_line(tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "hi"}\n\n{"no": 1}\n')
    with pytest.raises(QuestionsUnreadable, match=":3:"):
        read_asked(path)


def test_an_edit_that_loses_a_question_says_so_first(write, article, encoder):
    before = Library.load(write("billing/late-fee", article("Late fee", LATE)))
    before = Library.load(write("general/stores", article("Stores", STORE)))
    after = Library.load(write("billing/late-fee", article("Late fee", LATE[:1], body="Other words now.")))
    found = changes(
        known_questions(after, before), MiniLmRetriever(encoder, before), MiniLmRetriever(encoder, after)
    )
    lost = [change for change in found if change.better is False]
    assert [change.question for change in found[: len(lost)]] == [change.question for change in lost]
    assert lost
    assert any(change.only_words and change.question == LATE[0] for change in found)
    assert all(change.belongs_to != "stores" or change.better is None for change in found)


class Decided:
    """A retriever whose decision is given."""

    markets = frozenset()

    def __init__(self, decision):
        self.search = lambda *_, **__: decision


def told_of(slug: str) -> Match:
    return Match(slug=slug, title=slug, topic="general", passage="p", spoken="s", links=(), probability=0.5)


@pytest.mark.parametrize(
    ("before", "after", "better", "only_sure"),
    [
        (Answer(match=told_of("a")), DidYouMean(matches=(told_of("a"), told_of("b"))), False, True),
        (Answer(match=told_of("a")), HonestNo(searched=("a",), near=(told_of("a"),)), False, True),
        (HonestNo(searched=("a",), near=(told_of("a"),)), Answer(match=told_of("a")), True, True),
        (Answer(match=told_of("a")), Answer(match=told_of("b")), False, False),
        (Answer(match=told_of("a")), DidYouMean(matches=(told_of("b"), told_of("a"))), False, False),
        (Answer(match=told_of("a")), HonestNo(searched=(), near=()), False, False),
    ],
)
def test_what_is_only_less_sure_is_told_from_what_another_article_took(before, after, better, only_sure):
    (change,) = changes({"q": "a"}, Decided(before), Decided(after))
    assert (change.better, change.only_sure) == (better, only_sure)


def test_the_articles_of_a_commit_are_compared_with_the_files_of_now(write, article, tmp_path):
    folder = write("billing/late-fee", article("Late fee", LATE))
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    write("billing/late-fee", article("Fee when late", LATE))
    write("general/stores", article("Stores", STORE))
    (tmp_path / "old").mkdir()
    assert library_at(folder, "HEAD", tmp_path / "old").articles["late-fee"].title == "Late fee"
    assert changed_files(folder) == {"billing/late-fee.md": "changed", "general/stores.md": "new"}
    with pytest.raises(NoHistory):
        library_at(folder, "nothing", tmp_path / "none")


def test_a_question_that_leans_on_another_article_is_weak(write, article, encoder, cache):
    write("billing/late-fee", article("Late fee", [*LATE, "store near my house"]))
    library = Library.load(write("general/stores", article("Stores", STORE)))
    report = self_test(library, MiniLmRetriever(encoder, library), cache)
    assert ("late-fee", "stores") in [(weak.slug, weak.instead) for weak in report.weak]


def test_held_out_questions_are_counted_as_reached_or_missed(library, encoder, cache):
    report = self_test(library, MiniLmRetriever(encoder, library), cache)
    assert report.tests == 2
    assert report.answered + len(report.missed) <= 2


def test_long_words_in_long_sentences_read_harder():
    plain = "We look at the line. Then we say the price. You say yes. We add the data. It works at once. That is all you do."
    hard = (
        "Subsequent to identification, administrative representatives facilitate comprehensive verification of "
        "contractual particulars preceding authorization of additional international telecommunications services."
    )
    assert grade(plain + " " + plain) < 5
    assert grade(hard) is None or grade(hard) > 15
    assert grade("Too short.") is None


def test_sayings_with_too_few_wordings_or_a_link_are_shown_with_their_line(tmp_path):
    (tmp_path / "bot" / "domain").mkdir(parents=True)
    (tmp_path / "conversation" / "words").mkdir(parents=True)
    (tmp_path / "bot" / "domain" / "x.yml").write_text(
        "responses:\n  utter_a:\n    - text: Go to https://a.example for all of it.\n  utter_b:\n"
        "    - text: One way to say it.\n    - text: Another way to say it.\n    - text: A third way of saying it.\n"
    )
    (tmp_path / "conversation" / "words" / "en.yml").write_text("say:\n  door:\n    - My team\n")
    found = list(check_sayings(read_sayings(tmp_path)))
    assert {(one.code, one.file, one.line) for one in found} == {
        ("few_wordings", "bot/domain/x.yml", 3),
        ("not_speakable", "bot/domain/x.yml", 3),
    }
    assert {one.severity for one in found} == {Severity.WARNING}


HARD = (
    "Subsequent to identification, administrative representatives facilitate comprehensive verification of "
    "contractual particulars preceding authorization of additional international telecommunications services."
)


@pytest.mark.parametrize(
    ("file", "name", "texts", "codes"),
    [
        (
            "bot/domain/x.yml",
            "utter_code",
            ["Ends in {last_4}.", "On {day} it is {x_2}.", "Code {n}."],
            set(),
        ),
        ("bot/domain/x.yml", "utter_long", [f"{'It is so. ' * 30}", "One.", "Two."], {"spoken_long"}),
        (
            "bot/domain/x.yml",
            "utter_many",
            ["One is. Two is. Three is. Four is.", "B.", "C."],
            {"spoken_long"},
        ),
        ("bot/domain/x.yml", "utter_hard", [HARD, f"{HARD} Yes.", f"No. {HARD}"], {"hard_to_read"}),
        ("bot/domain/x.yml", "utter_same", ["All of it.", "All of it.", "All of it."], {"few_wordings"}),
        ("conversation/words/en.yml", "door", ["The automated assistant of ours"], set()),
        ("conversation/words/en.yml", "bye", ["Until next time."], {"few_wordings"}),
        ("conversation/words/es.yml", "hola", [HARD, "B.", "C."], set()),
    ],
)
def test_sayings_are_judged_as_somebody_hears_them(tmp_path, file, name, texts, codes):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    if "domain" in file:
        told = "".join(f"    - text: {json.dumps(text)}\n" for text in texts)
        path.write_text(f"responses:\n  {name}:\n{told}")
    else:
        path.write_text(f"say:\n  {name}: {json.dumps(texts)}\n")
    assert {one.code for one in check_sayings(read_sayings(tmp_path))} == codes


def test_a_bar_is_drawn_on_a_terminal_only():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen, file = Terminal(), io.StringIO()
    for stream in (screen, file):
        bar = Progress("Asking", stream)
        for n in range(1, 5):
            bar(n, 4)
    assert "100 %" in screen.getvalue()
    assert file.getvalue() == ""


def test_new_makes_an_article_once(tmp_path, capsys):
    (tmp_path / "articles").mkdir()
    command = ["new", "billing/llama-fee", "--articles", str(tmp_path / "articles")]
    assert main(command) == 0
    assert "llama-fee.md" in capsys.readouterr().out
    assert main(command) == 2
    assert main(["new", "nowhere/llama", "--articles", str(tmp_path / "articles")]) == 2
    capsys.readouterr()
    assert (
        main(["check", "--fast", "--articles-only", "--json", "--articles", str(tmp_path / "articles")]) == 1
    )
    told = json.loads(capsys.readouterr().out)["problems"]
    assert {problem["code"] for problem in told if problem["severity"] == "broken"} == {"to_fill"}
