"""What many tests start from: a small dictionary, a home with small texts; and what is let go behind them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

# Hundreds of processes are started by the tests; none of them compiles again what another has compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

import asking  # noqa: E402
from building import copy_small_home, use_small_dictionary  # noqa: E402

# What a process may have open on Debian where nothing else is set; other machines allow many times more.
_OPEN = 1024
# Windows has no such limit.
with suppress(ImportError):
    import resource

    _soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _soft == resource.RLIM_INFINITY or _soft > _OPEN:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN, _hard))

_PACKAGES = ("ingest.", "index.", "qa.")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare collections of garbage all that is there before the first test: it stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Let go of what the tests of a file have opened and remembered, when the last of them is through."""
    if nextitem is None or nextitem.path != item.path:
        module = getattr(item, "module", None)
        caches = [*_list_caches(module), *_list_caches(asking), *_list_bounded()]
        if sum(one.cache_info().currsize for one in caches):
            for one in caches:
                one.cache_clear()
            # Engines hold themselves, and with them the files of their index.
            gc.collect()


def _list_caches(module: ModuleType | None) -> Iterator[Any]:
    """Yield the caches that a module of tests makes, not those it imports."""
    for one in vars(module).values() if module else ():
        if hasattr(one, "cache_clear") and one.__module__ == module.__name__:
            yield one


def _list_bounded() -> Iterator[Any]:
    """Yield the caches of texts that the packages make; what they load once is wanted by every test."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_PACKAGES):
            yield from (one for one in _list_caches(module) if one.cache_parameters()["maxsize"] is not None)


@pytest.fixture
def small_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put one entry in the place of the dictionary, which takes seconds to read."""
    use_small_dictionary(monkeypatch)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home folder beside its corpus."""
    return copy_small_home(tmp_path)
