"""The articles as shipped, with the sentence model where it has been exported."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from knowledge_base import Answer, DidYouMean, FilePlaceholders, Library, Person, Severity
from knowledge_base.check import Ground, check, known_checks
from knowledge_base.minilm import PLACEHOLDERS_FILE, MiniLmRetriever
from knowledge_base.opening import ARTICLES
from knowledge_base.parse import TOPICS
from knowledge_base.rule_words import RuleWords
from sentence_encoder import EncoderUnavailable, SentenceEncoder

NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
ENCODER = Path(__file__).parents[3] / "models" / "sentence_encoder"

FAR = [
    "what's the weather tomorrow in duluth",
    "how do i bake sourdough bread",
    "book me a table for two tonight",
    "what is the capital of peru",
    "can you write a poem about the sea",
    "who won the game last night",
    "translate good morning into french",
    "how do i renew my passport",
    "my dog ate chocolate",
    "recommend a good movie",
]
NEAR = [
    "do you sell phone cases",
    "how do i change my ringtone",
    "my bluetooth headphones won't pair",
    "how do i delete an app",
    "can i watch football on my phone for free",
    "is your network safe from radiation",
    "can i send money to a friend through my phone bill",
    "my landline at home has static",
    "how do i print photos from my phone",
    "are you hiring in minneapolis",
    "which smartwatch should i buy",
    "how do i record a call with my lawyer friend",
    "do you have plans for a company with fifty people",
    "is a pixel or a galaxy the better phone",
    "who does the number 555 0100 belong to",
    "is hbo part of my plan",
    "how do i make the letters on my screen bigger",
    "what is the manager of your company earning",
]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(ARTICLES)


@pytest.fixture(scope="module")
def retriever(library, tmp_path_factory) -> MiniLmRetriever:
    try:
        encoder = SentenceEncoder.load(ENCODER)
    except EncoderUnavailable as missing:
        pytest.skip(f"no sentence model: {missing}")
    return MiniLmRetriever(
        encoder,
        library,
        placeholders=FilePlaceholders.load(PLACEHOLDERS_FILE, with_examples=True),
        cache=tmp_path_factory.mktemp("embeddings"),
    )


def test_check_finds_nothing_to_refuse(library):
    ground = Ground(
        placeholders=FilePlaceholders.load(PLACEHOLDERS_FILE).names,
        checks=known_checks(),
        rule_words=RuleWords.load(),
        today=date(2026, 7, 20),
    )
    refused = [str(found) for found in check(library, ground) if found.severity is not Severity.WARNING]
    assert refused == []


def test_every_topic_has_an_article_and_every_article_has_held_out_tests(library):
    assert {article.topic for article in library.articles.values()} == set(TOPICS)
    assert len(library.articles) >= 100
    assert [article.slug for article in library.articles.values() if len(article.tests) < 2] == []


def test_held_out_questions_find_their_article(library, retriever, record_property):
    asked = [(article.slug, test) for article in library.articles.values() for test in article.tests]
    ranked, answered, wrong = [], 0, []
    for slug, question in asked:
        why = retriever.explain(question, market=None, channel="web_chat", at=NOW)
        ranked.append(
            [row[0] for row in why.ranked].index(slug) + 1 if slug in [r[0] for r in why.ranked] else 9
        )
        if isinstance(why.decision, Answer):
            answered += 1
            wrong += [question] if why.decision.match.slug != slug else []
    hit_1, hit_3 = (sum(place <= k for place in ranked) / len(asked) for k in (1, 3))
    record_property("hit@1", round(hit_1, 3))
    record_property("hit@3", round(hit_3, 3))
    print(
        f"{len(asked)} held-out questions: hit@1 {hit_1:.3f}, hit@3 {hit_3:.3f}, {answered} answered, {wrong}"
    )
    assert hit_1 >= 0.85
    assert hit_3 >= 0.95
    assert answered >= 0.4 * len(asked)
    assert len(wrong) <= len(asked) // 50


def test_an_article_more_or_less_hardly_moves_how_sure_the_others_are(library, retriever, tmp_path):
    gone = library.articles["stores"]
    folder = shutil.copytree(library.folder, tmp_path / "articles")
    (folder / gone.file).unlink()
    without = MiniLmRetriever(retriever._encoder, Library.load(folder))
    asked = [test for slug, one in library.articles.items() if slug != gone.slug for test in one.tests]
    moved = [_sure(without, question) - _sure(retriever, question) for question in asked]
    assert sum(map(abs, moved)) / len(moved) < 0.01


def _sure(retriever, question):
    return retriever.explain(question, market=None, channel="web_chat", at=NOW).probability


@pytest.mark.parametrize("channel", ["web_chat", "voice"])
@pytest.mark.parametrize("question", FAR + NEAR)
def test_what_no_article_knows_is_not_answered(retriever, question, channel):
    assert not isinstance(retriever.search(question, market=None, channel=channel, at=NOW), Answer)


@pytest.mark.parametrize("question", FAR)
def test_what_is_far_off_is_not_even_offered(retriever, question):
    assert not isinstance(retriever.search(question, market=None, channel="web_chat", at=NOW), DidYouMean)


@pytest.mark.parametrize("channel", ["web_chat", "voice"])
def test_everything_can_be_told_on_every_channel_without_a_hole(library, retriever, channel):
    for article in library.articles.values():
        decision = retriever.search(article.questions[0], market=None, channel=channel, at=NOW)
        if not isinstance(decision, Answer):
            continue
        told = decision.match
        assert told.passage
        assert told.spoken
        assert "{{" not in told.passage + told.spoken
        if channel == "voice":
            assert "http" not in told.passage
            assert told.links == ()


def test_a_title_picked_from_a_choice_is_always_answered_by_its_article(library, retriever):
    for article in library.articles.values():
        decision = retriever.search(article.title, market=None, channel="web_chat", at=NOW)
        assert isinstance(decision, Answer), article.title
        assert decision.match.slug == article.slug


def test_a_quick_reply_never_ends_in_nothing(library, retriever):
    for article in library.articles.values():
        for reply in article.quick_replies:
            decision = retriever.search(reply.text, market=None, channel="web_chat", at=NOW)
            assert isinstance(decision, Answer | Person), reply.text


def test_most_articles_answer_their_own_first_question(library, retriever):
    right = 0
    for article in library.articles.values():
        decision = retriever.search(article.questions[0], market=None, channel="web_chat", at=NOW)
        right += isinstance(decision, Answer) and decision.match.slug == article.slug
    assert right >= 0.9 * len(library.articles)
