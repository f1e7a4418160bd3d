"""The HTTP interface gives what the commands print, to whom it may, and one line for whatever is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from pydantic import TypeAdapter
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from starlette.testclient import TestClient

from building import real_engine, small_home
from index.damage import StoreError
from index.store import open_store
from ingest.glossary import load_glossary
from qa.api import shapes
from qa.api.failing import describe
from qa.api.http import build
from qa.api.limits import Limits
from qa.api.service import Service
from qa.batch import UnusableInput
from qa.engine import Engine, UnknownDocument, open_engine
from test_serving import OUTSIDE

NAMES = ("localhost", "127.0.0.1", "testserver")
COMMAND = (sys.executable, OUTSIDE, "qa.cli", "serve", "--api", "--port", "{port}")
QUERY = {"find": "count", "where": {"type": "is", "field": "verdict", "values": ["not_met"]}}
QUESTIONS = (
    "109年緝返外逃罪犯幾人？",
    "109年哪些措施未達標？",
    "109年政府採購稽核件數比108年增加多少？",
    "112年緝返外逃罪犯幾人？",
    "法務部主辦的措施有幾項？",
    "兩岸司法互助案件數",
    "Which measures fell short of their targets in 2020?",
    "今天天氣如何？",
)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Ask the interface over the texts that come with plancite."""
    with TestClient(Limits(build(Service(real_engine)), NAMES)) as made:
        yield made


def check_shape(shape: Any, given: Any) -> None:
    TypeAdapter(shape).validate_python(given, strict=True)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_what_the_command_prints(client: TestClient, printed: Any, question: str) -> None:
    given = client.post("/ask", json={"question": question, "explain": True}).json()
    assert given == printed("ask", "--json", "--explain", question)
    check_shape(shapes.Answer, given)
    limited = {"question": question, "doc": "lianzheng-109", "year": 2020, "top": 2}
    options = ("--doc", "lianzheng-109", "--year", "2020", "--top", "2")
    assert client.post("/ask", json=limited).json() == printed("ask", "--json", question, *options)
    if given["query"] is not None:
        again = client.post("/query", json=given["query"]).json()
        check_shape(shapes.Answer, again)
        assert again["answer"]


def test_a_query_is_answered_as_the_command_does(client: TestClient, printed: Any, tmp_path: Path) -> None:
    file = tmp_path / "query.json"
    file.write_text(json.dumps(QUERY), encoding="utf-8")
    given = client.post("/query", json=QUERY, params={"language": "en", "doc": "lianzheng-109"}).json()
    options = ("--language", "en", "--doc", "lianzheng-109")
    assert given == printed("query", str(file), "--json", *options) and given["measures"] == [9, 34, 36]


def test_lists_come_in_parts_that_are_the_whole(client: TestClient, printed: Any) -> None:
    for path, shape in (("/observations", shapes.Observation), ("/records", shapes.Record)):
        whole, address = [], f"{path}?doc=lianzheng-109&limit=97"
        while address:
            given = client.get(address)
            whole += given.json()
            check_shape(list[shape], given.json())
            assert len(given.json()) <= 97
            link = given.headers.get("link", "")
            address = link.removeprefix("<").removesuffix('>; rel="next"')
        assert whole == printed(path[1:], "--json", "--doc", "lianzheng-109")
        assert given.headers["x-total-count"] == str(len(whole))
    chosen = client.get("/observations", params={"year": 2020, "role": "target", "entry": "36"}).json()
    options = ("--year", "2020", "--role", "target", "--entry", "36")
    assert chosen == printed("observations", "--json", *options) and chosen
    assert client.get("/records", params={"offset": 10**6}).json() == []


