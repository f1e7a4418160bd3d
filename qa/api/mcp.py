"""plancite as tools of an assistant, by the Model Context Protocol over standard input and output.

The assistant does the talking; every figure, quote and citation comes from `service`, as the commands print
them. What is wrong with a call is one line of its result, so that the assistant can mend it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Annotated, Any

import anyio
import mcp_types as types
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from qa.api import shapes
from qa.api.asked import Asked, Citing, Observing, Question, Reading, Running
from qa.api.failing import describe, shorten, tell_invalid
from qa.api.limits import WORKING
from qa.api.service import MOST, Service
from qa.contract import Json
from qa.query import query_schema

_INSTRUCTIONS = """plancite holds government plan texts and the figures in them. Ask it for every figure:
give none of your own and compute with none. State a figure as the answer does, with what it counts, whose it
is, its year and the citation it names (file and lines, or what `cite` writes). Where an answer abstained, say
that the texts do not hold it, and show what was found nearest. `doubts` and `notes` belong to the answer.
Years are ROC years: 109 is 2020."""
_FEW = 50


class FewObserving(Observing):
    """Which observations are wanted, and how many at once."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="The most that are given at once.")] = _FEW


class Posing(Running):
    """A query, and how it is answered."""

    query: Json


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what it is for, what it is called with, what it gives, and what is called."""

    name: str
    about: str
    asked: type[BaseModel]
    given: Any
    call: Callable[[Service, Json], Any]

    def describe(self) -> types.Tool:
        """Return what an assistant is told of it."""
        return types.Tool(
            name=self.name,
            description=self.about,
            input_schema=_write_schema(self.asked),
            output_schema=TypeAdapter(self.given).json_schema(),
            annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
        )


def _write_schema(asked: type[BaseModel]) -> Json:
    """Return the JSON schema of what a tool is called with, that of queries in its place."""
    made = asked.model_json_schema()
    if "query" in made["properties"]:
        made["properties"]["query"] = {"$ref": "#/$defs/Query"}
        made["$defs"] = {**made.get("$defs", {}), **query_schema()["$defs"]}
    return made


def _observe(service: Service, asked: Json) -> Json:
    part = service.observations(**asked)
    return {"total": part.total, "next": part.next, "observations": part.items}


TOOLS = (
    Tool(
        "ask",
        "Answer a question in Chinese or English: a sentence, its figures, the quotes and lines it rests on.",
        Question,
        shapes.Answer,
        lambda service, asked: service.ask(**asked),
    ),
    Tool(
        "query",
        "Answer a query written as data: one that an answer to `ask` carries, with its conditions changed, "
        "or one of your own for exact lists, counts and figures.",
        Posing,
        shapes.Answer,
        lambda service, asked: service.query(json.dumps(asked.pop("query")), **asked),
    ),
    Tool(
        "observations",
        "List the numbers of a document, year, role or entry; `next` is the offset of those that follow.",
        FewObserving,
        shapes.Observations,
        _observe,
    ),
    Tool(
        "cite",
        "Cite lines in official, academic and English form, where the words that are quoted stand in them.",
        Citing,
        shapes.Citation,
        lambda service, asked: service.cite(**asked),
    ),
    Tool(
        "source",
        "Read numbered lines of a document, which citations speak of.",
        Reading,
        shapes.Source,
        lambda service, asked: service.source(**asked),
    ),
    Tool(
        "documents",
        "List what is indexed: ids, titles, years, and how many entries of which kinds.",
        Asked,
        shapes.Documents,
        lambda service, asked: {"documents": service.documents()},
    ),
)
_BY_NAME = {tool.name: tool for tool in TOOLS}


def call(service: Service, name: str, arguments: Json) -> types.CallToolResult:
    """Call a tool; what is wrong with the call is one line of its result."""
    tool = _BY_NAME.get(name)
    if tool is None:
        return _fail(f"tool: expected one of {', '.join(_BY_NAME)}, found {name[:60]!r}")
    try:
        given = tool.call(service, tool.asked.model_validate(arguments).model_dump())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return _fail(f"{tell_invalid(first['loc'] or ('arguments',), first)}; see the tool's input schema")
    except (ValueError, OSError) as error:
        failure = describe(error)
        if failure is None:
            raise
        return _fail(failure.line)
    text = types.TextContent(type="text", text=json.dumps(given, ensure_ascii=False))
    return types.CallToolResult(content=[text], structured_content=given)


def _fail(line: str) -> types.CallToolResult:
    said = types.TextContent(type="text", text=shorten(line))
    return types.CallToolResult(content=[said], is_error=True)


def build(service: Service) -> Server[Any]:
    """Return the server of the tools over a service."""
    turns = anyio.CapacityLimiter(WORKING)

    async def list_tools(_: Any, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[tool.describe() for tool in TOOLS])

    async def call_tool(_: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        return await anyio.to_thread.run_sync(call, service, asked.name, asked.arguments or {}, limiter=turns)

    return Server(
        "plancite",
        version=version("plancite"),
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def serve(service: Service) -> None:
    """Serve the tools until standard input ends."""

    async def run() -> None:
        server = build(service)
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    anyio.run(run)
