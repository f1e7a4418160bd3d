"""The glossary: its reader, and the shipped file against the shipped texts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from index.tokens import fold_text
from ingest import glossary as glossary_module
from ingest.glossary import SHIPPED, Glossary, load_glossary
from ingest.library import read_document
from ingest.records import UnreadableSource

HEADER = "zh,also,en,kind,note\n"
CORPUS = SHIPPED.parent


@pytest.fixture
def write(tmp_path: Path):
    def write_file(text: str, name: str = "mine.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


@pytest.fixture(scope="module")
def shipped() -> Glossary:
    return load_glossary()


def test_row_is_split_into_names(write):
    path = write(HEADER + '揭弊者,吹哨者; 告密者,"whistleblower;whistle-blower",term,保護\n')
    (term,) = load_glossary(path).terms
    assert term.chinese == ("揭弊者", "吹哨者", "告密者")
    assert term.en == ("whistleblower", "whistle-blower")
    assert (term.kind, term.note) == ("term", "保護")


def test_comments_blank_lines_and_byte_order_mark_are_left_out(write):
    path = write("\ufeff" + HEADER + "# Agencies\n\n廉政署,,AAC,agency,\n")
    glossary = load_glossary(path)
    assert [term.zh for term in glossary.terms] == ["廉政署"]
    assert glossary.problems == ()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: path.unlink(), r"shipped\.csv: expected the shipped glossary, found No such file"),
        (lambda path: path.write_bytes(b"\xff" + path.read_bytes()), r"shipped\.csv:1: expected UTF-8 text"),
        (lambda path: path.write_text(f"{HEADER}揭弊者\n", "utf-8"), r"shipped\.csv:2: expected 5 columns"),
    ],
)
def test_a_shipped_glossary_that_is_not_whole_is_one_line_that_says_what_to_do(
    write, monkeypatch, spoil, message
):
    path, own = write(HEADER + "揭弊者,,whistleblower,term,\n", "shipped.csv"), write(HEADER)
    monkeypatch.setattr(glossary_module, "SHIPPED", path)
    assert load_glossary(path, own).problems == ()
    spoil(path)
    with pytest.raises(UnreadableSource, match=f"{message}.*; .*install plancite again") as caught:
        load_glossary(path, own)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("揭弊者,,whistleblower,term", "expected 5 columns, found 4"),
        ("揭弊者,,,term,", "expected an English name for 揭弊者, found none"),
        (",,whistleblower,term,", "expected a Chinese term in the column zh, found none"),
        ("揭弊者,,whistleblower,person,", "found person"),
        ("揭弊者,,whistleblower,,", "found none"),
    ],
)
def test_malformed_row_is_a_located_problem(write, row, message):
    glossary = load_glossary(write(f"{HEADER}廉政署,,AAC,agency,\n{row}\n監察院,,Control Yuan,agency,\n"))
    (problem,) = glossary.problems
    assert problem.line == 3
    assert message in problem.message
    assert [term.zh for term in glossary.terms] == ["廉政署", "監察院"]


def test_row_twice_in_a_file_is_a_problem(write):
    glossary = load_glossary(write(HEADER + "廉政署,,AAC,agency,\n廉政署,,Anti,agency,\n"))
    assert str(glossary.problems[0]).endswith(":3: expected each agency once, found 廉政署 on line 2 too")
    assert glossary.terms[0].en == ("AAC",)


@pytest.mark.parametrize("text", ["", "term;english\n", "zh,en\n廉政署,AAC\n"])
def test_file_without_the_columns_is_a_problem(write, text):
    glossary = load_glossary(write(text))
    assert glossary.terms == ()
    assert "expected the columns zh,also,en,kind,note" in glossary.problems[0].message


def test_file_in_another_encoding_is_a_problem(tmp_path):
    path = tmp_path / "big5.csv"
    path.write_bytes((HEADER + "廉政署,,AAC,agency,\n").encode("big5"))
    assert "expected UTF-8" in load_glossary(path).problems[0].message


def test_cell_of_any_length_does_not_stop_the_reader(write):
    glossary = load_glossary(write(HEADER + "廉政署,,AAC,agency,\n" + "長" * 200_000 + ",,x,term,\n"))
    assert glossary.terms[0].zh == "廉政署"
    assert len(glossary.terms) + len(glossary.problems) == 2


def test_own_file_goes_before_the_shipped_one(write):
    mine = write(HEADER + "廉政署,廉署,Integrity Office,agency,\n")
    glossary = load_glossary(SHIPPED, mine)
    assert glossary.canonical("廉署") == "廉政署"
    assert glossary.english("廉政署") == "Integrity Office"
    assert glossary.canonical("FSC") == "金融監督管理委員會"


@pytest.mark.parametrize("name", ["金管會", "金融監督管理委員會", "FSC", "financial supervisory  commission"])
def test_every_name_of_an_agency_leads_to_its_full_name(shipped, name):
    assert shipped.canonical(name) == "金融監督管理委員會"


def test_names_of_an_agency_hold_full_name_and_abbreviation(shipped):
    assert {"國家發展委員會", "國發會"} <= set(shipped.names_of("NDC"))
    assert shipped.canonical("台灣高等檢察署") == "臺灣高等檢察署"


def test_unknown_agency_has_no_name(shipped):
    assert shipped.canonical("太空總署") is None
    assert shipped.names_of("太空總署") == ()
    assert shipped.english("太空總署") is None


def test_shipped_file_has_no_problems(shipped):
    assert shipped.problems == ()
    assert len(shipped.terms) >= 500


def test_shipped_terms_stand_in_the_shipped_texts(shipped):
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt"))]
    folded = fold_text("".join("".join(text.split()) for text in texts))
    absent = [term.zh for term in shipped.terms if fold_text("".join(term.zh.split())) not in folded]
    assert absent == []


def test_chinese_names_lead_to_one_row_of_a_kind(shipped):
    names = Counter(
        (fold_text(name), term.kind == "unit")
        for term in shipped.terms
        if term.kind != "title"
        for name in term.chinese
    )
    assert [name for (name, _), count in names.items() if count > 1] == []


def test_every_measure_and_kpi_has_a_title_of_its_own(shipped):
    readings = [read_document(path) for path in sorted(CORPUS.glob("*.txt"))]
    records = [r for reading in readings for r in (*reading.measures, *reading.of_kind("kpi"))]
    titles = [shipped.title(record.text("action") or record.title, record.doc) for record in records]
    assert len(titles) == 62
    assert None not in titles
    assert len(set(titles)) == len(titles)


def test_title_is_found_by_content_in_another_edition(shipped):
    text = "(七) 強化追緝外逃重大犯罪歸案，以維司法威信及社會安全。"
    assert shipped.title(text, "another-edition") == "Bringing fugitives back to justice"
    assert shipped.title("興建捷運環狀線") is None
