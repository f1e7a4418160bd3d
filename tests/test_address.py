"""Where an index is kept, as $PLANCITE_STORE says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import copy_small_home
from index.address import find_address, show_address
from index.damage import StoreError
from index.opening import name_current, open_index
from index.store import Store


@pytest.mark.parametrize(
    "address",
    ["http://milvus.example:19530", "https://root:secret@milvus.example/plans", "{folder}/store.db", "  "],
)
def test_an_address_is_a_server_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("PLANCITE_STORE", address.format(folder=tmp_path))
    assert find_address() == address.format(folder=tmp_path).strip()


@pytest.mark.parametrize(
    "address",
    [
        *("milvus.example:19530", "http://", "http://milvus.example:port", "http://milvus.example:99999"),
        *(
            "http://[milvus",
            "ftp://milvus.example/store.db",
            "tcp://milvus.example:19530",
            "/no/such/folder/store.db",
            "store",
        ),
    ],
)
def test_what_is_no_address_is_told_in_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("PLANCITE_STORE", address)
    with pytest.raises(StoreError) as told:
        open_index(home, home.parent / "corpus")
    assert str(told.value).startswith(
        "PLANCITE_STORE: expected an address such as http://host:19530 or a path"
    )
    assert f"found {address!r}; set it to one" in str(told.value) and "\n" not in str(told.value)
    assert name_current(home) == ""


def test_without_an_address_the_home_has_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANCITE_STORE", raising=False)
    home = copy_small_home(tmp_path)
    store = open_index(home, tmp_path / "corpus")
    assert isinstance(store, Store) and name_current(home) == store.folder.name


def test_a_password_is_not_shown() -> None:
    shown = show_address("https://root:secret@milvus.example:19530/plans?token=secret")
    assert shown == "https://milvus.example:19530/plans"
    assert show_address("tcp://root:secret@[milvus") == "tcp://[milvus"
    assert show_address("store.db") == "store.db"
