import json
from datetime import date

import pytest

from knowledge_base import Library, Severity
from knowledge_base.__main__ import main
from knowledge_base.check import Ground, check
from knowledge_base.collisions import collisions
from knowledge_base.embeddings import EmbeddingCache
from knowledge_base.rule_words import RuleWords

SITUATIONS = [f"my {word} does not do what it did" for word in ("phone", "card", "line", "plan", "bill")]
QUESTIONS = ["What is this?", "How is it done?", "Why is that?", *SITUATIONS]
OWNED = "owner: me\n"


@pytest.fixture
def found(write):
    def found_in(text, name="general/one"):
        ground = Ground(
            placeholders=frozenset({"known.name"}),
            checks=frozenset({"look"}),
            rule_words=RuleWords.load(),
            today=date(2026, 7, 20),
        )
        return check(Library.load(write(name, text)), ground)

    return found_in


def test_a_good_article_has_no_problems(found, article):
    assert found(article("One", QUESTIONS, extra=OWNED)) == ()


@pytest.mark.parametrize(
    ("extra", "body", "code", "line"),
    [
        ("valid_until: 2026-07-19\n", "Short.", "expired", 13),
        ("valid_until: 2026-08-01\n", "Short.", "expires_soon", 13),
        ("review_by: 2026-01-01\n", "Short.", "review_due", 13),
        ("review_by: 2026-08-01\n", "Short.", "review_soon", 13),
        ("", "It costs $7 a month.", "number", 15),
        ("", "It costs ten dollars.", "number", 15),
        ("", "Short.\n\n## More\nPay 20 percent less.", "number", 17),
        ("", "Short.\n\n## Spoken\nPay 5% less.", "number", 17),
        ("links:\n", "Short.", "empty", 13),
        ("markets: [Atlantis]\n", "Short.", "unknown_market", 13),
        ("follow_up: nowhere\n", "Short.", "dead_link", 13),
        ("not_for: [{text: a, instead: nowhere}]\n", "Short.", "dead_link", 13),
        ('links: [{title: a, url: "article:nowhere"}]\n', "Short.", "dead_link", 13),
        ("follow_up: one\n", "Short.", "self_link", 13),
        ("tests: [let me talk to a person]\n", "Short.", "rule_words", 13),
        ("tests: [What is this]\n", "Short.", "test_indexed", 13),
        ("", "Costs {{unknown.name}}.", "placeholder", 15),
        ("", "Costs {{ Bad Name }}.", "placeholder", 15),
        ("", "## Heading\nShort.", "no_short_answer", 15),
        ("", "Short.\n\n## Spoken\nSee https://meadowlark.example now.", "not_speakable", 17),
        ("", "Short.\n\n## Spoken\nOne. Two. Three.", "spoken_long", 17),
        ("", "Short <b>bold</b>.", "refused", 15),
        ("quick_replies: [" + "x" * 60 + "]\n", "Short.", "quick_reply_long", 13),
    ],
)
def test_each_fault_is_named_with_its_line(found, article, extra, body, code, line):
    text = article("One", QUESTIONS, body, OWNED + extra)
    [problem] = found(text)
    assert problem.code == code
    assert problem.file == "general/one.md"
    assert problem.line == line


def test_too_few_questions_and_too_few_in_customers_words_are_refused(found, article):
    assert {p.code for p in found(article("One", QUESTIONS[:4], extra=OWNED))} == {
        "few_questions",
        "few_customers_words",
    }


def test_the_same_question_in_two_articles_is_shown_with_its_place(found, article, write):
    write("general/two", article("Two", [*QUESTIONS[:7], "my dog does not do what it did"], extra=OWNED))
    problems = [p for p in found(article("One", QUESTIONS, extra=OWNED)) if p.code == "same_question"]
    assert len(problems) == 7
    assert "general/one.md:4 as `What is this?`" in problems[0].message


def test_a_question_that_stands_twice_in_an_article_names_both_lines(found, article):
    [problem] = found(article("One", [*QUESTIONS, "what is this"], extra=OWNED))
    assert (problem.code, problem.line, problem.severity) == ("same_question", 12, Severity.WARNING)
    assert problem.message.endswith("line 4")


