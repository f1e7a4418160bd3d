"""Markdown and tables between pipes in a plain text: headings, spans, cells that go on, HTML inside."""

from __future__ import annotations

import pytest

from ingest.blocks import Paragraph, Table
from ingest.encoding import clean_lines, decode_text
from ingest.formats.text import read_text_blocks
from ingest.records import UnreadableSource


def only_table(text: str) -> Table:
    [table] = [block for block in read_text_blocks(text.split("\n")) if isinstance(block, Table)]
    return table


def rows_of(table: Table) -> list[list[str]]:
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(table.rows)]


def paragraphs(text: str) -> list[tuple[str, int | None]]:
    blocks = read_text_blocks(text.split("\n"))
    return [(block.text, block.level) for block in blocks if isinstance(block, Paragraph)]


def test_headings_have_their_level_and_no_marks() -> None:
    text = "大標題\n====\n\n# 計畫\n### 貳、**目標** ##\n## **小計**\n#不是標題\n文\n----\n####### 七"
    assert paragraphs(text) == [
        ("大標題", 0), ("計畫", 0), ("貳、**目標**", 2), ("小計", 1), ("#不是標題", None), ("文", None),
        ("####### 七", None),
    ]  # fmt: skip


def test_the_row_above_the_rule_is_a_heading_and_escaped_pipes_are_text() -> None:
    table = only_table("| 項目 | 值 |\n|:---|--:|\n| 甲\\|乙 | **10** |\n| 丙 | 1\\|")
    assert rows_of(table) == [["項目", "值"], ["甲|乙", "10"], ["丙", "1|"]]
    assert [cell.heading for cell in table.cells] == [True, True, False, False, False, False]


def test_a_table_needs_no_outer_pipes_under_a_rule() -> None:
    text = "前文\n項目 | 目標 | 實績\n--- | :-: | ---\n宣導 | 10 | 12\n\n甲 | 乙\n丙"
    assert rows_of(only_table(text)) == [["項目", "目標", "實績"], ["宣導", "10", "12"]]
    assert paragraphs(text) == [("前文", None), ("甲 | 乙", None), ("丙", None)]


def test_breaks_in_a_cell_part_its_numbers() -> None:
    table = only_table("| 項目 | 目標 |\n|---|---|\n| 宣導 | 10<br>20場<br/>30 |")
    assert rows_of(table)[1] == ["宣導", "10\n20場\n30"]


def test_empty_cells_on_the_left_go_on_from_above() -> None:
    text = "| 策略 | 序次 | 措施 | 目標 |\n|---|---|---|---|\n| 強化 | 1 | 宣導 | 10 |\n"
    text += "| | 2 | 座談 | 20 |\n| 完備 | 3 | 甲 | |"
    table = only_table(text)
    assert rows_of(table)[1:] == [["強化", "1", "宣導", "10"], ["2", "座談", "20"], ["完備", "3", "甲", ""]]
    assert [cell.row_span for cell in table.cells if cell.text in ("強化", "完備", "策略")] == [1, 2, 1]


def test_a_row_in_the_middle_of_a_sentence_belongs_to_the_one_above() -> None:
    text = "| 序次 | 措施 | 目標 | 實績 |\n|---|---|---|---|\n| 1 | 辦理廉政座談以提升同仁 | 1,230場 | 12 |\n"
    text += "| | 法紀觀念 | | |\n| | 其他宣導 | 30場 | 40 |"
    table = only_table(text)
    assert rows_of(table)[1:] == [
        ["1", "辦理廉政座談以提升同仁法紀觀念", "1,230場", "12"], ["其他宣導", "30場", "40"],
    ]  # fmt: skip
    [joined] = [cell for cell in table.cells if "法紀" in cell.text]
    assert joined.starts == ((0, 3), (11, 4))


def test_rules_between_cut_rows_end_them() -> None:
    text = (
        "| 措施 | 目標 |\n|---|---|\n| 辦理廉 | 1,2 |\n| 政宣導 | 30 |\n|---|---|\n| 座談 | 12 |\n|---|---|"
    )
    assert rows_of(only_table(text)) == [["措施", "目標"], ["辦理廉政宣導", "1,230"], ["座談", "12"]]


def test_a_table_of_html_stands_on_its_lines() -> None:
    text = "前\n\n<table>\n<tr><th>項目</th><th colspan=2>110年</th></tr>\n<tr><td>宣導</td>\n"
    table = only_table(f"{text}<td>1,230</td><td>\n12</td></tr>\n</table>\n後")
    assert rows_of(table) == [["項目", "110年"], ["宣導", "1,230", "12"]]
    assert [cell.starts[0][1] for cell in table.cells] == [4, 4, 5, 6, 7]
    assert (table.line_start, table.line_end) == (3, 8)
    assert paragraphs("<table>\n無結尾") == [("<table>", None), ("無結尾", None)]


# UTF-8 that was read as cp1252 or Latin-1 and saved again.
TEXT = "中華民國109年廉政推動計畫，辦理宣導1,230場，達成率85%。"


def misread(text: str) -> str:
    return "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("damaged", [misread(TEXT), TEXT.encode().decode("latin-1")])
def test_what_was_misread_is_mended_and_told(damaged: str) -> None:
    lines = decode_text(f"好好的一行\n{damaged}".encode(), "a.txt").split("\n")
    cleaned, problems = clean_lines(lines, "a.txt")
    assert cleaned == ["好好的一行", TEXT]
    assert [str(problem) for problem in problems] == [
        "a.txt:2: expected UTF-8, found 22 characters of it read as cp1252; read again"
    ]


def test_what_was_misread_and_lost_characters_is_refused() -> None:
    lost = misread(TEXT).translate(dict.fromkeys((0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xAD)))
    with pytest.raises(
        UnreadableSource, match=r"^a\.txt: expected UTF-8, found UTF-8 that was read as cp1252"
    ):
        decode_text((lost * 20).encode(), "a.txt")


@pytest.mark.parametrize("text", ["café à la crème “quoted” – naïve", "Ångström §5 ¼ © été", TEXT, "ï¼ é"])
def test_what_reads_well_stays_as_it_is(text: str) -> None:
    assert clean_lines([decode_text(text.encode(), "a.txt")], "a.txt") == ([text], [])
