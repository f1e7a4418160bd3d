"""Labels that no list of words knows: what they say is told by what stands under them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from building import make_document
from ingest.blocks import Cell, Table
from ingest.entries.assembly import Assembled, assemble
from ingest.entries.label_fields import NEXT, OTHER, guess_fields
from ingest.entries.unnamed import Stood, describe, weigh_fields
from ingest.tables.headings import read_heading

AIMS = (
    "全年舉辦講習12場以上。",
    "新建涼亭6座。",
    "培訓解說員90人以上。",
    "修繕步道30公里。",
    "淨灘20場次以上。",
)
DONE = (
    "全年舉辦14場，達成率116.7%。",
    "完成5座，達成率83.3%。",
    "實際培訓97人，達成率107.8%。",
    "修繕22公里，達成率73.3%。",
    "共辦理21場次，達成率105%。",
)
WHY = (
    "",
    "廠商因缺工而停工，致進度落後。",
    "",
    "受豪雨影響，部分路段無法施作。",
    "因用地未取得，延至下年度。",
)
LATER = (
    "113年預定15場。",
    "113年續建4座。",
    "113年預定培訓100人。",
    "113年預定修繕12公里。",
    "113年預定22場次。",
)
OWN = ("教育處", "工務處（農業局）", "觀光局", "工務處", "環保局（海巡署）")
NAMES = ("環境講習", "濱海涼亭", "解說員培訓", "步道修繕", "淨灘活動")


def make_cards(names: tuple[str, str, str, str, str, str, str]) -> Assembled:
    """Return what is read of five cards of four columns, called by labels of one's own."""
    lines, blocks = ["濱海景觀計畫", "112年度成果"], []
    for at in range(5):
        own = [f"{at + 1}", OWN[at], NAMES[at], AIMS[at], DONE[at], WHY[at], LATER[at]]
        pairs = [(label, text) for label, text in zip(names, own, strict=True) if text]
        cells = [
            Cell(0, column, text, ((0, len(lines) + 1),)) for column, text in enumerate(sum(pairs[:2], ()))
        ]
        first = len(lines) + 1
        lines.append("\t".join(cell.text for cell in cells))
        for row, (label, text) in enumerate(pairs[2:], start=1):
            place = ((0, len(lines) + 1),)
            cells += [Cell(row, 0, label, place), Cell(row, 1, text, place, 1, 3)]
            lines.append(f"{label}\t{text}")
        blocks.append(Table(tuple(cells), len(pairs) - 1, 4, first, len(lines)))
    return assemble(make_document("\n".join(lines), edition=112), blocks)


def test_cards_whose_labels_are_all_their_authors_own_are_read() -> None:
    made = make_cards(("甲子", "乙丑", "丙寅", "丁卯", "戊辰", "己巳", "次年庚午"))
    said = {(o.year, o.role, o.value) for o in made.observations if o.kind == "measure"}
    assert {(112, "target", Decimal(12)), (112, "actual", Decimal(14)), (113, "target", Decimal(15))} <= said
    assert {(112, "target", Decimal(90)), (112, "actual", Decimal(97)), (112, "actual", Decimal(22))} <= said


PLAIN = {name: read_heading(name) for name in ("甲", "乙")}


def test_a_label_that_is_known_keeps_its_field_and_none_is_given_twice() -> None:
    stood = {"甲": Stood(AIMS, (0.5,) * 5, 5), "乙": Stood(AIMS, (0.5,) * 5, 5)}
    assert list(guess_fields(stood, {}, PLAIN, 112).values()).count("target") <= 1
    assert "target" not in guess_fields(stood, {"甲": "target"}, PLAIN, 112).values()


def test_a_label_that_says_a_year_to_come_is_of_it() -> None:
    stood = {"甲": Stood(AIMS, (0.5,) * 5, 5)}
    assert guess_fields(stood, {}, {"甲": replace(PLAIN["甲"], offset=1)}, 112) in ({"甲": NEXT}, {})
    assert guess_fields(stood, {}, PLAIN, 112).get("甲") != NEXT


@pytest.mark.parametrize("count", [0, 1, 2])
def test_what_stands_too_seldom_is_not_guessed(count: int) -> None:
    assert guess_fields({"甲": Stood(AIMS[:count], (0.5,) * count, 5)}, {}, PLAIN, 112) == {}


def test_chances_add_up_to_one_whatever_stands_under_a_label() -> None:
    for values in ((), ("",), ("——",) * 3, AIMS, ("9" * 400,) * 3):
        likely = weigh_fields(describe(Stood(values, (0.0,) * len(values), 3), None))
        assert sum(likely.values()) == pytest.approx(1.0)
        assert OTHER in likely


def test_a_label_that_speaks_of_the_year_after_more_likely_says_what_is_meant_for_it() -> None:
    values = tuple(f"113年{name}將續由各單位分工辦理，並擴大至5場。" for name in NAMES)
    stood = Stood(values, (0.8,) * len(values), len(values))
    plain, later = (weigh_fields(describe(stood, 112, later=said)) for said in (False, True))
    assert later[NEXT] > plain[NEXT] and later["target"] < plain["target"]
