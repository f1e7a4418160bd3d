"""The tools of an assistant give what the commands print, over stdio, by the client of the official SDK."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from typing import Any

import jsonschema
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult, Tool

from building import ROOT, real_engine, real_home
from qa.api import mcp
from qa.api.service import Service
from qa.query import query_schema

QUERY = {"find": "count", "where": {"type": "is", "field": "verdict", "values": ["not_met"]}}
ASKED: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    ("ask", {"question": "109年緝返外逃罪犯幾人？"}, ("ask", "--json", "109年緝返外逃罪犯幾人？")),
    ("ask", {"question": "112年緝返外逃罪犯幾人？"}, ("ask", "--json", "112年緝返外逃罪犯幾人？")),
    (
        "ask",
        {"question": "哪些措施未達標？", "year": 2020, "doc": "lianzheng-109", "top": 2, "explain": True},
        ("ask", "--json", "哪些措施未達標？", "--year", "109", "--doc", "lianzheng-109", "--explain"),
    ),
    ("query", {"query": QUERY, "language": "en"}, ("query", "{query}", "--json", "--language", "en")),
    (
        "source",
        {"doc": "lianzheng-109", "line_start": 5, "line_end": 8},
        ("source", "lianzheng-109", "--json", "--lines", "5-8"),
    ),
    ("documents", {}, ("docs", "--json")),
)  # fmt: skip
WRONG = (
    ("nothing", {}, "tool: expected one of ask, query, observations, cite, source, documents, found"),
    ("ask", {}, "question: expected it, found nothing; see the tool's input schema"),
    ("ask", {"question": " "}, "expected a question, found an empty one"),
    ("ask", {"question": "x", "top": 0}, "top: expected greater than or equal to 1, found '0'"),
    ("ask", {"question": "x", "doc": "no"}, "doc: expected one of lianzheng-109, moj-midterm, found 'no'"),
    ("query", {"query": {"find": "x"}}, "query: Invalid enum value 'x'"),
    ("query", {"query": {}}, "query: Object missing required field `find`"),
    ("observations", {"yeer": 109}, "yeer: expected no such name"),
    ("source", {"doc": "lianzheng-109", "line_start": 9000}, "lines: expected some of 1 to 880"),
    ("cite", {"doc": "lianzheng-109", "line_start": 588, "quote": "沒有"}, "quote: expected words that"),
    ("cite", {"doc": "lianzheng-109", "line_start": 1, "line_end": 2000}, "line_end: expected at most 1000"),
)  # fmt: skip


async def _call_all(client: Client) -> tuple[list[Tool], list[CallToolResult]]:
    calls = [*((name, asked) for name, asked, _ in ASKED), *((name, asked) for name, asked, _ in WRONG)]
    return (await client.list_tools()).tools, [await client.call_tool(*call) for call in calls]


@pytest.fixture(scope="module")
def called() -> tuple[list[Tool], list[CallToolResult]]:
    """What the client of the SDK is told of the tools, and what it gets of all calls, over standard input."""

    async def run() -> tuple[list[Tool], list[CallToolResult]]:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "qa.cli", "mcp"],
            env={**os.environ, "PLANCITE_HOME": str(real_home())},
            cwd=ROOT,
        )
        async with Client(stdio_client(server)) as client:
            return await _call_all(client)

    return asyncio.run(run())


def test_the_tools_are_told_with_the_schemas_of_what_they_take_and_give(called: Any) -> None:
    tools = {tool.name: tool for tool in called[0]}
    assert list(tools) == ["ask", "query", "observations", "cite", "source", "documents"]
    for name, asked, _ in ASKED:
        jsonschema.validate(asked, tools[name].input_schema)
    for (name, _, _), result in zip(ASKED, called[1], strict=False):
        jsonschema.validate(result.structured_content, tools[name].output_schema)
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
    defined = tools["query"].input_schema["$defs"]
    parts = json.loads(json.dumps(query_schema()["$defs"]))
    assert {name: defined[name] for name in parts} == parts
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"query": {"find": "x"}}, tools["query"].input_schema)


def test_the_tools_give_what_the_commands_print(called: Any, printed: Any, tmp_path: Any) -> None:
    file = tmp_path / "query.json"
    file.write_text(json.dumps(QUERY), encoding="utf-8")
    for (name, asked, arguments), result in zip(ASKED, called[1], strict=False):
        expected = printed(*(str(file) if one == "{query}" else one for one in arguments))
        given = result.structured_content
        assert not result.is_error and json.loads(result.content[0].text) == given
        if name == "documents":
            given = given["documents"]
        elif name == "source":
            assert given.pop("next") is None
        if "top" in asked:
            expected["items"] = expected["items"] if expected["kind"] == "list" else expected["items"][:2]
        assert given == expected


def test_what_is_wrong_with_a_call_is_one_line_of_its_result(called: Any) -> None:
    results = called[1][len(ASKED) :]
    for (_, _, line), result in zip(WRONG, results, strict=True):
        [said] = result.content
        assert result.is_error and said.text.startswith(line) and "\n" not in said.text


@pytest.fixture(scope="module")
def service() -> Service:
    return Service(real_engine)


def test_observations_come_a_few_at_once_and_go_on(service: Service, printed: Any) -> None:
    found, offset = [], 0
    while offset is not None:
        asked = {"doc": "lianzheng-109", "offset": offset}
        given = mcp.call(service, "observations", asked).structured_content
        assert len(given["observations"]) <= 50
        found += given["observations"]
        offset = given["next"]
    assert found == printed("observations", "--json", "--doc", "lianzheng-109")
    assert given["total"] == len(found)


def test_what_is_cited_stands_there_and_is_written_in_every_form(service: Service) -> None:
    asked = {"doc": "lianzheng-109", "line_start": 595, "quote": "共召開75次會議"}
    given = mcp.call(service, "cite", asked).structured_content
    assert given["line_start"] == given["line_end"] == 595
    assert set(given["forms"]) == {"official", "academic_roc", "academic_western", "english"}
    assert "第595行略以：「共召開75次會議」" in given["forms"]["official"]
    whole = mcp.call(service, "cite", {"doc": "lianzheng-109", "line_start": 588}).structured_content
    assert whole["quote"] == "序次\t34"


def test_every_figure_of_an_answer_can_be_cited(service: Service) -> None:
    answer = mcp.call(service, "ask", {"question": "109年緝返外逃罪犯幾人？"}).structured_content
    assert answer["figures"]
    for citation in answer["citations"]:
        asked = {name: citation[name] for name in ("doc", "line_start", "line_end", "quote")}
        assert not mcp.call(service, "cite", asked).is_error


def test_what_is_no_message_is_passed_over_and_many_calls_are_answered_each() -> None:
    asked = {"name": "source", "arguments": {"doc": "lianzheng-109", "line_end": 2}}
    long = {"name": "ask", "arguments": {"question": "x" * 2_000_000}}
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    lines = [
        json.dumps({"jsonrpc": "2.0", "id": "hello", "method": "initialize", "params": hello}),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        *("garbage", "[" * 100_000, '{"jsonrpc": "2.0", "id": "odd", "method": "nothing"}'),
        json.dumps({"jsonrpc": "2.0", "id": "long", "method": "tools/call", "params": long}),
        *(
            json.dumps({"jsonrpc": "2.0", "id": n, "method": "tools/call", "params": asked})
            for n in range(99)
        ),
    ]
    environment = {**os.environ, "PLANCITE_HOME": str(real_home())}
    with subprocess.Popen(
        [sys.executable, "-m", "qa.cli", "mcp"],
        cwd=ROOT, env=environment, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as server:  # fmt: skip
        assert server.stdin and server.stdout and server.stderr
        writing = threading.Thread(target=server.stdin.write, args=("\n".join(lines) + "\n",))
        writing.start()
        answers = [json.loads(server.stdout.readline()) for _ in range(102)]
        writing.join()
        server.stdin.close()
        assert server.wait(30) == 0 and server.stderr.read() == ""
    by_id = {answer["id"]: answer for answer in answers}
    assert by_id["odd"]["error"]["message"] == "Method not found"
    assert all(not by_id[n]["result"].get("isError") for n in ("long", *range(99)))
