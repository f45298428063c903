"""What the front door serves besides conversations, and who it believes."""

from __future__ import annotations

import base64
import gzip
import hashlib
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from conversation.care import Care
from conversation.facts import LearntFact
from conversation.server_frames import Problem
from front_door.assistants.assistant import Reply
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from front_door.web.static_pages import PAGES, StaticPages
from tests.fakes.front_door import front_door

LATER = datetime.now(UTC) + timedelta(minutes=10)
KEY = "a-shared-secret-of-the-carriers-login-pages"


def signed(key=KEY, *, algorithm="HS256", **changes):
    claims = {
        "sub": "C1",
        "name": "Ann Other",
        "aud": "care-chat",
        "exp": datetime.now(UTC) + timedelta(minutes=2),
        "jti": "once",
        **changes,
    }
    return jwt.encode(
        {name: value for name, value in claims.items() if value is not None}, key, algorithm=algorithm
    )


@pytest.mark.parametrize("path", ["/", "/desk", "/status", "/health", "/tokens.css", "/chat/care-chat.js"])
async def test_every_page_comes_with_a_strict_policy(door, path):
    async with door.session.get(door.url + path) as page:
        assert page.status == 200
        policy = page.headers["Content-Security-Policy"]
        assert "script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"


async def test_pages_are_packed_and_not_sent_twice(door):
    url = door.url + "/chat/care-chat.js"
    async with door.session.get(url) as first:
        body = await first.read()
        assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert body == (PAGES / "chat" / "care-chat.js").read_bytes()
    async with door.session.get(url, headers={"If-None-Match": first.headers["ETag"]}) as second:
        assert second.status == 304


def test_a_files_integrity_is_the_hash_of_its_bytes():
    file = StaticPages().file("chat/care-chat.js")
    assert file is not None
    digest = hashlib.sha384((PAGES / "chat" / "care-chat.js").read_bytes()).digest()
    assert file.integrity == "sha384-" + base64.b64encode(digest).decode()
    assert gzip.decompress(file.packed) == file.content


@pytest.mark.parametrize(
    "path", ["../settings.py", "chat/../../app.py", "chat/", "nothing.js", "chat/.hidden"]
)
def test_nothing_outside_the_pages_is_served(path):
    assert StaticPages().file(path) is None


async def test_the_care_team_is_told_to_our_own_processes_only(tmp_path):
    async with front_door(tmp_path, internal_token="inside") as door:
        door.on_duty(1)
        for headers, status in (({}, 401), ({"Authorization": "Bearer inside"}, 200)):
            async with door.session.get(door.url + "/internal/care-team", headers=headers) as given:
                assert given.status == status
                wait = await given.json()
        assert (wait["minutes"], wait["agents_signed_in"]) == (0, 1)


async def test_metrics_count_turns_and_are_for_this_machine(door):
    async with door.customer() as customer:
        await customer.connect()
        await customer.say("hello")
    async with door.session.get(door.url + "/metrics") as metrics:
        assert 'front_door_turns_accepted_total{channel="web_chat"} 1.0' in await metrics.text()
    async with door.session.get(door.url + "/metrics", headers={"X-Forwarded-For": "203.0.113.1"}) as metrics:
        assert metrics.status == 403


async def test_a_signed_identity_proves_the_customer(tmp_path):
    async with front_door(tmp_path, identity_key=KEY) as door, door.customer() as customer:
        welcome = await customer.connect(signed_identity=signed())
        assert welcome.signed_in_as == "Ann Other"
        await customer.say("hello")
        proof = door.assistant.ran[0].metadata["verification"]
        assert (proof["customer_id"], proof["level"], proof["method"]) == ("C1", 2, "signed_login")


async def test_taking_another_number_back_leaves_the_signed_login_as_it_was(tmp_path):
    async def script(turn):
        proof = {
            "hello": [],
            "another": [
                LearntFact(name="customer_id", value="C9", status="observed"),
                LearntFact(name="verification", value="pin", status="proved", expires_at=LATER),
            ],
            "wrong number": [LearntFact(name="verification", value="", status="retracted")],
        }
        return answer(turn, Reply(text="Fine.", care=Care(facts=proof[turn.text])))

    assistant = ScriptedAssistant(script)
    async with front_door(tmp_path, assistant, identity_key=KEY) as door, door.customer() as customer:
        await customer.connect(signed_identity=signed())
        for words in ("another", "wrong number", "hello"):
            await customer.say(words)
        assert assistant.ran[-1].metadata["verification"]["customer_id"] == "C1"
        await customer.hang_up()
        assert (await customer.connect()).signed_in_as is not None


