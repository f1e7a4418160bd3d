"""What is over in a field goes on as sections, and every part knows its lines."""

from __future__ import annotations

from building import make_document
from ingest.entries.assembly import assemble
from ingest.figures.numerals import read_figures
from ingest.formats.text import read_text_blocks
from ingest.headings import read_sections
from ingest.overflow import LONGEST_FIELD, cut_records
from ingest.records import Record


def read_cell(lines: list[str]) -> tuple[list[Record], list[str]]:
    labels = ["具體策略", "執行措施", "績效目標", "辦理機關", "績效衡量指標"]
    text = "\n".join(["序次\t1", *(f"{label}\t甲" for label in labels), "109年績效目標值\t甲", *lines])
    document = make_document(text)
    made = assemble(document, read_text_blocks(document.lines))
    cut, problems = cut_records(document, made.records)
    return cut, [str(problem) for problem in problems]


def test_short_records_stay_as_they_are() -> None:
    document = make_document("壹、甲\n乙")
    records = read_sections(document, list(enumerate(document.lines, start=1)))
    assert cut_records(document, records) == (records, [])


def test_the_rest_of_a_long_cell_becomes_sections_with_their_lines() -> None:
    lines = [f"\t第{n}項辦理情形說明文字。" for n in range(5000)]
    records, problems = read_cell(lines)
    measure, *sections = records
    assert (measure.kind, {record.kind for record in sections}) == ("measure", {"section"})
    [problem] = problems
    assert problem.startswith(f"corpus/plan-109.txt:7: expected at most {LONGEST_FIELD} characters in a cell")
    assert problem.endswith("the rest is kept as plain text")
    fields = [measure.fields["target"], *(record.fields["text"] for record in sections)]
    assert all(len(field.text) <= LONGEST_FIELD for field in fields)
    found = "".join("".join(field.text.split()) for field in fields)
    assert found == "甲" + "".join(line.strip() for line in lines)
    for field in fields[1:]:
        start = field.text.index("第")
        number = int(field.text[start + 1 : field.text.index("項", start)])
        assert field.locate(start, start + 1).line_start == 8 + number
    assert [record.no for record in sections] == list(range(1, len(sections) + 1))


def test_one_line_longer_than_a_field_is_cut_within() -> None:
    records, _ = read_cell(["\t" + "文" * 50_000])
    assert [len(field.text) for record in records[1:] for field in record.fields.values()][
        -1
    ] <= LONGEST_FIELD
    assert {record.fields["text"].place.line_start for record in records[1:]} == {8}


def test_no_number_is_cut_in_two() -> None:
    line = "、".join(f"{n:,}件" for n in range(100_000, 106_000))
    records, _ = read_cell(["\t" + line])
    texts = [field.text for record in records for field in record.fields.values()]
    read = [figure.text.removesuffix("件") for text in texts for figure in read_figures(text)]
    assert read == [f"{n:,}" for n in range(100_000, 106_000)]
