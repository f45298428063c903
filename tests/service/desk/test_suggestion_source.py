import aiohttp
import pytest
from aiohttp import web

from front_door.desk_console.ports import SuggestionsUnavailable
from front_door.desk_console.suggestion_source import ActionsSuggestionSource
from tests.fakes.action_server import ActionServer

STORES = {
    "slug": "stores",
    "title": "Stores",
    "topic": "general",
    "answer": "Most stores are open every day.",
    "whole": "Most stores are open every day.",
    "probability": 0.9,
    "about": 1,
    "something_newer": True,
}


@pytest.fixture
async def actions():
    server = ActionServer("/suggest")
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def source(actions):
    async with aiohttp.ClientSession() as session:
        yield ActionsSuggestionSource(session, str(actions.make_url("/")), "shared-token")


async def test_articles_come_with_the_turn_they_answer_and_unknown_fields_are_looked_past(actions, source):
    actions.next_answer = lambda: web.json_response({"suggestions": [STORES]})
    found = await source.suggest(
        ["hello", "where is a store"], channel="web_chat", area="55401", exclude=["hours"], sought=False
    )
    assert [(one.article.slug, one.about) for one in found] == [("stores", 1)]
    assert actions.asked == [
        (
            "Bearer shared-token",
            {
                "turns": ["hello", "where is a store"],
                "channel": "web_chat",
                "area": "55401",
                "exclude": ["hours"],
                "sought": False,
            },
        )
    ]


@pytest.mark.parametrize(
    "answer",
    [
        lambda: web.json_response({}, status=503),
        lambda: web.json_response({}),
        lambda: web.json_response({"suggestions": [{"slug": "stores"}]}),
        lambda: web.Response(text="{"),
    ],
)
async def test_any_other_answer_means_that_nobody_could_be_asked(actions, source, answer):
    actions.next_answer = answer
    with pytest.raises(SuggestionsUnavailable):
        await source.suggest(["where is a store"], channel="web_chat", area="55401", exclude=[], sought=True)


async def test_an_action_server_that_is_gone_is_told_so(actions, source):
    await actions.close()
    with pytest.raises(SuggestionsUnavailable):
        await source.suggest(["where is a store"], channel="web_chat", area="55401", exclude=[], sought=True)
