import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from runtime.internal_auth import TokenNeeded, bears, check_exposure, token_required
from runtime.net import is_loopback

TOKEN = "t0ken-ü"


async def answer(_request):
    return web.Response(text="inside")


@pytest.fixture
async def client():
    app = web.Application(middlewares=[token_required(TOKEN, prefixes=("/internal/",))])
    app.router.add_get("/health", answer)
    app.router.add_get("/internal/care-team", answer)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Basic {TOKEN}",
        TOKEN,
        f"Bearer {TOKEN}x",
        f"Bearer x {TOKEN}",
    ],
)
async def test_a_call_without_the_right_token_is_refused_before_the_handler(client, header):
    headers = {} if header is None else {"Authorization": header}
    response = await client.get("/internal/care-team", headers=headers)
    assert response.status == 401
    assert (await response.json())["error"]["code"] == "unauthorized"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
async def test_a_call_with_the_token_is_let_in(client, scheme):
    response = await client.get("/internal/care-team", headers={"Authorization": f"{scheme} {TOKEN}"})
    assert await response.text() == "inside"


async def test_health_needs_no_token(client):
    assert (await client.get("/health")).status == 200


@pytest.mark.parametrize(("peer", "let_in"), [("127.0.0.1", True), ("10.0.0.7", False), (None, False)])
def test_without_a_token_only_this_machine_is_let_in(peer, let_in):
    request = make_mocked_request("GET", "/internal/care-team").clone(remote=peer)
    assert bears(request, "") is let_in


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "care.example"])
def test_listening_beyond_this_machine_needs_a_token(host):
    with pytest.raises(TokenNeeded, match="CARE_INTERNAL_TOKEN"):
        check_exposure(host, "")
    check_exposure(host, TOKEN)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("128.0.0.1", False),
        ("localhost.example", False),
        (None, False),
    ],
)
def test_loopback_means_this_machine_and_nothing_else(host, expected):
    assert is_loopback(host) is expected
