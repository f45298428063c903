"""`/team`: a customer's team before any contact, and nothing of anybody that is not public."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fakes.front_door import front_door
from tests.unit.front_door.signed import KEY, login_of

MONDAY_NOON = datetime(2026, 7, 20, 17, tzinfo=UTC)
"""12:00 in Duluth."""
NIGHT = datetime(2026, 7, 20, 8, tzinfo=UTC)
PUBLIC = {"name", "title", "photo", "languages"}


async def told(door, path: str, **body: object) -> tuple[int, dict]:
    call = door.session.post(door.url + path, json=body) if body else door.session.get(door.url + path)
    async with call as answer:
        return answer.status, json.loads(await answer.read())


async def test_a_zip_code_finds_the_team_with_its_faces_and_hours(tmp_path):
    async with front_door(tmp_path, clock=lambda: MONDAY_NOON) as door:
        status, team = await told(door, "/team/of?zip=55408")
        assert (status, team["name"], team["zone"]) == (200, "Upper Midwest team", "America/Chicago")
        assert team["market"]
        assert 30 <= len(team["people"]) <= 40
        assert (team["open_now"], team["closes_at"]) == (True, "2026-07-21T02:00:00+00:00")
        assert [day["date"] for day in team["days"]][:2] == ["2026-07-20", "2026-07-21"]
        assert team["days"][0]["intervals"] == [["2026-07-20T12:00:00+00:00", "2026-07-21T02:00:00+00:00"]]


async def test_at_night_it_says_when_they_open_and_who_answers_until_then(tmp_path):
    async with front_door(tmp_path, clock=lambda: NIGHT) as door:
        _, team = await told(door, "/team/of?zip=55408")
        assert (team["open_now"], team["closes_at"]) == (False, None)
        assert team["opens_at"] == "2026-07-20T12:00:00+00:00"
        assert team["cover"] == door.parts.directory.teams["night"].name


async def test_nothing_but_what_is_public_of_every_agent_of_every_team(door):
    for market in door.parts.directory.markets.by_area:
        zip_code = market if len(market) == 5 else f"{market}01"
        _, team = await told(door, f"/team/of?zip={zip_code}")
        assert all(set(person) == PUBLIC for person in team["people"])
        told_whole = json.dumps(team)
        assert "login" not in told_whole
        assert "tier" not in told_whole
        if market > "200":
            break


@pytest.mark.parametrize("query", ["?zip=00000", "", "?zip="])
async def test_who_lives_in_no_market_gets_the_general_team_and_is_told_so(door, query):
    status, team = await told(door, f"/team/of{query}")
    assert (status, team["market"], team["name"]) == (200, None, door.parts.directory.general.name)


@pytest.mark.parametrize("zip_code", ["55", "abcde", "5540812", "<b>"])
async def test_what_is_no_zip_code_is_told_to_be_none(door, zip_code):
    async with door.session.get(door.url + "/team/of", params={"zip": zip_code}) as answer:
        assert answer.status == 422
        assert (await answer.json())["error"]["code"] == "bad_zip"


async def test_a_signed_login_shows_the_customers_own_team(tmp_path):
    asked = []

    async def account(request: web.Request) -> web.Response:
        asked.append((await request.json())["customer_id"])
        return web.json_response({"customer": {"address": {"zip_code": "55408"}}, "lines": []})

    app = web.Application()
    app.router.add_post("/account", account)
    server = TestServer(app)
    await server.start_server()
    actions = str(server.make_url("")).rstrip("/")
    try:
        async with front_door(tmp_path, identity_key=KEY, actions_url=actions) as door:
            token = login_of("C1")
            status, team = await told(door, "/team/mine", signed_identity=token)
            assert (status, team["name"], asked) == (200, "Upper Midwest team", ["C1"])
            assert "C1" not in json.dumps(team)
            for stale in (token, "nonsense"):
                status, refused = await told(door, "/team/mine", signed_identity=stale)
                assert (status, refused["error"]["code"]) == (403, "identity_refused")
    finally:
        await server.close()


async def test_without_the_account_the_general_team_is_shown(tmp_path):
    async with front_door(tmp_path, identity_key=KEY) as door:
        status, team = await told(door, "/team/mine", signed_identity=login_of("C1"))
        assert (status, team["market"]) == (200, None)


async def test_no_other_site_may_ask_for_a_customers_team(door):
    async with door.session.post(
        door.url + "/team/mine", json={}, headers={"Origin": "https://elsewhere.example"}
    ) as answer:
        assert answer.status == 403
