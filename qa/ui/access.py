"""Who may add and remove documents: all who reach the page, those who know a token, or nobody."""

from __future__ import annotations

import hmac

from streamlit import config
from streamlit.runtime.scriptrunner import get_script_run_ctx

from qa.hosts import Access, is_loopback

_given: list[Access] = []
_admitted: set[str] = set()


def give(access: Access) -> None:
    """Set who may change documents, for all sessions of this process, which are asked anew."""
    _given[:] = [access]
    _admitted.clear()


def current() -> Access:
    """Return who may change documents; unset: all on a page of this machine alone, else none."""
    if _given:
        return _given[0]
    address = config.get_option("server.address")
    return Access("all" if address and is_loopback(address) else "none")


def may_change(session: str | None = None) -> bool:
    """Say whether a session, or the one that asks, may add and remove documents."""
    access = current()
    return access.changing == "all" or (access.changing == "token" and (session or _session()) in _admitted)


def admit(token: str) -> bool:
    """Let the session that asks change documents where it knows the token; say whether it does."""
    access = current()
    known = access.changing == "token" and hmac.compare_digest(token.strip().encode(), access.token.encode())
    if known:
        _admitted.add(_session())
    return known


def _session() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""
