from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base import Audience, Severity
from knowledge_base.parse import parse

WHOLE = """---
title: Paying a bill
questions:
  - How do I pay?
  - i want to pay you
tests: [pay up]
not_for:
  - text: Get a refund
    instead: refunds
  - cancel my account
audience: everyone
markets: [Minnesota]
valid_from: 2026-01-01
valid_until: 2026-12-31
review_by: 2026-10-01
owner: care-content
links:
  - {title: More, url: "https://meadowlark.example/pay"}
intent: pay_bill
quick_replies:
  - Pay now
  - title: Not now
    text: I will pay later
follow_up: autopay
---

You pay with a **request** on your phone. It is [quick](https://meadowlark.example/quick).

## By mail
1. Write a check.
2. Post it.

## Spoken
You pay on your phone.
"""


def parsed(text: str, slug: str = "pay", topic: str = "payments"):
    return parse(text, file=f"{topic}/{slug}.md", topic=topic, slug=slug)


def test_a_whole_article_is_read():
    result = parsed(WHOLE)
    article = result.article
    assert result.problems == ()
    assert article is not None
    assert article.title == "Paying a bill"
    assert article.questions == ("How do I pay?", "i want to pay you")
    assert [(no.text, no.instead) for no in article.not_for] == [
        ("Get a refund", "refunds"),
        ("cancel my account", None),
    ]
    assert article.audience is Audience.EVERYONE
    assert article.valid_until == date(2026, 12, 31)
    assert [(reply.title, reply.text) for reply in article.quick_replies] == [
        ("Pay now", "Pay now"),
        ("Not now", "I will pay later"),
    ]
    assert [link.url for link in article.links] == [
        "https://meadowlark.example/pay",
        "https://meadowlark.example/quick",
    ]
    assert article.spoken == "You pay on your phone."
    assert [passage.heading for passage in article.passages] == ["", "By mail"]
    assert article.passages[0].text == "You pay with a request on your phone. It is quick."
    assert article.passages[1].blocks == ("1. Write a check.", "2. Post it.")


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("title: Paying a bill", "title:", 2, "missing"),
        ("audience: everyone", "audience: robots", 10, "audience"),
        ("valid_until: 2026-12-31", "valid_until: soon", 13, "not_date"),
        ("valid_until: 2026-12-31", "valid_until: 2025-12-31", 13, "dates"),
        ("tests: [pay up]", "tests: [pay up", 6, "front_matter"),
        ("owner: care-content", "notice: true\nvalid_untill: 2026-01-01", 16, "unknown_field"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(old, new, line, code):
    problems = parsed(WHOLE.replace(old, new)).problems
    found = [problem for problem in problems if problem.code == code]
    assert found, problems
    assert found[0].file == "payments/pay.md"
    assert abs(found[0].line - line) <= 1


def test_a_mistyped_field_gets_a_suggestion():
    [problem] = parsed(WHOLE.replace("tests:", "test:")).problems
    assert "did you mean `tests`" in problem.message
    assert problem.severity is Severity.ERROR


def test_an_article_without_an_answer_is_broken():
    result = parsed("---\ntitle: Empty\nquestions: [a]\n---\n\n## Heading\n")
    assert result.article is None
    assert [problem.code for problem in result.problems] == ["no_answer"]


@pytest.mark.parametrize("slug", ["Pay", "pay_bill", "-pay", "pay bill", "päy"])
def test_a_file_name_that_is_no_slug_is_refused(slug):
    assert parsed(WHOLE, slug=slug).article is None


DANGEROUS = [
    "<script>alert('boo')</script>",
    "Text <script>alert('boo')</script> on.",
    "<img src=x onerror=alert('boo')>",
    "<<b>script>alert('boo')<</b>/script>",
    "&lt;script&gt;alert('boo')&lt;/script&gt;",
    "`<script>alert('boo')</script>`",
    "[here](javascript:alert('boo'))",
    "[here](<javascript:alert('boo')>)",
    "[here](JaVaScRiPt:alert('boo'))",
    "[here](data:text/html;base64,PHNjcmlwdD4=)",
    "[here](vbscript:boo)",
    "[here](https://user:pass@evil.example/)",
    "[here](//evil.example)",
    "![x](https://evil.example/x.png)",
    "<a href='javascript:boo'>here</a>",
    "<style>body{display:none}</style>",
    "\\<script>boo</script>",
]


@pytest.mark.parametrize("body", DANGEROUS)
def test_no_markup_or_script_link_survives(body):
    article = parsed(f"---\ntitle: T\nquestions: [a]\n---\n\nFirst words.\n\n{body}\n").article
    assert article is not None
    said = "\n".join(passage.text for passage in article.passages).lower()
    assert "<script" not in said
    assert "<img" not in said
    assert "</" not in said
    assert "onerror" not in said
    assert "display:none" not in said
    assert article.links == ()


@pytest.mark.parametrize(
    "url", ["javascript:boo", "http://plain.example", "https://", "ftp://x", "article:Not A Slug", "tel:boo"]
)
def test_an_unsafe_link_in_the_fields_is_left_out_and_named(url):
    result = parsed(
        f'---\ntitle: T\nquestions: [a]\nlinks:\n  - title: x\n    url: "{url}"\n---\n\nFirst words.\n'
    )
    assert result.article is not None
    assert result.article.links == ()
    assert [problem.code for problem in result.problems] == ["unsafe_link"]
    assert result.problems[0].line == 6


FIELDS = st.sampled_from(
    [
        "title",
        "questions",
        "links",
        "not_for",
        "markets",
        "valid_from",
        "guide",
        "spoken",
        "notice",
        "audience",
        "text",
        "intent",
    ]
)
VALUES = st.recursive(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["yes", "2026-01-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.dictionaries(FIELDS, VALUES, max_size=6), st.text(max_size=200))
def test_no_fields_and_no_markdown_crash_the_parser(fields, body):
    import yaml

    text = "---\n" + yaml.safe_dump(fields, allow_unicode=True) + "---\n" + body
    result = parsed(text)
    assert result.article is not None or result.problems
    for problem in result.problems:
        assert problem.file == "payments/pay.md"
        assert 1 <= problem.line <= text.count("\n") + 2
    if result.article:
        for passage in result.article.passages:
            assert "<script" not in passage.text.lower()


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_file_at_all_crashes_the_parser(text):
    for whole in (
        text,
        "---\n" + text,
        "---\ntitle: T\nguide: true\n---\n## a\n```yaml\n" + text + "\n```\n",
    ):
        result = parsed(whole)
        assert result.article is not None or result.problems
