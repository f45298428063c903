"""The pages' files: read once, served with their hash as ETag; the chat may be embedded by other sites."""

from __future__ import annotations

import base64
import gzip
import hashlib
import mimetypes
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

PAGES = Path(__file__).parents[1] / "pages"
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
}
TEXTS = frozenset({".html", ".js", ".css", ".svg", ".json", ".webmanifest"})
EMBEDDED = ("/chat/", "/tokens.css", "/theme.js")
"""What a carrier's own pages load from here."""
WORTH_PACKING = 600
"""Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """One file, ready to be sent."""

    content: bytes
    packed: bytes | None
    content_type: str
    etag: str
    integrity: str
    """`sha384-…` for an embed's `integrity` attribute."""


class StaticPages:
    """Serves `pages/`: `/` is the demo, `/desk` the desk, everything else by its path."""

    def __init__(self, folder: Path = PAGES, *, watch: bool = False) -> None:
        self._folder = folder.resolve()
        self._watch = watch
        self._files: dict[str, PageFile] = {}

    def add_routes(self, app: web.Application) -> None:
        """The addresses of all pages."""
        app.router.add_get("/", self._page("demo/index.html"))
        app.router.add_get("/desk", self._page("desk/index.html"))
        app.router.add_get("/team", self._page("team/index.html"))
        app.router.add_get(r"/{path:(?:chat|demo|desk|status|team|callback)/[A-Za-z0-9_./-]+}", self._file)
        app.router.add_get(r"/{path:[A-Za-z0-9_-]+\.(?:css|js|svg|ico)}", self._file)

    def file(self, path: str) -> PageFile | None:
        """A file by its path under the folder, None when there is none (or it is outside)."""
        known = self._files.get(path)
        if known is not None and not self._watch:
            return known
        place = (self._folder / path).resolve()
        if not place.is_relative_to(self._folder) or not place.is_file():
            return None
        if any(part.startswith(".") for part in place.relative_to(self._folder).parts):
            return None
        found = self._files[path] = read_page_file(place)
        return found

    def _page(self, path: str) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def page(request: web.Request) -> web.Response:
            return self._answer(request, path)

        return page

    async def _file(self, request: web.Request) -> web.Response:
        return self._answer(request, request.match_info["path"])

    def _answer(self, request: web.Request, path: str) -> web.Response:
        file = self.file(path)
        if file is None:
            raise web.HTTPNotFound(text="There is no such page.\n")
        headers = {"ETag": file.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if request.path.startswith(EMBEDDED):
            headers |= {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        if request.headers.get("If-None-Match") == file.etag:
            return web.Response(status=304, headers=headers)
        body = file.content
        if file.packed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = file.packed
        return web.Response(body=body, content_type=file.content_type, charset="utf-8", headers=headers)


def read_page_file(place: Path) -> PageFile:
    """Read, hash and pack one file."""
    content = place.read_bytes()
    suffix = place.suffix.lower()
    pack = suffix in TEXTS and len(content) >= WORTH_PACKING
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    guessed = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
    return PageFile(
        content=content,
        packed=gzip.compress(content, compresslevel=9, mtime=0) if pack else None,
        content_type=TYPES.get(suffix, guessed),
        etag=f'"{digest[:24]}"',
        integrity=f"sha384-{digest}",
    )