@pytest.mark.parametrize(
    "token",
    [
        signed(key="another-secret-another-secret-another"),
        signed(aud="elsewhere"),
        signed(exp=datetime.now(UTC) - timedelta(minutes=1)),
        signed(exp=datetime.now(UTC) + timedelta(hours=1)),
        signed(jti=None),
        signed(sub=None),
        signed(sub=""),
        jwt.encode({"sub": "C1", "aud": "care-chat", "jti": "x"}, None, algorithm="none"),
        "nonsense",
    ],
)
async def test_a_token_that_proves_nothing_is_refused_and_the_chat_goes_on(tmp_path, token):
    async with front_door(tmp_path, identity_key=KEY) as door, door.customer() as customer:
        welcome = await customer.connect(signed_identity=token)
        assert welcome.signed_in_as is None
        assert [frame.code for frame in customer.frames if isinstance(frame, Problem)] == ["identity_refused"]
        await customer.say("hello")
        assert door.assistant.ran[0].metadata["verification"] is None


async def test_a_token_counts_once_and_only_where_a_key_is_set(tmp_path):
    token = signed()
    async with front_door(tmp_path, identity_key=KEY) as door:
        names = []
        for _ in range(2):
            async with door.customer() as customer:
                names.append((await customer.connect(signed_identity=token)).signed_in_as)
        assert names == ["Ann Other", None]
    async with front_door(tmp_path) as door, door.customer() as customer:
        assert (await customer.connect(signed_identity=signed(jti="new"))).signed_in_as is None


async def test_a_public_key_verifies_eddsa_and_nothing_else(tmp_path):
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    async with front_door(tmp_path, identity_key=public) as door:
        async with door.customer() as customer:
            good = await customer.connect(signed_identity=signed(private, algorithm="EdDSA"))
            assert good.signed_in_as == "Ann Other"
        async with door.customer() as customer:
            forged = jwt.api_jws.PyJWS().encode(b"{}", "x" * 40, algorithm="HS256")
            assert (await customer.connect(signed_identity=forged)).signed_in_as is None


async def test_another_customers_login_never_opens_a_conversation_of_somebody_else(tmp_path):
    async with front_door(tmp_path, identity_key=KEY) as door:
        customer = door.customer()
        await customer.connect(signed_identity=signed())
        await customer.hang_up()
        socket = await door.session.ws_connect(door.url + "/chat")
        hello = {"type": "hello", "resume_token": customer.resume_token}
        await socket.send_json({**hello, "signed_identity": signed(sub="C2", jti="two")})
        assert (await socket.receive_json())["code"] == "resume_refused"


@pytest.mark.parametrize(
    "changes", [{"demo": False}, {"demo": True, "backoffice_url": "http://carrier.example"}]
)
async def test_the_demo_signs_nobody_in_unless_it_is_on_and_the_back_office_is_here(tmp_path, changes):
    body = {"customer_id": "C1"}
    async with front_door(tmp_path, **changes) as door:
        async with door.session.post(door.url + "/demo/identity", json=body) as given:
            assert given.status in (404, 405)
        async with door.session.get(door.url + "/demo/customers") as given:
            assert given.status == 404


async def test_the_demo_signs_in_a_customer_of_the_demo_back_office(tmp_path):
    async def customers(request):
        return web.json_response({"customers": [{"customer_id": "C" + request.query["phone"][-4:]}]})

    office = web.Application()
    office.router.add_get("/v1/customers", customers)
    server = TestServer(office)
    await server.start_server()
    changes = {"demo": True, "backoffice_url": str(server.make_url(""))}
    async with front_door(tmp_path, **changes) as door:
        async with door.session.get(door.url + "/demo/customers") as given:
            known = (await given.json())["customers"]
        body = {"customer_id": known[0]["customer_id"]}
        async with door.session.post(door.url + "/demo/identity", json=body) as given:
            token = (await given.json())["signed_identity"]
        async with door.customer() as customer:
            assert (await customer.connect(signed_identity=token)).signed_in_as == known[0]["name"]
        foreign = {"Origin": "https://evil.example"}
        async with door.session.post(door.url + "/demo/identity", json=body, headers=foreign) as given:
            assert given.status == 403
        nobody = {"customer_id": "nobody"}
        async with door.session.post(door.url + "/demo/identity", json=nobody) as given:
            assert given.status == 404
    await server.close()
