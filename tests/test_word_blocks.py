"""Word documents as blocks: merged cells stay merged, notes stand apart, numbers of lists are written."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from ingest.blocks import Cell, Paragraph, Table, line_of
from ingest.figures.numerals import read_figures
from ingest.formats.word import read_word_blocks
from ingest.formats.writing import Writer
from ingest.records import UnreadableSource
from test_word import WORD, make_word, p, replace_part, tc

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def read(body: str) -> Writer:
    return read_word_blocks(make_word(body), "a.docx")


def with_part(data: bytes, kind: str, xml: str) -> bytes:
    """Return a document with one more part that the text is related to."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                relation = f'<Relationship Id="rNew{kind}" Type="{REL}/{kind}" Target="{kind}New.xml"/>'
                content = content.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
            new.writestr(name, content)
        new.writestr(f"word/{kind}New.xml", xml)
    return out.getvalue()


def texts(writer: Writer) -> list[str]:
    return [block.text for block in writer.blocks if isinstance(block, Paragraph)]


def tables(writer: Writer) -> list[Table]:
    return [block for block in writer.blocks if isinstance(block, Table)]


def places(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


RESTART, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_merged_cells_have_their_spans_as_python_docx_sees_them() -> None:
    document = docx.Document()
    table = document.add_table(4, 4)
    for row in range(4):
        for column in range(4):
            table.cell(row, column).text = f"{row}{column}"
    for first, last in (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((2, 1), (3, 2))):
        merged = table.cell(*first).merge(table.cell(*last))
        merged.text = f"自{first[0]}{first[1]}"
    stream = io.BytesIO()
    document.save(stream)
    (found,) = tables(read_word_blocks(stream.getvalue(), "a.docx"))
    grid = found.grid()
    again = docx.Document(io.BytesIO(stream.getvalue())).tables[0]
    expected = [[again.cell(row, column).text for column in range(4)] for row in range(4)]
    assert [[cell.text if cell else None for cell in row] for row in grid] == expected
    assert (0, 0, 2, 1, "自00") in places(found)
    assert (2, 1, 2, 2, "自21") in places(found)


def test_columns_left_free_before_a_row_move_its_cells() -> None:
    body = tbl(
        tr(tc(p("甲")), tc(p("乙")), tc(p("丙"))),
        tr(tc(p("丁")), properties='<w:gridBefore w:val="2"/>'),
    )
    (table,) = tables(read(body))
    assert places(table)[-1] == (1, 2, 1, 1, "丁")
    assert read(body).lines[:2] == ["甲\t乙\t丙", "\t\t丁"]


def test_a_cell_goes_on_only_from_the_one_right_above_it() -> None:
    body = tbl(
        tr(tc(p("甲")), tc(p("乙"), RESTART)),
        tr(tc(p("全列"), span(2))),
        tr(tc(p("丙")), tc(p("丁"), GOES_ON)),
    )
    (table,) = tables(read(body))
    assert places(table)[1:] == [
        (0, 1, 1, 1, "乙"),
        (1, 0, 1, 2, "全列"),
        (2, 0, 1, 1, "丙"),
        (2, 1, 1, 1, "丁"),
    ]


def test_rows_marked_as_heading_are_headings_as_long_as_they_lead() -> None:
    head = "<w:tblHeader/>"
    body = tbl(
        tr(tc(p("項目")), tc(p("值")), properties=head),
        tr(tc(p("甲")), tc(p("1"))),
        tr(tc(p("乙")), tc(p("2")), properties=head),
    )
    assert [cell.heading for cell in tables(read(body))[0].cells] == [True, True, False, False, False, False]


def test_columns_that_no_cell_begins_at_fall_away() -> None:
    body = tbl(
        tr(tc(p("甲"), span(900_000_000)), tc(p("乙"), span(7))),
        tr(tc(p("丙"), span(900_000_000)), tc(p("丁"), span(7))),
    )
    (table,) = tables(read(body))
    assert (table.rows, table.columns) == (2, 2)
    assert {cell.column_span for cell in table.cells} == {1}


def test_a_table_that_only_arranges_the_page_gives_its_tables() -> None:
    inner = tbl(tr(tc(p("年度")), tc(p("件數"))), tr(tc(p("109")), tc(p("5"))))
    writer = read(tbl(tr(tc(p("左欄") + inner), tc(inner + p("")))))
    assert texts(writer) == ["左欄"]
    assert [[c.text for c in table.cells] for table in tables(writer)] == [["年度", "件數", "109", "5"]] * 2
    framed = read(tbl(tr(tc(p("本報告係虛構")))))
    assert texts(framed) == ["本報告係虛構"]
    assert tables(framed) == []


def test_a_table_within_a_cell_is_text_of_the_cell() -> None:
    inner = tbl(tr(tc(p("年度")), tc(p("件數"))), tr(tc(p("109")), tc(p("5"))))
    body = tbl(tr(tc(p("績效目標")), tc(p("甲") + inner)), tr(tc(p("備註")), tc(p("乙"))))
    (table,) = tables(read(body))
    assert [cell.text for cell in table.cells] == ["績效目標", "甲\n\t年度\t件數\n\t109\t5", "備註", "乙"]
    assert line_of(table.cells[1].starts, table.cells[1].text.index("109")) == 3


def test_each_paragraph_of_a_cell_leads_to_its_line() -> None:
    body = tbl(tr(tc(p("標籤")), tc(p("一") + p("二"))), tr(tc(p("備")), tc(p("三"))))
    writer = read(body)
    for cell in tables(writer)[0].cells:
        for start, line in cell.starts:
            assert cell.text[start:].split("\n")[0] in writer.lines[line - 1]


NOTES = (
    f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    f'<w:footnote w:id="2">{p("以年中人口計。")}</w:footnote></w:footnotes>'
)
RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'


def test_the_mark_of_a_note_is_no_digit_of_the_number_before_it() -> None:
    own_mark = f'<w:r>{RAISED}<w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>1</w:t></w:r>'
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    typed = f"<w:r>{RAISED}<w:t>1</w:t></w:r>"
    for mark in (own_mark, reference, typed):
        body = f"<w:p><w:r><w:t>粗死亡率16.5</w:t></w:r>{mark}</w:p>"
        writer = read_word_blocks(with_part(make_word(body), "footnotes", NOTES), "a.docx")
        assert texts(writer)[0] == "粗死亡率16.5(註1)"
        assert [figure.text for figure in read_figures(texts(writer)[0])] == ["16.5"]
        assert texts(writer)[1:] == ([] if mark == typed else ["註1：以年中人口計。"])


def test_the_exponents_of_units_stay_where_they_are() -> None:
    body = f"<w:p><w:r><w:t>面積3公尺</w:t></w:r><w:r>{RAISED}<w:t>2</w:t></w:r></w:p>"
    assert texts(read(body)) == ["面積3公尺2"]


def test_notes_of_both_kinds_stand_at_the_end_in_the_order_of_their_marks() -> None:
    ends = f'<w:endnotes xmlns:w="{WORD}"><w:endnote w:id="2">{p("尾註")}{p("續")}</w:endnote></w:endnotes>'
    cell = tc('<w:p><w:r><w:t>5件</w:t></w:r><w:r><w:endnoteReference w:id="2"/></w:r></w:p>')
    body = tbl(tr(tc(p("甲")), cell)) + (
        '<w:p><w:r><w:t>乙</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    data = with_part(with_part(make_word(body), "footnotes", NOTES), "endnotes", ends)
    writer = read_word_blocks(data, "a.docx")
    assert tables(writer)[0].cells[1].text == "5件(註1)"
    assert texts(writer) == ["乙(註2)", "註1：尾註", "續", "註2：以年中人口計。"]


def test_headings_have_their_depth_by_style_or_outline_level() -> None:
    document = docx.Document()
    document.add_heading("報告", 0)
    document.add_heading("壹、前言", 1)
    document.add_heading("一、緣起", 2)
    own = document.styles.add_style("章名", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = document.styles["Heading 1"]
    document.add_paragraph("貳、成果", style="章名")
    document.add_paragraph("內文")
    stream = io.BytesIO()
    document.save(stream)
    blocks = read_word_blocks(stream.getvalue(), "a.docx").blocks
    assert [block.level for block in blocks if isinstance(block, Paragraph)] == [0, 0, 1, 0, None]
    outlined = read(f'<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr>{p("（一）")[5:]}{p("文")}')
    assert [block.level for block in outlined.blocks if isinstance(block, Paragraph)] == [2, None]


def level(number: int, form: str, text: str) -> str:
    form, text = f'<w:numFmt w:val="{form}"/>', f'<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/>{form}{text}</w:lvl>'


LISTS = (
    f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="1">'
    f"{level(0, 'ideographLegalTraditional', '%1、')}{level(1, 'taiwaneseCountingThousand', '（%2）')}"
    f"{level(2, 'decimal', '%3.')}{level(3, 'bullet', '●')}</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="2">'
    + level(0, "decimal", "%1")
    + level(1, "decimal", "%1-%2")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
    "</w:lvlOverride></w:num></w:numbering>"
)


def item(number: int, depth: int, text: str = "") -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbered}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_the_numbers_that_word_writes_before_items_are_written() -> None:
    body = (
        item(1, 0, "前言") + item(1, 1, "緣起") + item(1, 1, "目標") + item(1, 2, "11萬8,735通")
        + item(1, 3, "點") + item(1, 0, "成果") + item(1, 1, "概況") + item(0, 0, "無號")
        + item(2, 0, "甲") + item(2, 1, "乙") + item(2, 1, "丙") + item(3, 0, "丁")
    )  # fmt: skip
    data = replace_part(make_word(body), LISTS, "word/numbering.xml")
    assert texts(read_word_blocks(data, "a.docx")) == [
        "壹、前言", "（一）緣起", "（二）目標", "1. 11萬8,735通", "點", "貳、成果", "（一）概況", "無號",
        "1 甲", "1-1 乙", "1-2 丙", "7 丁",
    ]  # fmt: skip


def test_a_cell_that_holds_only_the_number_of_its_item_holds_that_number() -> None:
    body = tbl(*(tr(tc(item(2, 0)), tc(p(name)), tc(p("5場"))) for name in ("甲", "乙")))
    (table,) = tables(read_word_blocks(replace_part(make_word(body), LISTS, "word/numbering.xml"), "a.docx"))
    assert [cell.text for cell in table.cells if cell.column == 0] == ["1", "2"]


def test_what_was_deleted_or_hidden_is_left_out_and_what_was_inserted_stays() -> None:
    deleted = "<w:del><w:r><w:delText>5</w:delText></w:r></w:del>"
    body = (
        f"<w:p><w:r><w:t>召開</w:t></w:r>{deleted}<w:ins><w:r><w:t>6</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>7</w:t></w:r><w:r><w:t>次</w:t></w:r></w:p>"
        + tbl(
            tr(tc(p("留")), tc(p("1"))),
            tr(tc(p("刪")), tc(p("2")), properties="<w:del/>"),
            tr(tc(p("增")), tc(p("3")), properties="<w:ins/>"),
        )
    )
    writer = read(body)
    assert texts(writer) == ["召開6次"]
    assert [cell.text for cell in tables(writer)[0].cells] == ["留", "1", "增", "3"]


def test_text_boxes_breaks_tabs_and_symbols_are_read() -> None:
    box = f"<w:txbxContent>{p('框內218億元')}</w:txbxContent>"
    twice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    drawn = f'<mc:AlternateContent xmlns:mc="{MARKUP}">{twice}</mc:AlternateContent>'
    tick = '<w:sym w:font="Wingdings" w:char="F0FC"/>'
    body = (
        f"<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t>{drawn}</w:r></w:p>"
        f"<w:sdt><w:sdtContent>{p('控制項')}</w:sdtContent></w:sdt>"
        + tbl(tr(tc(p("達成")), tc(f"<w:p><w:r>{tick}</w:r></w:p>")))
    )
    writer = read(body)
    assert texts(writer) == ["甲\t乙", "丙", "框內218億元", "控制項"]
    assert tables(writer)[0].cells[1].text == "✓"


def test_a_table_behind_nothing_but_a_page_break_goes_on_from_the_page_before() -> None:
    table = tbl(tr(tc(p("甲")), tc(p("1"))))
    page = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    assert [t.starts_page for t in tables(read(table + page + table + p("文") + page + table))] == [
        False,
        True,
        False,
    ]


def test_headers_and_footers_are_no_text_of_the_document() -> None:
    document = docx.Document()
    document.add_paragraph("內文")
    document.sections[0].header.paragraphs[0].text = "頁首"
    document.sections[0].footer.paragraphs[0].text = "頁尾"
    stream = io.BytesIO()
    document.save(stream)
    assert texts(read_word_blocks(stream.getvalue(), "a.docx")) == ["內文"]


def nested(depth: int) -> str:
    return p("深") if depth == 0 else tbl(tr(tc(p("層")), tc(nested(depth - 1))))


REFUSED = {
    "nested": (make_word(nested(100)), "expected elements nested at most 256 deep, found more; "),
    "cut": (make_word(p("甲"))[:-40], "found a damaged one"),
    "no body": (replace_part(make_word(p("甲")), "<a/>"), "found a damaged one"),
    "entities": (
        replace_part(
            make_word(p("甲")),
            '<!DOCTYPE a [<!ENTITY e "哈">]>'
            f'<w:document xmlns:w="{WORD}"><w:body>{p("&e;")}</w:body></w:document>',
        ),
        "found a damaged one",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(case: str) -> None:
    data, message = REFUSED[case]
    with pytest.raises(UnreadableSource) as caught:
        read_word_blocks(data, "a.docx")
    assert str(caught.value).startswith("a.docx: expected ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_tables_nested_fifty_deep_are_read() -> None:
    writer = read(nested(50))
    assert "深" in "".join(writer.lines)


def test_a_table_of_more_places_than_allowed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = (tr(tc(p("甲"), span(n)), tc(p("乙"))) for n in range(1, 40))
    monkeypatch.setenv("PLANCITE_MAX_CELLS", "1000")
    with pytest.raises(
        UnreadableSource, match=r"a\.docx: expected tables of at most 1000 cells, found more; "
    ):
        read(tbl(*steps))


def test_every_character_of_a_table_stands_in_one_cell_once() -> None:
    body = tbl(*(tr(*(tc(p(f"{row}之{column}")) for column in range(6))) for row in range(30)))
    (table,) = tables(read(body))
    assert [cell.text for cell in table.cells] == [f"{r}之{c}" for r in range(30) for c in range(6)]
    assert all(isinstance(cell, Cell) and cell.row_span == cell.column_span == 1 for cell in table.cells)
