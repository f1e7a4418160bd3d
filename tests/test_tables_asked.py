"""Tables that no one has seen, asked by their headings: what is learned of some is right of others."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.shelf import add_documents
from ingest.blocks import Cell, Table
from ingest.records import Document
from qa.answer import Answer
from qa.engine import Engine, open_engine
from qa.finding import train_cells
from qa.finding.cell_weights import choose_cells, load_cell_weights
from qa.finding.cells import read_cells
from qa.finding.sheet_table import MOST_COLUMNS, MOST_ROWS, AskedTable, read_grams
from qa.finding.sheets import make_sheet
from qa.invariants import find_breaks

# What has to be right of the questions over tables that were left out, and of what is answered surely.
LEAST_RIGHT, LEAST_EXCHANGED, LEAST_SURE = 0.74, 0.70, 0.92

PAGES = {
    "ferries": """<h1>船班時刻與票價</h1><p>單位：元</p><table>
        <tr><td>航線</td><td colspan="2">平日</td><td colspan="2">假日</td></tr>
        <tr><td></td><td>全票</td><td>半票</td><td>全票</td><td>半票</td></tr>
        <tr><td>東港—小琉球</td><td>230</td><td>115</td><td>250</td><td>125</td></tr>
        <tr><td>布袋—馬公</td><td>1,000</td><td>505</td><td>1,080</td><td>545</td></tr></table>""",
    "kennel": """<h1>毛小孩之家</h1><table>
        <tr><td>所長</td><td>潘怡蓁</td><td>獸醫師</td><td>2名</td></tr>
        <tr><td>開放參觀</td><td>每週三至週日</td><td>收容上限</td><td>犬180隻、貓60隻</td></tr>
        <tr><td>交通方式</td><td>公車紅33路終點站</td><td>認養費用</td><td>免費</td></tr></table>""",
    "orchard": """<h1>果园登记</h1><table>
        <tr><td>园主</td><td>作物</td><td>面积（公顷）</td><td>采收期</td></tr>
        <tr><td>高建国</td><td>文旦柚</td><td>1.8</td><td>八月至九月</td></tr>
        <tr><td>罗美玲</td><td>火龙果</td><td>0.6</td><td>六月至十一月</td></tr></table>""",
    "labs": """<h1>Research vessels</h1><table>
        <tr><td>Vessel</td><td>Home port</td><td>Crew</td><td>Built</td></tr>
        <tr><td>Legend</td><td>Kaohsiung</td><td>21</td><td>2019</td></tr>
        <tr><td>New Ocean</td><td>Keelung</td><td>16</td><td>2020</td></tr></table>""",
    "terms": """<h1>市長任期</h1><table>
        <tr><td>屆別</td><td>111年滿意度</td><td>112年滿意度</td></tr>
        <tr><td>第三屆</td><td>61.2</td><td>58.4</td></tr>
        <tr><td>第四屆</td><td>66.0</td><td>70.3</td></tr></table>""",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("tables")
    files = []
    for name, page in PAGES.items():
        files.append(folder / f"{name}.html")
        files[-1].write_text(f"<!doctype html><meta charset=utf-8>{page}", encoding="utf-8")
    home = folder / "home"
    add_documents(home, files)
    yield open_engine(home)


def cited(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations if not citation.found]


@pytest.mark.parametrize(
    ("doc", "question", "cells"),
    [
        ("ferries", "東港到小琉球平日全票多少錢？", ["230"]),
        ("ferries", "布袋—馬公假日的全票和半票各是多少？", ["1,080", "545"]),
        ("kennel", "毛小孩之家的所長是誰？", ["潘怡蓁"]),
        ("kennel", "開放參觀的時間和交通方式？", ["每週三至週日", "公車紅33路終點站"]),
        ("orchard", "罗美玲的作物和采收期是什么？", ["火龙果", "六月至十一月"]),
        ("orchard", "羅美玲的作物是什麼？", ["火龙果"]),
        ("labs", "What is the home port of New Ocean?", ["Keelung"]),
        ("terms", "第四屆112年滿意度是多少？", ["70.3"]),
    ],
)
def test_cells_that_headings_name_are_the_answer(
    engine: Engine, doc: str, question: str, cells: list[str]
) -> None:
    answer = engine.ask(question, doc=doc)
    assert not answer.abstained
    assert cited(answer) == cells
    assert all(cell in answer.answer for cell in cells)
    for citation in answer.citations:
        lines = engine.lines(doc, citation.line_start, citation.line_end)
        assert citation.quote in "\n".join(line for _, line in lines)


def test_a_cell_is_named_by_its_headings_and_its_unit(engine: Engine) -> None:
    answer = engine.ask("布袋—馬公假日的全票和半票各是多少？", doc="ferries")
    for words in ("布袋—馬公", "假日", "全票", "半票", "單位：元"):
        assert words in answer.answer
    assert [(str(f.value), f.unit, f.as_written) for f in answer.figures] == [
        ("1080", "元", "1,080"),
        ("545", "元", "545"),
    ]
    inquiry = engine._interpreter.inquire(answer.question, "ferries")
    assert not list(find_breaks(inquiry, answer))


@pytest.mark.parametrize(
    ("doc", "question", "never"),
    [
        ("terms", "第四屆110年滿意度是多少？", "70.3"),
        ("kennel", "去年募得多少善款？", "180"),
        ("ferries", "船長叫什麼名字？", "230"),
    ],
)
def test_what_a_table_does_not_have_is_not_answered_from_it(
    engine: Engine, doc: str, question: str, never: str
) -> None:
    answer = engine.ask(question, doc=doc)
    assert answer.abstained or never not in answer.answer


def test_of_all_documents_a_table_that_surely_has_it_answers_by_name(engine: Engine) -> None:
    answer = engine.ask("布袋—馬公平日全票")
    assert "1,000" in answer.answer
    assert {citation.doc for citation in answer.citations} == {"ferries"}


@pytest.fixture(scope="module")
def unseen() -> list[train_cells.Judged]:
    recipe = {**tomllib.loads(train_cells.RECIPE.read_text(encoding="utf-8")), "parts": 3}
    examples = list(train_cells.gather_examples(train_cells.read_tables(), 1))
    judged = train_cells.leave_out(examples, recipe)
    weights = load_cell_weights()
    return [
        train_cells.Judged(one.example, one.choice, one.right, train_cells.believe(one.choice, weights))
        for one in judged
    ]


def test_tables_left_out_are_asked_rightly(unseen: list[train_cells.Judged]) -> None:
    for exchanged, least in ((False, LEAST_RIGHT), (True, LEAST_EXCHANGED)):
        asked = [o for o in unseen if o.example.wanted and o.example.exchanged is exchanged]
        assert np.mean([one.right for one in asked]) >= least


def test_what_is_surely_asked_for_is_right(unseen: list[train_cells.Judged]) -> None:
    told = [one for one in unseen if one.belief >= load_cell_weights().sure]
    assert len(told) > len(unseen) / 6
    assert np.mean([one.right for one in told]) >= LEAST_SURE
    assert not any(one.example.stranger for one in told)


def test_labelled_tables_are_many_and_their_cells_are_there() -> None:
    tables = train_cells.read_tables()
    questions = [places for table in tables for _, places in table.questions]
    assert len(tables) >= 60
    assert len(questions) >= 300
    assert sum(len(places) > 1 for places in questions) > len(questions) / 3
    with pytest.raises(ValueError, match="expected one cell '二', found 0"):
        train_cells._read_one({"id": "t", "text": "甲 | 乙\n丙 | 丁", "questions": [["問", "二"]]})


def test_of_a_large_table_no_more_is_looked_at_than_of_a_small_one() -> None:
    chance = random.Random(7)
    names = [f"{chance.choice('東西南北')}{chance.choice('湖山港城')}第{row}分隊" for row in range(5000)]
    heads = ["分隊", *(f"第{month}期出勤" for month in range(1, 25))]
    rows = [
        heads,
        *([name, *(str(at * 100 + place) for at in range(24))] for place, name in enumerate(names)),
    ]
    cells = tuple(Cell(r, c, text, ((0, r + 1),)) for r, row in enumerate(rows) for c, text in enumerate(row))
    table = Table(cells, len(rows), len(heads), 1, len(rows))
    document = Document("d", "出勤", None, "d.csv", "", tuple("\t".join(row) for row in rows))
    asked = AskedTable(document, table)
    question = f"{names[4321]}第17期出勤幾次？"
    sheet = asked.sheet_for(read_grams(question))
    assert not asked.small
    assert sheet.grid.shape[0] <= MOST_ROWS
    assert sheet.grid.shape[1] <= MOST_COLUMNS
    weights = load_cell_weights()
    choice = choose_cells(read_cells(sheet, question), weights.cells, weights.sets)
    assert choice is not None
    assert [sheet.cells[one].text for one in choice.chosen] == [rows[4322][17]]
    assert sheet.cells[choice.chosen[0]].starts == ((0, 4323),)


def test_an_empty_table_is_asked_for_nothing() -> None:
    sheet = make_sheet(Table((Cell(0, 0, "", ((0, 1),)),), 1, 1, 1, 1))
    weights = load_cell_weights()
    assert choose_cells(read_cells(sheet, "問什麼？"), weights.cells, weights.sets) is None


def test_weights_are_those_of_the_features_there_are() -> None:
    written = tomllib.loads((Path(train_cells.__file__).parent / "cells.toml").read_text(encoding="utf-8"))
    assert set(written["cells"]) <= set(train_cells.cells.FEATURES)
    assert set(written["sets"]) <= set(train_cells.cell_set_features.FEATURES)
    assert written["sure"] > written["likely"] > written["alone"]
