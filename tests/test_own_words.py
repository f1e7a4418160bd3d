"""The words a document has of its own for its entries and for who does them, and questions that use them."""

from __future__ import annotations

from asking import ask, inquire
from ingest.records import Field, Measure, Place
from qa.finding.own_words import name_kinds, name_parts
from qa.query import Is, conditions_of
from qa.understanding.entries import read_entries

PLACE = Place("plan", 1, 1)
# Two plans, one of which calls its entries 工作重點 and says of offices that they 認養 one.
CARDS = """
海港署 112年度執行成果

一、護漁
工作重點\t認養單位\t協辦機關\t績效指標\t112年度目標值\t112年度實際值
漁船檢查\t巡防組\t內政部\t檢查漁船（艘）\t120\t96
海上救援\t救援組\t內政部\t救援演練（場）\t12\t15
碼頭修復\t工務組\t交通部\t修復碼頭（處）\t9\t7
"""
OTHER = """
港務局 112年度執行成果

一、整建
執行措施\t主辦機關\t協辦機關\t績效指標\t112年度目標值\t112年度實際值
燈塔更新\t交通部\t內政部\t更新燈塔（座）\t6\t6
浮標更新\t交通部\t內政部\t更新浮標（座）\t4\t4
"""


def make_record(no: int, path: tuple[str, ...] = (), **labels: str) -> Measure:
    """Return a measure whose fields have some labels, by their keys."""
    fields = {key: Field(key, label, "略", PLACE, ((0, 1),)) for key, label in labels.items()}
    return Measure(
        kind="measure", doc="plan", no=no, title="略", edition=112, place=PLACE, path=path, fields=fields
    )


def test_entries_are_called_by_the_label_of_what_names_them() -> None:
    records = [make_record(no, action="工作重點", agencies="主辦機關") for no in (1, 2)]
    assert name_kinds(records) == {"工作重點": "measure"}


def test_a_heading_over_all_entries_calls_them_and_one_over_some_does_not() -> None:
    records = [make_record(no, ("參、約定卡", f"{no}、組別")) for no in (1, 2)]
    assert name_kinds(records) == {"約定卡": "measure"}
    # What a heading says of its cells is no name of entries.
    assert name_kinds([make_record(no, ("參、執行成果",)) for no in (1, 2)]) == {}


def test_the_words_for_who_does_something_are_those_of_the_labels() -> None:
    alone = name_parts([make_record(1, agencies="認養單位")])
    beside = name_parts([make_record(1, agencies="認養單位", support="一起做的")])
    assert (alone, beside) == ({"認養": "agency"}, {"認養": "lead", "一起做的": "support"})


def test_a_document_is_meant_by_what_it_alone_calls_its_entries() -> None:
    apart, together = (ask(f"內政部協辦的{kind}有哪些？", CARDS, OTHER) for kind in ("工作重點", "措施"))
    assert "漁船檢查" in apart.answer and "燈塔更新" not in apart.answer
    assert "漁船檢查" in together.answer and "燈塔更新" in together.answer


def test_a_word_of_its_own_for_the_lead_is_understood() -> None:
    asked = read_entries(inquire("巡防組認養哪幾項工作重點", CARDS))
    assert asked is not None and not asked.query.not_understood
    assert Is("lead", ("巡防組",)) in conditions_of(asked.query.where)
