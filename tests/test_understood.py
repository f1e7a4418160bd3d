"""What was understood of each table, and a heading that a person puts right."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from index import shelf
from index.own_catalog import add_label, name_label
from ingest.catalog import CatalogEntry, apply_catalog, list_fields
from ingest.library import read_document
from ingest.records import UnreadableSource
from qa.ui.phrases import Phrases
from qa.understood import list_understood, list_unknown

TABLES = """漁港計畫執行成果

編號	措施名稱	怎麼推	112年目標值	112年實績值
1	檢查漁船	巡迴檢查	300艘	330艘
2	整建漁港	委外施作	10處	8處

館所	110年	111年
甲館	120	130
乙館	90	95
"""


def read(folder: Path, **said: object):
    path = folder / "plan.txt"
    path.write_text(TABLES, "utf-8")
    entry = CatalogEntry("plan", path, "plan.txt", **said)
    return read_document(path, entry)


def test_each_heading_is_told_with_what_it_was_read_as(tmp_path: Path):
    reading = read(tmp_path)
    first, second = list_understood(reading, reading.observations)
    headings = {heading.label: heading for heading in first.headings.values()}
    assert first.kinds == {"measure": 2}
    assert (headings["措施名稱"].named, headings["112年目標值"].named) == ("action", "target")
    assert headings["112年實績值"].count >= 2 and headings["怎麼推"].example == "巡迴檢查"
    assert not headings["怎麼推"].known
    years = {year for heading in second.headings.values() for year in heading.years}
    assert years == {110, 111}
    assert "怎麼推" in list_unknown([first, second]) and "110年" not in list_unknown([first, second])


def test_a_heading_that_is_put_right_is_read_as_said(tmp_path: Path):
    reading = read(tmp_path, labels=(("怎麼推", "result"),))
    headings = {h.label: h for one in list_understood(reading, ()) for h in one.headings.values()}
    assert headings["怎麼推"].named.startswith("result")


@pytest.mark.parametrize(
    ("field", "role"),
    [("rate", "rate"), ("budget", "budget"), ("final", "final"), ("target", "target"), ("result", "actual")],
)
def test_a_heading_may_be_given_any_role_of_figures(tmp_path: Path, field: str, role: str):
    text = TABLES.replace("巡迴檢查", "80").replace("委外施作", "90")
    name_label(tmp_path, CatalogEntry("plan", tmp_path / "plan.txt", "plan.txt"), "怎麼推", field)
    path = tmp_path / "plan.txt"
    path.write_text(text, "utf-8")
    [entry], problems = apply_catalog(tmp_path / "catalog.toml", [CatalogEntry("plan", path, "plan.txt")])
    assert problems == []
    found = read_document(path, entry).observations
    assert {one.role for one in found if "怎麼推" in one.headers.column} == {role}


def test_a_heading_may_be_said_to_state_whether_a_target_was_reached(tmp_path: Path):
    path = tmp_path / "plan.txt"
    path.write_text(TABLES.replace("巡迴檢查", "好").replace("委外施作", "差"), "utf-8")
    for labels, told in ((), {None}), ((("怎麼推", "status"),), {"好", "差"}):
        found = read_document(path, CatalogEntry("plan", path, "plan.txt", labels=labels)).observations
        assert {one.status for one in found if one.role == "target"} == told


def test_every_field_a_heading_may_name_has_a_name_on_the_page():
    for language in ("zh", "en"):
        assert [field for field in list_fields() if not Phrases(language).has(f"field.{field}")] == []
    assert {"status", "rate", "budget", "support"} - {*list_fields()} == {"support"}


def test_cards_under_the_same_headings_are_told_once(tmp_path: Path):
    path = tmp_path / "cards.txt"
    card = (
        "序次\t{0}\n執行措施\t辦理第{0}項宣導\n110年績效目標值\t辦理{0}場次。\n"
        "110年度績效目標達成情形\t辦理{0}場次。\n"
    )
    path.write_text("宣導計畫\n\n" + "\n說明文字在此。\n\n".join(map(card.format, (1, 2, 3))), "utf-8")
    reading = read_document(path, CatalogEntry("cards", path, "cards.txt"))
    told = list_understood(reading, reading.observations)
    assert len(told) == 1 and told[0].kinds["measure"] == 3


def test_a_label_is_added_to_what_a_person_wrote():
    kept = (
        '# mine\n["年報 112"]\ntitle = "年報"\n\n["年報 112".labels]\n# so far\n"做法" = "action"\n\n'
        "[other]\nedition = 109\n"
    )
    made = add_label(kept, "年報 112", '怎麼"做"', "result")
    assert "# mine" in made and "# so far" in made
    assert tomllib.loads(made)["年報 112"]["labels"] == {"做法": "action", '怎麼"做"': "result"}
    again = add_label(made, "年報 112", "做法", "goal")
    assert tomllib.loads(again)["年報 112"]["labels"]["做法"] == "goal" and again.count("做法") == 1
    assert tomllib.loads(add_label("", "plan", "做法", "goal")) == {"plan": {"labels": {"做法": "goal"}}}


@pytest.mark.parametrize("text", ["this is = no toml [", '[plan]\nlabels = { "甲" = "action" }\n'])
def test_a_file_that_cannot_be_added_to_is_left_as_it_is(tmp_path: Path, text: str):
    path = tmp_path / "catalog.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UnreadableSource, match=r"expected a file to which \[plan\.labels\] can be added"):
        name_label(tmp_path, CatalogEntry("plan", tmp_path / "p.txt", "p.txt"), "做法", "action")
    assert path.read_text("utf-8") == text


def test_a_label_stands_for_a_field_alone(tmp_path: Path):
    with pytest.raises(UnreadableSource, match="expected a field for '做法', found '甲乙'"):
        name_label(tmp_path, CatalogEntry("plan", tmp_path / "p.txt", "p.txt"), "做法", "甲乙")
    assert not shelf.list_problems(tmp_path)
