"""An index in Milvus gives what the index in the home gives, and nothing where it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from building import (
    ROOT,
    copy_small_home,
    real_engine,
    real_home,
    run_python,
    small_home,
    use_small_dictionary,
)
from index.build import build_index
from index.damage import OutdatedStore, StoreError
from index.milvus import lexical, record_set
from index.milvus.connection import Connection, ReplacedStore, check_version
from index.milvus.layout import ALIAS, PARTS, name_collection
from index.milvus.publishing import publish
from index.milvus.store import MilvusStore, name_current, open_milvus
from index.opening import open_index
from index.record_set import KINDS
from index.shelf import add_documents
from index.store import open_store
from ingest.glossary import load_glossary
from ingest.traits import TRAITS
from milvus_engine import needs_milvus, published
from qa.contract import answer_json
from qa.engine import Engine

pytestmark = needs_milvus
SAMPLE = 12
MORE = "壹、畜牧\n109年畜牧補助七件。\n"


@cache
def shared_engine() -> Engine:
    """Return an engine over the shipped texts in Milvus."""
    return Engine(open_milvus(published(real_home())[1]), load_glossary())


def list_questions() -> list[tuple[str, str | None]]:
    """Return some of the gold questions of each file, every third for one document alone."""
    found: list[tuple[str, str | None]] = []
    for name in ("questions_zh", "questions_en", "questions_absent", "questions_of_entries"):
        lines = (ROOT / "tests" / "cases" / f"{name}.jsonl").read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines[:: len(lines) // SAMPLE]]
        shipped = [row for row in rows if row.get("only_doc") in (None, "lianzheng-109", "moj-midterm")]
        for at, row in enumerate(shipped):
            doc = row["doc"] if at % 3 == 0 and "doc" in row else None
            found.append((row["q"], row.get("only_doc") or doc or None))
    return found


@pytest.mark.parametrize(("question", "doc"), list_questions())
def test_the_same_question_has_the_same_answer(question: str, doc: str | None) -> None:
    own, shared = real_engine().ask(question, doc=doc), shared_engine().ask(question, doc=doc)
    assert answer_json(shared) == answer_json(own)


def test_every_record_passage_and_document_is_the_same() -> None:
    own, shared = (engine.store.records for engine in (real_engine(), shared_engine()))
    assert shared.heads == own.heads
    for doc, head in own.heads.items():
        assert shared.reading(doc) == own.reading(doc)
        assert shared.passages(head.row, head.row_end) == own.passages(head.row, head.row_end)
        assert shared.given_of(doc) == own.given_of(doc)
        assert shared.strategies_of([doc]) == own.strategies_of([doc])
        numbers = np.arange(head.first, head.last)
        assert shared.kinds_of(numbers).tolist() == own.kinds_of(numbers).tolist()
        assert shared.starts_of(numbers + 1).tolist() == own.starts_of(numbers + 1).tolist()
        for record in own.reading(doc).of_kind("kpi"):
            assert shared.links_of(doc, record.no) == own.links_of(doc, record.no)


def test_records_are_chosen_alike() -> None:
    own, shared = (engine.store.records for engine in (real_engine(), shared_engine()))
    docs = list(own.heads)
    for kind in KINDS:
        assert list(shared.of_kind(docs, kind)) == list(own.of_kind(docs, kind))
    for trait in TRAITS:
        assert list(shared.measures_of(docs, [trait])) == list(own.measures_of(docs, [trait]))
        assert shared.measures_of(docs, (), [trait]).numbers == own.measures_of(docs, (), [trait]).numbers
    assert shared.numbered([3, 46], "一", "一") == own.numbered([3, 46], "一", "一") != []
    for term in load_glossary().of_kind("title"):
        assert shared.titled(term.zh) == own.titled(term.zh)
    assert [shared.find(doc, "measure", 46) for doc in docs] == [own.find(doc, "measure", 46) for doc in docs]
    assert shared.find("no such", "measure", 46) is None


def test_passages_are_found_alike_by_words_and_by_meaning() -> None:
    own, shared = (engine.store for engine in (real_engine(), shared_engine()))
    parts = [("廉政會報", 1.0), ("採購 稽核", 0.5), ("不存在之詞ｘ", 1.0)]
    (rows, scores), (others, their) = own.lexical().find(parts), shared.lexical().find(parts)
    assert others.tolist() == rows.tolist() and len(rows) > 100
    assert their == pytest.approx(scores, rel=1e-6)
    vector = np.random.default_rng(0).normal(size=own.manifest.dimension).astype(np.float32)
    for one, other in (
        (own.meanings(), shared.meanings()),
        (own.meanings().within(50, 90), shared.meanings().within(50, 90)),
    ):
        found, again = (which.search(vector, 20) for which in (one, other))
        assert [row for row, _ in again] == [row for row, _ in found]
        assert [cosine for _, cosine in again] == pytest.approx([cosine for _, cosine in found], abs=1e-5)


def test_nothing_is_left_out_where_a_server_returns_little(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (lexical, record_set):
        monkeypatch.setattr(module, "MOST", 7)
    own, shared = real_engine().store, open_milvus(published(real_home())[1])
    [words, theirs], parts = (store.lexical() for store in (own, shared)), [("會議", 1.0)]
    head = own.records.heads["moj-midterm"]
    rows, scores = words.find(parts)
    inside = (rows >= head.row) & (rows < head.row_end)
    best = rows[inside][np.argsort(-scores[inside], kind="stable")][:5]
    assert not np.isin(best, theirs.find(parts)[0]).all()
    found, their = theirs.find(parts, limit=theirs.limit([head.id], ["kpi", "project", "section"]))
    assert np.isin(best, found).all()
    assert their == pytest.approx(scores[np.searchsorted(rows, found)], rel=1e-6)
    starts = np.arange(0, own.manifest.passages - 9, 10, dtype=np.int32)
    tokens = ["會議", "廉政", "不存"]
    held = theirs.find_holders(tokens, starts, starts + 9)
    assert held.tolist() == words.find_holders(tokens, starts, starts + 9).tolist()
    assert shared.records.choose(own.records.heads, "project") == own.records.choose(
        own.records.heads, "project"
    )


def test_a_passage_without_any_word_asked_for_is_none_of_those_found(monkeypatch: pytest.MonkeyPatch) -> None:
    search, theirs = Connection.search, open_milvus(published(real_home())[1]).lexical()
    rows = theirs.find([("廉政會報", 1.0)])[0].tolist()
    other = min(set(range(theirs.size)).difference(rows))

    def fill_up(self: Connection, *arguments: Any) -> list[list[dict[str, Any]]]:
        entity = {"owner": 0, "field": 0, "start": 0, "stop": 1, "kind": 0, "first": 0, "last": 1}
        return [
            [*hits, {"id": other, "distance": 0.0, "entity": entity}] for hits in search(self, *arguments)
        ]

    monkeypatch.setattr(Connection, "search", fill_up)
    assert theirs.find([("廉政會報", 2.0)])[0].tolist() == rows
    starts = np.array([other], dtype=np.int32)
    assert not theirs.find_holders(["會報"], starts, starts + 1).any()


def test_a_text_longer_than_a_row_may_hold_is_put_together_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.milvus.layout._PART", 100)
    home, _ = small_home()
    store, connection = open_store(home), Connection(str(tmp_path / "store.db"))
    publish(store, tmp_path, connection.address)
    records = open_milvus(connection).records
    assert [records.reading(doc) for doc in records.heads] == list(store.records.readings())


# Writing while others read


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """Yield an engine of its own, which holds the index of the home beside it."""
    use_small_dictionary(monkeypatch)
    home = copy_small_home(tmp_path)
    monkeypatch.setenv("PLANCITE_STORE", str(tmp_path / "store.db"))
    publish(open_store(home), home, str(tmp_path / "store.db"))
    yield Connection(str(tmp_path / "store.db"))


def add_more(tmp_path: Path, name: str) -> None:
    """Add a document to the home, and build."""
    (tmp_path / f"{name}.txt").write_text(MORE.replace("畜牧", name), encoding="utf-8")
    add_documents(tmp_path / "home", [tmp_path / f"{name}.txt"], tmp_path / "corpus")
    build_index(tmp_path / "home", None, tmp_path / "corpus")


def test_a_reader_goes_on_while_documents_are_added_and_then_sees_them(
    tmp_path: Path, engine: Connection
) -> None:
    reader = Engine(open_milvus(engine), load_glossary())
    before = answer_json(reader.ask("109年哪些措施未達標？"))
    add_more(tmp_path, "漁業")
    assert list(reader.store.records.heads) == ["plan-109"]
    assert answer_json(Engine(reader.store, load_glossary()).ask("109年哪些措施未達標？")) == before
    later = open_index(tmp_path / "home", tmp_path / "corpus")
    assert list(later.records.heads) == ["plan-109", "漁業"]
    assert "七件" in Engine(later, load_glossary()).ask("109年漁業補助幾件？").answer
    add_more(tmp_path, "林業")
    with pytest.raises(
        ReplacedStore, match="expected the index that was opened, found another in its place; ask again"
    ):
        reader.store.records.observations_of("plan-109")
    kept = {name.split("_")[1] for name in engine.collections()}
    assert len(kept) == 2 and name_current(engine) in kept


def test_a_build_that_breaks_off_leaves_the_index_there_is(
    tmp_path: Path, engine: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    current, there = name_current(engine), set(engine.collections())

    def break_off(self: Connection, collection: str, rows: Any) -> None:
        if collection.endswith("_observations"):
            raise StoreError("the disk of the server is full")

    with monkeypatch.context() as broken:
        broken.setattr(Connection, "insert", break_off)
        with pytest.raises(StoreError, match="full"):
            add_more(tmp_path, "漁業")
    assert (name_current(engine), set(engine.collections())) == (current, there)
    told: list[str] = []
    # The home has been built; the next who opens it puts it there.
    assert len(open_index(tmp_path / "home", tmp_path / "corpus", tell=told.append).records.heads) == 2
    assert told == []


def test_a_build_that_became_current_unheard_is_not_taken_back(
    tmp_path: Path, engine: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = Connection.point

    def lose_the_reply(self: Connection, alias: str, collection: str) -> None:
        point(self, alias, collection)
        raise StoreError("the connection is lost")

    with monkeypatch.context() as broken:
        broken.setattr(Connection, "point", lose_the_reply)
        with pytest.raises(StoreError, match="lost"):
            add_more(tmp_path, "漁業")
    assert list(open_milvus(engine).records.heads) == ["plan-109", "漁業"]


def test_an_index_that_cannot_be_built_again_goes_on_answering(
    tmp_path: Path, engine: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus" / "plan-109.txt").unlink()
    told: list[str] = []
    store = open_index(tmp_path / "home", tmp_path / "corpus", tell=told.append)
    assert list(store.records.heads) == ["plan-109"]
    assert len(told) == 1 and "answers as it was" in told[0]


def test_a_home_that_has_not_written_it_reads_and_may_not_write(tmp_path: Path, engine: Connection) -> None:
    (other := tmp_path / "other").mkdir()
    store = open_index(other, tmp_path / "corpus")
    assert isinstance(store, MilvusStore) and list(store.records.heads) == ["plan-109"]
    assert list(other.iterdir()) == []
    with pytest.raises(StoreError, match="expected an index written from this home, found one of another"):
        build_index(other, None, tmp_path / "corpus")


def test_an_engine_without_an_index_gets_that_of_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_small_dictionary(monkeypatch)
    monkeypatch.setenv("PLANCITE_STORE", str(tmp_path / "new.db"))
    home = copy_small_home(tmp_path)
    store = open_index(home, tmp_path / "corpus")
    assert isinstance(store, MilvusStore) and store.manifest.passages == open_store(home).manifest.passages


# What is wrong is told in one line


def change_manifest(engine: Connection, change: Callable[[dict[str, Any]], None]) -> None:
    """Put another manifest in the place of the one that is kept."""
    collection = name_collection(name_current(engine), "texts")
    [row] = engine.query(collection, 'name == "manifest"', ("id", "body"))
    kept = json.loads(row["body"])
    change(kept)
    _replace(engine, collection, row["id"], json.dumps(kept))


def _replace(engine: Connection, collection: str, id: int, body: str) -> None:
    row = engine._client.query(collection, filter=f"id == {id}", output_fields=["*"])[0]
    engine._client.upsert(collection, [{**row, "body": body}])


def test_an_index_of_another_layout_or_format_is_built_again_by_its_home_alone(
    tmp_path: Path, engine: Connection
) -> None:
    change_manifest(engine, lambda kept: kept.update(layout=99, digest="", other=1))
    with pytest.raises(OutdatedStore, match="expected an index of layout 1, found 99; build it again"):
        open_milvus(engine)
    (other := tmp_path / "other").mkdir()
    with pytest.raises(OutdatedStore, match="found 99"):
        open_index(other, tmp_path / "corpus")
    told: list[str] = []
    assert open_index(tmp_path / "home", tmp_path / "corpus", tell=told.append).records.heads
    assert len(told) == 1 and "it is built again" in told[0]


def test_a_manifest_that_is_not_what_was_written_opens_nothing(engine: Connection) -> None:
    change_manifest(engine, lambda kept: kept["manifest"].update(passages=1))
    with pytest.raises(StoreError, match="expected a whole part of the index, found a damaged one"):
        open_milvus(engine)


@pytest.mark.parametrize("sort", ["words", "documents", "meanings", "records", "observations"])
def test_a_collection_that_lacks_rows_opens_nothing(engine: Connection, sort: Any) -> None:
    collection = name_collection(name_current(engine), sort)
    size = engine.count(collection)
    engine._client.delete(collection, filter="id == 0")
    expected = f"expected {size} rows of {sort}, found {size - 1}; run `plancite build`"
    with pytest.raises(StoreError, match=expected):
        open_milvus(engine)
    engine.drop(collection)
    with pytest.raises(StoreError, match=f"expected {size} rows of {sort}, found 0"):
        open_milvus(engine)


def test_a_part_that_is_not_what_was_written_is_not_read(engine: Connection) -> None:
    store = open_milvus(engine)
    collection = name_collection(store.generation, "texts")
    row = engine.query(collection, 'name == "lexicon.json"', ("id", "body"))[0]
    _replace(engine, collection, row["id"], f"AAAAAAAA{row['body'][8:]}")
    with pytest.raises(StoreError, match="json: expected a whole part of the index"):
        store.lexicon()
    engine._client.delete(collection, filter=f"id >= {row['id']} and id < {row['id'] + PARTS}")
    with pytest.raises(StoreError, match="json: expected a whole part of the index"):
        store.lexicon()


def test_an_alias_of_somebody_elses_is_left_alone(tmp_path: Path, engine: Connection) -> None:
    engine._client.create_collection("theirs", dimension=4)
    engine._client.alter_alias("theirs", ALIAS)
    for act in (
        lambda: open_milvus(engine),
        lambda: build_index(tmp_path / "home", None, tmp_path / "corpus"),
    ):
        with pytest.raises(StoreError, match="to stand for 'theirs'; name another database"):
            act()
    assert engine.resolve(ALIAS) == "theirs"


def test_a_file_that_another_process_has_open_is_told(tmp_path: Path, engine: Connection) -> None:
    name_current(engine)
    code = "from index.milvus.store import name_generation; import sys; name_generation(sys.argv[1])"
    ran = run_python("-c", code, engine.address, home=tmp_path)
    assert "expected a file of milvus-lite that no other process has open" in ran.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ("v2.3.9", "expected milvus 2.4 or later, found v2.3.9"),
        ("milvus_lite-3.2.1", "expected milvus_lite 3.2.2 or later, found milvus_lite-3.2.1"),
        ("2.6.4-dev", None),
        ("milvus_lite-3.3", None),
        ("no version", None),
    ],
)
def test_a_server_that_is_too_old_is_not_asked(version: str, found: str | None) -> None:
    if found is None:
        check_version("there", version)
    else:
        with pytest.raises(StoreError, match=found):
            check_version("there", version)


def test_without_the_library_a_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pymilvus", None)
    with pytest.raises(StoreError, match=r"found none; run `pip install plancite\[milvus\]`"):
        open_milvus(Connection("http://127.0.0.1:1"))
