"""The state of a view in the page's address, so that a link opens the same view again."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from urllib.parse import urlencode

import streamlit as st

VIEWS = ("ask", "targets", "compare", "check", "documents")
_OPENED = ("card", "cite")


def read_choice(key: str, allowed: Container[object]) -> None:
    """Set the widget of this key from the address when the widget is new.

    Streamlit's own binding writes an option's label into the address, which would
    make a link depend on the language of the interface; this keeps the option itself.
    """
    chosen = st.query_params.get(key)
    if key in st.session_state or chosen is None:
        return
    if chosen in allowed:
        st.session_state[key] = chosen
    else:
        lose(chosen)


def read_choices(key: str, allowed: Iterable[str]) -> None:
    """Do as read_choice does, for a widget that takes several options."""
    options = list(allowed)
    if key not in st.session_state:
        named = st.query_params.get_all(key)
        st.session_state[key] = [name for name in named if name in options]
        for name in named:
            if name not in options:
                lose(name)


def lose(value: str) -> None:
    """Note a choice of a link that is none any more, as of a document that was removed."""
    st.session_state.setdefault("lost", []).append(value)


def read_lost() -> None:
    """Note the view that a link names and there is none of, which its address says."""
    missing = st.query_params.get("lost")
    if missing:
        lose(missing)
        del st.query_params["lost"]


def take_lost() -> tuple[str, ...]:
    """Return the choices of the link that are none any more, each once."""
    return tuple(dict.fromkeys(st.session_state.pop("lost", ())))


def write_choices(key: str, chosen: Sequence[str]) -> None:
    """Write the options chosen into the address, and none for none."""
    if st.query_params.get_all(key) == list(chosen):
        return
    if chosen:
        st.query_params[key] = list(chosen)
    else:
        st.query_params.pop(key, None)


def write_choice(key: str, chosen: str | None) -> None:
    """Write the option chosen into the address."""
    write_choices(key, [chosen] if chosen else [])


def link_to(**changes: str | None) -> str:
    """Return the address of this view with some of its parts changed, None for what it is to lose.

    What is open in it is no part of the link, so that a link stays the same whatever is opened.
    """
    kept = {key: st.query_params.get_all(key) for key in st.query_params if key not in _OPENED}
    changed = {key: [value] for key, value in changes.items() if value is not None}
    return "?" + urlencode({**{k: v for k, v in kept.items() if k not in changes}, **changed}, doseq=True)


def link_view(view: str, **parts: str | None) -> str:
    """Return the address of another view with some parts; the language stays as it is."""
    chosen = {"lang": st.query_params.get("lang"), **parts}
    query = urlencode({key: value for key, value in chosen.items() if value is not None})
    return f"{view}?{query}"


def keep_allowed(key: str, allowed: Container[object]) -> None:
    """Drop what a widget holds when it is no option any more, as after a document was removed."""
    held = st.session_state.get(key)
    if isinstance(held, list):
        st.session_state[key] = [name for name in held if name in allowed]
    elif held is not None and held not in allowed:
        del st.session_state[key]
