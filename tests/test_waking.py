"""The server is woken once for what a session draws, and never misses what comes while it sends."""

from __future__ import annotations

import asyncio
import inspect
from types import SimpleNamespace

import pytest
from streamlit.runtime import Runtime

from qa.ui import waking


def test_many_messages_wake_the_server_once_until_it_has_looked() -> None:
    woken: list[object] = []
    event = asyncio.Event()
    loop = SimpleNamespace(call_soon_threadsafe=lambda call: (woken.append(call), call()))
    runtime = SimpleNamespace(_get_async_objs=lambda: SimpleNamespace(eventloop=loop, need_send_data=event))
    for _ in range(100):
        waking._wake(runtime)  # type: ignore[arg-type]
    assert len(woken) == 1 and event.is_set()
    event.clear()
    waking._wake(runtime)  # type: ignore[arg-type]
    assert len(woken) == 2 and event.is_set()


def test_the_server_forgets_that_it_was_woken_before_it_looks_what_there_is() -> None:
    loop = inspect.getsource(Runtime._loop_coroutine)
    assert loop.index("need_send_data.clear()") < loop.index("flush_browser_queue()")


def test_streamlit_wakes_by_what_is_put_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(inspect.signature(Runtime._enqueued_some_message).parameters) == ["self"]
    monkeypatch.setattr(Runtime, "_enqueued_some_message", Runtime._enqueued_some_message)
    waking.wake_once_for_many()
    assert Runtime._enqueued_some_message is waking._wake
