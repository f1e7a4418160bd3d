"""Entries from headed paragraphs: labels in any words, and headings with targets in sentences."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.entries.assembly import Assembled, assemble
from ingest.figures.units import compatible_units
from ingest.formats.text import read_text_blocks
from ingest.records import Document, Measure, Observation
from ingest.sources import _find_title

CASES = Path(__file__).parent / "cases" / "prose"


def read(text: str, title: str = "") -> Assembled:
    lines = text.strip("\n").split("\n")
    document = Document("d", title or _find_title(lines), None, "d.txt", "", tuple(lines))
    return assemble(document, read_text_blocks(lines))


def measures(assembled: Assembled) -> list[Measure]:
    return [record for record in assembled.records if isinstance(record, Measure)]


def said(assembled: Assembled, *kinds: str) -> set[tuple[str, int | None, str, Decimal]]:
    """Return (entry, year, role, value) of the observations of some kinds."""
    return {
        (o.entry, o.year, o.role, o.value) for o in assembled.observations if not kinds or o.kind in kinds
    }


def _fits(gold: dict[str, object], one: Observation) -> bool:
    same = one.year == gold["year"] and one.role == gold["role"]
    number = str(gold["no"])
    entry = (
        (number and one.no == number) or str(gold["entry"]) in one.entry or str(gold["metric"]) in one.metric
    )
    return (
        same
        and one.value == Decimal(str(gold["value"]))
        and compatible_units(str(gold["unit"]), one.unit)
        and bool(entry)
        and gold.get("op", one.op) == one.op
    )


# Of a sum no sentence dates; the year of the title is said of it with a doubt.
UNDATED = {("labour-112", 360000000)}


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_everything_the_texts_of_other_ministries_state_is_read(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    document = Document(path.stem, _find_title(lines), None, path.name, "", tuple(lines))
    found = assemble(document, read_text_blocks(lines)).observations
    gold = [json.loads(line) for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()]
    missing = [
        g for g in gold if not any(_fits(g, o) for o in found) and (g["doc"], g["value"]) not in UNDATED
    ]
    assert not missing
    stated = {(g["year"], g["role"], Decimal(str(g["value"]))) for g in gold}
    made = [o for o in found if o.kind in ("measure", "kpi") and o.role in ("target", "actual")]
    assert made or not path.stem.startswith(
        ("labour", "culture", "ocean", "county", "fire", "indigenous", "sports")
    )
    assert [o for o in made if (o.year, o.role, o.value) not in stated] == []


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_number_is_whole_in_the_line_it_is_cited_from(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    document = Document(path.stem, _find_title(lines), None, path.name, "", tuple(lines))
    for one in assemble(document, read_text_blocks(lines)).observations:
        cited = "\n".join(lines[one.place.line_start - 1 : one.place.line_end])
        assert re.search(rf"(?<![0-9.,]){re.escape(one.as_written)}(?![0-9]|[.,][0-9])", cited), one


BOXED = """
海洋部112年成果報告
一、甲案
【辦理單位】
海巡局、港務局（港工科）
【目標】
巡護30次
【成果】
巡護33次
二、乙案
【辦理單位】
港務局
【目標】
疏濬5萬立方公尺
【成果】
疏濬4萬立方公尺
"""


def test_labels_on_lines_of_their_own_take_the_paragraphs_below() -> None:
    one, other = measures(read(BOXED))
    assert (one.title, other.title) == ("甲案", "乙案")
    assert one.agencies == ("海巡局", "港務局", "港工科")
    assert one.lead_agencies == ("海巡局", "港務局")
    assert [(t.target, t.actual, t.verdict) for t in one.targets] == [(30, 33, "met")]
    assert [(t.target, t.actual, t.verdict) for t in other.targets] == [(50000, 40000, "not_met")]
    assert one.place.line_start == 2


@pytest.mark.parametrize(
    "write",
    [
        lambda label, value: f"{label}：{value}",
        lambda label, value: f"◎{label}：{value}",
        lambda label, value: f"**{label}**：{value}",
        lambda label, value: f"**{label}：** {value}",
        lambda label, value: f"【{label}】{value}",
        lambda label, value: f"{label}　　{value}",
        lambda label, value: f"（一）{label}：{value}",
    ],
)
def test_labels_are_found_however_they_are_marked(write) -> None:  # type: ignore[no-untyped-def]
    parts = [("主責", "海巡局"), ("年度目標", "巡護30次"), ("執行成果", "巡護33次")]
    body = "\n".join(
        f"{no}、{name}\n" + "\n".join(write(label, value) for label, value in parts)
        for no, name in ("一甲", "二乙")
    )
    found = measures(read(f"海洋部112年成果報告\n{body}"))
    assert [(t.target, t.actual) for m in found for t in m.targets] == [(30, 33), (30, 33)]
    assert [m.agencies for m in found] == [("海巡局",), ("海巡局",)]


def test_several_labels_of_one_line_are_told_apart() -> None:
    text = "海洋部112年成果報告\n" + "\n".join(
        f"{no}、{name}\n目標：巡護30次；成果：巡護33次；主辦機關：海巡局"
        for no, name in (("一", "甲"), ("二", "乙"))
    )
    found = measures(read(text))
    assert [(t.target, t.actual) for m in found for t in m.targets] == [(30, 33), (30, 33)]
    assert found[0].text("agencies") == "海巡局"


def test_a_label_with_a_number_names_and_opens_the_entry() -> None:
    text = """
