"""Serving the page: on which address, by which names, and who may change documents there."""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
import sys
import threading
import tomllib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.batch import UnusableInput
from qa.ui.access import Access, give, is_loopback

PAGE = Path(__file__).with_name("page.py")
# In the wheel the configuration stands beside this module, in a checkout where Streamlit looks for it.
_SETTINGS = (
    Path(__file__).with_name("config.toml"),
    Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml",
)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class Hosting:
    """Where the page is served and by which names; `told` is what its owner needs to know of it."""

    address: str
    port: int
    names: tuple[str, ...]
    access: Access
    told: tuple[str, ...]


def plan_hosting(
    address: str,
    port: int,
    allow: Sequence[str] = (),
    read_only: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> Hosting:
    """Return how to serve the page; raise UnusableInput where an address or name cannot be used.

    Reached from elsewhere, by its address or by a name that is allowed, it is read-only or asks
    those who change documents for a token: PLANCITE_TOKEN, else a new one.
    """
    names = tuple(_read_name(name) for name in allow)
    everywhere = _is_everywhere(address)
    if everywhere and not names:
        raise UnusableInput(
            f"--host {address}: expected --allow with each name the page is to answer for, found none"
        )
    beyond = bool(names) or not is_loopback(address)
    own = () if is_loopback(address) or everywhere else (address,)
    access = _choose_access(beyond, read_only, environment)
    shown = f"[{address}]" if ":" in address else address
    told = [f"serving on http://{shown}:{port}; end with Ctrl-C"]
    if beyond:
        told.append("everybody who reaches it may read every document and ask; nothing is encrypted")
    if access.changing == "none":
        told.append("read-only: documents are neither added nor removed there")
    elif access.changing == "token" and not environment.get("PLANCITE_TOKEN"):
        told.append(f"to add and remove documents enter there: {access.token}")
    return Hosting(address, port, (*_LOOPBACK, *own, *names), access, tuple(told))


def check_free(hosting: Hosting) -> None:
    """Raise UnusableInput where the page cannot be served on its address and port."""
    family = socket.AF_INET6 if ":" in hosting.address else socket.AF_INET
    with socket.socket(family) as tried:
        if os.name != "nt":
            # A port that was just left is free, as it is to the server.
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((hosting.address, hosting.port))
        except OSError as error:
            raise UnusableInput(
                f"{hosting.address} port {hosting.port}: expected them free on this machine, found "
                f"{error.strerror or error}; name others with --host and --port"
            ) from error


def _is_everywhere(address: str) -> bool:
    if address == "localhost":
        return False
    try:
        return ipaddress.ip_address(address).is_unspecified
    except ValueError as error:
        raise UnusableInput(
            f"--host {address}: expected an address of this machine, as 192.0.2.7, found none; "
            "name hosts with --allow"
        ) from error


def _read_name(name: str) -> str:
    """Return a name as hosts are compared; a port is none of it, and nothing stands for any name.

    >>> _read_name("Plans.Example.")
    'plans.example'
    """
    plain = name.strip().lower().rstrip(".")
    try:
        return str(ipaddress.ip_address(plain.strip("[]")))
    except ValueError:
        pass
    if not plain or len(plain) > 253 or not all(char.isalnum() or char in "-." for char in plain):
        raise UnusableInput(f"--allow {name}: expected the name of one host, as plans.example, found another")
    return plain


def _choose_access(beyond: bool, read_only: bool, environment: Mapping[str, str]) -> Access:
    if read_only:
        return Access("none")
    if not beyond:
        return Access("all")
    token = environment.get("PLANCITE_TOKEN") or secrets.token_urlsafe(24)
    if len(token) < _SHORTEST_TOKEN:
        raise UnusableInput(
            f"PLANCITE_TOKEN: expected at least {_SHORTEST_TOKEN} characters, found {len(token)}; "
            "leave it out to be given one"
        )
    return Access("token", token)


def read_settings() -> dict[str, Any]:
    """Return the settings of the page, each by its name with its section.

    >>> read_settings()["client.showErrorLinks"]
    'false'
    """
    path = next(path for path in _SETTINGS if path.is_file())
    return dict(_name_settings(tomllib.loads(path.read_text("utf-8")), ""))


def _name_settings(table: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    """Yield each setting of a table and of those within it by its whole name, as theme.dark.textColor."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _name_settings(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def serve(hosting: Hosting) -> None:
    """Serve the page until it is ended; whatever a folder or the environment sets, its settings hold."""
    from streamlit.starlette import App

    from qa.ui.gate import MIDDLEWARE

    @asynccontextmanager
    async def tell(_: App) -> AsyncIterator[dict[str, Any]]:
        for line in hosting.told:
            print(f"plancite: {line}", file=sys.stderr, flush=True)
        threading.Thread(target=_prepare, name="plancite-prepare", daemon=True).start()
        yield {}

    give(hosting.access)
    settings = read_settings() | {
        "server.address": hosting.address,
        "server.port": hosting.port,
        "server.allowedHosts": list(hosting.names),
    }
    App(PAGE, middleware=MIDDLEWARE, lifespan=tell).run(config=settings)


def _prepare() -> None:
    """Load what the first reader would wait for; what cannot be loaded is told to who asks."""
    from qa.ui import ask, check, compare, documents, frame, targets  # noqa: F401

    frame.prepare_engine()
