import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from runtime.health import Health, Part, Status


@pytest.mark.parametrize(
    ("needed", "optional", "expected"),
    [
        ([], [], Status.OK),
        ([Status.OK], [Status.OK], Status.OK),
        ([Status.OK, Status.STARTING], [], Status.STARTING),
        ([Status.STARTING, Status.DOWN], [], Status.DOWN),
        ([Status.OK, Status.DEGRADED], [], Status.DEGRADED),
        ([Status.OK], [Status.DOWN], Status.DEGRADED),
        ([Status.OK], [Status.STARTING], Status.DEGRADED),
    ],
)
async def test_the_worst_needed_part_decides_and_an_optional_one_only_degrades(needed, optional, expected):
    health = Health("actions")
    for number, status in enumerate(needed):
        health.set(f"needed {number}", status)
    for number, status in enumerate(optional):
        health.set(f"optional {number}", status, optional=True)
    assert (await health.report())["status"] == expected


async def test_a_check_is_asked_at_each_report():
    health, answers = Health("actions"), iter([Status.DOWN, Status.OK])

    async def check():
        return Part(status=next(answers), detail="back office")

    health.add_check("back office", check)
    assert (await health.report())["status"] == "down"
    assert await health.report() == {
        "status": "ok",
        "process": "actions",
        "parts": {"back office": {"status": "ok", "detail": "back office"}},
        "versions": {},
    }


@pytest.mark.parametrize(
    ("status", "code"),
    [(Status.OK, 200), (Status.DEGRADED, 200), (Status.STARTING, 503), (Status.DOWN, 503)],
)
async def test_the_http_status_says_whether_it_serves(status, code):
    health = Health("actions")
    health.set("store", status)
    app = web.Application()
    app.router.add_get("/health", health.handle)
    async with TestClient(TestServer(app)) as client:
        response = await client.get("/health")
        assert response.status == code
        assert (await response.json())["parts"]["store"]["status"] == status


async def test_versions_are_named_as_soon_as_they_are_known():
    health, known = Health("actions"), {}
    health.name_version("knowledge_base", lambda: known.get("articles"))
    assert (await health.report())["versions"] == {}
    known["articles"] = "2f6c"
    assert (await health.report())["versions"] == {"knowledge_base": "2f6c"}
