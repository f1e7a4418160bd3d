"""What stands before the HTTP interface holds whoever asks, however much and however many, to its limits."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import shlex
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from building import ROOT, real_home, run_plancite
from qa.api import limits
from qa.api.limits import MOST_BYTES, UNIT, WAITING, WORKING, Limits
from serving import serve
from test_serving import OUTSIDE, ask

COMMAND = (sys.executable, OUTSIDE, "qa.cli", "serve", "--api", "--port", "{port}")
HOST = [(b"host", b"localhost")]
SCOPE = {"type": "http", "method": "POST", "path": "/ask", "headers": HOST}
KIND = {"Content_Type": "application/json"}


class Answering:
    """An application that notes what it is given, and answers when it is let."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.given: list[bytes] = []
        self.at_once = self.most = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.given.append((await receive())["body"])
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await self.go.wait()
        self.at_once -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})


async def request(app: Limits, parts: list[bytes], headers: Any = ()) -> tuple[int, dict[str, Any]]:
    """Send a body in parts, of which the last never comes where it is None; return what is answered."""
    sent: list[Any] = []

    async def receive() -> Any:
        if not parts:
            await asyncio.sleep(3600)
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts) or part == b"..."}

    async def send(message: Any) -> None:
        sent.append(message)

    await app({**SCOPE, "headers": [*HOST, *headers]}, receive, send)
    return sent[0]["status"], json.loads(sent[1]["body"])


