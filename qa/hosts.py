"""Where this machine is asked, by which names and from which pages: for the page and for programs alike."""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from qa.batch import UnusableInput

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class Access:
    """What is asked of one who adds or removes: nothing, `token`, or what nobody has."""

    changing: Literal["all", "token", "none"]
    token: str = ""


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


def is_loopback(address: str) -> bool:
    """Say whether an address is reached from this machine alone.

    >>> [is_loopback(address) for address in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "192.0.2.7", "")]
    [True, True, True, False, False, False]
    """
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _split(address: str) -> SplitResult | None:
    """Return the parts of an address, None where it is none or more than a host with its port."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # Raises where it is no number.
    except ValueError:
        return None
    more = parts.username is not None or parts.path or parts.query or parts.fragment
    return None if more or not parts.hostname else parts


def is_own_host(host: str, own: Collection[str]) -> bool:
    """Say whether a Host header names one of the page's own hosts, whatever the port.

    >>> [is_own_host(host, ["localhost", "::1"]) for host in ("localhost:8501", "LOCALHOST.", "[::1]:80")]
    [True, True, True]
    >>> [is_own_host(host, ["localhost"]) for host in ("", "localhost.evil.example", "a@localhost")]
    [False, False, False]
    """
    parts = _split(f"//{host}")
    return parts is not None and (parts.hostname or "").rstrip(".") in own


def is_own_origin(origin: str | None, host: str, own: Collection[str]) -> bool:
    """Say whether a request comes from the page itself, or from no page at all.

    Behind what answers in the page's place, the origin is one of its hosts without a port.

    >>> own = ["127.0.0.1", "plans.example"]
    >>> is_own_origin("http://127.0.0.1:8501", "127.0.0.1:8501", own)
    True
    >>> is_own_origin("https://plans.example", "127.0.0.1:8501", own)
    True
    >>> [is_own_origin(o, "127.0.0.1:8501", own) for o in ("http://127.0.0.1:80", "null", "https://evil.example")]
    [False, False, False]
    """
    if origin is None:
        return True
    parts = _split(origin)
    if parts is None or parts.scheme not in ("http", "https"):
        return False
    return parts.netloc.lower() == host.lower() or (parts.port is None and is_own_host(parts.netloc, own))
