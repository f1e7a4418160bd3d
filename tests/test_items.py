"""Items of one cell: numbered in whatever way, or listed by the names of their indicators."""

from __future__ import annotations

import pytest

from building import make_document
from ingest.blocks import Cell, Table
from ingest.entries.assembly import assemble
from ingest.entries.counted import pair_items
from ingest.entries.items import split_items

WHAT = ("借閱冊數", "等候日數")


def read(what: str, aim: str, done: str) -> dict[tuple[str, str], list[float]]:
    """Return the figures of a card by what they count and their role."""
    rows = [("編號", "1"), ("措施名稱", "行動書車"), ("衡量指標", what), ("目標值", aim), ("達成情形", done)]
    rows += [("經費(千元)", "12,400")]
    lines, cells, texts = 0, list[Cell](), list[str]()
    for row, pair in enumerate(rows):
        parts = pair[1].split("\n")
        starts = [(sum(len(p) + 1 for p in parts[:at]), lines + at + 1) for at in range(len(parts))]
        cells += [Cell(row, 0, pair[0], ((0, lines + 1),)), Cell(row, 1, pair[1], tuple(starts))]
        texts += [f"{pair[0]}\t{parts[0]}", *parts[1:]]
        lines += len(parts)
    made = assemble(
        make_document("\n".join(texts), edition=112), [Table(tuple(cells), len(rows), 2, 1, lines)]
    )
    found: dict[tuple[str, str], list[float]] = {}
    for one in made.observations:
        found.setdefault((one.metric, one.role), []).append(float(one.value))
    return found


@pytest.mark.parametrize(
    ("what", "aim", "done"),
    [
        ("（一）借閱冊數（二）等候日數", "（一）9萬冊（二）14日以下", "（一）8萬冊（二）16日"),
        ("①借閱冊數②等候日數", "①9萬冊②14日以下", "①8萬冊②16日"),
        ("①借閱冊數；②等候日數", "借閱：9萬冊；等候：14日以下", "借閱：8萬冊；等候：16日"),
        ("借閱冊數；等候日數", "9萬冊；14日以下", "8萬冊；16日"),
        ("借閱冊數\n等候日數", "9萬冊\n14日以下", "8萬冊\n16日"),
    ],
)
def test_each_item_is_of_its_own_indicator(what: str, aim: str, done: str) -> None:
    found = read(what, aim, done)
    assert found["借閱冊數", "target"] == [90000] and found["借閱冊數", "actual"] == [80000]
    assert found["等候日數", "target"] == [14] and found["等候日數", "actual"] == [16]


def test_what_an_entry_costs_is_none_of_its_several_indicators() -> None:
    found = read("①借閱冊數②等候日數", "①9萬冊②14日以下", "①8萬冊②16日")
    [(metric, _)] = [key for key in found if key[1] == "budget"]
    assert metric.startswith("行動書車")


def test_a_list_out_of_order_is_told_by_the_names_in_it() -> None:
    items, _ = pair_items("等候：14日；借閱：9萬冊", {"1": WHAT[0], "2": WHAT[1]})
    assert [item for item, _, _ in items] == ["2", "1"]


def test_a_number_of_a_list_stays_whole_whatever_stands_before_it() -> None:
    text = "1、2.7%\n2、5.6日"
    assert [(no, text[start:end]) for no, start, end in split_items(text)] == [("1", "2.7%"), ("2", "5.6日")]
