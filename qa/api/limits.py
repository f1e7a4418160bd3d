"""What stands before the HTTP interface: by whom it may be asked, how much and how many it takes at once.

It is an ASGI middleware. A request is held to its host and origin before anything of it is read, then
waits for its turn, then is read whole, within bounds of size and time; only then it goes on. So whatever
is sent, no more than `WAITING` bodies are held, and no more than `WORKING` questions are answered at once.
"""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from contextlib import suppress
from typing import Any

from qa.hosts import is_own_host, is_own_origin
from qa.query import LONGEST

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# As many bytes as a query may hold characters.
MOST_BYTES = LONGEST
# Answers are worked out by threads that share one interpreter: more of them at once answer no sooner.
WORKING, WAITING = 4, 128
# So many bytes of a body wait like a request of their own: 128 small ones, or eight as large as may be.
UNIT = 65_536
# Seconds for a body to arrive, and for an answer to be taken.
PATIENCE, LEISURE = 10.0, 60.0
# What is refused is read to its end before that is said, or who sends it would never hear it; up to so much.
DRAINED = 32_000_000
HEADERS = {
    "content-type": "application/json",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


class Refusal(Exception):
    """A request that is not taken: the status it is answered with, and one line that says why."""

    def __init__(self, status: int, line: str, **headers: str) -> None:
        super().__init__(line)
        self.status, self.line, self.headers = status, line, headers


class Limits:
    """Holds every request to these rules before an application sees it."""

    def __init__(self, app: App, names: Collection[str]) -> None:
        self.app, self.names = app, names
        self._turn = asyncio.Semaphore(WORKING)
        self._taken = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = _read_headers(scope)
        try:
            cost = self._judge(headers)
        except Refusal as refusal:
            if "expect" not in headers:
                await _drain(receive)
            await refuse(send, refusal)
            return
        self._taken += cost
        try:
            await self._take(scope, receive, send)
        except Refusal as refusal:
            await refuse(send, refusal)
        finally:
            self._taken -= cost

    def _judge(self, headers: dict[str, str]) -> int:
        """Return as how many a request counts while it waits. Raises Refusal."""
        host = headers.get("host", "")
        if not is_own_host(host, self.names) or not is_own_origin(headers.get("origin"), host, self.names):
            raise Refusal(403, "expected one of the server's own hosts, asked by no other page")
        length = headers.get("content-length", str(MOST_BYTES) if "transfer-encoding" in headers else "0")
        if not length.isascii() or not length.isdecimal() or len(length) > 9 or int(length) > MOST_BYTES:
            raise _too_large()
        cost = 1 + int(length) // UNIT
        if self._taken + cost > WAITING:
            line = f"expected at most {WAITING} requests at once, found more; ask again in a moment"
            raise Refusal(503, line, **{"retry-after": "1"})
        return cost

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a request, have it answered when its turn comes, and send the answer. Raises Refusal."""
        try:
            body = await asyncio.wait_for(_read_body(receive), PATIENCE)
        except TimeoutError:
            line = f"expected the whole body within {PATIENCE:.0f} seconds, found a part of it"
            raise Refusal(408, line, connection="close") from None
        if body is None:
            return
        # Whoever reads the answer slowly keeps nobody else waiting for a turn.
        answer: list[Message] = []
        async with self._turn:
            try:
                await self.app(scope, _replay(body, receive), _keep(answer))
            except Exception as error:
                # Told whole to the owner of the machine, and to nobody else.
                traceback.print_exc()
                line = f"expected an answer, found a mistake in plancite ({type(error).__name__})"
                raise Refusal(500, f"{line}; report it") from None
        del body
        with suppress(TimeoutError):
            async with asyncio.timeout(LEISURE):
                for message in answer:
                    await send(message)


def _too_large() -> Refusal:
    line = f"expected a body of at most {MOST_BYTES} bytes, found a larger one; ask for less at once"
    return Refusal(413, line, connection="close")


async def _read_body(receive: Receive) -> bytes | None:
    """Return the whole body of a request; None where whoever sent it is gone."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            del body
            if message.get("more_body", False):
                await _drain(receive)
            raise _too_large()
        if not message.get("more_body", False):
            return bytes(body)


async def _drain(receive: Receive) -> None:
    """Read what is sent and keep nothing of it, up to a limit of size and time."""
    left = DRAINED
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while left > 0:
                message = await receive()
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
                left -= len(message.get("body", b""))


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read as one message, and afterwards what else arrives."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def give() -> Message:
        return waiting.pop() if waiting else await receive()

    return give


def _read_headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _write_headers(headers: MutableMapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def _keep(answer: list[Message]) -> Send:
    """Return what takes the messages of an answer, with the headers that each has."""

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            named = {name.lower() for name, _ in message["headers"]}
            more = [(name, value) for name, value in _write_headers(HEADERS) if name not in named]
            message["headers"] = [*message["headers"], *more]
        answer.append(message)

    return keep


async def refuse(send: Send, refusal: Refusal) -> None:
    """Answer with one line, as an object of JSON."""
    body = json.dumps({"error": refusal.line}, ensure_ascii=False).encode()
    named = _write_headers({**HEADERS, **refusal.headers, "content-length": str(len(body))})
    await send({"type": "http.response.start", "status": refusal.status, "headers": named})
    await send({"type": "http.response.body", "body": body})
