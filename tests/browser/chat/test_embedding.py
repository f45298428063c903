"""The chat on a carrier's own page: another origin, a strict policy, an integrity hash."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from front_door.embed import embed_line
from tests.browser.chat.visitor import Visitor
from tests.browser.real_front_door import RealFrontDoor

pytestmark = pytest.mark.browser


class Carrier(BaseHTTPRequestHandler):
    """One page under a strict policy."""

    def __init__(self, page: str, policy: str, *rest: object) -> None:
        self.page, self.policy = page, policy
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        body = self.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


Serve = Callable[[str, str], str]


@pytest.fixture
def carrier() -> Iterator[Serve]:
    """Serves a page of the carrier; its address."""
    servers = []

    def serve(page: str, policy: str) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Carrier, page, policy))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://localhost:{server.server_address[1]}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[RealFrontDoor]:
    running = RealFrontDoor(tmp_path, allowed_origins=("*",))
    running.start()
    yield running
    running.end()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-US")
    yield context.new_page()
    context.close()


def policy(origin: str) -> str:
    socket = origin.replace("http", "ws", 1)
    return (
        f"default-src 'none'; script-src {origin}; style-src {origin}; img-src {origin}; connect-src {socket}"
    )


def html(line: str) -> str:
    return f'<!doctype html><html lang="en"><title>Carrier</title><h1>Carrier</h1>{line}</html>'


def test_the_printed_line_works_on_another_origin_under_a_strict_policy(
    carrier: Serve, door: RealFrontDoor, page: Page
) -> None:
    origin = f"http://127.0.0.1:{door.port}"
    violations: list[str] = []
    page.on(
        "console",
        lambda message: violations.append(message.text) if "Content Security" in message.text else None,
    )
    visitor = Visitor(page=page, url=carrier(html(embed_line(origin, brand="Carrier")), policy(origin)))
    visitor.arrive().open_chat()
    visitor.say("why is my bill higher")
    visitor.button("Taxes and fees").click()
    visitor.sees("You said: c2")
    page.reload()
    visitor.sees("You said: c2")
    assert violations == []


def test_a_changed_file_is_not_run(carrier: Serve, door: RealFrontDoor, page: Page) -> None:
    origin = f"http://127.0.0.1:{door.port}"
    line = embed_line(origin).replace("sha384-", "sha384-AAAA")
    refused = []
    page.on("console", lambda message: refused.append(message.text) if "integrity" in message.text else None)
    page.goto(carrier(html(line), policy(origin)))
    page.wait_for_load_state("load")
    assert page.evaluate("customElements.get('care-chat') === undefined")
    assert refused


def test_the_host_page_may_override_tokens_but_does_not_leak_its_styles(
    carrier: Serve, door: RealFrontDoor, page: Page
) -> None:
    origin = f"http://127.0.0.1:{door.port}"
    style = "<style>care-chat{--accent:rgb(107, 47, 160)} button{display:none!important}</style>"
    allowing = policy(origin).replace("style-src", "style-src 'unsafe-inline'")
    visitor = Visitor(page=page, url=carrier(html(style + embed_line(origin)), allowing)).arrive()
    expect(visitor.launcher).to_have_css("background-color", "rgb(107, 47, 160)")


def test_the_line_names_the_hash_of_the_file_that_is_served(door: RealFrontDoor, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{door.port}/")
    served = page.evaluate(
        """async () => {
          const body = await (await fetch('/chat/care-chat.js')).arrayBuffer();
          const hash = new Uint8Array(await crypto.subtle.digest('SHA-384', body));
          return 'sha384-' + btoa(String.fromCharCode(...hash));
        }"""
    )
    assert f'integrity="{served}"' in embed_line()
