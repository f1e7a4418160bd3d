"""The page Streamlit serves before it runs, dressed: nothing of it is seen until it has come to rest.

It also names what every view will need, so that a browser fetches it with the rest of the page: Streamlit's
own has a browser ask for each part of a view when the view is there to be drawn.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_STYLE = Path(__file__).with_name("shell.css")
_END = b"</head>"
_MODULES = Path(streamlit.__file__).parent / "static" / "static" / "js"
# The parts of Streamlit that an answer is drawn with.
_PARTS = (
    "Html", "PageLink", "ButtonGroup", "TextInput", "Button", "DownloadButton", "Selectbox", "Checkbox",
)  # fmt: skip
_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([^"']+)["']""")
# What would have the browser keep another page than this one, or send it packed.
_UNWANTED = (b"accept-encoding", b"if-none-match", b"if-modified-since")
_STAMPS = ("etag", "last-modified")


def wants_page(scope: Scope) -> bool:
    """Say whether a request is for the page itself, not for what it loads."""
    return "text/html" in Headers(scope=scope).get("accept", "")


def dress(html: bytes) -> bytes:
    """Return the page with the style and what to fetch early in its head; as it is where it has none.

    >>> dress(b"<head></head>").startswith(b"<head><style>"), dress(b"no page")
    (True, b'no page')
    """
    return html.replace(_END, b"<style>" + _read_style() + b"</style>" + _name_early(html) + _END, 1)


async def serve_dressed(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Pass a request for the page on, and dress what is answered."""
    headers = [(name, value) for name, value in scope["headers"] if name not in _UNWANTED]
    begun: list[Message] = []
    body = bytearray()

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            begun.append(message)
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                dressed = dress(bytes(body))
                answered = MutableHeaders(scope=begun[0])
                for stamp in _STAMPS:
                    del answered[stamp]
                if "content-length" in answered and scope["method"] != "HEAD":
                    answered["content-length"] = str(len(dressed))
                await send(begun[0])
                await send({"type": "http.response.body", "body": dressed})
        else:
            await send(message)

    # Without what lets a server hand a file over unread.
    await app({**scope, "headers": headers, "extensions": {}}, receive, collect)


@cache
def _read_style() -> bytes:
    return _STYLE.read_bytes()


@lru_cache(maxsize=4)
def _name_early(html: bytes) -> bytes:
    """Return links to the parts an answer is drawn with and their imports, but for what the page names."""
    waiting = [path.name for part in _PARTS for path in sorted(_MODULES.glob(f"{part}.*.js"))]
    early: dict[str, None] = {}
    while waiting:
        name = waiting.pop(0)
        if name not in early and name.encode() not in html and (_MODULES / name).is_file():
            early[name] = None
            waiting += _IMPORTED.findall((_MODULES / name).read_text("utf-8"))
    return "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in early
    ).encode()
