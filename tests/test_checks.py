"""The contradictions: one case for each rule, a text that has it and a near twin that has not."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.catalog import read_catalog
from ingest.checks.contradictions import find_contradictions
from ingest.checks.formulas import evaluate
from ingest.checks.tolerance import read_interval
from ingest.figures.numerals import read_figures
from ingest.library import read_document
from ingest.records import Contradiction, Document, Field, Measure, Place, Reading, Record, Target

CASES = json.loads((Path(__file__).parent / "cases" / "checks.json").read_text(encoding="utf-8"))
PLACE = Place("plan", 1, 9)


def make_field(key: str, text: str, line: int) -> Field:
    return Field(key, key, text, Place("plan", line, line), ((0, line),))


def make_target(value: float, unit: str, actual: float | None, verdict: Any) -> Target:
    reported = None if actual is None else Decimal(actual)
    target = Decimal(value)
    return Target(109, "1", f"{value}{unit}", "", target, unit, ">=", actual=reported, verdict=verdict)


def make_measure(texts: dict[str, str], targets: list[list[Any]] | None = None, no: int = 1) -> Measure:
    fields = {key: make_field(key, text, line) for line, (key, text) in enumerate(texts.items(), start=1)}
    return Measure(
        kind="measure",
        doc="plan",
        no=no,
        title="",
        edition=109,
        place=PLACE,
        fields=fields,
        targets=tuple(make_target(*row) for row in targets or []),
    )


def check(*records: Record) -> tuple[Contradiction, ...]:
    document = Document("plan", "", 109, "plan.txt", "", ("",) * 9)
    measures = tuple(r for r in records if isinstance(r, Measure))
    return find_contradictions(Reading(document, measures, tuple(r for r in records if r not in measures)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_contradiction_is_found(case: dict[str, Any]) -> None:
    (found,) = check(make_measure(case["fields"], case.get("targets")))
    assert (found.kind, found.stated, found.expected) == (case["kind"], case["stated"], case["expected"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_twin_is_left_alone(case: dict[str, Any]) -> None:
    assert check(make_measure(case["twin"], case.get("targets"))) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_quote_stands_in_its_field_and_line(case: dict[str, Any]) -> None:
    measure = make_measure(case["fields"], case.get("targets"))
    (found,) = check(measure)
    field = measure.fields[found.field]
    assert found.quote in field.text
    assert found.place.line_start == field.place.line_start
    assert found.stated in "".join(found.quote.split())


def test_message_has_both_sides() -> None:
    texts = {"comparison": "109年完成檢驗118家工廠，績效達成率127%。"}
    (found,) = check(make_measure(texts, [[75, "家", 118, "met"]]))
    assert found.message == "績效達成率 stated 127%, but 118 / 75 is 157.3%"
    assert found.quote == "109年完成檢驗118家工廠，績效達成率127%"


def test_annex_row_counts_as_a_place_of_its_measure() -> None:
    measure = make_measure({"result": "109年1月至12月平臺瀏覽達651萬人次。"}, no=4)
    annex = Record(
        kind="annex",
        doc="plan",
        no=1,
        title="",
        edition=109,
        place=PLACE,
        fields={"actual": make_field("actual", "109年2月至12月平臺瀏覽達651萬人次。", 7)},
        measure=4,
    )
    (found,) = check(measure, annex)
    assert (found.no, found.field, found.place.line_start) == (4, "actual", 7)


def test_target_said_to_be_unavailable_is_not_reported_whatever_else_is_counted() -> None:
    texts = {"result": "受理案件820件；起訴之案件數無法提供。", "control_note": "已達績效目標值。"}
    (found,) = check(make_measure(texts, [[10, "件", None, "not_reported"]]))
    assert found.kind == "status"


def test_contradictions_come_in_the_order_of_the_lines_and_once() -> None:
    texts = {
        "result": "目標值為40場，實際辦理50場，達成率152%。",
        "comparison": "共計23案，不同意3案、保留4案、同意17案。目標值為40場，實際辦理50場，達成率130%。",
    }
    found = check(make_measure(texts))
    assert [(c.place.line_start, c.stated) for c in found] == [(1, "152%"), (2, "23案"), (2, "130%")]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("82.6%", "82.55", "82.65"),
        ("27件", "27", "27"),
        ("617萬人次", "6165000", "6175000"),
        ("約40%", "30", "50"),
        ("1億4,605萬8,034元", "146058034", "146058034"),
    ],
)
def test_figure_is_as_exact_as_it_is_written(text: str, low: str, high: str) -> None:
    interval = read_interval(read_figures(text)[0])
    assert (interval.low, interval.high) == (Decimal(low), Decimal(high))


@given(st.text(alphabet="0123456789+-*/()%. ", max_size=40))
def test_any_formula_has_a_value_or_none(body: str) -> None:
    value = evaluate(body)
    assert value is None or value.is_finite()


@settings(deadline=None)
@given(
    st.text(
        alphabet="109年8月1日較比與增加減少共計其中占率達成目標、，。；：()（）至萬件場%0.學度分別係",
        max_size=80,
    )
)
def test_any_text_is_checked_without_failing(text: str) -> None:
    for found in check(make_measure({"result": text, "comparison": text}, [[80, "件", 90, "met"]])):
        assert found.quote in text


@given(st.integers(2, 5000), st.integers(2, 5000), st.integers(1, 400))
def test_a_wrong_difference_is_found_and_the_right_one_is_not(new: int, old: int, off: int) -> None:
    word = "增加" if new >= old else "減少"
    gap = abs(new - old)
    template = f"109年巡查 {new} 處，較 108 年之 {old} 處{word} %s 處。"
    assert check(make_measure({"comparison": template % gap})) == ()
    (found,) = check(make_measure({"comparison": template % (gap + off)}))
    assert found.expected == f"{gap}處"


@given(st.lists(st.integers(1, 900), min_size=2, max_size=6), st.integers(1, 50))
def test_a_wrong_total_is_found_and_the_right_one_is_not(parts: list[int], off: int) -> None:
    names = ("甲類", "乙類", "丙類", "丁類", "戊類", "己類")
    listed = "、".join(f"{name}{part}輛" for name, part in zip(names, parts, strict=False))
    assert check(make_measure({"result": f"汰換{sum(parts)}輛({listed})。"})) == ()
    (found,) = check(make_measure({"result": f"汰換{sum(parts) + off}輛({listed})。"}))
    assert found.expected == f"{sum(parts)}輛"


@pytest.fixture(scope="module")
def plan() -> Reading:
    entry = read_catalog()[0]
    return read_document(entry.path, entry)


def test_plan_text_has_these_contradictions_and_no_other(plan: Reading) -> None:
    found = [(c.place.line_start, c.kind, c.stated) for c in find_contradictions(plan)]
    assert found == [
        (162, "date", "109年1月13日至12月31日"),
        (317, "date", "108年8月1日至109年7月31日"),
        (348, "status", "已達績效指標值"),
        (457, "arithmetic", "127%"),
        (538, "status", "已達績效目標值"),
        (627, "arithmetic", "提昇"),
        (787, "arithmetic", "107%"),
        (791, "arithmetic", "5次"),
        (816, "arithmetic", "820線"),
        (816, "arithmetic", "82.6%"),
        (817, "status", "已達績效目標值"),
    ]


# One right statement of each grammar in the plan's text, and the same with one digit changed.
SLIPS = [
    ("較 108 年之 1,864 場減少 795 場", "較 108 年之 1,864 場減少 785 場"),
    ("共計734件。執行成果", "共計743件。執行成果"),
    ("減少25.09%", "減少25.90%"),
    ("達成率為 97.14%", "達成率為 91.74%"),
    ("佔總檢討案件81.52%", "佔總檢討案件82.51%"),
    ("共326所(大專", "共336所(大專"),
    ("多 46 件", "多 64 件"),
    ("定罪率較去年上升3.7%", "定罪率較去年上升4.7%"),
    ("查獲犯罪標的減少418億7,691萬7,364元", "查獲犯罪標的減少418億7,691萬7,264元"),
]


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
def test_changed_digit_in_the_plan_text_is_found(plan: Reading, right: str, wrong: str) -> None:
    known = len(find_contradictions(plan))
    (measure, field) = next((m, f) for m in plan.measures for f in m.fields.values() if right in f.text)
    changed = replace(field, text=field.text.replace(right, wrong, 1))
    slipped = replace(measure, fields={**measure.fields, field.key: changed})
    measures = tuple(slipped if m is measure else m for m in plan.measures)
    assert len(find_contradictions(replace(plan, measures=measures))) == known + 1


def test_characters_for_private_use_are_taken_for_no_figures() -> None:
    text = "109年辦理宣導\ue000場，共計\ue001，較\ue002成長\ue003。"
    assert check(make_measure({"result": text, "comparison": text})) == ()
