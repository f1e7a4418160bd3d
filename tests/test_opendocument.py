"""OpenDocument texts and spreadsheets as blocks: spans, repeated cells, lists, notes, values as shown."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.blocks import Paragraph, Table
from ingest.figures.numerals import read_figures
from ingest.formats.opendocument import read_opendocument_blocks
from ingest.formats.writing import Writer
from ingest.records import UnreadableSource

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
)  # fmt: skip


def make(body: str, *, kind: str = "text", styles: str = "", doctype: str = "") -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", content)
    return out.getvalue()


def read(body: str, **how: str) -> Writer:
    return read_opendocument_blocks(make(body, **how), "a.odt")


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def td(content: str = "", **attributes: object) -> str:
    stated = "".join(
        f' table:number-{name.replace("_", "-")}="{value}"' for name, value in attributes.items()
    )
    return f"<table:table-cell{stated}>{content}</table:table-cell>"


def covered(count: int = 1) -> str:
    return f'<table:covered-table-cell table:number-columns-repeated="{count}"/>'


def tr(*cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def tbl(*rows: str, name: str = "表", style: str = "") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'


def texts(writer: Writer) -> list[str]:
    return [block.text for block in writer.blocks if isinstance(block, Paragraph)]


def tables(writer: Writer) -> list[Table]:
    return [block for block in writer.blocks if isinstance(block, Table)]


def places(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]


def rows_of(table: Table) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in table.grid()]


def test_spans_and_heading_rows_of_a_table_are_read() -> None:
    head = tr(td(p("項目"), rows_spanned=2), td(p("109年"), columns_spanned=2), covered())
    under = tr(covered(), td(p("目標")), td(p("實績")))
    body = tbl(
        f"<table:table-header-rows>{head}{under}</table:table-header-rows>",
        tr(td(p("宣導")), td(p("10場")), td(p("12場"))),
    )
    (table,) = tables(read(body))
    assert rows_of(table) == [["項目", "109年", "109年"], ["項目", "目標", "實績"], ["宣導", "10場", "12場"]]
    assert [cell.heading for cell in table.cells] == [True] * 4 + [False] * 3
    assert places(table)[:2] == [(0, 0, 2, 1, "項目"), (0, 1, 1, 2, "109年")]


def test_repeated_cells_and_rows_stand_as_often_as_they_are_repeated() -> None:
    body = tbl(
        tr(td(p("項目")), td(p("－"), columns_repeated=3), td("", columns_repeated=1000)),
        tr(td(p("甲")), td("", columns_repeated=2), td(p("5")), times=2),
        tr(td(), times=100_000),
    )
    (table,) = tables(read(body))
    assert rows_of(table) == [["項目", "－", "－", "－"], ["甲", "", "", "5"], ["甲", "", "", "5"]]


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
@pytest.mark.parametrize(
    "rows",
    [
        tr(td(p("甲")), times=900_000_000) + tr(td(p("乙")), td(p("丙"))),
        tr(td(p("甲"), columns_repeated=900_000_000)),
        tr(td(p("甲"), columns_repeated=16_000), times=200),
    ],
)
def test_repetitions_without_end_are_refused_in_one_line(kind: str, rows: str) -> None:
    with pytest.raises(UnreadableSource, match=r"^a\.odt: expected .* cells.*, found more; split the file$"):
        read(tbl(rows), kind=kind)


def test_spans_of_millions_end_where_the_table_does() -> None:
    wide = 900_000_000
    rows = (
        tr(td(p("題"), columns_spanned=wide, rows_spanned=1)),
        tr(td(p("甲")), td(p("1"))),
        tr(td(p("乙")), td(p("2"))),
    )
    for kind in ("text", "spreadsheet"):
        (table,) = tables(read(tbl(*rows), kind=kind))
        assert (table.rows, table.columns) == (3, 2)
        assert places(table)[0] == (0, 0, 1, 2, "題")


def test_headings_have_their_depth_and_spaces_are_counted() -> None:
    styles = (
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
        '<style:style style:name="Title" style:family="paragraph"/>'
    )
    body = (
        '<text:p text:style-name="P1">報告</text:p><text:h text:outline-level="1">壹、前言</text:h>'
        '<text:h text:outline-level="3">（一）<text:line-break/>緣起</text:h>'
        + p('甲<text:s text:c="3"/>乙<text:tab/>丙\n   丁<text:line-break/>戊')
    )
    blocks = [block for block in read(body, styles=styles).blocks if isinstance(block, Paragraph)]
    assert [(block.level, block.text) for block in blocks] == [
        (0, "報告"), (0, "壹、前言"), (2, "（一） 緣起"), (None, "甲   乙\t丙 丁"), (None, "戊"),
    ]  # fmt: skip


def level(number: int, form: str, before: str, after: str, shown: int = 1) -> str:
    return (
        f'<text:list-level-style-number text:level="{number}" style:num-format="{form}" '
        f'style:num-prefix="{before}" style:num-suffix="{after}" text:display-levels="{shown}"/>'
    )


def list_style(name: str, *levels: str) -> str:
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


LISTS = (
    list_style("L1", level(1, "壹, 貳, 參, ...", "", "、"), level(2, "一, 二, 三, ...", "（", "）"))
    + list_style("L2", level(1, "1", "", "."), level(2, "1", "", ".", 2))
    + list_style("L3", '<text:list-level-style-bullet text:level="1"/>')
)


def ul(style: str, *items: str, goes_on: bool = False) -> str:
    held = "".join(f"<text:list-item>{item}</text:list-item>" for item in items)
    on = f'text:continue-numbering="{str(goes_on).lower()}"'
    return f'<text:list text:style-name="{style}" {on}>{held}</text:list>'


def test_the_numbers_that_are_written_before_items_are_written() -> None:
    inner = ul("L1", p("緣起"), p("目標"))
    body = (
        ul("L1", p("前言") + inner, p("成果")) + p("文") + ul("L1", p("結語"), goes_on=True)
        + ul("L1", p("另起")) + ul("L2", p("11萬8,735通") + ul("L2", p("細項"))) + ul("L3", p("點"))
    )  # fmt: skip
    assert texts(read(body, styles=LISTS)) == [
        "壹、前言", "（一）緣起", "（二）目標", "貳、成果", "文", "參、結語", "壹、另起",
        "1. 11萬8,735通", "1.1. 細項", "點",
    ]  # fmt: skip


NOTE = (
    '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    f"<text:note-body>{p('以年中人口計。')}</text:note-body></text:note>"
)
RAISED = "".join(
    f'<style:style style:name="{name}" style:family="text"><style:text-properties {stated}/></style:style>'
    for name, stated in (("T1", 'style:text-position="super 58%"'), ("T2", 'text:display="none"'))
)


def test_the_mark_of_a_note_is_no_digit_of_the_number_before_it() -> None:
    for mark in (NOTE, '<text:span text:style-name="T1">1</text:span>'):
        writer = read(tbl(tr(td(p("粗死亡率")), td(p(f"16.5{mark}")))), styles=RAISED)
        assert tables(writer)[0].cells[1].text == "16.5(註1)"
        assert [figure.text for figure in read_figures("16.5(註1)")] == ["16.5"]
        assert texts(writer) == (["註1：以年中人口計。"] if mark == NOTE else [])
    sheet = tbl(tr(td(p("率")), td(p('16.5<text:span text:style-name="T1">1</text:span>'))))
    assert tables(read(sheet, styles=RAISED, kind="spreadsheet"))[0].cells[1].text == "16.5(註1)"


def test_what_was_deleted_hidden_or_commented_is_left_out() -> None:
    body = (
        f"<text:tracked-changes><text:changed-region><text:deletion>{p('刪去5次')}</text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        + p('召開<text:change text:change-id="c"/>6<text:span text:style-name="T2">7</text:span>次'
            f"<office:annotation>{p('再查')}</office:annotation>")
    )  # fmt: skip
    assert texts(read(body, styles=RAISED)) == ["召開6次"]


def test_frames_sections_and_tables_in_cells_are_read() -> None:
    frame = (
        f"<draw:frame><draw:text-box>{p('框內218億元')}</draw:text-box><svg:title>圖</svg:title></draw:frame>"
    )
    inner = tbl(tr(td(p("年度")), td(p("件數"))), tr(td(p("109")), td(p("5"))))
    body = (
        f"<text:section>{p('節內' + frame)}</text:section>"
        + tbl(tr(td(p("目標")), td(p("甲") + inner)), tr(td(p("備註")), td(p("乙"))))
        + tbl(tr(td(inner)), tr(td(p("下"))))
    )
    writer = read(body)
    assert texts(writer) == ["節內", "框內218億元", "下"]
    texts_of_cells = [cell.text for cell in tables(writer)[0].cells]
    assert texts_of_cells == ["目標", "甲\n\t年度\t件數\n\t109\t5", "備註", "乙"]
    assert rows_of(tables(writer)[1]) == [["年度", "件數"], ["109", "5"]]


def shown(text: str, kind: str, value: str) -> str:
    return f'<table:table-cell office:value-type="{kind}" office:value="{value}">{text}</table:table-cell>'


def test_a_sheet_gives_its_name_and_its_values_as_they_are_shown() -> None:
    body = tbl(
        tr(td(p("項目")), td(p("達成率")), td(p("經費")), td(p("日期"))),
        tr(
            td(p("甲")),
            shown(p("95.0%"), "percentage", "0.95"),
            shown(p("1,234"), "float", "1234"),
            td(p("109/1/5")),
        ),
        tr(
            td(p("乙")),
            shown("", "percentage", "0.5"),
            shown("", "float", "7"),
            td("", columns_repeated=1000),
        ),
        tr(td("", columns_repeated=1024), times=1_048_000),
        name="執行 情形",
    )
    writer = read(body, kind="spreadsheet")
    assert [(b.text, b.level) for b in writer.blocks if isinstance(b, Paragraph)] == [("執行 情形", 0)]
    assert rows_of(tables(writer)[0]) == [
        ["項目", "達成率", "經費", "日期"], ["甲", "95.0%", "1,234", "109/1/5"], ["乙", "50%", "7", ""],
    ]  # fmt: skip
    assert writer.problems == []


def test_hidden_sheets_and_formulas_without_values_are_told() -> None:
    hidden = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="ta" style:family="table">{hidden}</style:style>'
    formula = '<table:table-cell table:formula="of:=1+1"/>'
    body = tbl(tr(td(p("甲")), td(p("1"))), tr(td(p("乙")), formula), name="一") + tbl(
        tr(td(p("丙")), td(p("2"))), name="二", style="ta"
    )
    writer = read(body, kind="spreadsheet", styles=styles)
    assert texts(writer) == ["一", "二"]
    assert [(writer.lines[line - 1], message) for line, message in writer.problems] == [
        ("一", "sheet 一: expected formulas with their values, found 1 without; open the file and save it"),
        ("二", "sheet 二: expected a sheet that is shown, found a hidden one; it is read too"),
    ]


def nested(depth: int) -> str:
    return p("深") if depth == 0 else tbl(tr(td(p("層")), td(nested(depth - 1))))


REFUSED = {
    "nested": (make(nested(100)), "expected elements nested at most 256 deep, found more; "),
    "cut": (make(p("甲"))[:-30], "found a damaged one"),
    "no text": (make("", kind="drawing"), "found a damaged one"),
    "entities": (make(p("&e;"), doctype='<!DOCTYPE a [<!ENTITY e "哈">]>'), "found a damaged one"),
    "entities in a sheet": (
        make(p("&e;"), kind="spreadsheet", doctype='<!DOCTYPE a [<!ENTITY e "哈">]>'),
        "found a damaged one",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(case: str) -> None:
    data, message = REFUSED[case]
    with pytest.raises(UnreadableSource) as caught:
        read_opendocument_blocks(data, "a.odt")
    assert str(caught.value).startswith("a.odt: expected ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_text_of_more_xml_than_allowed_is_refused_and_a_sheet_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLANCITE_MAX_MARKUP", "2000")
    rows = tbl(*(tr(td(p(f"{n}")), td(p("甲"))) for n in range(100)))
    with pytest.raises(UnreadableSource, match="expected at most 2000 bytes of XML in OpenDocument, found "):
        read(rows)
    assert tables(read(rows, kind="spreadsheet"))[0].rows == 100