@pytest.mark.parametrize(
    "body", ["It costs {{known.name}}, {{known.name}} percent less.", "5 GB for 30 days.", "Dial 2 of 10."]
)
def test_placeholders_and_technical_figures_are_no_prices(found, article, body):
    assert found(article("One", QUESTIONS, body, OWNED)) == ()


def test_files_that_nobody_reads_are_named_and_an_unknown_topic_too(found, article, write):
    text = article("Two", [f"{one} of two" for one in QUESTIONS], extra=OWNED)
    folder = write("biling/two", text)
    for name in ("loose.md", "general/three.md.txt", "general/old/four.md", "_own/note.txt", "general/.five"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "known_gaps.yml").write_text("jobs:\n  - are you hiring\n", encoding="utf-8")
    problems = found(article("One", QUESTIONS, extra=OWNED))
    assert [(problem.file, problem.code) for problem in problems] == [
        ("biling/two.md", "unknown_topic"),
        ("general/old/", "not_read"),
        ("general/three.md.txt", "not_read"),
        ("loose.md", "not_read"),
    ]
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert "`billing`" in problems[0].message


def test_a_guide_that_names_an_unknown_check_or_guide_is_refused(found, article):
    steps = "\n\n## a\n\n```yaml\ncheck: peek\non_failed: guide:nowhere\n```"
    text = article("One", QUESTIONS, "Short." + steps, OWNED + "guide: true\n")
    assert sorted(problem.code for problem in found(text)) == ["dead_link", "unknown_check"]


def test_questions_that_mean_the_same_are_shown_as_a_pair(encoder, write, article):
    write("general/one", article("One", ["how do i pay the bill now"]))
    library = Library.load(write("general/two", article("Two", ["how do i pay the bill", "no signal"])))
    [pair] = collisions(list(library.articles.values()), EmbeddingCache(encoder))
    assert "`how do i pay the bill now`" in pair.message
    assert "general/two.md:4" in pair.message


def test_the_same_question_is_told_once(encoder, write, article):
    write("general/one", article("One", ["How do I pay the bill?"]))
    library = Library.load(write("general/two", article("Two", ["how do i pay the bill", "no signal"])))
    assert collisions(list(library.articles.values()), EmbeddingCache(encoder)) == ()


def test_the_command_tells_by_its_exit_code(write, article, capsys):
    folder = write("general/one", article("One", QUESTIONS, extra=OWNED))
    assert main(["check", "--fast", "--articles", str(folder)]) == 0
    write("general/two", "---\ntitle: x\n")
    assert main(["check", "--fast", "--json", "--articles", str(folder)]) == 1
    told = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert told["counts"]["broken"] == 1
    assert told["problems"][0]["file"] == "general/two.md"
    assert main(["check", "--fast", "--articles", str(folder / "nowhere")]) == 2


def test_the_questions_are_exported_for_training_each_with_its_intent(write, article, capsys):
    write("general/one", article("One", ["how", "why"], extra="intent: ask_x\ntests: [never shown]\n"))
    folder = write("general/two", article("Two", ["{text: who, intent: ask_y}", "when"]))
    assert main(["questions", "--json", "--articles", str(folder)]) == 0
    assert [tuple(row.values()) for row in json.loads(capsys.readouterr().out)] == [
        ("one", "general", "ask_x", "how"),
        ("one", "general", "ask_x", "why"),
        ("two", "general", "ask_y", "who"),
        ("two", "general", None, "when"),
    ]


def test_asking_without_a_sentence_model_says_the_remedy(write, article, capsys, tmp_path):
    folder = write("general/one", article("One", ["how"]))
    asked = [
        "ask",
        "how",
        "--articles",
        str(folder),
        "--encoder",
        str(tmp_path / "none"),
        "--cache",
        str(tmp_path),
    ]
    assert main(asked) == 2
    assert "make setup" in capsys.readouterr().err
