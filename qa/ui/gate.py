"""What stands before the page: by which names and from which pages it may be asked, and what it takes.

Streamlit holds only the connection a page lives by to its list of hosts; here everything is, before
Streamlit sees it. A request that names another origin than the host it asks is refused too: Streamlit
would ask an outside server for this machine's address to decide about it.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from qa.hosts import is_own_host, is_own_origin
from qa.ui import access
from qa.ui.address import VIEWS
from qa.ui.scripts import OWN
from qa.ui.shell import serve_dressed, wants_page

# What the uploads of one session may come to until they are added: files, and bytes of all together.
MOST_FILES = 100
MOST_BYTES = 256 * 1024 * 1024
_UPLOADS = "/_stcore/upload_file/"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def _digest_scripts() -> Iterator[str]:
    """Yield what stands for each script that is written into the page itself, by which it may run."""
    shell = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    for script in (*_INLINE.findall(shell), *_INLINE.findall("".join(OWN))):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        yield f"'sha256-{digest}'"


_SCRIPTS = " ".join(_digest_scripts())


def write_policy(host: str) -> str:
    """Return what the page at a host may load and do: what it brings itself, nothing from elsewhere."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {_SCRIPTS}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self' blob:",
            f"connect-src 'self' ws://{host} wss://{host}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _write_headers(host: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": write_policy(host),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        # The address holds the question.
        "Referrer-Policy": "no-referrer",
    }


def find_view(path: str) -> str:
    """Return what of an address that names no view can be kept: the first view, told which is missing.

    >>> find_view("/targets"), find_view("/"), find_view("/_stcore/health"), find_view("/static/a.js")
    ('', '', '', '')
    >>> find_view("/tragets"), find_view("/舊/頁")
    ('/?lost=tragets', '/?lost=%E8%88%8A%2F%E9%A0%81')
    """
    name = path.strip("/")
    served = not name or name in VIEWS or name.startswith("_stcore") or "." in name
    return "" if served else f"/?{urlencode({'lost': name})}"


class Gate:
    """An ASGI middleware that holds every request to these rules."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._coming: dict[str, list[int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with the headers of its answer, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        _send_at_once(receive)
        headers = Headers(scope=scope)
        host, own = headers.get("host", ""), [str(name) for name in config.get_option("server.allowedHosts")]
        if not is_own_host(host, own) or not is_own_origin(headers.get("origin"), host, own):
            await self._refuse(scope, receive, send, 403, "expected one of the page's own hosts and origins")
        elif scope["type"] == "websocket":
            # It is judged; left in, Streamlit would judge it again by what it looks up outside.
            kept = [(name, value) for name, value in scope["headers"] if name != b"origin"]
            await self.app({**scope, "headers": kept}, receive, send)
        elif scope["method"] == "PUT" and scope["path"].startswith(_UPLOADS):
            await self._take_upload(scope, receive, _add_headers(send, host))
        elif wants_page(scope) and (instead := find_view(scope["path"])):
            # Streamlit would say in English that there is no such page, over a page that is there.
            query = scope["query_string"].decode("latin-1")
            answer = RedirectResponse(f"{instead}{'&' if query else ''}{query}", 303)
            await answer(scope, receive, _add_headers(send, host))
        elif wants_page(scope):
            await serve_dressed(self.app, scope, receive, _add_headers(send, host))
        else:
            await self.app(scope, receive, _add_headers(send, host))

    async def _take_upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = scope["path"].removeprefix(_UPLOADS).split("/")[0]
        length = Headers(scope=scope).get("content-length", "")
        most = int(config.get_option("server.maxUploadSize")) * 1024 * 1024
        size = int(length) if length.isascii() and length.isdecimal() else most
        coming = self._coming.setdefault(session, [])
        held = [len(file.data) for file in _list_uploads(session)]
        try:
            if not access.may_change(session):
                await self._refuse(scope, receive, send, 403, "expected a session that may add documents")
            elif len(held) + len(coming) >= MOST_FILES or sum(held) + sum(coming) + size > MOST_BYTES:
                found = f"at most {MOST_FILES} files of {MOST_BYTES // 1024**2} MB together"
                await self._refuse(scope, receive, send, 413, f"expected {found}; add these first")
            else:
                coming.append(size)
                try:
                    await self.app(scope, receive, send)
                finally:
                    coming.remove(size)
        finally:
            if not coming:
                self._coming.pop(session, None)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
        if scope["type"] == "websocket":
            # Closed before it is accepted, it is answered with 403.
            await send({"type": "websocket.close", "code": 1008})
            return
        await PlainTextResponse(f"{why}\n", status, {"X-Content-Type-Options": "nosniff"})(
            scope, receive, send
        )


def _send_at_once(receive: Receive) -> None:
    """Have what is written to a connection leave it at once.

    Streamlit makes its socket so that asyncio does not see it is TCP, and leaves it as it is: of each answer
    the body would wait until the browser has acknowledged the headers, 40 ms for each file of the page.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    held = transport.get_extra_info("socket") if isinstance(transport, asyncio.BaseTransport) else None
    if held is not None and held.family in (socket.AF_INET, socket.AF_INET6):
        held.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _list_uploads(session: str) -> list[UploadedFileRec]:
    """Return what a session has uploaded and not added yet."""
    manager = Runtime.instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return list(manager.file_storage.get(session, {}).values())


def _add_headers(send: Send, host: str) -> Send:
    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _write_headers(host).items():
                headers[name] = value
        await send(message)

    return add


MIDDLEWARE = [Middleware(Gate)]
