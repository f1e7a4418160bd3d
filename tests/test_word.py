"""Word documents give the records that the same text gives."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from building import PLAN, ROOT
from ingest.formats.sniffing import name_format
from ingest.library import read_document
from ingest.markup import bare
from ingest.records import Reading, UnreadableSource
from ingest.sources import read_source
from office import damage, split_plan, write_page, write_word

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def fields(reading: Reading) -> list[tuple[str, int, dict[str, str]]]:
    return [(r.kind, r.no, {k: bare(f.text) for k, f in r.fields.items()}) for r in reading.records]


def write_text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("write", [write_word, write_page])
@pytest.mark.parametrize("text", [PLAN, "cut"])
def test_the_records_are_those_of_the_text(tmp_path: Path, write: object, text: str) -> None:
    if text == "cut":
        lines = (ROOT / "corpus" / "lianzheng-109.txt").read_text(encoding="utf-8").split("\n")
        text = "\n".join(lines[:120])
    assert callable(write)
    expected = read_document(write_text(tmp_path / "plan.txt", text))
    found = read_document(write(tmp_path / "plan.docx", split_plan(text)))
    assert len(found.measures) >= 2
    assert fields(found) == fields(expected)
    assert [m.targets[0].verdict for m in found.measures if m.targets] == [
        m.targets[0].verdict for m in expected.measures if m.targets
    ]
    assert found.problems == ()


def make_word(body: str) -> bytes:
    """Return a Word document whose body is written by hand."""
    stream = io.BytesIO()
    docx.Document().save(stream)
    return replace_part(
        stream.getvalue(), f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    )


def replace_part(data: bytes, xml: str, part: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == part else old.read(name))
    return out.getvalue()


def read_lines(tmp_path: Path, body: str) -> list[str]:
    file = tmp_path / "a.docx"
    file.write_bytes(make_word(body))
    return [line for line in read_source(file).document.lines if line]


def p(*texts: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts) + "</w:p>"


def test_runs_breaks_and_tabs_are_read_in_their_order(tmp_path: Path) -> None:
    body = p("廉政", "會報") + "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>"
    assert read_lines(tmp_path, body) == ["廉政會報", "甲\t乙", "丙"]


def test_what_was_deleted_is_left_out_and_what_was_inserted_stays(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>召開</w:t></w:r><w:del><w:r><w:delText>5</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>6</w:t></w:r></w:ins><w:r><w:t>次</w:t></w:r></w:p>"
    )
    assert read_lines(tmp_path, body) == ["召開6次"]


def test_content_controls_and_text_boxes_are_read(tmp_path: Path) -> None:
    box = f"<w:p><w:r><w:t>圖</w:t><w:pict><w:txbxContent>{p('框內')}</w:txbxContent></w:pict></w:r></w:p>"
    assert read_lines(tmp_path, f"<w:sdt><w:sdtContent>{p('目錄')}</w:sdtContent></w:sdt>{box}") == [
        "目錄",
        "圖",
        "框內",
    ]


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def test_merged_cells_and_tables_in_cells_are_read(tmp_path: Path) -> None:
    inner = (
        f"<w:tbl><w:tr>{tc(p('年度'))}{tc(p('件數'))}</w:tr><w:tr>{tc(p('109'))}{tc(p('5'))}</w:tr></w:tbl>"
    )
    rows = [
        tc(p("參、表"), '<w:gridSpan w:val="2"/>'),
        tc(p("績效目標"), '<w:vMerge w:val="restart"/>') + tc(p("甲") + inner),
        tc(p(""), "<w:vMerge/>") + tc(p("乙")),
    ]
    body = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    assert read_lines(tmp_path, body) == ["參、表", "績效目標\t甲", "\t\t年度\t件數", "\t\t109\t5", "\t\t乙"]


@pytest.mark.parametrize("damage", ["cut", "no body", "not xml"])
def test_a_damaged_document_is_refused_in_one_line(tmp_path: Path, damage: str) -> None:
    data = make_word(p("甲"))
    file = tmp_path / "a.docx"
    damaged = {
        "cut": data[: len(data) - 30],
        "no body": replace_part(data, "<a/>"),
        "not xml": replace_part(data, "<"),
    }
    file.write_bytes(damaged[damage])
    with pytest.raises(UnreadableSource, match=r"a\.docx: expected .*, found .*; ") as caught:
        read_source(file)
    assert "\n" not in str(caught.value)


def rename_part(data: bytes, old: str, new: str) -> bytes:
    """Return a Word document one part of which has another name, in every part that names it too."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            content = before.read(name)
            if name.endswith((".rels", "[Content_Types].xml")):
                content = content.replace(old.encode(), new.encode())
            after.writestr(name.replace(old, new), content)
    return out.getvalue()


def test_the_main_part_may_have_any_name(tmp_path: Path) -> None:
    data = rename_part(make_word(p("甲")), "document.xml", "document2.xml")
    file = tmp_path / "a.docx"
    file.write_bytes(data)
    assert [line for line in read_source(file).document.lines if line] == ["甲"]


@pytest.mark.parametrize("types", ["", "<", "<a/>", "x" * 2_000_000])
def test_another_archive_is_no_word_document(types: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/other.xml", "<a/>")
    assert name_format(out.getvalue(), ".docx") == "zip"


@pytest.mark.parametrize("name", ["word/styles.xml", "word/styles.bin"])
def test_the_limit_on_markup_counts_every_part_that_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    big = f'<w:styles xmlns:w="{WORD}">' + "<w:style/>" * 20_000 + "</w:styles>"
    data = rename_part(replace_part(make_word(p("甲")), big, "word/styles.xml"), "word/styles.xml", name)
    file = tmp_path / "a.docx"
    file.write_bytes(rename_part(data, "styles.xml", name.removeprefix("word/")))
    assert "甲" in read_source(file).document.lines
    monkeypatch.setenv("PLANCITE_MAX_MARKUP", "150000")
    with pytest.raises(UnreadableSource, match="expected at most 150000 bytes of XML in Word, found 6"):
        read_source(file)


@pytest.mark.parametrize(
    "way", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "[Content_Types].xml"])
def test_a_part_that_does_not_unpack_costs_one_line(tmp_path: Path, part: str, way: int) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(damage(make_word(p("甲" * 500)), part, way))
    with pytest.raises(UnreadableSource, match=r"a\.docx: expected .*, found a damaged .*; save it again$"):
        read_source(file)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=30))
def test_whatever_is_damaged_there_are_lines_or_one_refusal(
    tmp_path: Path, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(make_word(p("甲") + f"<w:tbl><w:tr>{tc(p('績效目標'))}{tc(p('5件'))}</w:tr></w:tbl>"))
    for place, byte in changes:
        data[int(place * len(data))] = byte
    file = tmp_path / "a.docx"
    file.write_bytes(data)
    try:
        assert read_source(file).document.lines
    except UnreadableSource as error:
        assert "\n" not in str(error)
