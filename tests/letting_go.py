"""What a file of tests has opened and remembered is let go when its last test is through.

Else the process of a test run holds every engine that any test opened, and every text that was read.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import asking

_PACKAGES = ("ingest.", "index.", "qa.")


def let_go(module: ModuleType) -> None:
    """Empty the caches that a module of tests makes, and those of small texts asked and of any text read."""
    opened = [*_list_caches(module), *_list_caches(asking)]
    held = any(one.cache_info().currsize for one in opened)
    for one in (*opened, *_list_bounded()):
        one.cache_clear()
    if held:
        collect()


def collect() -> None:
    """Collect what holds itself, as engines do; what is left stays, and is not looked through again."""
    gc.collect()
    gc.freeze()


def _list_caches(module: ModuleType) -> Iterator[Any]:
    """Yield the caches that a module makes, not those it imports."""
    for one in vars(module).values():
        if hasattr(one, "cache_clear") and one.__module__ == module.__name__:
            yield one


def _list_bounded() -> Iterator[Any]:
    """Yield the caches of texts that the packages make; what they load once is wanted by every test."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_PACKAGES):
            yield from (one for one in _list_caches(module) if one.cache_parameters()["maxsize"] is not None)
