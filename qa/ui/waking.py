"""Waking the server for what a session draws: once for many messages, not anew for each."""

from __future__ import annotations

from streamlit.runtime import Runtime


def wake_once_for_many() -> None:
    """Have the server woken only where it does not know yet that there is something to be sent.

    A turn of a session draws some hundred messages. Streamlit wakes its loop for each, which then takes
    the interpreter from the thread that draws: half of the time of an answer went into handing it over.
    The loop forgets that it was woken before it looks what there is, so that nothing is missed.
    """
    Runtime._enqueued_some_message = _wake  # type: ignore[assignment, method-assign]


def _wake(runtime: Runtime) -> None:
    known = runtime._get_async_objs()
    if not known.need_send_data.is_set():
        known.eventloop.call_soon_threadsafe(known.need_send_data.set)
