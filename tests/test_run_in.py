"""Names that open paragraphs under one heading make an entry each, in whatever manner they are written."""

from __future__ import annotations

import pytest

from ingest.entries.assembly import assemble
from ingest.formats.word import read_word_blocks
from ingest.records import Document
from test_paragraph_entries import measures, read
from test_word import make_word, p

TITLE = "輔導會113年度執行成果"
MANNERS = [
    "【{name}】　{text}",
    "（{number}）{name}：{text}",
    "{name}：{text}",
    "◆ {name}：{text}",
]
ITEMS = [
    ("造林撫育", "本年目標300公頃，實際312公頃。"),
    ("農場營運", "本年目標80萬人次，實際79萬人次。"),
    ("光電設置", "本年目標20座，實際18座，上年15座。"),
    ("人員補實", "補實作業依進度辦理，全年離職164人。"),
]


def write(manner: str, items: list[tuple[str, str]]) -> str:
    lines = [
        manner.format(number=number, name=name, text=text)
        for number, (name, text) in zip("一二三四", items, strict=False)
    ]
    return "\n\n".join([TITLE, "壹、各處成果", "一、事業處", *lines])


@pytest.mark.parametrize("manner", MANNERS)
def test_names_that_open_paragraphs_are_entries_with_what_stands_behind_them(manner: str) -> None:
    made = read(write(manner, ITEMS), TITLE)
    assert [measure.title for measure in measures(made)] == [name for name, _ in ITEMS]
    told = {(o.entry, o.role, int(o.value)) for o in made.observations if o.kind == "measure"}
    assert {("造林撫育", "target", 300), ("農場營運", "actual", 790000), ("光電設置", "actual", 15)} <= told
    assert [o.entry for o in made.observations if o.as_written == "164人"] == ["人員補實"]


def test_what_stands_before_the_names_stays_with_their_heading() -> None:
    text = write(MANNERS[0], ITEMS).replace("一、事業處", "一、事業處\n\n本處所管農場計3處，分述如下。")
    made = read(text, TITLE)
    assert [measure.title for measure in measures(made)] == [name for name, _ in ITEMS]
    assert [o.entry for o in made.observations if o.as_written == "3處"] == ["一、事業處"]


def test_labels_that_recur_under_several_headings_name_nothing() -> None:
    parts = [
        f"{no}、{name}\n\n目標：300公頃\n\n成果：312公頃\n\n備註：另計5公頃。"
        for no, name in (("一", "造林"), ("二", "撫育"))
    ]
    made = read("\n\n".join([TITLE, *parts]), TITLE)
    assert [measure.title for measure in measures(made)] == ["造林", "撫育"]


@pytest.mark.parametrize("note", ["（先列實績，括弧內為本年目標）", "以下括號內係年度目標值。"])
def test_a_note_above_the_names_says_what_stands_in_brackets(note: str) -> None:
    items = [
        ("造林撫育", "312公頃（300公頃），分布5縣市。"),
        ("農場營收", "7億8,940萬元（8億2,000萬元）。"),
        ("光電", "累計18座(20座)，上年底15座。"),
    ]
    text = write(MANNERS[2], items)
    told = {
        (o.entry, o.role, int(o.value), o.verdict)
        for o in read(text.replace("一、事業處", f"一、事業處\n\n{note}"), TITLE).observations
        if o.kind == "measure" and o.year == 113
    }
    assert told == {
        ("造林撫育", "target", 300, "met"),
        ("造林撫育", "actual", 312, None),
        ("農場營收", "target", 820000000, "not_met"),
        ("農場營收", "actual", 789400000, None),
        ("光電", "target", 20, "not_met"),
        ("光電", "actual", 18, None),
    }
    assert not measures(read(text, TITLE))


def test_a_name_in_bold_ends_as_a_sentence_does() -> None:
    items = ITEMS[:2]
    bold = [
        f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{name}。</w:t></w:r><w:r><w:t>{text}</w:t></w:r></w:p>"
        for name, text in items
    ]
    body = p(TITLE) + p("壹、各處成果") + p("一、事業處") + "".join(bold)
    written = read_word_blocks(make_word(body), "a.docx")
    document = Document("d", TITLE, 113, "a.docx", "", tuple(written.lines))
    assert [measure.title for measure in measures(assemble(document, written.blocks))] == [
        n for n, _ in items
    ]
    plain = body.replace("<w:b/>", "")
    written = read_word_blocks(make_word(plain), "a.docx")
    assert "造林撫育" not in [measure.title for measure in measures(assemble(document, written.blocks))]


def test_names_under_a_heading_that_is_an_entry_itself_are_told_of_it() -> None:
    parts = "\n\n".join(
        f"（{n}）{name}：本年目標{a}，實際{b}。"
        for n, name, a, b in (
            ("一", "車輛數", "260輛", "272輛"),
            ("二", "趟次", "78萬趟", "80萬趟"),
            ("三", "滿意度", "95%", "93%"),
        )
    )
    headed = "\n\n".join(
        f"{no}、{name}\n\n本年目標{goal}，實際{goal}。"
        for no, name, goal in (("二", "社區居住", "12處"), ("三", "輔具服務", "9千人次"))
    )
    made = read("\n\n".join([TITLE, "壹、行動", f"一、復康巴士\n\n{parts}", headed]), TITLE)
    assert [(m.title, len(m.targets)) for m in measures(made)] == [
        ("復康巴士", 3),
        ("社區居住", 1),
        ("輔具服務", 1),
    ]
