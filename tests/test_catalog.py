"""Catalogues say what a text does not: its title, its edition, and what its own labels mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import PLAN, copy_small_home, list_readings, use_small_dictionary
from index.build import build_index
from index.opening import open_index
from index.shelf import add_documents, list_documents, list_problems
from ingest.catalog import CatalogEntry, apply_catalog, read_catalog
from ingest.library import read_document

OWN = (
    PLAN.replace("序次\t", "案號\t")
    .replace("執行措施\t", "要做的事\t")
    .replace("109年度(1月至12月)績效目標達成情形\t", "109年辦得怎樣\t")
)
TABLE = """
[own]
title = "某部推動計畫"
publisher = "某部"
date = "110-03"
edition = 2020

[own.labels]
"案號" = "序次"
"要做的事" = "action"
"{Y}年辦得怎樣" = "{Y}年執行成果"
"""


def entry(folder: Path, text: str = OWN) -> CatalogEntry:
    file = folder / "own.txt"
    file.write_text(text, encoding="utf-8")
    return CatalogEntry("own", file, "own.txt")


def test_a_plans_own_labels_are_mapped_to_fields_and_known_labels(tmp_path: Path) -> None:
    table = tmp_path / "catalog.toml"
    table.write_text(TABLE, encoding="utf-8")
    [mapped], problems = apply_catalog(table, [entry(tmp_path)])
    assert problems == []
    reading = read_document(mapped.path, mapped)
    assert (reading.document.title, reading.document.publisher) == ("某部推動計畫", "某部")
    assert (reading.document.date, reading.document.edition) == ("110-03", 109)
    plain = read_document(entry(tmp_path, PLAN).path)
    assert [(m.no, m.title, m.targets) for m in reading.measures] == [
        (m.no, m.title, m.targets) for m in plain.measures
    ]
    assert reading.problems == ()


def test_the_labels_of_one_document_are_none_of_another(tmp_path: Path) -> None:
    table = tmp_path / "catalog.toml"
    table.write_text(TABLE, encoding="utf-8")
    [mapped], _ = apply_catalog(table, [entry(tmp_path)])
    with_labels = read_document(mapped.path, mapped).measures
    without = read_document(mapped.path)
    assert [t.actual for m in with_labels for t in m.targets] == [15, 6]
    assert [t.actual for m in without.measures for t in m.targets] == [None, None]
    told = [p.message.split("; ")[0] for p in without.problems if "known label" in p.message]
    assert "expected a known label, found '要做的事'" in told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[own\n", "catalog.toml:1: expected TOML, found "),
        ("\n[other]\ntitle = 'a'\n", "catalog.toml:2: expected the id of a document (own), found 'other'"),
        ("[own]\ntitle = 3\n", "catalog.toml:2: expected title, publisher and date as text"),
        ("[own]\nyear = 109\n", "catalog.toml:2: expected title, publisher and date as text"),
        ("[own]\nedition = '109'\n", "catalog.toml:2: expected title, publisher and date as text"),
        ("own = 3\n", "catalog.toml:1: expected a table [own], found 3"),
        (
            "[own.labels]\n'案號' = '序次'\n'甲' = '乙'\n",
            "catalog.toml:3: expected a field (such as action, result, target) or a known label for '甲'",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_a_located_problem(tmp_path: Path, text: str, message: str) -> None:
    table = tmp_path / "catalog.toml"
    table.write_text(text, encoding="utf-8")
    entries, problems = apply_catalog(table, [entry(tmp_path)])
    assert [e.id for e in entries] == ["own"]
    [problem] = problems
    assert str(problem).removeprefix(f"{tmp_path}/").startswith(message)


def test_the_catalogue_of_the_home_rebuilds_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_small_dictionary(monkeypatch)
    home, corpus = copy_small_home(tmp_path), tmp_path / "corpus"
    add_documents(home, [entry(tmp_path).path], corpus)
    first = list_readings(build_index(home, None, corpus))[-1]
    assert [t.actual for m in first.measures for t in m.targets] == [None, None]
    (home / "catalog.toml").write_text(TABLE, encoding="utf-8")
    second = list_readings(open_index(home, corpus))[-1]
    assert [t.actual for m in second.measures for t in m.targets] == [15, 6]
    assert list_documents(home, corpus)[-1].title == "某部推動計畫"
    assert list_problems(home, corpus) == []


def test_a_shipped_catalogue_may_hold_labels(tmp_path: Path) -> None:
    text = "[own]\nfile = 'own.txt'\n[own.labels]\n'案號' = '序次'\n"
    (tmp_path / "catalog.toml").write_text(text, encoding="utf-8")
    assert read_catalog(tmp_path)[0].labels == (("案號", "序次"),)