def test_the_description_names_each_address_and_what_it_takes_and_gives(client: TestClient) -> None:
    told = client.get("/openapi.json").json()
    called = {f"/{name}" for name in ("ask", "query", "observations", "records", "source", "documents")}
    assert set(told["paths"]) == called
    for path, methods in told["paths"].items():
        [operation] = methods.values()
        assert operation["operationId"] == path[1:] and operation["summary"]
        assert {"200", "403", "413", "422", "503"} <= set(operation["responses"])
    body = told["paths"]["/query"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Query"}
    assert "$defs" not in json.dumps(told)


def test_documents_and_sources_are_what_the_commands_print(client: TestClient, printed: Any) -> None:
    documents = client.get("/documents").json()
    assert documents == printed("docs", "--json")
    check_shape(list[shapes.Indexed], documents)
    asked = {"doc": "lianzheng-109", "line_start": 588, "line_end": 590}
    given = client.get("/source", params=asked).json()
    check_shape(shapes.Source, given)
    assert given.pop("next") is None
    assert given == printed("source", "--json", "lianzheng-109", "--lines", "588-590")


def test_a_long_source_says_where_it_goes_on(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.api.service.MOST", 300)
    monkeypatch.setattr("qa.api.service.MOST_CHARACTERS", 2000)
    lines, start = [], 1
    while start:
        given = client.get("/source", params={"doc": "lianzheng-109", "line_start": start}).json()
        lines += given["lines"]
        start = given["next"]
    every = real_engine().documents["lianzheng-109"].lines
    assert [one["text"] for one in lines] == list(every)
    assert [one["line"] for one in lines] == list(range(1, len(every) + 1))


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "line"),
    [
        ("GET", "/nothing", {}, 404, "/nothing: expected one of /ask, /documents, "),
        ("GET", "/", {}, 404, "/: expected one of /ask"),
        ("GET", "/ask", {}, 405, "/ask: expected POST, found GET"),
        ("DELETE", "/documents", {}, 405, "/documents: expected GET, found DELETE"),
        ("POST", "/ask", {"content": b'{"question":', "json": None}, 422, "body: expected JSON, found "),
        ("POST", "/ask", {"content": b"[" * 500_000}, 422, "body: expected "),
        ("POST", "/ask", {"content": b"\xff\xfe"}, 422, "body: expected "),
        ("POST", "/ask", {"data": {"question": "x"}}, 422, "body: expected a JSON object, of Content-Type"),
        ("POST", "/ask", {"json": {"q": "x"}}, 422, "question: expected it, found nothing"),
        ("POST", "/ask", {"json": {"question": "x", "q": 1}}, 422, "q: expected no such name"),
        ("POST", "/ask", {"json": {"question": " "}}, 422, "expected a question, found an empty one"),
        ("POST", "/ask", {"json": {"question": "x", "top": 0}}, 422, "top: expected greater than or equal"),
        ("POST", "/ask", {"json": {"question": "x", "doc": "no"}}, 404, "doc: expected one of lianzheng"),
        ("POST", "/query", {"json": {"find": "x"}}, 422, "query: Invalid enum value 'x'"),
        ("POST", "/query", {"content": b"[" * 500_000}, 422, "query: "),
        ("POST", "/query?language=de", {"json": QUERY}, 422, "language: expected 'zh-Hant', 'zh-"),
        ("GET", "/observations?doc=no", {}, 404, "doc: expected one of lianzheng"),
        ("GET", "/observations?yeer=109", {}, 422, "yeer: expected no such name"),
        ("GET", "/observations?limit=1001", {}, 422, "limit: expected less than or equal to 1000"),
        ("GET", "/source", {}, 422, "doc: expected it, found nothing"),
        ("GET", "/source?doc=lianzheng-109&line_start=9000", {}, 422, "lines: expected some of 1 to 880"),
        ("GET", "/source?doc=lianzheng-109&line_start=9&line_end=8", {}, 422, "lines: expected some of 1 to"),
        ("GET", "/documents", {"headers": {"Host": "rebound.example"}}, 403, "expected one of the server"),
        ("GET", "/documents", {"headers": {"Origin": "http://a.example"}}, 403, "expected one of the server"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(
    client: TestClient, method: str, path: str, options: dict[str, Any], status: int, line: str
) -> None:
    options = {name: value for name, value in options.items() if value is not None}
    if "content" in options:
        options["headers"] = {"Content-Type": "application/json"}
    given = client.request(method, path, **options)
    assert given.status_code == status, given.text
    assert set(given.json()) == {"error"} and given.json()["error"].startswith(line)
    assert "\n" not in given.json()["error"] and len(given.json()["error"]) <= 1000
    assert given.headers["content-type"] == "application/json"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in given.headers


@pytest.mark.parametrize("question", ["\x00", "？！", "a" * 5000, "廉政" * 100_000, "<b>&", "🀄" * 100])
def test_any_question_is_answered_or_abstained_on(client: TestClient, question: str) -> None:
    assert client.post("/ask", json={"question": question}).json()["answer"]


def test_halves_of_characters_are_told_as_what_they_are(client: TestClient) -> None:
    kind = {"Content-Type": "application/json"}
    given = client.post("/ask", content=b'{"question": "\\ud83d"}', headers=kind)
    assert given.status_code == 200 and given.json()["question"] == "?"


def test_whose_fault_an_error_is_decides_how_it_is_told() -> None:
    assert describe(UnusableInput("x")).kind == "unusable"  # type: ignore[union-attr]
    assert describe(UnknownDocument("x")).kind == "unknown"  # type: ignore[union-attr]
    assert describe(StoreError("x")).kind == "broken"  # type: ignore[union-attr]
    assert describe(OSError(28, "No space left", "/home")).kind == "broken"  # type: ignore[union-attr]
    assert describe(KeyError("x")) is None and describe(ValueError("x")) is None


def test_a_broken_index_and_a_mistake_are_one_line_each() -> None:
    def fail(error: Exception) -> Service:
        def open() -> Engine:
            raise error

        return Service(open)

    for error, status, line in (
        (
            StoreError("index-1/records.bin: expected a whole part"),
            503,
            "index-1/records.bin: expected a whole",
        ),
        (OSError(28, "No space left on device", "/home"), 503, "/home: expected to read and write there"),
        (KeyError("secret"), 500, "expected an answer, found a mistake in plancite (KeyError); report it"),
    ):
        application = Limits(build(fail(error)), NAMES)
        with TestClient(application, raise_server_exceptions=False) as asking:
            given = asking.get("/documents")
        assert given.status_code == status and given.json()["error"].startswith(line)


def test_the_interface_goes_on_with_the_index_that_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    home, opened = small_home()[0], []
    monkeypatch.setenv("PLANCITE_HOME", str(home))
    names = iter(["index-1", "index-1", "index-1", "index-2", "index-2"])
    monkeypatch.setattr("qa.api.service.name_current", lambda home: next(names))

    def open() -> Any:
        opened.append(open_engine)
        return len(opened)

    service = Service(open)
    assert (service.engine, service.engine, service.engine) == (1, 1, 2)


@pytest.fixture(scope="module")
def described() -> Any:
    """The description of the interface, with the interface over a small plan behind it."""
    # Opening the home itself would build it anew over the texts that come with plancite.
    engine = Engine(open_store(small_home()[0]), load_glossary())
    return schemathesis.openapi.from_asgi("/openapi.json", Limits(build(Service(lambda: engine)), NAMES))


ADDRESSES = ("POST /ask", "POST /query", "GET /observations", "GET /records", "GET /source")


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.name)
@pytest.mark.parametrize("address", ADDRESSES)
def test_whatever_is_sent_is_answered_as_described(
    described: Any, address: str, mode: GenerationMode
) -> None:
    method, path = address.split()
    # What would make no difference to a query is refused too, which no schema says.
    but = CHECKS.get_by_names(["positive_data_acceptance"]) if path == "/query" else []

    @settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def check(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=but)

    check()
