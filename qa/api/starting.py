"""Starting what serves other programs; what is not installed is named, with what installs it."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from qa.api.service import Service
from qa.batch import UnusableInput
from qa.engine import Engine
from qa.hosts import Hosting


def serve_api(hosting: Hosting, open: Callable[[], Engine]) -> None:
    """Serve the HTTP interface until it is ended. Raises UnusableInput without its extra."""
    _want("fastapi", "serve --api", "api")
    from qa.api.http import serve

    serve(_start(open), hosting)


def serve_tools(open: Callable[[], Engine]) -> None:
    """Serve the tools on standard input and output. Raises UnusableInput without their extra."""
    _want("mcp", "mcp", "mcp")
    from qa.api.mcp import serve

    serve(_start(open))


def _start(open: Callable[[], Engine]) -> Service:
    """Return a service whose index is open: what is wrong with it is told before anything is asked."""
    service = Service(open=open)
    _ = service.engine
    return service


def _want(module: str, command: str, extra: str) -> None:
    if find_spec(module) is None:
        raise UnusableInput(
            f"{command}: expected the extra {extra}, found it not installed; "
            f'install it with `pip install --constraint constraints.txt ".[{extra}]"`'
        )
