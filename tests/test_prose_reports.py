"""Reports whose targets and results stand in sentences: each number keeps its own role, year and target."""

from __future__ import annotations

import pytest

from ingest.entries.assembly import assemble
from ingest.figures.numerals import read_figures
from ingest.formats.text import read_text_blocks
from ingest.records import Document, Observation


def observe(text: str, title: str = "某部112年度執行成果報告") -> list[Observation]:
    """Return what the paragraphs of a report state."""
    lines = [title, *text.strip("\n").split("\n")]
    document = Document("d", title, 112, "d.txt", "", tuple(lines))
    return list(assemble(document, read_text_blocks(lines)).observations)


def one(observations: list[Observation], written: str) -> Observation:
    """Return the only observation of a number as it is written."""
    [found] = [o for o in observations if o.as_written == written]
    return found


def told(observations: list[Observation], written: str) -> tuple[str, int | None]:
    """Return role and year of a number."""
    found = one(observations, written)
    return found.role, found.year


LABELLED = """
（一）族語推廣
主辦單位：教育處
工作目標：培育師資180人，認證合格率達55%。
辦理情形：{first}
後續規劃：{plans}

（二）部落建設
主辦單位：建設處
工作目標：改善道路45公里，受益部落60處。
辦理情形：改善道路48公里，受益部落63處。
後續規劃：持續辦理。

（三）就業促進
主辦單位：社會處
工作目標：推介就業5,000人次。
辦理情形：推介就業5,216人次。
後續規劃：持續辦理。
"""


def labelled(first: str, plans: str = "持續辦理。") -> list[Observation]:
    return observe(LABELLED.format(first=first, plans=plans))


def test_the_rate_at_which_a_target_was_reached_is_no_result() -> None:
    found = labelled("培育師資192人，達成率106.7%；認證合格率56.1%。")
    assert told(found, "106.7%") == ("rate", 112)
    assert told(found, "56.1%") == ("actual", 112)


def test_numbers_of_a_later_year_under_a_label_of_plans_are_targets() -> None:
    found = labelled("培育師資192人，認證合格率56.1%。", "113年培育師資200人，認證合格率58%。")
    assert told(found, "200人") == told(found, "58%") == ("target", 113)


def test_the_only_number_of_a_unit_is_no_result_where_it_is_of_another_year() -> None:
    found = labelled("培育師資192人；認證合格率112年尚在統計，111年為53.2%。")
    assert told(found, "53.2%") == ("actual", 111)
    assert one(found, "55%").verdict == "not_reported"
    assert one(found, "180人").verdict == "met"


def test_a_sum_since_a_year_answers_the_target_that_adds_up() -> None:
    found = observe(
        LABELLED.replace("培育師資180人", "累計培育師資600人").format(
            first="自109年開辦以來累計培育師資588人，其中112年培育612人，認證合格率56.1%。",
            plans="持續辦理。",
        )
    )
    assert told(found, "588人") == ("actual", 112)
    assert one(found, "600人").verdict == "not_met"


def test_several_numbers_behind_one_word_have_the_names_before_it() -> None:
    found = observe(
        LABELLED.replace(
            "培育師資180人，認證合格率達55%", "照顧機構、醫院及旅館之檢查率分別達100%、97%及95%"
        ).format(first="三類場所檢查率分別為100%、96.1%及96.2%。", plans="持續辦理。")
    )
    names = {o.as_written: (o.metric, o.verdict) for o in found if o.role == "target" and o.unit == "%"}
    assert names["97%"] == ("醫院之檢查率", "not_met")
    assert names["95%"] == ("旅館之檢查率", "met")


def test_a_sum_over_years_is_named_by_what_was_counted_before_it() -> None:
    found = observe(
        LABELLED.replace(
            "培育師資180人，認證合格率達55%", "當年度核定補強120案，累計至112年底達300案"
        ).format(
            first="當年度核定97案；連同111年底前之一百七十九案，累計二百七十六案，達累計目標之92.0%。",
            plans="持續辦理。",
        )
    )
    assert one(found, "300案").metric == "累計核定補強"
    assert one(found, "300案").verdict == "not_met"
    assert told(found, "二百七十六案") == ("actual", 112)


def test_what_only_frames_a_target_is_no_part_of_its_name() -> None:
    found = observe(
        LABELLED.replace("培育師資180人，認證合格率達55%", "112年底全國死亡人數以90人為上限").format(
            first="死亡人數86人。", plans="持續辦理。"
        )
    )
    assert (one(found, "90人").metric, one(found, "90人").op) == ("全國死亡人數", "<=")


@pytest.mark.parametrize("text", ["連同前年之一百七十九案", "平均三十天"])
def test_a_long_numeral_is_no_part_of_the_word_before(text: str) -> None:
    assert len(read_figures(text)) == 1
    assert not read_figures("同一案件") and not read_figures("三者之一件")
