"""Tables drawn, typed with spaces or cut cell by cell give the cells a reader sees; prose gives none."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import ROOT
from ingest.blocks import Block, Paragraph, Table
from ingest.formats.text import read_text_blocks

# Box characters two columns wide, as fonts of Taiwan have them; cells cut every few characters.
DRAWN = """\
┌────┬──┬───────┐
│執行措　│機關│    110年     │
│施      │    ├───┬───┤
│        │    │ 目標 │ 實績 │
├────┼──┼───┼───┤
│辦理廉　│廉政│ 1,2  │ 1,2  │
│政宣導　│署  │ 30   │ 45   │
├────┤    ├───┼───┤
│座談　　│    │ 12   │ 30   │
│　　　　│    │ 30   │      │
├────┴──┼───┼───┤
│合計          │1,272 │1,275 │
└───────┴───┴───┘
完"""
SPACED = """\
表二 統計
 年別        總計      男      女
108年       1,234     600     634
109年       1,300     650     650
  合計      2,534   1,250   1,284
說明：本表為測試。"""
TORN = """\
 序   執  行  措  施   主 辦      績  效
 次                    機 關      目標值
 1    辦 理 廉 政      法 務      每 年 辦 理
      宣 導            部         1,2
                                  30 場
 2    辦 理 座 談      廉 政      每 年 20 場
                       署"""


def read(text: str) -> list[Block]:
    return read_text_blocks(text.split("\n"))


def only_table(text: str) -> Table:
    [table] = [block for block in read(text) if isinstance(block, Table)]
    return table


def show(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


DRAWN_CELLS = [
    (0, 0, 2, 1, "執行措施"), (0, 1, 2, 1, "機關"), (0, 2, 1, 2, "110年"),
    (1, 2, 1, 1, "目標"), (1, 3, 1, 1, "實績"),
    (2, 0, 1, 1, "辦理廉政宣導"), (2, 1, 2, 1, "廉政署"), (2, 2, 1, 1, "1,230"), (2, 3, 1, 1, "1,245"),
    (3, 0, 1, 1, "座談"), (3, 2, 1, 1, "12\n30"), (3, 3, 1, 1, "30"),
    (4, 0, 1, 2, "合計"), (4, 2, 1, 1, "1,272"), (4, 3, 1, 1, "1,275"),
]  # fmt: skip


def test_cut_cells_are_joined_and_rules_over_some_columns_are_spans() -> None:
    table = only_table(DRAWN)
    assert show(table) == DRAWN_CELLS
    assert (table.line_start, table.line_end) == (1, 13)
    [cut] = [cell for cell in table.cells if cell.text == "1,230"]
    assert cut.starts == ((0, 6), (3, 7))


def test_bars_count_where_widths_do_not_agree() -> None:
    assert show(only_table(DRAWN.replace("　", "").replace("  ", " "))) == DRAWN_CELLS


def test_rows_without_rules_between_them_are_rows() -> None:
    text = "+----+------+\n| 項 | 目標 |\n+====+======+\n| 甲 | 10   |\n| 乙 | 20   |\n+----+------+"
    table = only_table(text)
    assert [cell.text for cell in table.cells] == ["項", "目標", "甲", "10", "乙", "20"]
    assert [cell.row for cell in table.cells if cell.heading] == [0, 0]


def test_a_number_is_whole_where_the_cell_cut_it_and_two_where_it_did_not() -> None:
    text = "+------+--------+\n| 項目 | 目標值 |\n+------+--------+\n| 宣導 | 1,2    |\n| 活動 | 30     |\n"
    text += "+------+--------+\n| 座談 | 12     |\n|      | 30     |\n+------+--------+"
    assert [cell.text for cell in only_table(text).cells if cell.column] == ["目標值", "1,230", "12\n30"]


def test_boxes_that_stand_apart_are_no_table() -> None:
    text = "┌──┐  ┌──┐\n│局長│  │處長│\n└──┘  └──┘"
    assert all(isinstance(block, Paragraph) for block in read(text))


def test_the_lines_of_a_frame_around_text_are_text() -> None:
    text = "┌────────┐\n│注意事項        │\n│一、本表僅供參考│\n└────────┘"
    assert [block.starts[0][1] for block in read(text) if isinstance(block, Paragraph)] == [2, 3]


def barred(rows: list[list[str]], wide: int) -> str:
    """Write each cell on a line, a lone bar behind it, rows filled up with bars."""
    lines: list[str] = []
    for row in rows:
        for cell in row:
            lines += [*cell.split("/"), "|"]
        lines.append("|" * (wide - len(row)))
    return "\n".join(lines)


def test_one_cell_a_line_between_lone_bars() -> None:
    rows = [
        ["策略目標", "衡量指標"],
        ["指標", "方式", "標準", "103年/目標值"],
        ["一", "輔導產業", "一", "推展會展", "統計", "補助辦展數", "100%"],
        ["二", "輔導地方", "統計", "輔導案數", "90%"],
        ["二", "輔導轉型", "一", "廠商進駐", "統計", "進駐家數", "35家"],
    ]
    assert show(only_table(barred(rows, 8))) == [
        (0, 0, 2, 2, "策略目標"), (0, 2, 1, 5, "衡量指標"),
        (1, 2, 1, 2, "指標"), (1, 4, 1, 1, "方式"), (1, 5, 1, 1, "標準"), (1, 6, 1, 1, "103年目標值"),
        (2, 0, 2, 1, "一"), (2, 1, 2, 1, "輔導產業"), (2, 2, 1, 1, "一"), (2, 3, 1, 1, "推展會展"),
        (2, 4, 1, 1, "統計"), (2, 5, 1, 1, "補助辦展數"), (2, 6, 1, 1, "100%"),
        (3, 2, 1, 1, "二"), (3, 3, 1, 1, "輔導地方"), (3, 4, 1, 1, "統計"), (3, 5, 1, 1, "輔導案數"),
        (3, 6, 1, 1, "90%"),
        (4, 0, 1, 1, "二"), (4, 1, 1, 1, "輔導轉型"), (4, 2, 1, 1, "一"), (4, 3, 1, 1, "廠商進駐"),
        (4, 4, 1, 1, "統計"), (4, 5, 1, 1, "進駐家數"), (4, 6, 1, 1, "35家"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "|\n項目\n|\n目標\n|\n實績\n|\n|\n宣導\n|\n10場\n|\n12場\n|\n|\n座談\n|\n20場\n|\n18場\n|",
        "項目 |\n目標 |\n實績 |\n宣導 |\n10場 |\n12場 |\n座談 |\n20場 |\n18場 |",
        "|\n項目\n|\n目標\n|\n實績\n|\n\n|\n宣導\n|\n10場\n|\n12場\n|\n\n|\n座談\n|\n20場\n|\n18場\n|",
    ],
)
def test_rows_of_lone_bars_in_other_writings(text: str) -> None:
    table = only_table(text)
    assert [[cell.text for cell in table.cells if cell.row == row] for row in range(3)] == [
        ["項目", "目標", "實績"], ["宣導", "10場", "12場"], ["座談", "20場", "18場"],
    ]  # fmt: skip


def test_bars_between_words_that_repeat_nothing_are_no_table() -> None:
    text = "首頁\n|\n最新消息\n|\n關於本署\n|\n網站導覽\n|\n聯絡我們\n|\n意見信箱\n|"
    assert all(isinstance(block, Paragraph) for block in read(text))


def test_statistics_typed_with_spaces_have_a_row_a_line() -> None:
    blocks = read(SPACED)
    assert [type(block) for block in blocks] == [Paragraph, Table, Paragraph]
    grid = only_table(SPACED).grid()
    assert [[cell.text if cell else "" for cell in row] for row in grid] == [
        ["年別", "總計", "男", "女"],
        ["108年", "1,234", "600", "634"],
        ["109年", "1,300", "650", "650"],
        ["合計", "2,534", "1,250", "1,284"],
    ]


def test_a_unit_note_above_the_headings_is_none_of_them() -> None:
    text = "    中華民國110年度                    單位：新臺幣千元\n"
    text += "項目            預算數       決算數       執行率(%)\n"
    text += "人事費          12,345       12,000       97.20\n業務費           2,345        2,300       98.08"
    assert isinstance(read(text)[0], Paragraph)
    heads = [cell.text for cell in only_table(text).cells if cell.row == 0]
    assert heads == ["項目", "預算數", "決算數", "執行率(%)"]


def test_cells_torn_into_short_lines_of_letters_set_apart() -> None:
    table = only_table(TORN)
    assert [[cell.text for cell in table.cells if cell.row == row] for row in range(3)] == [
        ["序次", "執行措施", "主辦機關", "績效目標值"],
        ["1", "辦理廉政宣導", "法務部", "每年辦理1,230 場"],
        ["2", "辦理座談", "廉政署", "每年20場"],
    ]
    [target] = [cell for cell in table.cells if "1,230" in cell.text]
    assert [line for _, line in target.starts] == [3, 4, 5]


def test_rows_of_torn_cells_begin_where_their_lines_are_full_or_numbers_count_on() -> None:
    text = "措施          機關      目標\n辦理廉政      廉政署    每年1,2\n宣導                    30場\n"
    table = only_table(f"{text}辦理座談      政風處    20場\n會                      以上")
    assert [cell.text for cell in table.cells if cell.row] == [
        "辦理廉政宣導", "廉政署", "每年1,230場", "辦理座談會", "政風處", "20場以上",
    ]  # fmt: skip
    text = "具體策略　　執行措施　　　辦理機關　　１１０年目標值\n"
    text += (
        "一、強化　　（一）辦理　　法務部　　　辦理１，２\n　　廉政　　　　廉政宣導　　廉政署　　　３０場\n"
    )
    text += "二、完備　　（二）座談　　內政部　　　２０場\n　　法制"
    assert [cell.text for cell in only_table(text).cells if cell.row] == [
        "一、強化廉政", "（一）辦理廉政宣導", "法務部廉政署", "辦理１，２３０場",
        "二、完備法制", "（二）座談", "內政部", "２０場",
    ]  # fmt: skip


def test_numbers_under_numbers_are_never_glued() -> None:
    text = "項目          108年     109年     備註\n宣導場次      124       127       甲\n"
    text += "座談場次      160       168\n研習場次      99        125       丙丁"
    assert [cell.text for cell in only_table(text).cells if cell.column == 1] == ["108年", "124", "160", "99"]


def test_a_table_ends_where_another_begins_below_an_empty_line() -> None:
    text = f"{SPACED.split(chr(10), 1)[1]}\n\n{TORN}"
    found = [block for block in read(text) if isinstance(block, Table)]
    assert [(table.rows, table.columns) for table in found] == [(4, 4), (3, 4)]


def test_headings_over_two_columns_span_them() -> None:
    text = "項目        110年            111年\n         目標    實績     目標    實績\n"
    text += "宣導      10      12       12      14\n座談      20      18       20      22"
    assert show(only_table(text))[:3] == [(0, 0, 1, 1, "項目"), (0, 1, 1, 2, "110年"), (0, 3, 1, 2, "111年")]
    assert [cell.text for cell in only_table(text).cells if cell.row == 3] == ["座談", "20", "18", "20", "22"]


@pytest.mark.parametrize(
    "text",
    [
        # Numbers that only stand beside each other: which heading is whose could not be told.
        "109年 1,234  5,678 9\n110年 1,235  5,679 9\n111年 1,236  5,680 9",
        # Rows without headings.
        "職員    8,412    8,520    8,633\n工友    640    612    580\n合計    9,052    9,132    9,213",
        # Columns of prose.
        "一、本方案自109年起實施，各    二、各機關應於年度終了    三、前項報告，由\n"
        "機關應依規定辦理，並於    "
        "前一個月，將執行成果12項    本院彙整後公布，\n年度終了後2個月內提報。    提報本院。    並追蹤管考。",
        "　　本院於109年1月2日召開會議，出席委員12人，\n　　會議決議  修正通過。\n　　（一）  宣導10場。",
        "王小明    李大華    張三\n陳一    林二    黃三\n吳四    周五    鄭六",
    ],
)
def test_no_table_is_found_where_columns_mean_nothing(text: str) -> None:
    assert all(isinstance(block, Paragraph) for block in read(text))


@pytest.mark.parametrize("name", ["lianzheng-109.txt", "moj-midterm.txt"])
def test_prose_of_the_texts_stays_prose(name: str) -> None:
    lines = (ROOT / "corpus" / name).read_text(encoding="utf-8").split("\n")
    prose = [line for line in lines if "\t" not in line]
    assert all(isinstance(block, Paragraph) for block in read_text_blocks(prose))


def test_every_line_that_holds_text_stands_in_a_block() -> None:
    text = f"{DRAWN}\n\n{SPACED}\n\n{TORN}"
    covered: set[int] = set()
    for block in read(text):
        if isinstance(block, Table):
            covered.update(range(block.line_start, block.line_end + 1))
        else:
            covered.update(line for _, line in block.starts)
    assert covered >= {n for n, line in enumerate(text.split("\n"), start=1) if line.strip()}


# The work would grow with the square of the lines if a table that is none were tried again from each.
HOSTILE = {
    "lines of boxes": ["┌──┬──┐"] * 20_000,
    "bars of boxes": ["│ 甲 │ 乙 │ 丙 │"] * 20_000,
    "boxes of 10,000 columns": ["┌" + "─┬" * 10_000, "│" + "甲│" * 10_000, "└" + "─┴" * 10_000],
    "rules typed": ["+--+--" * 200] * 2_000,
    "a rule without an end": ["+" + "-" * 90_000 + "x"] * 20,
    "rules between pipes": ["|---|---|"] * 20_000,
    "10,000 pipes": ["|" + "甲|" * 10_000] * 20,
    "lone bars": ["|"] * 40_000,
    "words between lone bars": ["甲乙", "|"] * 20_000,
    "bars between empty lines": ["甲乙", "|", "丙丁", "|", "戊", ""] * 8_000,
    "columns of words": ["甲乙丙丁    甲乙丙丁    甲乙丙丁"] * 20_000,
    "columns that move": [" " * (n % 7) + "甲乙丙丁    甲乙丙丁    甲乙1丁" for n in range(10_000)],
    "tables that never end": ["<table>"] * 20_000,
    "headings of spaces": ["# a" + " " * 50_000 + "b"] * 20,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_lines_are_read_in_one_pass(case: str) -> None:
    blocks = read_text_blocks(HOSTILE[case])
    assert sum(len(block.cells) for block in blocks if isinstance(block, Table)) <= 20_000


def test_a_drawn_table_of_5000_rows_is_one(tmp_path: Path) -> None:
    rows = [f"│ 措施{n:05} │ {n:6} │ {n + 1:6} │" for n in range(5_000)]
    rule = "├───────────┼────────┼────────┤"
    head = [rule.translate(str.maketrans("├┼┤", "┌┬┐"))]
    table = only_table("\n".join([*head, *(line for row in rows for line in (row, rule))]))
    assert (table.rows, table.columns, table.cells[-1].text) == (5_000, 3, "5000")