海洋部112年成果報告
行動方案1-1：甲案
目標：巡護30次
成果：巡護33次
行動方案1-2：乙案
目標：疏濬5處
成果：疏濬4處
"""
    assembled = read(text)
    assert [m.title for m in measures(assembled)] == ["甲案", "乙案"]
    assert {(o.no, o.entry) for o in assembled.observations} == {("1-1", "甲案"), ("1-2", "乙案")}


def test_agencies_in_brackets_behind_a_heading_are_those_of_the_entry() -> None:
    text = "\n".join(
        f"{no} {name}（海巡局、港務局）\n目標：30次\n成果：33次"
        for no, name in (("1.1", "甲"), ("1.2", "乙"))
    )
    found = measures(read(f"海洋部112年成果報告\n{text}"))
    assert [(m.title, m.agencies) for m in found] == [
        ("甲", ("海巡局", "港務局")),
        ("乙", ("海巡局", "港務局")),
    ]


def test_numbered_lines_under_a_label_are_no_headings() -> None:
    text = BOXED.replace("巡護33次", "（一）北部海域\n1.巡護20次\n2.巡護13次")
    assert [m.title for m in measures(read(text))] == ["甲案", "乙案"]


def test_each_year_of_a_target_has_its_own_number() -> None:
    text = BOXED.replace("巡護30次", "112年巡護30次，113年巡護36次")
    targets = {(o.year, o.value) for o in read(text).observations if o.role == "target" and o.entry == "甲案"}
    assert targets == {(112, 30), (113, 36)}


def test_the_next_years_target_is_known_by_its_label() -> None:
    text = BOXED.replace("二、", "【下年度目標】\n36次\n二、").replace(
        "疏濬4萬立方公尺", "疏濬4萬立方公尺\n【下年度目標】\n6萬立方公尺"
    )
    assert ("甲案", 113, "target", 36) in said(read(text))


def test_a_status_is_no_result() -> None:
    text = BOXED.replace("二、", "【達成情形】\n達成\n二、") + "【達成情形】\n未達成\n"
    one, other = measures(read(text))
    assert (one.official_status, other.official_status) == ("met", "not_met")
    assert [t.actual for t in one.targets] == [33]


def test_sums_typed_as_labels_are_a_budget() -> None:
    text = "海洋部112年成果報告\n一、經費\n單位：千元\n預算數：1,200\n決算數：1,140\n執行率：95%"
    assembled = read(text)
    assert said(assembled, "budget") == {
        ("經費", 112, "budget", 1200000),
        ("經費", 112, "final", 1140000),
        ("經費", 112, "rate", 95),
    }
    assert {o.unit for o in assembled.observations} == {"元", "%"}


PROSE = """
海洋部111年成果報告
（一）甲案
111年巡護目標為30次，實際達成33次，達成率110%，較110年28次增加5次。112年目標為36次。
（二）乙案
原訂完成疏濬5處，惟受颱風影響，僅完成4處。
"""


def test_headings_whose_sentences_pair_targets_with_results_are_entries() -> None:
    assembled = read(PROSE)
    assert [(m.title, [(t.target, t.actual, t.verdict) for t in m.targets]) for m in measures(assembled)] == [
        ("甲案", [(30, 33, "met")]),
        ("乙案", [(5, 4, "not_met")]),
    ]
    assert said(assembled, "measure") == {
        ("甲案", 111, "target", 30),
        ("甲案", 111, "actual", 33),
        ("甲案", 111, "rate", 110),
        ("甲案", 110, "actual", 28),
        ("甲案", 112, "target", 36),
        ("乙案", 111, "target", 5),
        ("乙案", 111, "actual", 4),
    }
    assert {o.metric for o in assembled.observations if o.entry == "乙案"} == {"疏濬處數"}
    assert ("甲案", 111, "difference", 5) in said(assembled, "text")


def test_one_heading_alone_makes_no_measure_of_a_text() -> None:
    text = PROSE.split("（二）")[0]
    assembled = read(text)
    assert measures(assembled) == []
    assert ("（一）甲案", 111, "target", 30) in said(assembled, "text")


def test_prose_without_targets_makes_no_measure() -> None:
    text = "海洋部111年成果報告\n一、甲\n111年巡護30次，查獲3件。\n二、乙\n111年疏濬5處，經費2億元。"
    assembled = read(text)
    assert measures(assembled) == []
    assert {o.kind for o in assembled.observations} == {"text"}


def test_labels_that_do_not_recur_make_no_entry() -> None:
    text = "海洋部112年會議紀錄\n一、報告事項\n說明：本案預算1億元。\n結論：洽悉。\n二、散會\n時間：下午5時。"
    assert measures(read(text)) == []


OWNED = """航港局112年度報告
四、航行安全
（一）取締非法捕魚
承辦機關：海巡署
協辦單位：漁業署、警政署
　　112年目標為取締90件。實際取締103件，達成率114.4%。
（二）海上救難
承辦機關：海巡署
　　112年目標為訓練60人次。實際訓練52人次，達成率86.7%。
五、漁港管理
（一）漁船檢查
1.推動重點
　　本議題由航港局會同漁業署承辦，各縣市政府協辦，定期檢查漁船。
2.目標設定
　　112年檢查漁船600艘。
3.執行結果
　　檢查漁船612艘。
（二）漁港照明
1.推動重點
　　本議題由廠商承攬施作，分三年完成。
2.目標設定
　　112年更新300盞。
3.執行結果
　　更新310盞。
"""


CARD = """
（{no}）關鍵績效指標：{name}

