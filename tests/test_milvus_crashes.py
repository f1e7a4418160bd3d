"""What becomes of answers and builds when the server of Milvus is killed, or the process that builds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from building import ROOT, copy_small_home, use_small_dictionary
from index.build import build_index
from index.damage import StoreError
from index.milvus.connection import Connection, connect
from index.milvus.publishing import publish
from index.milvus.store import open_milvus
from index.opening import name_current, open_index
from index.shelf import add_documents
from index.store import open_store
from ingest.glossary import load_glossary
from milvus_engine import PATIENCE, Server, needs_milvus
from qa.contract import answer_json
from qa.engine import Engine

pytestmark = needs_milvus
QUESTIONS = (
    "109年哪些措施未達標？",
    "109年召開廉政會報幾次？",
    "遊說法宣導幾場次？",
    "which targets fell short in 2020?",
)
_BUILD = """
import sys, time
from pathlib import Path
from index import dictionary
from index.build import build_index
from index.dictionary import Entry
from index.milvus.connection import Connection

insert = Connection.insert

def slowly(self, collection, rows):
    insert(self, collection, rows)
    print(collection, flush=True)
    time.sleep(60 if collection.endswith("_records") else 0)

Connection.insert = slowly
dictionary.read_cedict = lambda: iter([Entry("會報", ("meeting",), "hui4 bao4")])
build_index(Path(sys.argv[1]), None, Path(sys.argv[2]))
"""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Yield a server that holds the index of the home beside it, and is asked for a short time only."""
    use_small_dictionary(monkeypatch)
    monkeypatch.setattr("index.milvus.connection.PATIENCE", PATIENCE)
    monkeypatch.setattr("index.milvus.connection.WRITING", PATIENCE)
    connect.cache_clear()
    (folder := tmp_path / "data").mkdir()
    server = Server(folder)
    home = copy_small_home(tmp_path)
    monkeypatch.setenv("PLANCITE_STORE", server.address)
    publish(open_store(home), home, server.address)
    yield server
    server.kill()


def ask_all(engine: Engine) -> list[Any]:
    """Return what an engine answers."""
    return [answer_json(engine.ask(question)) for question in QUESTIONS]


def reopen(address: str) -> Engine:
    """Return an engine that has fetched nothing yet."""
    return Engine(open_milvus(Connection(address, PATIENCE)), load_glossary())


def test_a_server_that_is_killed_while_it_is_asked_gives_no_wrong_answer(server: Server) -> None:
    right = ask_all(reopen(server.address))
    failed: list[StoreError] = []
    wrong: list[Any] = []

    def go_on() -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and not failed:
            try:
                wrong.extend(one for one in ask_all(reopen(server.address)) if one not in right)
            except StoreError as error:
                failed.append(error)

    threads = [Thread(target=go_on) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    server.kill()
    begun = time.monotonic()
    for thread in threads:
        thread.join()
    assert time.monotonic() - begun < 10 * PATIENCE
    assert wrong == [] and failed
    for error in failed:
        assert "\n" not in str(error) and str(error).startswith(f"{server.address}: expected ")
    server.start()
    assert ask_all(reopen(server.address)) == right


def test_an_engine_that_is_open_answers_again_when_the_server_is_back(server: Server) -> None:
    engine = reopen(server.address)
    right = ask_all(engine)
    server.kill()
    assert name_current(Path()) == ""
    with pytest.raises(StoreError, match="expected a Milvus server that answers, found none; start it"):
        reopen(server.address)
    with pytest.raises(StoreError, match="expected a"):
        engine.store.records.observations_of("plan-109")
    server.start()
    # What the server let go when it stopped is loaded by whoever opens the index next.
    assert ask_all(reopen(server.address)) == right
    assert engine.store.records.observations_of("plan-109")


def test_a_server_that_does_not_answer_is_waited_for_so_long(server: Server) -> None:
    engine = reopen(server.address)
    server.stop()
    begun = time.monotonic()
    with pytest.raises(StoreError, match=f"expected an answer within {PATIENCE:g} seconds, found none"):
        engine.ask(QUESTIONS[0])
    assert time.monotonic() - begun < 3 * PATIENCE
    server.go_on()
    assert engine.ask(QUESTIONS[0]).answer


def add_more(tmp_path: Path) -> None:
    """Add a document to the home, without building."""
    (tmp_path / "漁業.txt").write_text("壹、漁業\n109年漁業補助七件。\n", encoding="utf-8")
    add_documents(tmp_path / "home", [tmp_path / "漁業.txt"], tmp_path / "corpus")


def test_a_server_that_is_killed_while_it_is_built_to_keeps_the_index_there_was(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, insert = ask_all(reopen(server.address)), Connection.insert

    def kill_before(self: Connection, collection: str, rows: Any) -> None:
        if collection.endswith("_observations"):
            server.kill()
        insert(self, collection, rows)

    add_more(tmp_path)
    with monkeypatch.context() as killing:
        killing.setattr(Connection, "insert", kill_before)
        with pytest.raises(StoreError, match="expected a"):
            build_index(tmp_path / "home", None, tmp_path / "corpus")
    server.start()
    connect.cache_clear()
    assert ask_all(reopen(server.address)) == right
    store = open_index(tmp_path / "home", tmp_path / "corpus")
    assert list(store.records.heads) == ["plan-109", "漁業"]
    # What was written before the server was killed has gone.
    assert len({name.split("_")[1] for name in connect(server.address).collections()}) == 2


def test_a_build_that_is_killed_leaves_nothing_behind_for_long(tmp_path: Path, server: Server) -> None:
    right = ask_all(reopen(server.address))
    add_more(tmp_path)
    command = [sys.executable, "-c", _BUILD, str(tmp_path / "home"), str(tmp_path / "corpus")]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.endswith("_records\n"):
            process.send_signal(signal.SIGKILL)
            break
    process.stdout.close()
    process.wait()
    left = {name.split("_")[1] for name in connect(server.address).collections()}
    assert len(left) == 2
    assert ask_all(reopen(server.address)) == right
    store = open_index(tmp_path / "home", tmp_path / "corpus")
    assert list(store.records.heads) == ["plan-109", "漁業"]
    assert len({name.split("_")[1] for name in connect(server.address).collections()} - left) == 1


def test_readers_of_one_server_see_a_new_index_at_once(tmp_path: Path, server: Server) -> None:
    """Another process builds; every one that asks goes on, and finds the new one when it looks."""
    engine, name = reopen(server.address), name_current(tmp_path / "home")
    right = ask_all(engine)
    add_more(tmp_path)
    code = _BUILD.replace("60 if", "0 if")
    command = [sys.executable, "-c", code, str(tmp_path / "home"), str(tmp_path / "corpus")]
    building = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL)
    while building.poll() is None:
        assert ask_all(reopen(server.address))[:2] == right[:2] or name_current(tmp_path / "home") != name
    assert building.returncode == 0
    assert name_current(tmp_path / "home") != name
    assert list(reopen(server.address).store.records.heads) == ["plan-109", "漁業"]
    assert list(engine.store.records.reading("plan-109").records) != []
