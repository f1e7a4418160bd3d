"""plancite over HTTP: what `service` gives, at addresses that OpenAPI describes, in JSON alone.

It only reads. `limits` stands before it; whatever is wrong is answered with one line, {"error": "..."}.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Annotated, Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from qa.api import shapes
from qa.api.asked import Asked, Listing, Observing, Question, Reading, Running
from qa.api.failing import describe, shorten, tell_invalid
from qa.api.limits import Limits
from qa.api.service import Part, Service
from qa.contract import Json
from qa.hosts import Hosting
from qa.query import query_schema

_STATUS = {"unusable": 422, "unknown": 404, "broken": 503}
# Connections beyond these are answered by the server itself, which then holds nothing of them.
_MOST_CONNECTIONS = 1200
_SECONDS_IDLE, _SECONDS_TO_END = 5, 10
_LONGEST_SHOWN = 60
_ABOUT = """Answers, figures and sources of government plan texts; every figure with the lines it stands in.

The JSON is that of the commands, as `plancite ask --json` prints it. Nothing is ever changed here. Lists
come in parts: `Link` leads to the next one, `X-Total-Count` says how many there are in all. What is wrong is
told in one line, `{"error": "..."}`. Years are ROC years (109 is 2020); those asked for may be western."""
_SCHEMAS = "#/components/schemas/"
_PARTED = {
    "X-Total-Count": {"description": "How many there are in all.", "schema": {"type": "integer"}},
    "Link": {"description": 'The next part, as rel="next".', "schema": {"type": "string"}},
}


def build(service: Service) -> FastAPI:
    """Return the application over a service."""
    app = FastAPI(
        title="plancite",
        version=version("plancite"),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # What programs that are made from the description call each address by.
        generate_unique_id_function=lambda route: route.name,
        exception_handlers=_HANDLERS,
    )
    query_body = {"requestBody": {"required": True, "content": {"application/json": {"schema": _QUERY}}}}

    @app.post("/ask", summary="Answer a question", responses=_document(shapes.Answer))
    def ask(asked: Question) -> JSONResponse:
        return JSONResponse(service.ask(**asked.model_dump()))

    @app.post(
        "/query",
        summary="Answer a query that is written as data",
        responses=_document(shapes.Answer),
        openapi_extra=query_body,
    )
    async def query(request: Request, running: Annotated[Running, Query()]) -> JSONResponse:
        body = await request.body()
        return JSONResponse(await run_in_threadpool(service.query, body, **running.model_dump()))

    @app.get(
        "/observations",
        summary="Every number that the documents give",
        responses=_document(list[shapes.Observation], _PARTED),
    )
    def observations(request: Request, asked: Annotated[Observing, Query()]) -> JSONResponse:
        return _answer_part(request, service.observations(**asked.model_dump()))

    @app.get(
        "/records",
        summary="Every entry: measures, KPIs, projects, budget lines, rows",
        responses=_document(list[shapes.Record], _PARTED),
    )
    def records(request: Request, asked: Annotated[Listing, Query()]) -> JSONResponse:
        return _answer_part(request, service.records(**asked.model_dump()))

    @app.get("/source", summary="Numbered lines of a document", responses=_document(shapes.Source))
    def source(asked: Annotated[Reading, Query()]) -> JSONResponse:
        return JSONResponse(service.source(**asked.model_dump()))

    @app.get("/documents", summary="What is indexed", responses=_document(list[shapes.Indexed]))
    def documents(asked: Annotated[Asked, Query()]) -> JSONResponse:
        return JSONResponse(service.documents())

    app.openapi = lambda: _describe(app)  # type: ignore[method-assign]
    return app


_QUERY = {"$ref": f"{_SCHEMAS}Query"}


def _document(model: Any, headers: Json | None = None) -> dict[int | str, Json]:
    """Return what OpenAPI says of the answers at an address."""
    errors = {
        403: "Asked by another name or from another page",
        404: "No such document",
        408: "The body did not arrive in time",
        413: "The body is too large",
        422: "What was asked cannot be used",
        503: "Too many at once, or the index cannot be read",
    }
    given = {"model": model, "description": "What was asked for", **({"headers": headers} if headers else {})}
    return {200: given, **{code: {"model": shapes.Error, "description": why} for code, why in errors.items()}}


def _describe(app: FastAPI) -> Json:
    """Return the description in OpenAPI, made once, with that of queries in it."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        made["components"]["schemas"] |= query_schema(_SCHEMAS + "{name}")["$defs"]
        app.openapi_schema = made
    return app.openapi_schema


def _answer_part(request: Request, part: Part) -> JSONResponse:
    """Answer with a part of a list, and say in the headers how many there are and where it goes on."""
    headers = {"X-Total-Count": str(part.total)}
    if part.next is not None:
        asked = {**request.query_params, "offset": str(part.next)}
        headers["Link"] = f'<{request.url.path}?{urlencode(asked)}>; rel="next"'
    return JSONResponse(part.items, headers=headers)


def _fail(status: int, line: str, headers: Any = None) -> JSONResponse:
    return JSONResponse({"error": shorten(line)}, status, headers)


async def _tell_error(request: Request, error: Exception) -> JSONResponse:
    failure = describe(error)
    if failure is None:
        raise error
    return _fail(_STATUS[failure.kind], failure.line)


async def _tell_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    """Say what of a request is none of what is expected there: the first of it."""
    first = error.errors()[0]
    where = first["loc"][1:]
    if first["type"] == "json_invalid":
        return _fail(422, f"body: expected JSON, found {first['ctx']['error']}")
    if not where:
        kind = request.headers.get("content-type", "none")
        return _fail(422, f"body: expected a JSON object, of Content-Type application/json, found {kind}")
    return _fail(422, f"{tell_invalid(where, first)}; see /openapi.json")


async def _tell_unknown(request: Request, error: HTTPException) -> JSONResponse:
    """Say which addresses there are where one is asked for that is none, or how one is asked."""
    path = request.url.path[:_LONGEST_SHOWN]
    if error.status_code == 404:
        known = ", ".join(sorted(request.app.openapi()["paths"]))
        return _fail(404, f"{path}: expected one of {known}; see /openapi.json")
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        line = f"{path}: expected {allowed}, found {request.method}; see /openapi.json"
        return _fail(405, line, error.headers)
    # A body that cannot even be taken for text, or is nested too deep.
    return _fail(422, "body: expected JSON, found what cannot be read as such")


_HANDLERS: dict[int | type[Exception], Any] = {
    ValueError: _tell_error,
    OSError: _tell_error,
    RequestValidationError: _tell_invalid,
    HTTPException: _tell_unknown,
}


def serve(service: Service, hosting: Hosting) -> None:
    """Serve until it is ended."""
    app = build(service)

    @asynccontextmanager
    async def tell(_: FastAPI) -> AsyncIterator[None]:
        for line in hosting.told:
            print(f"plancite: {line}", file=sys.stderr, flush=True)
        yield

    app.router.lifespan_context = tell
    uvicorn.run(
        Limits(app, hosting.names),
        host=hosting.address,
        port=hosting.port,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_SECONDS_IDLE,
        timeout_graceful_shutdown=_SECONDS_TO_END,
    )