@pytest.mark.parametrize(
    ("size", "taken"), [(100, WAITING), (MOST_BYTES, WAITING // (1 + MOST_BYTES // UNIT))]
)
def test_a_thousand_at_once_are_taken_in_turns_or_told_to_come_again(size: int, taken: int) -> None:
    async def run() -> None:
        inner = Answering()
        app = Limits(inner, ["localhost"])
        length = [(b"content-length", str(size).encode())]
        asking = [asyncio.create_task(request(app, [b"x" * size], length)) for _ in range(1000)]
        done, waiting = await asyncio.wait(asking, timeout=1)
        assert len(waiting) == taken and len(inner.given) == WORKING
        for task in done:
            status, said = task.result()
            assert status == 503 and said["error"].startswith(f"expected at most {WAITING} requests at once")
        inner.go.set()
        answers = await asyncio.gather(*waiting)
        assert Counter(status for status, _ in answers) == {200: taken}
        assert inner.most == WORKING and {len(body) for body in inner.given} == {size}
        assert (await request(app, [b""]))[0] == 200

    asyncio.run(run())


@pytest.mark.parametrize(
    ("parts", "headers"),
    [
        ([b"x"], [(b"content-length", b"10000000")]),
        ([b"x"], [(b"content-length", b"-1")]),
        ([b"x" * 600_000, b"x" * 600_000], []),
    ],
)
def test_a_body_is_never_held_beyond_its_limit(parts: list[bytes], headers: Any) -> None:
    async def run() -> None:
        inner = Answering()
        status, said = await request(Limits(inner, ["localhost"]), parts, headers)
        assert status == 413 and said["error"].startswith(f"expected a body of at most {MOST_BYTES} bytes")
        assert inner.given == []

    asyncio.run(run())


def test_a_body_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 0.05)
    status, said = asyncio.run(request(Limits(Answering(), ["localhost"]), [b"..."]))
    assert status == 408 and said["error"].startswith("expected the whole body within ")


def test_one_who_reads_slowly_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LEISURE", 0.2)

    async def run() -> None:
        inner = Answering()
        inner.go.set()
        app = Limits(inner, ["localhost"])

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def never(message: Any) -> None:
            await asyncio.sleep(3600)

        slow = [asyncio.create_task(app(dict(SCOPE), receive, never)) for _ in range(WORKING)]
        await asyncio.sleep(0.05)
        assert (await asyncio.wait_for(request(app, [b""]), 0.1))[0] == 200
        await asyncio.gather(*slow)

    asyncio.run(run())


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve the interface by the command; afterwards it may have asked nothing of another machine."""
    folder = tmp_path_factory.mktemp("api")
    log, outside = folder / "server.log", folder / "outside.log"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("OUTSIDE_LOG", str(outside))
        with serve(COMMAND, real_home(), log, folder, ready="/openapi.json") as found:
            yield found
    told = log.read_text(encoding="utf-8")
    assert "Traceback" not in told and "read-only: " in told
    assert not outside.exists(), outside.read_text(encoding="utf-8")


def test_it_answers_for_the_names_of_this_machine_and_to_no_page(port: int) -> None:
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", "[::1]"):
        assert ask(port, "/documents", Host=host)[0] == 200
    for host in ("rebound.example", "localhost.rebound.example", "192.0.2.7", ""):
        assert ask(port, "/documents", Host=host)[0] == 403
    for origin in ("http://rebound.example", "null", "http://127.0.0.1:1"):
        assert ask(port, "/documents", Origin=origin)[0] == 403


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 10 * 1024 * 1024])
def test_a_large_body_is_one_line_to_one_who_sends_it_whole(port: int, size: int) -> None:
    status, _, text = ask(port, "/ask", "POST", b"x" * size, Content_Type="application/json")
    assert status == 413 and "expected a body of at most" in json.loads(text)["error"]


def test_one_who_asks_before_sending_a_large_body_need_not_send_it(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest("POST", "/ask")
    connection.putheader("Content-Length", str(10 * 1024 * 1024))
    connection.putheader("Expect", "100-continue")
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413 and "expected a body of at most" in json.loads(answer.read())["error"]
    connection.close()


def test_a_thousand_connections_are_answered_each(port: int) -> None:
    asked = "GET /source?doc=lianzheng-109&line_end=3 HTTP/1.1\r\nHost: localhost\r\n"

    async def one() -> tuple[int, Any]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{asked}Connection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        return int(answer.split()[1]), json.loads(answer.partition(b"\r\n\r\n")[2])

    async def run() -> list[tuple[int, Any]]:
        return await asyncio.gather(*(one() for _ in range(1000)))

    answers = asyncio.run(run())
    counts = Counter(status for status, _ in answers)
    assert set(counts) <= {200, 503} and counts[200] >= WAITING
    assert all(len(said["lines"]) == 3 for status, said in answers if status == 200)
    assert all(said["error"].startswith("expected at most") for status, said in answers if status == 503)
    assert ask(port, "/documents")[0] == 200


def test_what_is_no_http_is_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(b"\x00\x01\x02 nonsense\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")
    assert ask(port, "/documents")[0] == 200


def test_reached_from_elsewhere_it_answers_for_the_names_it_is_told(tmp_path: Path) -> None:
    command = (*COMMAND, "--host", "0.0.0.0", "--allow", "Plans.example")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("OUTSIDE_LOG", str(tmp_path / "outside.log"))
        with serve(command, real_home(), tmp_path / "log", ready="/openapi.json") as port:
            assert ask(port, "/documents", Host="plans.example")[0] == 200
            assert ask(port, "/documents", Host="other.example")[0] == 403
    done = run_plancite("serve", "--api", "--host", "0.0.0.0", home=tmp_path)
    assert done.returncode == 2 and "--host 0.0.0.0: expected --allow" in done.stderr


def test_a_port_that_is_taken_is_one_line(port: int, tmp_path: Path) -> None:
    done = run_plancite("serve", "--api", "--port", str(port), home=tmp_path)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert f"127.0.0.1 port {port}: expected them free on this machine, found " in done.stderr


def test_what_the_readme_asks_is_answered(port: int) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    calls = [shlex.split(line) for line in re.findall(r"^    (curl .+)$", page, re.MULTILINE)]
    assert len(calls) == 4
    for _, *options, address in calls:
        path = address.removeprefix("http://127.0.0.1:8600")
        if options:
            [json_option, body] = options
            assert json_option == "--json"
            status, _, text = ask(port, path, "POST", body.encode(), Content_Type="application/json")
        else:
            status, _, text = ask(port, path)
        assert status == 200 and json.loads(text)
    [settings] = re.findall(r'^\{"mcpServers": .+$', page, re.MULTILINE)
    assert json.loads(settings)["mcpServers"]["plancite"]["args"] == ["mcp"]
