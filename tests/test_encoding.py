"""Encodings are told apart by what reads like a text; what is damaged is shown and said."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from building import ROOT
from ingest.encoding import clean_lines, decode_text
from ingest.records import UnreadableSource
from ingest.sources import read_source

TEXT = "廉政會報召開12次，達成率85.2%。\n" * 20
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp950", "gb18030")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_stretches_of_the_texts_are_read_in_any_encoding(encoding: str) -> None:
    text = (ROOT / "corpus" / "lianzheng-109.txt").read_text(encoding="utf-8")
    chance = random.Random(7)
    for length in (12, 40, 400, 4000):
        for _ in range(25):
            start = chance.randrange(len(text) - length)
            stretch = text[start : start + length]
            if encoding == "cp950":
                stretch = stretch.encode("cp950", "ignore").decode("cp950")
            assert decode_text(stretch.encode(encoding), "a.txt") == stretch


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "cp950"])
def test_text_without_digits_or_spaces_is_told_by_its_characters(encoding: str, ends: str) -> None:
    text = ends.join(["國家廉政建設行動方案", "落實風險控管作為", "促進公開透明"])
    assert decode_text(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize(
    ("data", "bad"),
    [
        (TEXT.encode()[:-3], 1),
        (TEXT.encode("utf-16-le")[:-1], 1),
        (TEXT.encode()[:99] + b"\xff\xfe" + TEXT.encode()[99:], 2),
        (TEXT.encode("cp950")[:101] + b"\xff" + TEXT.encode("cp950")[101:], 1),
    ],
)
def test_a_few_bytes_that_are_no_text_are_shown_and_said(data: bytes, bad: int) -> None:
    lines, problems = clean_lines(decode_text(data, "a.txt").split("\n"), "a.txt")
    assert 1 <= sum(line.count("\ufffd") for line in lines) <= bad + 4
    assert [p.message.split("; ")[1] for p in problems] == ["shown as \ufffd"]
    assert problems[0].line == next(n for n, line in enumerate(lines, start=1) if "\ufffd" in line)
    assert sum("達成率85.2%。" in line for line in lines) >= 18


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (random.Random(1).randbytes(4000), "found binary data"),
        (bytes(100), "found binary data"),
        (bytes(range(256)) * 20, "found binary data"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "found an old Word document"),
        (b"{\\rtf1\\ansi text}", "found an RTF file"),
        (b"PK\x03\x04" + bytes(60), "found a ZIP archive"),
        (b"\x1f\x8b\x08" + bytes(60), "found a compressed file"),
        (TEXT.encode("utf-16-le") * 1 + random.Random(2).randbytes(2000), "found"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(tmp_path: Path, data: bytes, found: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(data)
    expected = "expected text, Word, Excel, OpenDocument, HTML or PDF"
    with pytest.raises(UnreadableSource, match=rf"^a\.txt: {expected}, {found}.*; \w+"):
        read_source(file, file="a.txt")


def test_what_cannot_be_seen_is_taken_out_and_said() -> None:
    lines, problems = clean_lines(
        ["序\x00次\t1", "\u202e政廉\u202c", "\u200b會\ufeff報", "甲\x0c乙", "\x1b[31m紅"], "a.txt"
    )
    assert lines == ["序次\t1", "政廉", "會報", "甲 乙", "[31m紅"]
    assert [str(p) for p in problems] == [
        "a.txt:1: expected text, found 1 control character; left out",
        "a.txt:2: expected text, found 2 control characters; left out",
        "a.txt:5: expected text, found 1 control character; left out",
    ]


def test_only_the_first_damaged_lines_are_named() -> None:
    _, problems = clean_lines(["\ufffd"] * 1000, "a.txt")
    assert len(problems) == 21
    assert str(problems[-1]) == (
        "a.txt:1000: expected text, found 980 more lines of unreadable or control characters"
    )
