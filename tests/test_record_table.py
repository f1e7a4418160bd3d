"""Records come back from a table as they were read, chosen by what is asked of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from asking import LABELS, make_edition
from building import PLAN, open_table, read_real, real_readings
from index.damage import StoreError
from index.passages import cut_passages
from index.record_set import KINDS
from index.record_table import RecordTable
from index.record_writer import RecordWriter, write_links
from ingest.catalog import CatalogEntry
from ingest.checks.links import KpiLink
from ingest.glossary import load_glossary
from ingest.library import read_document
from ingest.records import Reading

TITLE = load_glossary().of_kind("title")[0].zh


@cache
def real_table() -> RecordTable:
    return open_table(real_readings(), [TITLE, "從無此事"])


def read_plan(folder: Path, id: str, text: str) -> Reading:
    path = folder / f"{id}.txt"
    path.write_text(text, encoding="utf-8")
    return read_document(path, CatalogEntry(id, path, path.name))


def test_what_was_read_of_each_document_comes_back() -> None:
    assert tuple(real_table().readings()) == real_readings()
    assert [real_table().documents[id] for id in real_table().documents] == [
        r.document for r in real_readings()
    ]
    assert len(real_table()) == sum(len(r.records) for r in real_readings())


def test_the_heads_say_where_records_and_passages_stand() -> None:
    for reading in real_readings():
        head = real_table().heads[reading.document.id]
        assert (head.edition, head.measures) == (reading.document.edition, len(reading.measures))
        assert [real_table().record(n) for n in range(head.first, head.last)] == list(reading.records)
        assert real_table().passages(head.row, head.row_end) == tuple(cut_passages(reading.records))
        assert set(head.kinds) == {record.kind for record in reading.records}


def test_a_passage_knows_the_record_it_is_of() -> None:
    table = real_table()
    numbers = np.arange(len(table))
    starts, ends = table.starts_of(numbers), table.starts_of(numbers + 1)
    rows = np.arange(ends[-1], dtype=np.int32)
    assert table.owners_of(rows).tolist() == np.repeat(numbers, ends - starts).tolist()
    for number in (0, 45, len(table) - 1):
        record = table.record(number)
        assert table.passages(int(starts[number]), int(ends[number])) == tuple(cut_passages([record]))
        assert KINDS[table.kinds_of(np.array([number]))[0]] == record.kind


def test_a_record_is_found_by_document_kind_and_number() -> None:
    table = real_table()
    for reading in real_readings():
        for record in reading.records:
            number = table.find(record.doc, record.kind, record.no)
            assert number is not None and table.record(number) == record
    assert table.find("lianzheng-109", "measure", 99) is None
    assert table.find("another", "measure", 1) is None
    assert table.measure("lianzheng-109", 7).no == 7
    with pytest.raises(KeyError, match="lianzheng-109: no measure 99"):
        table.measure("lianzheng-109", 99)


def test_records_are_chosen_by_kind_and_document() -> None:
    table = real_table()
    measures = read_real("lianzheng-109").measures
    assert list(table.measures_of(table.heads)) == list(measures)
    assert list(table.of_kind(["moj-midterm"], "kpi")) == list(read_real("moj-midterm").of_kind("kpi"))
    assert list(table.measures_of(["moj-midterm"])) == list(table.of_kind(["lianzheng-109"], "kpi")) == []
    chosen = table.measures_of(["lianzheng-109"])
    assert (chosen[-1], list(chosen[1:3]), list(chosen.at([4, 2]))) == (
        measures[-1],
        list(measures[1:3]),
        [measures[4], measures[2]],
    )


def test_strategies_are_told_each_once() -> None:
    expected = dict.fromkeys(m.text("strategy") for m in read_real("lianzheng-109").measures)
    assert real_table().strategies_of(real_table().heads) == list(expected)


def test_measures_are_named_by_number_or_by_strategy_and_action(tmp_path: Path) -> None:
    fields = [
        {"strategy": "一、促進公開。", "action": "(一)檢查漁船。"},
        {"strategy": "二、強化誠信。", "action": "（一）整建漁港。"},
    ]
    texts = [make_edition(year, *fields) for year in (109, 110)]
    table = open_table([read_plan(tmp_path, f"plan-{at}", text) for at, text in enumerate(texts)])
    named = [table.numbered([2], None, None), table.numbered([], "二", "一"), table.numbered([], "二", "二")]
    assert [[(table.record(n).doc, table.record(n).no) for n in found] for found in named] == [
        [("plan-0", 2), ("plan-1", 2)],
        [("plan-0", 2), ("plan-1", 2)],
        [],
    ]
    assert [table.record(n).doc for n in table.within(["plan-1"], named[0])] == ["plan-1"]
    assert table.within(["plan-0", "plan-1"], named[0]) == named[0]
    assert set(LABELS) <= set(table.record(0).fields)


def test_titles_lead_to_the_records_they_are_of() -> None:
    found = [real_table().record(n).no for n in real_table().titled(TITLE)]
    expected = [m.no for m in read_real("lianzheng-109").measures if TITLE in m.text("action")]
    assert found == expected and found
    assert real_table().titled("從無此事") == []


def test_links_of_a_kpi_come_in_their_order(tmp_path: Path) -> None:
    readings = [read_plan(tmp_path, "plan", PLAN), read_plan(tmp_path, "goals", PLAN)]
    links = [KpiLink("goals", 7, "plan", no, ("漁港",), covered) for no, covered in ((2, 0.9), (1, 0.8))]
    with closing(RecordWriter(tmp_path, [])) as writer:
        for reading in readings:
            writer.add(reading, [cut_passages([record]) for record in reading.records])
        writer.save()
    write_links(tmp_path, links)
    table = RecordTable(tmp_path)
    assert table.links_of("goals", 7) == links
    assert table.links_of("goals", 1) == table.links_of("plan", 7) == []


def test_threads_may_share_a_table() -> None:
    table = open_table(real_readings())
    numbers = list(range(len(table))) * 3
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(table.record, numbers))
    assert found == [table.record(number) for number in numbers]


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff" * 40])
def test_damage_that_shows_late_is_told_in_one_line(tmp_path: Path, damage: bytes) -> None:
    reading = read_plan(tmp_path, "plan", PLAN)
    with closing(RecordWriter(tmp_path, [])) as writer:
        writer.add(reading, [cut_passages([record]) for record in reading.records])
        writer.save()
    (tmp_path / "records.bin").write_bytes(damage)
    with pytest.raises(StoreError, match=r"expected .*, found .*; run `plancite build`"):
        RecordTable(tmp_path).record(0)