指標名稱\t{name}
評估方式\t統計數據\t單位\t件
年度目標值\t30
實際值\t31
辦理單位\t航港局

辦理情形：{told}。
"""


def test_what_is_told_below_a_card_is_not_of_the_next_thing_that_a_numbered_label_names() -> None:
    names = [("巡護航次", "查獲漁船9艘"), ("搜救時效", "救起遊客14人")]
    names += [("漁港照明", "新設燈具70盞"), ("航道疏濬", "清除暗礁6處")]
    cards = [
        CARD.format(no=no, name=name, told=told) for no, (name, told) in zip("一二一二", names, strict=True)
    ]
    assembled = read("一、安全\n" + "".join(cards[:2]) + "二、建設\n" + "".join(cards[2:]), "111年度執行成果")
    assert [measure.title for measure in measures(assembled)] == [name for name, _ in names]
    told = {(o.as_written, o.entry) for o in assembled.observations if o.kind == "text"}
    assert told == {("9艘", "巡護航次"), ("14人", "搜救時效"), ("70盞", "漁港照明"), ("6處", "航道疏濬")}
    for measure, (_, text) in zip(measures(assembled), names, strict=True):
        assert (measure.text("result"), measure.text("辦理情形")) == ("31", f"{text}。")


def test_what_is_told_below_several_cards_is_not_of_the_last() -> None:
    cards = [
        CARD.format(no="", name=name, told="").partition("指標名稱") for name in ("巡護航次", "搜救時效")
    ]
    tables = [f"{label}{rest.partition('辦理情形')[0]}" for _, label, rest in cards]
    assembled = read(
        "一、安全\n\n" + "次一項如下表所列。\n\n".join(tables) + "附註：各港船員共計90人。\n",
        "111年度執行成果",
    )
    assert [measure.title for measure in measures(assembled)] == ["巡護航次", "搜救時效"]
    [told] = [o for o in assembled.observations if o.kind == "text"]
    assert (told.as_written, told.entry) == ("90人", "一、安全")


def test_who_is_in_charge_is_read_from_lines_and_sentences_that_say_so() -> None:
    found = {one.title: one for one in measures(read(OWNED))}
    assert set(found["取締非法捕魚"].agencies) == {"海巡署", "漁業署", "警政署"}
    assert found["取締非法捕魚"].lead_agencies == ("海巡署",)
    assert {"航港局", "漁業署"} <= set(found["漁船檢查"].lead_agencies)
    assert found["漁港照明"].agencies == ()


def test_a_slash_behind_the_name_of_a_field_makes_it_a_label() -> None:
    text = "\n".join(
        f"{n}、措施{n}\n目標／辦理{n}5場；受理後7日內核發比率不低於9{n}%。\n成果／辦理{n}6場，7日內核發比率9{n}.4%。\n檢討／均達成。"
        for n in "12"
    )
    found = read("某署112年度成果\n" + text, "某署112年度成果")
    targets = [(o.no, int(o.value), o.verdict) for o in found.observations if o.role == "target"]
    assert targets == [("1", 15, "met"), ("1", 91, "met"), ("2", 25, "met"), ("2", 92, "met")]


def test_headings_numbered_by_the_heavenly_stems_are_read() -> None:
    parts = [
        f"{n}、{name}\n本年目標{g}%，實際{r}%。"
        for n, name, g, r in (("甲", "發放", 100, 100), ("乙", "申辦", 45, 52))
    ]
    made = read("\n".join(["某署112年度成果", "一、給付處", *parts]), "某署112年度成果")
    assert [(m.title, m.targets[0].verdict) for m in measures(made)] == [("發放", "met"), ("申辦", "met")]


def test_parts_that_a_document_counts_by_a_word_of_its_own_are_headings() -> None:
    parts = [
        f"行動{issue}-{no}　{name}\n原訂{goal}戶，實際{goal + 2}戶。"
        for issue, no, name, goal in ((1, 1, "興建", 30), (1, 2, "代管", 40), (2, 1, "修繕", 50))
    ]
    text = [
        "某市113年度成果",
        "壹、執行情形",
        "議題一　安心入住",
        *parts[:2],
        "議題二　在地安老",
        parts[2],
        "議題三　友善",
    ]
    made = read("\n".join(text), "某市113年度成果")
    assert [(m.written_no, m.title, m.path[-1]) for m in measures(made)] == [
        ("1-1", "興建", "議題一　安心入住"),
        ("1-2", "代管", "議題一　安心入住"),
        ("2-1", "修繕", "議題二　在地安老"),
    ]
    once = read("\n".join(["某市113年度成果", "議題一　安心入住", "原訂30戶，實際32戶。"]), "某市113年度成果")
    assert measures(once) == []
