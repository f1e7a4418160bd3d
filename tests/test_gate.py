"""What the gate before the page takes of uploads, and who may change documents."""

from __future__ import annotations

import asyncio
import doctest
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

import pytest
import streamlit as st
from starlette.types import Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from fake_engine import FakeEngine
from qa import engine
from qa.batch import UnusableInput
from qa.hosts import Access, plan_hosting
from qa.ui import access, gate, hosting, shell
from qa.ui.hosting import read_settings
from qa.ui.uploads import Job

TOKEN = "a-token-of-some-length"


@pytest.fixture(autouse=True)
def no_access_left_over() -> Iterator[None]:
    yield
    access._given.clear()
    access._admitted.clear()


@dataclass
class Upload:
    data: bytes


async def _send_upload(inner: gate.Gate, length: str | None) -> int:
    statuses: list[int] = []
    headers = [(b"host", b"localhost"), *([(b"content-length", length.encode())] if length else [])]
    scope: Scope = {
        "type": "http", "method": "PUT", "path": "/_stcore/upload_file/one/1", "headers": headers,
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await inner(scope, receive, send)
    return statuses[0]


async def _accept(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.sleep(0)
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _send_together(lengths: list[str | None]) -> list[int]:
    inner = gate.Gate(_accept)
    return list(await asyncio.gather(*(_send_upload(inner, length) for length in lengths)))


@pytest.mark.parametrize(
    ("held", "lengths", "statuses"),
    [
        ([], ["40"], [204]),
        ([60], ["40"], [204]),
        ([61], ["40"], [413]),
        ([], ["60", "41"], [204, 413]),  # On their way at once, none of them held yet.
        ([1] * 7, ["1"], [204]),
        ([1] * 8, ["1"], [413]),
        ([], ["1"] * 9, [204] * 8 + [413]),
        ([], [None], [413]),  # Of unknown length: as long as any may be.
        ([], ["-5"], [413]),
    ],
)
def test_uploads_of_a_session_are_limited_in_number_and_bytes(
    monkeypatch: pytest.MonkeyPatch, held: list[int], lengths: list[str | None], statuses: list[int]
) -> None:
    monkeypatch.setattr(gate, "MOST_FILES", 8)
    monkeypatch.setattr(gate, "MOST_BYTES", 100)
    monkeypatch.setattr(gate, "_list_uploads", lambda session: [Upload(bytes(size)) for size in held])
    access.give(Access("all"))
    settings = {"server.allowedHosts": ["localhost"], "server.maxUploadSize": 64}
    monkeypatch.setattr(config, "get_option", settings.__getitem__)
    assert asyncio.run(_send_together(lengths)) == statuses


@pytest.mark.parametrize(
    ("address", "changing"), [("127.0.0.1", "all"), ("localhost", "all"), ("0.0.0.0", "none"), (None, "none")]
)
def test_served_by_other_commands_only_a_page_of_this_machine_takes_documents(
    monkeypatch: pytest.MonkeyPatch, address: str | None, changing: str
) -> None:
    monkeypatch.setattr(config, "get_option", lambda name: address)
    assert access.current().changing == changing


@pytest.mark.parametrize(
    ("address", "allow", "read_only", "changing"),
    [
        ("127.0.0.1", [], False, "all"),
        ("::1", [], False, "all"),
        ("127.0.0.1", [], True, "none"),
        ("127.0.0.1", ["plans.example"], False, "token"),
        ("192.0.2.7", [], False, "token"),
        ("192.0.2.7", [], True, "none"),
        ("0.0.0.0", ["plans.example"], False, "token"),
    ],
)
def test_beyond_this_machine_documents_are_changed_with_a_token_or_not_at_all(
    address: str, allow: list[str], read_only: bool, changing: str
) -> None:
    hosting = plan_hosting(address, 8501, allow, read_only, {})
    assert hosting.access.changing == changing
    assert set(hosting.names) == {"localhost", "127.0.0.1", "::1", *allow} | (
        {address} if address.startswith("192") else set()
    )
    if changing == "token":
        assert len(hosting.access.token) >= 32 and hosting.told[-1].endswith(hosting.access.token)
        assert hosting.access.token != plan_hosting(address, 8501, allow, read_only, {}).access.token


def test_a_token_of_ones_own_is_not_shown_and_not_short() -> None:
    hosting = plan_hosting("192.0.2.7", 8501, environment={"PLANCITE_TOKEN": TOKEN})
    assert hosting.access.token == TOKEN and TOKEN not in "".join(hosting.told)
    with pytest.raises(UnusableInput, match="expected at least 16 characters, found 3"):
        plan_hosting("192.0.2.7", 8501, environment={"PLANCITE_TOKEN": "abc"})


def test_the_settings_are_those_streamlit_knows() -> None:
    known = config._config_options_template
    assert [name for name in read_settings() if name not in known] == []


def test_what_the_first_reader_needs_is_there_before_anybody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    held = FakeEngine()
    monkeypatch.setattr(engine, "open_engine", lambda *_, **__: held)
    st.cache_resource.clear()
    hosting._prepare()
    assert len(held.asked) == 1
    st.cache_resource.clear()


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The view of documents over a fake engine."""
    monkeypatch.setattr(engine, "open_engine", lambda *_, **__: FakeEngine())
    app = AppTest.from_string(
        "from qa.ui import documents, frame\nframe.read_language()\ndocuments.draw()", default_timeout=60
    )
    return app


def _offers_changes(app: AppTest) -> bool:
    keys = {button.key for button in app.button}
    return "add" in keys


def test_a_page_for_reading_offers_no_change(documents: AppTest) -> None:
    access.give(Access("none"))
    documents.run()
    assert not _offers_changes(documents) and not documents.text_input
    assert any("本頁僅供查詢" in element.proto.body for element in documents.get("html"))


def test_documents_are_changed_by_one_who_knows_the_token(documents: AppTest) -> None:
    access.give(Access("token", TOKEN))
    documents.run()
    assert not _offers_changes(documents)
    documents.text_input(key="token").set_value("a-token-of-some-lengtH")
    documents.button(key="admit-now").click().run()
    assert not _offers_changes(documents)
    documents.text_input(key="token").set_value(f" {TOKEN}")
    documents.button(key="admit-now").click().run()
    assert _offers_changes(documents)
    # What was given to one page is nothing to the next that is served.
    access.give(Access("token", "another-token-of-some-length"))
    documents.run()
    assert not _offers_changes(documents)


def test_what_is_added_counts_no_more_among_the_uploads(
    documents: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    access.give(Access("all"))
    added: list[str] = []
    forgotten: list[str] = []

    class Builds:
        job = None

        def add(self, files: list[tuple[str, bytes]], password: str | None) -> Job:
            added.extend(name for name, _ in files)
            return Job(tuple(added), state="done")

    monkeypatch.setattr("qa.ui.documents.open_workshop", lambda home: Builds())
    monkeypatch.setattr(
        MemoryUploadedFileManager, "remove_file", lambda self, session_id, file_id: forgotten.append(file_id)
    )
    documents.run()
    files = [("a.txt", b"a", "text/plain"), ("b.txt", b"b", "text/plain")]
    documents.file_uploader[0].set_value(files).run()
    documents.button(key="add").click().run()
    assert added == ["a.txt", "b.txt"] and len(set(forgotten)) == 2


@pytest.mark.parametrize("module", [gate, hosting, shell], ids=lambda module: module.__name__)
def test_examples_in_the_modules(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
