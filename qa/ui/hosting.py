"""Serving the page: on which address, by which names, and who may change documents there."""

from __future__ import annotations

import sys
import threading
import tomllib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from qa.hosts import Hosting
from qa.ui.access import give

PAGE = Path(__file__).with_name("page.py")
# In the wheel the configuration stands beside this module, in a checkout where Streamlit looks for it.
_SETTINGS = (
    Path(__file__).with_name("config.toml"),
    Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml",
)


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
    from qa.ui.waking import wake_once_for_many

    @asynccontextmanager
    async def tell(_: App) -> AsyncIterator[dict[str, Any]]:
        for line in hosting.told:
            print(f"plancite: {line}", file=sys.stderr, flush=True)
        threading.Thread(target=_prepare, name="plancite-prepare", daemon=True).start()
        yield {}

    give(hosting.access)
    wake_once_for_many()
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
