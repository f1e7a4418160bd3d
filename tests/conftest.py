"""What many tests start from: a small dictionary, a home with small texts; and what is let go behind them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

# Hundreds of processes are started by the tests; none of them compiles again what another has compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Nor do they multiply small matrices by threads that wait for each other, as commands do not: see `qa.cli`.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from building import copy_small_home, real_home, use_small_dictionary  # noqa: E402
from letting_go import collect, let_go  # noqa: E402

# What a process may have open on Debian where nothing else is set; other machines allow many times more.
_OPEN = 1024
# Windows has no such limit.
with suppress(ImportError):
    import resource

    _soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _soft == resource.RLIM_INFINITY or _soft > _OPEN:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN, _hard))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare collections of garbage all that is there before the first test."""
    collect()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Let go of what the tests of a file have opened and remembered, when the last of them is through."""
    last = nextitem is None or nextitem.path != item.path
    # Examples in the packages have no module, and open nothing.
    if last and (module := getattr(item, "module", None)) is not None:
        let_go(module)


@pytest.fixture
def small_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put one entry in the place of the dictionary, which takes seconds to read."""
    use_small_dictionary(monkeypatch)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home folder beside its corpus."""
    return copy_small_home(tmp_path)


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return what a command over the texts that come with plancite prints as JSON."""
    from qa.cli import main

    monkeypatch.setenv("PLANCITE_HOME", str(real_home()))

    def run(*arguments: str) -> Any:
        assert main(arguments) == 0
        return json.loads(capsys.readouterr().out)

    return run
