"""Who counts as this machine, whose page may ask, and whose address is counted."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp.test_utils import make_mocked_request
from pydantic import ValidationError

from front_door.channels.addresses import address_of, is_own_origin
from tests.fakes.front_door import front_door, settings_in

REST = "/webhooks/rest/webhook"
BODY = {"sender": "bob", "message": "hi"}
BEARER = {"Authorization": "Bearer let-me-in"}


async def rest_status(door, **headers: str) -> int:
    async with door.session.post(door.url + REST, json=BODY, headers=headers) as given:
        return given.status


async def metrics_status(door, **headers: str) -> int:
    async with door.session.get(door.url + "/metrics", headers=headers) as given:
        return given.status


async def test_a_page_in_a_browser_of_this_machine_is_no_program_of_it(door):
    assert await rest_status(door) == 200
    for headers in ({"Origin": door.url}, {"Origin": "null"}, {"Host": "rebound.example:8080"}):
        assert await rest_status(door, **headers) == 401, headers
        assert await metrics_status(door, **headers) == 403, headers


@pytest.mark.parametrize("proxied", [{"secure": True}, {"trusted_proxies": ("10.0.0.1",)}])
async def test_behind_a_proxy_only_the_token_lets_in(tmp_path, proxied):
    async with front_door(tmp_path, rest_token="let-me-in", **proxied) as door:
        assert (await rest_status(door), await metrics_status(door)) == (401, 403)
        assert (await rest_status(door, **BEARER), await metrics_status(door, **BEARER)) == (200, 200)


async def test_behind_a_proxy_without_a_token_nobody_is_let_in(tmp_path):
    async with front_door(tmp_path, secure=True) as door:
        assert await rest_status(door, Authorization="Bearer ") == 401


async def test_a_message_must_be_sent_as_json(door):
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        content = {"data": b'{"sender": "bob", "message": "hi"}', "headers": {"Content-Type": kind}}
        async with door.session.post(door.url + REST, **content) as given:
            assert (given.status, (await given.json())["error"]["code"]) == (415, "not_json")


async def test_behind_a_proxy_its_own_address_is_counted_too(tmp_path):
    limits = {"address_opens_burst": 1, "address_opens_per_second": 0.001}
    async with front_door(tmp_path, secure=True, **limits) as door:
        told = []
        for _ in range(2):
            async with door.session.ws_connect(door.url + "/chat") as socket:
                await socket.send_json({"type": "hello"})
                told.append((await socket.receive_json())["type"])
        assert told == ["welcome", "problem"]


async def test_sites_that_embed_the_chat_may_not_sign_agents_in(tmp_path):
    shop, desk = "https://shop.example", "https://desk.example"
    async with front_door(tmp_path, allowed_origins=(shop,), desk_origins=(desk,)) as door:
        assert await sign_in(door, shop) == (403, "origin")
        assert await sign_in(door, desk) == (401, "refused")
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await door.session.ws_connect(door.url + "/desk/socket", headers={"Origin": shop})
        assert refused.value.status == 403


async def test_wrong_passwords_are_counted_by_the_address_behind_the_proxy(tmp_path, monkeypatch):
    monkeypatch.setattr("front_door.desk_console.throttle.FREE_TRIES_PER_ADDRESS", 2)
    async with front_door(tmp_path, trusted_proxies=("127.0.0.1",)) as door:
        stranger, agent = {"X-Forwarded-For": "203.0.113.66"}, {"X-Forwarded-For": "203.0.113.5"}
        tried = [await sign_in(door, door.url, login=f"guess{number}", **stranger) for number in range(3)]
        assert tried == [(401, "refused"), (401, "refused"), (429, "throttled")]
        assert await sign_in(door, door.url, login="maya", **agent) == (401, "refused")


def test_the_desk_is_not_opened_at_any_address(tmp_path):
    with pytest.raises(ValidationError, match="not at any"):
        settings_in(tmp_path, desk_origins=("*",))


@pytest.mark.parametrize(
    ("origin", "others", "secure", "own"),
    [
        ("http://care.example:8080", (), False, True),
        ("http://CARE.example:8080", (), False, True),
        ("https://care.example:8080", (), False, False),
        ("https://care.example:8080", (), True, True),
        ("http://care.example:8080", (), True, False),
        ("http://care.example", (), False, False),
        ("https://shop.example", ("https://shop.example",), True, True),
        ("https://shop.example", ("*",), True, True),
        ("null", (), True, False),
        (None, ("*",), True, False),
    ],
)
def test_a_page_is_ours_by_scheme_and_host_or_by_name(origin, others, secure, own):
    headers = {"Host": "care.example:8080", **({"Origin": origin} if origin else {})}
    assert is_own_origin(make_mocked_request("GET", "/", headers), others, secure=secure) is own


def test_a_client_cannot_name_its_own_address():
    named = [("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.5, 10.0.0.2")]
    request = make_mocked_request("GET", "/", named).clone(remote="10.0.0.1")
    assert address_of(request, {"10.0.0.1", "10.0.0.2"}) == "203.0.113.5"
    assert address_of(request, {"10.0.0.2"}) == "10.0.0.1"


async def sign_in(door, origin: str, login: str = "nobody", **headers: str) -> tuple[int, str]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(door.url + "/desk/session") as greeted:
            csrf = (await greeted.json())["csrf"]
        sent = {"Origin": origin, "X-CSRF-Token": csrf, **headers}
        body = {"login": login, "password": "not the password"}
        async with browser.post(door.url + "/desk/sign-in", json=body, headers=sent) as answer:
            return answer.status, (await answer.json())["error"]["code"]
