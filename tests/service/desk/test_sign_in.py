import aiohttp
import pytest

from front_door.desk_console.browser_guard import BrowserGuard
from tests.service.desk.page import Page


@pytest.fixture
async def page(desk_url):
    page = Page(desk_url)
    yield page
    await page.close()


async def test_a_right_login_opens_the_desk(page, world):
    status, body = await page.sign_in("maya", world.logins["maya"])
    assert status == 200
    assert body["agent"]["name"] == "Maya Lindqvist"
    assert (await page.connect()).agent.agent_id == "agent_maya"


async def test_a_wrong_one_does_not_and_does_not_say_what_was_wrong(page, world):
    wrong_password = await page.sign_in("maya", "not the password")
    no_such_login = await page.sign_in("nobody", "not the password")
    assert wrong_password == no_such_login
    assert wrong_password[0] == 401
    assert wrong_password[1]["error"]["code"] == "refused"


async def test_the_cookie_is_kept_from_scripts_and_other_sites(page, world, desk_url):
    headers = {"Origin": desk_url, "X-CSRF-Token": await page.csrf()}
    body = {"login": "maya", "password": world.logins["maya"]}
    async with page.http.post(f"{desk_url}/desk/sign-in", json=body, headers=headers) as answer:
        cookie = next(line for line in answer.headers.getall("Set-Cookie") if line.startswith("desk="))
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= attributes
    assert not any(part.startswith("domain") for part in attributes)


def test_under_tls_the_cookie_is_bound_to_the_host():
    guard = BrowserGuard(secure=True)
    response = aiohttp.web.Response()
    guard.remember(response, "token")
    cookie = response.cookies["__Host-desk"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["path"] == "/"
    assert cookie["samesite"] == "Strict"
    assert not cookie["domain"]


async def test_another_site_cannot_sign_in_or_out(page, world):
    login = {"login": "maya", "password": world.logins["maya"]}
    status, body = await page.post("/desk/sign-in", login, origin="https://elsewhere.example")
    assert (status, body["error"]["code"]) == (403, "origin")
    await page.sign_in("maya", world.logins["maya"])
    status, body = await page.post("/desk/sign-out", {}, origin="https://elsewhere.example")
    assert (status, body["error"]["code"]) == (403, "origin")
    assert (await page.connect()).agent.agent_id == "agent_maya"


async def test_a_request_without_an_origin_is_no_browser_of_ours(page, world, desk_url):
    headers = {"X-CSRF-Token": await page.csrf()}
    body = {"login": "maya", "password": world.logins["maya"]}
    async with page.http.post(f"{desk_url}/desk/sign-in", json=body, headers=headers) as answer:
        assert answer.status == 403


async def test_the_pages_token_is_needed_and_belongs_to_one_browser(page, world, desk_url):
    login = {"login": "maya", "password": world.logins["maya"]}
    assert (await page.post("/desk/sign-in", login, csrf="made up"))[0] == 403
    other = Page(desk_url)
    stolen = await other.csrf()
    await other.close()
    status, body = await page.post("/desk/sign-in", login, csrf=stolen)
    assert (status, body["error"]["code"]) == (403, "csrf")


@pytest.mark.parametrize(
    "body", [{}, {"login": "maya"}, {"login": " ", "password": "x"}, [], "maya", {"login": 7}]
)
async def test_a_malformed_sign_in_is_told_so(page, body):
    status, answer = await page.post("/desk/sign-in", body)
    assert (status, answer["error"]["code"]) == (422, "malformed")


async def test_guessing_is_slowed_with_a_clear_message_even_for_the_right_password(page, world):
    for _ in range(5):
        await page.sign_in("maya", "not the password")
    status, body = await page.sign_in("maya", world.logins["maya"])
    assert status == 429
    assert body["error"]["retry_after"] > 0
    assert "Wait" in body["error"]["message"]
    assert (await page.sign_in("tomas", world.logins["tomas"]))[0] == 200


async def test_signing_out_ends_the_session_and_closes_its_page(page, world):
    await page.sign_in("maya", world.logins["maya"])
    await page.connect()
    assert (await page.post("/desk/sign-out", {}))[0] == 200
    assert await page.closed() == 4401
    async with page.http.get(f"{page.url}/desk/session") as answer:
        assert (await answer.json())["agent"] is None


async def test_signing_out_everywhere_closes_every_page_of_the_agent_and_no_other(sign_in):
    here, there, other = await sign_in("maya"), await sign_in("maya"), await sign_in("tomas")
    await here.post("/desk/sign-out", {"everywhere": True})
    assert await here.closed() == 4401
    assert await there.closed() == 4401
    await other.do("search", query="nobody")


async def refused_socket(page: Page, **options) -> int:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await page.http.ws_connect(f"{page.url}/desk/socket", **options)
    return refusal.value.status


async def test_the_socket_wants_a_session_its_own_origin_and_the_pages_token(page, world):
    assert await refused_socket(page, origin=page.url) == 401
    await page.sign_in("maya", world.logins["maya"])
    token = f"csrf.{await page.csrf()}"
    assert await refused_socket(page, origin=page.url, protocols=("care.desk.1",)) == 403
    assert await refused_socket(page, origin=page.url, protocols=("care.desk.1", "csrf.wrong")) == 403
    assert await refused_socket(page, protocols=("care.desk.1", token)) == 403
    elsewhere = {"origin": "https://elsewhere.example", "protocols": ("care.desk.1", token)}
    assert await refused_socket(page, **elsewhere) == 403


async def test_nothing_on_disk_opens_a_session(page, world, tmp_path):
    await page.sign_in("maya", world.logins["maya"])
    cookie = next(item.value for item in page.http.cookie_jar if item.key == "desk")
    on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("desk.sqlite*"))
    assert cookie.encode() not in on_disk
    assert world.logins["maya"].encode() not in on_disk


async def test_portraits_are_served_as_plain_pictures(page):
    async with page.http.get(f"{page.url}/team/agent_maya.svg") as answer:
        assert answer.content_type == "image/svg+xml"
        assert (await answer.text()).startswith("<svg")
