"""Broken and hostile input: one clear line or a located problem, bounded work, the old index untouched.

No time is asserted; each case would take minutes or not end at all if the work grew with the square
of the input.
"""

from __future__ import annotations

import csv
import io
import os
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from building import PLAN, list_readings
from index.build import build_index
from index.passages import cut_passages
from index.shelf import add_documents, list_documents, remove_documents
from index.store import open_store
from ingest.glossary import load_glossary
from ingest.library import read_document
from ingest.overflow import LONGEST_FIELD
from ingest.records import Reading, UnreadableSource
from qa.cli import main
from qa.engine import Engine
from qa.tables import list_targets, write_csv
from test_word import make_word, p, replace_part

RESULT = "109年度(1月至12月)績效目標達成情形\t召開廉政會報15次。"


pytestmark = pytest.mark.usefixtures("small_dictionary")


def write(folder: Path, content: str | bytes, name: str = "hostile.txt") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, text: str | bytes, name: str = "hostile.txt") -> Reading:
    return read_document(write(folder, text, name))


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# What cannot be read is refused in one line, and nothing is written.

REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "expected text, found an empty file; "),
    "blank": (b" \r\n\t\n", "expected text, found none; "),
    "binary": (random.Random(3).randbytes(5000), "OpenDocument, HTML or PDF, found binary data; "),
    "a line of 10 MB": (b"5" * 10_000_000, "lines of at most 100000 characters, found one of 10000000; "),
    "a million lines": (b"a\n" * 1_000_000, "expected at most 200000 lines, found 1000001; "),
    "no zip": (b"PK\x03\x04" + random.Random(4).randbytes(500), "found a ZIP archive; "),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_leaves_everything_as_it_was(home: Path, tmp_path: Path, case: str) -> None:
    data, message = REFUSED[case]
    file, before = write(tmp_path, data), snapshot(home)
    with pytest.raises(UnreadableSource) as caught:
        add_documents(home, [file], tmp_path / "corpus")
    assert str(caught.value).startswith(f"{file}: expected ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert snapshot(home) == before


def test_a_file_over_the_limit_is_refused_by_what_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANCITE_MAX_BYTES", "100")
    with pytest.raises(UnreadableSource, match="expected at most 100 bytes, found 5000; split the file"):
        read(tmp_path, "5" * 5000)
    monkeypatch.setenv("PLANCITE_MAX_BYTES", "many")
    with pytest.raises(
        UnreadableSource, match="PLANCITE_MAX_BYTES: expected a whole number of at least 1, found 'many'"
    ):
        read(tmp_path, "5")


def bomb(part: str, size: int) -> bytes:
    """Return a Word document with a part of many zeros."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(make_word(p("甲")))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w") as target:
            for _ in range(size // 1_000_000):
                target.write(bytes(1_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "size", "message"),
    [
        ("word/media/image1.png", 300_000_000, "bytes unpacked, found 300"),
        ("word/document.xml", 20_000_000, r"bytes of XML in Word, found 20\d{6}; split it"),
    ],
)
def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, part: str, size: int, message: str) -> None:
    data = bomb(part, size)
    assert len(data) < 1_000_000
    with pytest.raises(UnreadableSource, match=message):
        read(tmp_path, data, "bomb.docx")


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "哈" * 10}">' for n in range(12))


@pytest.mark.parametrize("entity", ["&e11;", "&secret;"])
def test_entities_of_a_word_document_are_not_expanded(tmp_path: Path, entity: str) -> None:
    secret = write(tmp_path, "機密", "secret.txt")
    xml = (
        f'<!DOCTYPE a [{ENTITIES}<!ENTITY secret SYSTEM "{secret.as_uri()}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{p('甲')}{p(entity)}</w:body></w:document>"
    )
    file = write(tmp_path, replace_part(make_word(""), xml), "bomb.docx")
    try:
        lines = "".join(read_document(file).document.lines)
    except UnreadableSource as error:
        lines = str(error)
    assert "機密" not in lines
    assert len(lines) < 1000


def test_entities_of_a_page_are_not_expanded(tmp_path: Path) -> None:
    page = f"<!DOCTYPE html [{ENTITIES}]><html><body><p>甲</p><p>&e11;</p></body></html>"
    assert sum(map(len, read(tmp_path, page, "bomb.html").document.lines)) < 5000


@pytest.mark.parametrize("attribute", ["colspan", "rowspan"])
def test_a_cell_over_a_billion_columns_or_rows_is_one_cell(tmp_path: Path, attribute: str) -> None:
    page = f"<html><table><tr><td {attribute}=1000000000>甲<td>乙</table></html>"
    assert [line for line in read(tmp_path, page, "wide.html").document.lines if line] == ["甲\t乙"]


# Paths that are no plain files.


def test_devices_pipes_folders_and_dead_links_are_not_opened(home: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "dead.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "folder.txt").mkdir()
    for name, found in (
        ("pipe", "found a device or pipe"),
        ("zero", "found a device or pipe"),
        ("dead", "found none"),
        ("loop", "found "),
        ("folder", "found a folder"),
    ):
        with pytest.raises(UnreadableSource, match=rf"{name}\.txt: expected .*{found}"):
            add_documents(home, [tmp_path / f"{name}.txt"], tmp_path / "corpus")


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind the superuser")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    file = write(tmp_path, "甲")
    file.chmod(0)
    with pytest.raises(UnreadableSource, match="expected a readable file, found Permission denied"):
        read_document(file)


NAMES = [
    "....txt", "-.txt", " .txt", "a\nb.txt", "\u202etxt.exe.txt", "甲" * 83 + ".txt", "a" * 251 + ".txt",
    "$(touch x).txt", "; rm -rf x.txt", "CON.txt", "plan-109.txt", "documents.json.txt", "<b>.txt",
    "e\u0301.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_any_name_of_a_file_stays_inside_the_home(home: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    file = write(folder, f"壹、說明\n{name}漁業補助三件。\n", name)
    before = {path for path in tmp_path.rglob("*") if home not in path.parents}
    [line] = add_documents(home, [file], tmp_path / "corpus")
    entry = list_documents(home, tmp_path / "corpus")[-1]
    assert line.isprintable()
    assert entry.file.isprintable()
    assert entry.id not in ("", ".", "..", "plan-109")
    assert entry.path.parent == home / "documents"
    assert {path for path in tmp_path.rglob("*") if home not in path.parents} == before
    assert remove_documents(home, [entry.id], tmp_path / "corpus") == [f"{entry.id}: removed"]


# Texts that repeat one thing until something gives way.


def in_cell(text: str) -> str:
    return PLAN.replace(RESULT, RESULT.split("\t")[0] + "\t" + text)


def in_target(text: str) -> str:
    return PLAN.replace("召開廉政會報12次。", text)


REPEATED: dict[str, str] = {
    "labels of one record": "序次\t1\n" + "績效目標\t甲\n" * 20_000,
    "labels that alternate": PLAN + "序次\t3\n" + "績效目標\t甲\n辦理機關\t乙\n" * 10_000,
    "numbers without cells": PLAN + "".join(f"序次\t{n}\n" for n in range(15_000)),
    "one number": PLAN + "序次\t1\n具體策略\t甲\n" * 5_000,
    "strategies without numbers": PLAN + "具體策略\t甲\n執行措施\t乙\n" * 10_000,
    "tables": "".join(PLAN.replace("序次\t1", f"序次\t{n}") for n in range(100)),
    "torn labels": PLAN + "績效\n" * 20_000,
    "unknown labels": PLAN + "".join(f"標籤{n}\t值\n" for n in range(10_000)),
    "short lines": "短行\n" * 50_000,
    "headings": "一、標題\n" * 20_000,
    "tabs and pipes": PLAN + "\t" * 90_000 + "\n" + "|" * 90_000,
    "rows of one entry": "措施\t指標\t109年度目標值\t109年度實際值\n"
    + "".join(f"宣導\t第{n}項場次\t{n}場\t{n}場\n" for n in range(4_000)),
    "rows that are roles": "項目\t年度\t108\t109\n"
    + "".join(f"項目{n}\t目標值\t{n}\t{n}\n\t實際值\t{n}\t{n}\n" for n in range(1_500)),
    "tables that go on": "".join(
        f"序次\t{n}\n具體策略\t甲\n\n目標值\t乙\n辦理機關\t丙\n\n" for n in range(3_000)
    ),
    "a cell of many lines": in_cell("甲\n" + "\t召開會議3次\n" * 10_000),
}
STRETCHES = [
    "1", "1.", "1,1", "「", "」", "，", ",", "年", "109年", "(", "（", "()", "3次、", "十", "萬", "1~2",
    "1月1日", "(=3/4)", "<p", "法務部：", "較108年增加3件，", "由3件提升至4件，", "=", " ",
]  # fmt: skip


@pytest.mark.parametrize("case", REPEATED)
def test_a_text_that_repeats_itself_is_read(tmp_path: Path, case: str) -> None:
    reading = read(tmp_path, REPEATED[case])
    assert reading.records
    longest = max(len(field.text) for record in reading.records for field in record.fields.values())
    assert longest <= LONGEST_FIELD
    assert cut_passages(reading.records)


@pytest.mark.parametrize("place", [in_cell, in_target, lambda text: text])
@pytest.mark.parametrize("stretch", STRETCHES)
def test_a_cell_that_repeats_itself_is_read(
    tmp_path: Path, stretch: str, place: Callable[[str], str]
) -> None:
    text = stretch * (90_000 // len(stretch))
    began = time.process_time()
    reading = read(tmp_path, place(text) + "\n完")
    # It takes two seconds at most; what grows with the square of a text takes minutes.
    assert time.process_time() - began < 12
    kept = sum(len(field.text) for record in reading.records for field in record.fields.values())
    # A cell of rules or spaces only is no text.
    if stretch.strip("= "):
        assert kept >= 89_000
    if place is in_cell and stretch.strip("= "):
        assert any("expected at most 20000 characters in a cell" in p.message for p in reading.problems)
    assert cut_passages(reading.records)


def test_more_figures_than_are_paired_are_said(tmp_path: Path) -> None:
    targets = "".join(f"{n}. 辦理第{n}類宣導{n}場次。" for n in range(1, 95))
    results = "".join(f"{n}. 辦理宣導{n}場次。" for n in range(1, 400))
    reading = read(tmp_path, in_target(targets).replace(RESULT.split("\t")[1], results))
    assert any("pairs of target and figure, found" in problem.message for problem in reading.problems)
    assert len(reading.measures[0].targets) > 50


def test_numbers_missing_repeated_or_huge_are_located_problems(tmp_path: Path) -> None:
    plain = read(tmp_path, PLAN)
    for number in ("", "9" * 4000, "甲", "1"):
        reading = read(tmp_path, PLAN.replace("序次\t2", f"序次\t{number}"))
        assert len(reading.measures) == 2
        assert [m.text("action") for m in reading.measures] == [m.text("action") for m in plain.measures]
        assert all(m.no < 1_000_000 for m in reading.measures)
        line = PLAN.split("\n").index("序次\t2") + 1
        assert not number or any(problem.line == line for problem in reading.problems)


# What stands in cells is text, wherever it is shown or exported.

EVIL = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "[鏈](javascript:x)",
    "$x$",
]


@pytest.mark.parametrize("evil", EVIL)
def test_formulas_and_markup_in_cells_are_exported_as_text(tmp_path: Path, evil: str) -> None:
    text = PLAN.replace("(一)辦理廉政會報", f"{evil} 辦理廉政會報")
    text = text.replace("召開廉政會報12次。", f"{evil} 召開廉政會報12次。")
    reading = read(tmp_path, text.replace("辦理機關\t法務部(廉政署)", f"辦理機關\t{evil}"))
    assert reading.measures[0].text("agencies") == evil
    table = write_csv(list_targets([reading], load_glossary()))
    assert "召開廉政會報12次" in table
    for cells in csv.reader(io.StringIO(table.lstrip("\ufeff"))):
        assert not [cell for cell in cells if cell[:1] in tuple("=+@") or cell.startswith("-2+3")]


# Questions.

QUESTIONS = {
    "plain": "廉政會報召開幾次", "digits": "1", "brackets": "(", "wide brackets": "（", "label": "績效目標",
    "commas": "1,1,", "years": "年", "dates": "109年", "words": "corruption ", "slips": "corrption intgrity ",
    "spaces": " 1", "lines": "\n1", "measures": "measure 3 ", "numbers": "序次1", "quotes": "「",
    "emoji": "😀",
}  # fmt: skip


@pytest.mark.parametrize("case", QUESTIONS)
def test_a_question_of_100000_characters_is_answered(home: Path, case: str) -> None:
    engine = Engine(open_store(home), load_glossary())
    question = (QUESTIONS[case] * 100_000)[:100_000]
    answer = engine.ask(question)
    assert answer.question == question
    assert answer.kind


# Broken state, and disks that cannot be written to.


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("current", b"index-gone", "expected a whole part of the index, found a damaged one"),
        ("current", b"../../etc", "expected a whole part of the index, found a damaged one"),
        ("documents/documents.json", b'[{"id": 1}]', "expected a list of documents, found a damaged file"),
        ("documents/documents.json", b'[{"id":"a","copy":"../../x","file":"a","origin":"","sha256":""}]',
         "expected a list of documents, found a damaged file"),
    ],
)  # fmt: skip
def test_broken_state_is_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    file: str, content: bytes, message: str,
) -> None:  # fmt: skip
    (home / file).parent.mkdir(exist_ok=True)
    (home / file).write_bytes(content)
    monkeypatch.setenv("PLANCITE_HOME", str(home))
    assert main(["ask", "廉政會報召開幾次？"]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert len(said.splitlines()) == 1


def test_a_broken_glossary_or_catalogue_is_said_and_the_rest_works(home: Path, tmp_path: Path) -> None:
    write(home, b"\xff\xfe\x00zh", "glossary.csv")
    write(home, "[plan-109\n", "catalog.toml")
    store = build_index(home, None, tmp_path / "corpus")
    assert list_readings(store)[0].measures


def fail_on_writing(path: Path, data: bytes) -> int:
    raise OSError(28, "No space left on device", str(path))


def test_a_full_disk_is_one_line_and_leaves_the_index(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(home)
    monkeypatch.setenv("PLANCITE_HOME", str(home))
    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_bytes", fail_on_writing)
        assert main(["build"]) == 1
    [line] = [s for s in capsys.readouterr().err.splitlines() if "expected" in s]
    assert "expected to read and write there, found No space left on device; check the path" in line
    assert snapshot(home) == before


def test_a_home_that_cannot_be_written_to_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "甲")
    monkeypatch.setenv("PLANCITE_HOME", str(file / "home"))
    assert main(["build", str(file)]) in (1, 2)
    assert len(capsys.readouterr().err.splitlines()) == 1
