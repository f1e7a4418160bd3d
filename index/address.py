"""Where the index that questions are put to is kept: in the home, or where $PLANCITE_STORE says."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from index.damage import StoreError

VARIABLE = "PLANCITE_STORE"
_SCHEMES = ("http", "https")
_FILE = ".db"


def find_address() -> str:
    """Return the address of the engine that holds the index, empty where the home does.

    Raises StoreError where what $PLANCITE_STORE says is no address.
    """
    address = os.environ.get(VARIABLE, "").strip()
    if address and not _is_address(address):
        raise StoreError(
            f"{VARIABLE}: expected an address such as http://host:19530 or a path that ends in {_FILE}, "
            f"found {show_address(address)!r}; set it to one, or to nothing for the index in the home"
        )
    return address


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        if parts.scheme in _SCHEMES:
            return bool(parts.hostname) and parts.port != 0
    except ValueError:
        # A port that is no number.
        return False
    return "://" not in address and address.endswith(_FILE) and Path(address).absolute().parent.is_dir()


def show_address(address: str) -> str:
    """Return an address without who asks and their password.

    >>> show_address("http://root:secret@db.example:19530/plans")
    'http://db.example:19530/plans'
    """
    scheme, between, rest = address.partition("://")
    if not between:
        return address
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path.partition('?')[0]}"
