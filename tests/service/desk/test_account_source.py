import aiohttp
import pytest
from aiohttp import web

from front_door.desk_console.account_source import ActionsAccountSource
from front_door.desk_console.ports import AccountProblem
from tests.fakes.action_server import ActionServer


@pytest.fixture
async def actions():
    server = ActionServer("/account")
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def source(actions):
    async with aiohttp.ClientSession() as session:
        yield ActionsAccountSource(session, str(actions.make_url("/")), "shared-token")


async def test_the_account_is_asked_for_by_the_proved_customer_with_the_shared_token(actions, source):
    actions.next_answer = lambda: web.json_response({"customer": {"full_name": "Hannah Voss"}})
    assert await source.account("C1001", "c1") == {"customer": {"full_name": "Hannah Voss"}}
    assert actions.asked == [("Bearer shared-token", {"customer_id": "C1001", "conversation_id": "c1"})]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda: web.json_response({}, status=404), "account_unknown"),
        (lambda: web.json_response({}, status=503), "account_unreachable"),
        (lambda: web.json_response([]), "account_unreachable"),
        (lambda: web.Response(text="{", content_type="application/json"), "account_unreachable"),
        (lambda: web.Response(text="hello"), "account_unreachable"),
    ],
)
async def test_any_other_answer_is_a_problem_with_a_name(actions, source, answer, code):
    actions.next_answer = answer
    with pytest.raises(AccountProblem) as problem:
        await source.account("C1001", "c1")
    assert problem.value.code == code


async def test_an_action_server_that_is_gone_is_told_so(actions, source):
    await actions.close()
    with pytest.raises(AccountProblem) as problem:
        await source.account("C1001", "c1")
    assert problem.value.code == "account_unreachable"
