"""Numbers in sentences: their year, role, what they count and whose they are, as far as the sentence says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.entries.assembly import assemble
from ingest.entries.moments import Setting
from ingest.entries.sentences import Mention, read_mentions
from ingest.formats.text import read_text_blocks
from ingest.records import Document, Observation
from ingest.sources import _find_title


def observe(text: str) -> list[Observation]:
    lines = text.strip("\n").split("\n")
    document = Document("d", _find_title(lines), None, "d.txt", "", tuple(lines))
    return assemble(document, read_text_blocks(lines)).observations


def mentions(text: str, edition: int | None = 111) -> list[Mention]:
    return read_mentions(text, Setting(edition))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("111年巡護30次，110年28次。", [111, 110]),
        ("本年度巡護30次，較上年度增加2次。", [111, 111]),
        ("巡護30次，較110年28次增加2次，成長7.1%。", [111, 110, 111, 111]),
        ("占床率由110年之71.2%提升至74.6%。", [110, 111]),
        ("家數由去年的96家增至108家。", [110, 111]),
        ("110年及111年巡護分別為28次及30次。", [110, 111]),
        ("巡護30次（110年）及33次（111年）。", [110, 111]),
        ("自107年起累計巡護300次。", [111]),
        ("依110年3月5日核定之計畫巡護30次。", [111]),
        ("2021年巡護30次。", [110]),
        ("112年預定巡護36次。", [112]),
        ("110年巡護28次。另查獲3件。", [110, 110]),
    ],
)
def test_the_nearest_that_speaks_gives_the_year(text: str, years: list[int]) -> None:
    assert [m.year for m in mentions(text)] == years


def test_a_span_of_years_is_a_period() -> None:
    (one,) = mentions("109年至111年共巡護90次。")
    assert (one.year, one.moment.period) == (None, "109年至111年")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("111年上半年巡護15次。", "上半年"),
        ("111年1月至6月巡護15次。", "1月至6月"),
        ("截至111年6月底巡護15次。", "截至111年6月底"),
        ("截至111年12月底巡護30次。", None),
        ("111年1月至12月巡護30次。", None),
        ("111學年度開設38班。", "111學年度"),
    ],
)
def test_a_part_of_a_year_is_kept_as_written(text: str, period: str | None) -> None:
    assert [m.moment.period for m in mentions(text)] == [period]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("巡護目標30次，實際33次，達成率110%。", ["target", "actual", "rate"]),
        ("原訂完成30次，全年完成33次。", ["target", "actual"]),
        ("巡護33次，高於30次之目標。", ["actual", "target"]),
        ("巡護次數不得低於30次之年度目標已達成。", ["target"]),
        ("以不超過50件為目標，實際為38件。", ["target", "actual"]),
        ("巡護應達30次。", ["target"]),
        ("達成年度目標之110%。", ["rate"]),
        ("編列預算15億元，決算數14億元，執行率97%。", ["budget", "final", "rate"]),
        ("經費18億元，執行17億元。", ["budget", "final"]),
        ("較上年增加5次。", ["difference"]),
        ("較目標值多5次。", ["difference"]),
        ("經濟成長率達4.3%。", ["actual"]),
        ("目標值原為200萬人次，報院修正為70萬人次。", ["target", "target"]),
        ("新增30次。", ["actual"]),
        ("永續發展目標17項。", ["actual"]),
    ],
)
def test_the_words_around_a_number_give_its_role(text: str, roles: list[str]) -> None:
    assert [m.role for m in mentions(text)] == roles


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("開發工作機會2萬個，推介就業1萬人。", ["開發工作機會", "推介就業"]),
        ("補助藝文團隊出國演出，年度目標值訂為85團次，僅補助62團次。", ["補助藝文團隊出國演出"] * 2),
        ("自行車道興建30公里，合計90公里。", ["自行車道興建", "自行車道興建"]),
        ("汰換40部公務車輛。", ["汰換公務車輛"]),
        ("計畫比率為76.4%。", ["計畫比率"]),
    ],
)
def test_what_is_counted_are_the_words_before(text: str, metrics: list[str]) -> None:
    assert [m.metric for m in mentions(text)] == metrics


def test_a_part_has_its_place_or_agency_as_scope() -> None:
    found = mentions("新增領牌505輛，其中臺北市142輛、新北市96輛。")
    assert [(m.scope, m.part) for m in found] == [(None, False), ("臺北市", True), ("新北市", True)]
    found = read_mentions("緝獲92人，警政署48人。", Setting(111), ["警政署"])
    assert [m.scope for m in found] == [None, "警政署"]


def test_rough_and_cumulative_numbers_say_so() -> None:
    rough, total = observe("海洋部111年成果報告\n一、甲\n111年受理約210件。\n二、乙\n111年累計建置164處。")
    assert (rough.approximate, rough.cumulative) == (True, False)
    assert (total.approximate, total.cumulative) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "依該法第8條第2項及第9條辦理。",
        "於110年3月15日核定，第3期計畫。",
        "近5年以4年為期。",
        "65歲以上者。",
        "壹、緣起................................................12",
        "（使用車輛數÷總車輛數）×100%",
    ],
)
def test_dates_articles_ages_and_lengths_are_no_observations(text: str) -> None:
    assert observe(f"海洋部111年成果報告\n一、甲\n{text}") == []


def test_a_number_over_a_break_of_the_line_is_whole() -> None:
    text = """
