"""The demo back office over HTTP: checks a request, runs its operation in one transaction, answers in JSON.

Operations run on the event loop, one after the other: SQLite answers in microseconds, there is one writer,
and whatever an operation reads is still true when it writes.
"""

import hmac
import json
import time

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from carrier.demo.answers import RememberedAnswer, forget_old_answers, is_kept
from carrier.demo.billing import bill_file
from carrier.demo.controls import add_controls
from carrier.demo.database import transaction
from carrier.demo.office import Answer, Answered, Asked, Office, Refused, missing_field
from carrier.demo.routes import ROUTES, Route

OFFICE = web.AppKey("office", Office)
LARGEST_BODY = 2 * 1024 * 1024

_log = structlog.get_logger()


def create_app(office: Office, *, token: str | None = None, controls: bool = True) -> web.Application:
    """The application; with a `token` every request of the contract must bear it.

    `controls` adds the paths under /demo, with which somebody plays the customer's phone.
    """
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_answer_refusals, _require(token)])
    app[OFFICE] = office
    for route in ROUTES:
        app.router.add_route(route.method, route.path, _handler(office, route))
    app.router.add_get("/files/bills/{bill_id}.pdf", _file_handler(office))
    if controls:
        add_controls(app, office)
    forget_old_answers(office)
    return app


@web.middleware
async def _answer_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    started = time.perf_counter()
    try:
        response = await handler(request)
    except Refused as refusal:
        response = _json(refusal.answer)
    except web.HTTPException as error:
        response = _http_error(error)
    except UnicodeEncodeError:
        response = _json(missing_field("The text is not valid Unicode.").answer)
    except Exception:  # noqa: BLE001 - the edge of the process
        await _log.aexception("request.failed", path=_template(request))
        response = _json((500, {"error": {"code": "internal", "message": "The back office failed."}}))
    _remember(request, response.status)
    _log.debug(
        "request.answered",
        method=request.method,
        path=_template(request),
        status=response.status,
        ms=round((time.perf_counter() - started) * 1000, 2),
        conversation_id=request.headers.get("X-Conversation-Id"),
    )
    return response


def _remember(request: web.Request, status: int) -> None:
    path = _template(request)
    if path.startswith("/v1/"):
        conversation_id = request.headers.get("X-Conversation-Id", "")
        request.app[OFFICE].answered.append(
            Answered(conversation_id=conversation_id, method=request.method, path=path, status=status)
        )


def _template(request: web.Request) -> str:
    """The path without ids."""
    resource = request.match_info.route.resource
    return "unknown" if resource is None else resource.canonical


def _http_error(error: web.HTTPException) -> web.Response:
    code = {404: "not_found", 413: "missing_field"}.get(error.status, "not_available")
    response = _json((error.status, {"error": {"code": code, "message": error.reason}}))
    if hdrs.ALLOW in error.headers:
        response.headers[hdrs.ALLOW] = error.headers[hdrs.ALLOW]
    return response


def _json(answer: Answer) -> web.Response:
    status, body = answer
    return web.json_response(body, status=status)


def _require(token: str | None) -> Middleware:
    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if token and request.path.startswith(("/v1/", "/demo/")) and not _bears(request, token):
            raise Refused(401, "unauthorized", "The bearer token is missing or wrong.")
        return await handler(request)

    return check


def _bears(request: web.Request, token: str) -> bool:
    scheme, _, given = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    same = hmac.compare_digest(given.strip().encode("utf-8", "replace"), token.encode())
    return scheme.lower() == "bearer" and same


def _handler(office: Office, route: Route) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        conversation_id = request.headers.get("X-Conversation-Id", "").strip()
        if not conversation_id:
            raise missing_field("The header X-Conversation-Id is required.")
        if route.capability is not None and route.capability not in office.offers:
            raise Refused(404, "not_available", "This carrier does not offer that.")
        raw = b"" if route.method == "GET" else await request.read()
        asked = Asked(
            conversation_id=conversation_id,
            origin=f"{request.scheme}://{request.host}",
            path=request.match_info,
            query=request.query,
            body=_body(raw),
        )
        key = request.headers.get("Idempotency-Key", "") if route.method == "POST" else ""
        with transaction(office.connection):
            if not key:
                return _json(route.operation(office, asked))
            remembered = RememberedAnswer(office, request.path, key, raw, secret=route.secret)
            return _json(_answer_once(office, route, asked, remembered))

    return handle


def _answer_once(office: Office, route: Route, asked: Asked, remembered: RememberedAnswer) -> Answer:
    if (before := remembered.find()) is not None:
        return before
    try:
        answer = route.operation(office, asked)
    except Refused as refusal:
        if not is_kept(refusal):
            raise
        answer = refusal.answer
    remembered.keep(answer)
    return answer


def _body(raw: bytes) -> dict[str, object]:
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise missing_field("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise missing_field("The body must be a JSON object.")
    return body


def _file_handler(office: Office) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        content = bill_file(
            office,
            request.match_info["bill_id"],
            request.query.get("until", ""),
            request.query.get("signature", ""),
        )
        return web.Response(body=content, content_type="application/pdf")

    return handle