海洋部111年成果報告
一、甲
為提供國人安全便捷的海運服務，進而促進港市縫合，111年編列218億
元，主要包括縣市管河川及區域排水之整體改善與全國水環境之改善等計
畫經費，並為112年新增之各項計畫預為準備，以利後續計畫順利地推動。
"""
    (one,) = observe(text)
    assert (one.value, one.unit, one.role, one.year) == (Decimal(21800000000), "元", "budget", 111)
    assert (one.place.line_start, one.place.line_end) == (3, 4)


def test_text_observations_quote_their_sentence_and_name_their_heading() -> None:
    (one,) = observe("海洋部報告\n一、巡護\n概述如下。111年巡護30次。\n")
    assert (one.kind, one.entry, one.role, one.year) == ("text", "一、巡護", "actual", 111)
    assert one.quote == "111年巡護30次。"
    assert one.headers.section[-1] == "一、巡護"


def test_what_no_sentence_dates_is_no_fact_of_a_year() -> None:
    (one,) = observe("補助須知\n一、標準\n每案補助不超過計畫經費之50%。")
    assert (one.role, one.year) == ("other", None)


def test_this_year_is_that_of_the_date_a_text_bears() -> None:
    found = observe(
        "施政報告\n中華民國 114 年 2 月\n一、經濟\n今年最低工資調整為2萬8,590元。去年物價年增率為2.18%。"
    )
    assert [o.year for o in found] == [114, 113]


def test_a_year_to_come_has_no_actual() -> None:
    found = observe("海洋部111年成果報告\n一、甲\n115年巡護將達40次。")
    assert [o.role for o in found] == ["target"]


@pytest.mark.parametrize("behind", [True, False])
def test_numbers_of_tiles_are_named_by_the_lines_between_them(behind: bool) -> None:
    tiles = [("4.79 兆元", "園區全年營業額"), ("17,356 件", "研究計畫核定件數"), ("74 家", "新核准廠商")]
    lines = [text for number, name in tiles for text in ((number, name) if behind else (name, number))]
    text = "\n".join(lines)
    assert [m.metric for m in read_mentions(text, Setting(113))] == [name for _, name in tiles]


def test_a_number_is_observed_once() -> None:
    text = "海洋部111年成果報告\n" + "\n".join(
        f"{no}、{name}\n目標：巡護30次\n辦理情形：111年巡護33次，查獲3件，另協助救生12人，均依計畫辦理完竣。"
        for no, name in (("一", "甲"), ("二", "乙"))
    )
    found = [(o.entry, o.as_written) for o in observe(text)]
    assert len(found) == len(set(found))
    assert ("甲", "12人") in found


def test_cells_of_tables_that_hold_sentences_are_read_too() -> None:
    text = """
海洋部111年成果報告
項次\t措施\t目標\t成果
1\t巡護\t30次\t111年巡護33次，其中北部20次。
2\t疏濬\t5處\t4處
"""
    assert ("text", Decimal(20)) in {(o.kind, o.value) for o in observe(text)}


def test_a_sum_without_its_unit_is_money_by_its_words_and_says_so() -> None:
    (one,) = observe("補助須知\n一、經費\n補助經費以不超過3,000萬為原則。")
    assert (one.value, one.unit, one.role) == (Decimal(30000000), "元", "other")
    assert "unit from indicator" in one.doubts


def test_what_has_been_done_is_no_plan() -> None:
    (one,) = observe("施政報告\n中華民國 114 年 2 月\n一、經濟\n今年已將最低工資調整為2萬8,590元。")
    assert (one.role, one.year) == ("actual", 114)
