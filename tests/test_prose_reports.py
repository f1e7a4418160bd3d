"""Reports whose targets and results stand in sentences: each number keeps its own role, year and target."""

from __future__ import annotations

import pytest

from ingest.entries.assembly import assemble
from ingest.entries.moments import Setting
from ingest.entries.sentences import read_mentions
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


def mentions(text: str, **setting: object) -> dict[str, tuple[str, int | None, str]]:
    """Return role, year and what is counted of each number of a text, by the number as it is written."""
    found = read_mentions(text, Setting(112, **setting))  # type: ignore[arg-type]
    return {m.figure.text: (m.role, m.year, m.metric) for m in found}


def test_all_numbers_between_as_and_target_are_targets() -> None:
    found = mentions(
        "續以驅離漁船1,200艘次、扣留漁船20艘為目標。以教育為要，受理312件，成功率達96%，高於95%之目標。"
    )
    assert {found[written][0] for written in ("1,200艘次", "20艘", "95%")} == {"target"}
    assert found["312件"][0] == found["96%"][0] == "actual"


def test_what_follows_a_target_in_its_sentence_is_one_where_the_text_tells_its_result() -> None:
    goal = "本年度目標為輔導業者40家，其中新創業者不少於12家，並促成投資3億元。"
    alone = mentions(goal)
    assert alone["12家"][0] == "target"
    assert alone["3億元"][0] == "other"
    told = mentions(goal + "全年輔導業者46家，促成投資2億元。")
    assert [told[written][0] for written in ("3億元", "46家", "2億元")] == ["target", "actual", "actual"]


def test_what_counts_the_same_as_the_target_before_it_is_its_result() -> None:
    found = mentions("原訂辦理講習30場，辦理講習32場。辦理講習28場。")
    assert [found[written][0] for written in ("30場", "32場")] == ["target", "actual"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("艦隊達6,382艘，惟較目標仍不足118艘。", "118艘"),
        ("與目標相較，受益戶數不足104戶，妥善率低1.9個百分點。", "104戶"),
        ("與目標相較，受益戶數不足104戶，妥善率低1.9個百分點。", "1.9個百分點"),
        ("新創業者10家，尚差2家。", "2家"),
    ],
)
def test_what_a_result_lacks_is_no_target(text: str, written: str) -> None:
    assert mentions(text)[written][0] == "difference"


def test_rates_are_those_of_the_numbers_before_them_in_their_order() -> None:
    found = mentions("核貸612件、放款5億元，達成率分別為94.2%及106.8%。")
    assert [found[written][0] for written in ("94.2%", "106.8%")] == ["rate", "rate"]
    assert "核貸" in found["94.2%"][2] and "放款" in found["106.8%"][2]
    named = mentions("驅離1,327艘次、扣留17艘，前者達成率110.6%，後者因海象不佳，達成率為85.0%。")
    assert "驅離" in named["110.6%"][2] and "扣留" in named["85.0%"][2]


def test_last_year_counts_from_the_year_a_document_calls_its_own() -> None:
    text = "去年查獲86公噸。"
    assert mentions(text, dated=113)["86公噸"][1] == 112
    assert mentions(text, dated=113, own=True)["86公噸"][1] == 111
    report = observe(
        "中華民國113年3月\n\n一、查緝\n本年度查獲走私毒品95公斤，查獲案件甚多。去年查獲走私毒品86公斤，查獲案件較少。"
    )
    assert told(report, "86公斤") == ("actual", 111)


def test_how_long_something_is_to_take_is_a_target_where_the_words_say_so() -> None:
    found = mentions("出海天數以220天為目標，抵達時間縮短至105分鐘以內。")
    assert found["220天"][0] == "target"
    assert "105分鐘" in found


def test_a_word_that_begins_with_a_ministrys_ending_names_no_agency() -> None:
    found = read_mentions("改善部落特色道路45公里。", Setting(112))
    assert (found[0].metric, found[0].scope) == ("改善部落特色道路", None)


def test_what_a_sentence_plans_makes_no_plan_of_the_year_before() -> None:
    found = observe("一、海域安全\n死亡人數尚未完成統計，預計113年5月公布，上年度為52人。")
    assert told(found, "52人") == ("actual", 111)


TWO = """
一、書展
112年設定參觀人次45萬人次。
六日展期共吸引參觀人次50萬5千人次。113年書展已於2月舉行，當年度設定之參觀人次為52萬人次。

二、海域遊憩
本項死亡人數以不超過45人為目標；另預計於重點海域增設救生設備站60處。
為降低事故，辦理宣導212場。
死亡人數因須與他機關資料比對，尚未完成統計，上年度為52人。救生設備站完成增設57處。
"""


def test_headings_with_sentences_alone_are_measures_with_verdicts() -> None:
    found = observe(TWO)
    verdicts = {o.as_written: (o.kind, o.verdict) for o in found if o.role == "target"}
    assert verdicts["45萬人次"] == ("measure", "met")
    assert verdicts["45人"] == ("measure", "not_reported")
    assert verdicts["60處"] == ("measure", "not_met")
    assert told(found, "52人") == ("actual", 111)


def test_that_year_is_the_year_named_before() -> None:
    found = observe(TWO)
    assert told(found, "52萬人次") == ("target", 113)
    assert mentions("當年度設定之參觀人次為52萬人次。")["52萬人次"][1] == 112


def test_targets_listed_behind_a_colon_and_what_exceeds_one() -> None:
    text = (
        "112年目標計有三項：行人死亡人數低於360人、取締違規5萬件以上、增設路口80處。\n"
        "112年行人死亡394人，雖較111年410人減少16人，仍超過原訂上限34人；取締違規6萬件；增設路口72處。"
    )
    found = mentions(text)
    assert {found[written][0] for written in ("360人", "5萬件", "80處")} == {"target"}
    assert found["34人"][0] == "difference"
    assert found["394人"][0] == "actual"


def test_a_target_of_which_the_text_denies_a_result_stays_one() -> None:
    goal = "112年目標為訪視率98%，通知下架率90%。"
    assert mentions(goal + "訪視率99%。")["90%"][0] == "other"
    assert mentions(goal + "訪視率99%；通知下架率樣本不足，不予計列。")["90%"][0] == "target"


def test_a_target_and_a_result_since_a_year_are_of_this_year() -> None:
    found = observe(
        LABELLED.replace(
            "培育師資180人，認證合格率達55%", "112年報考人數2,500人，自109年起累計培育600人"
        ).format(
            first="本年度報考人數2,731人，較上年度增加210人。自109年起累計培育588人，較目標尚差12人。",
            plans="持續辦理。",
        )
    )
    assert (told(found, "600人"), one(found, "600人").verdict) == (("target", 112), "not_met")
    assert told(found, "588人") == ("actual", 112)


def test_days_at_sea_are_the_better_the_more_there_are() -> None:
    text = "一、{}\n全年{}以220天為目標，實際{}234天。"
    found = observe("\n".join(text.format(name, name, name) for name in ("研究船出海天數", "平均審查天數")))
    verdicts = {o.entry: (o.op, o.verdict) for o in found if o.role == "target"}
    assert verdicts == {"研究船出海天數": (">=", "met"), "平均審查天數": ("<=", "not_met")}


def test_tenths_before_a_target_and_rates_of_a_target() -> None:
    found = mentions(
        "以參與10萬人次、學員滿意度九成為目標。參與9萬8千人次，約為目標之98.0%。訂有量化目標之指標計46項。"
    )
    assert (found["10萬人次"][0], found["九成"][0]) == ("target", "target")
    assert found["98.0%"][0] == "rate"
    assert found["46項"][0] == "other"
    assert not read_figures("使其三成為會員")


def test_years_before_respectively_name_nothing() -> None:
    found = mentions("111年及112年研編指引件數分別為40件及46件。")
    assert {written: (year, metric) for written, (_, year, metric) in found.items()} == {
        "40件": (111, "研編指引件數"),
        "46件": (112, "研編指引件數"),
    }


def test_differences_behind_a_comparison_have_their_own_names() -> None:
    found = mentions("與111年相較，案件數少13案，嫌疑人少35人。相較上年度，增減16件。")
    assert (found["13案"][2], found["35人"][2]) == ("案件數", "嫌疑人")
    assert found["16件"][2] != "減"


def test_rates_and_earlier_years_are_named_by_the_target_of_their_entry() -> None:
    goal = "遷移熱水器3,500戶，知悉處所之比率達75%"
    found = observe(
        LABELLED.replace("培育師資180人，認證合格率達55%", goal).format(
            first="全年遷移3,822戶，達成率109.2%。該比率尚在統計，暫無數據。\n111年之調查結果為72.8%。",
            plans="持續辦理。",
        )
    )
    assert told(found, "109.2%") == ("rate", 112)
    assert one(found, "109.2%").metric == "遷移熱水器達成率"
    assert one(found, "75%").verdict == "not_reported"
    assert told(found, "72.8%") == ("actual", 111)


def test_a_number_that_only_the_topic_names_counts_what_the_only_target_of_its_unit_does() -> None:
    found = observe(
        LABELLED.replace("培育師資180人，認證合格率達55%", "民眾知悉處所之比率達75%").format(
            first="112年度調查尚在統計，暫無數據可供填列。111年之調查結果為72.8%。", plans="持續辦理。"
        )
    )
    assert (told(found, "72.8%"), one(found, "72.8%").metric) == (("actual", 111), "民眾知悉處所之比率")


def test_a_small_number_in_the_unit_of_a_target_is_kept_for_its_year() -> None:
    found = observe(
        LABELLED.replace("培育師資180人，認證合格率達55%", "辦理演練十二場次").format(
            first="辦理演練十二場次。111年因疫情，僅辦理五場次。", plans="持續辦理。"
        )
    )
    assert told(found, "五場次") == ("actual", 111)


def test_a_year_that_brackets_hold_with_its_end_is_that_of_what_follows() -> None:
    assert mentions("計畫全程（113年底）設置率以95%為目標。")["95%"][:2] == ("target", 113)


def test_hours_between_two_bounds_are_counted() -> None:
    assert "5,000至5,400小時" in mentions("飛行時數介於5,000至5,400小時之間。")


def test_what_is_done_by_a_month_counts_only_where_the_words_say_so() -> None:
    found = read_mentions("考試延後至9月舉行，報名1萬人。截至9月底報名8千人。", Setting(112))
    assert [bool(m.moment.period) for m in found] == [False, True]


def test_names_leave_out_what_only_makes_a_target() -> None:
    found = mentions(
        "特色商品認證預定通過120件。銷售額目標新臺幣2億元。消費金額結果尚未出爐，故目標5億元是否達成未知。"
    )
    assert found["120件"][2] == "特色商品認證通過"
    assert found["2億元"][2] == "銷售額"
    assert found["5億元"][2] == "消費金額"


def test_a_road_with_a_number_is_no_count() -> None:
    assert [f.text for f in read_figures("臺三線步道再整建35公里")] == ["35公里"]


def test_a_stated_rate_tells_a_result_from_a_target() -> None:
    found = mentions("輔導青年創業，目標為50組，核定62組，達成率124%。")
    assert (found["50組"][0], found["62組"][0]) == ("target", "actual")


def test_numbers_of_a_later_year_under_a_heading_of_what_is_to_come_are_targets() -> None:
    found = observe("一、未來展望\n113年持續推動，節慶參與人次恢復至150萬人次，步道再整建35公里。")
    assert told(found, "150萬人次") == told(found, "35公里") == ("target", 113)


def test_a_number_of_years_from_now_on_is_a_length() -> None:
    assert set(mentions("政府自今年起4年投入40億元。")) == {"40億元"}
    assert set(mentions("以4年為期程，經費上限為30億元。")) == {"30億元"}


def test_what_came_of_a_plan_in_its_own_sentence_is_no_target() -> None:
    found = mentions("今年度規劃招收海外青年2,400人來臺，惟受航班影響，僅招收2,106人，達成率87.8%。")
    assert (found["2,400人"][0], found["2,106人"][0]) == ("target", "actual")
    done = mentions("專業培訓班目標45班、學員1,500人，均已達成，計開辦46班，結訓1,522人。")
    assert [done[written][0] for written in ("45班", "1,500人", "46班", "1,522人")] == [
        "target",
        "target",
        "actual",
        "actual",
    ]


def test_a_place_names_what_a_heading_of_targets_does_not() -> None:
    found = observe("一、113年目標\n華語文學習中心增至72所，學員9,000人次。")
    assert (told(found, "72所"), one(found, "72所").metric) == (("target", 113), "華語文學習中心")


MEANT = "{}辦理{}班、培訓120人，{}辦理6班、完訓134人，超出預計14人。"


@pytest.mark.parametrize(("planned", "came"), [("預計", "嗣"), ("期能", "經統計"), ("本室計畫", "已")])
def test_what_was_meant_and_what_came_of_it_are_told_by_the_words_that_open_each(
    planned: str, came: str
) -> None:
    text = f"一、教官\n{MEANT.format(planned, 7, came)}\n二、志工\n{MEANT.format(planned, 5, came)}"
    found = observe(text)
    assert [told(found, written) for written in ("7班", "5班")] == [("target", 112)] * 2
    assert {(o.role, o.verdict) for o in found if o.as_written == "120人"} == {("target", "met")}
    assert {o.role for o in found if o.as_written == "134人"} == {"actual"}
    assert {o.role for o in found if o.as_written == "14人"} == {"difference"}


def test_a_plan_that_is_a_noun_means_nothing() -> None:
    found = observe("一、經費\n計畫經費共編列30萬元，本計畫補助40件。\n二、概況\n計畫名稱計有20種。")
    assert {o.role for o in found} == {"budget", "actual"}


def test_days_are_told_from_dates_by_what_goes_with_them() -> None:
    found = observe(
        "一、存量\n目標值為可供28日以上，12月底可供31日，上年為27日。\n"
        "二、血品\n目標為維持於7日至10日之間，全年平均8.2日。"
    )
    assert told(found, "28日") == ("target", 112)
    assert told(found, "31日") == ("actual", 112)
    assert told(found, "27日") == ("actual", 111)
    span = one(found, "7日至10日")
    assert (span.op, span.value, span.upper, span.verdict) == ("range", 7, 10, "met")
    dates = observe("一、會議\n目標為召開3次，於8月7日至10日之間召開3次，最後一次為12月27日。")
    assert not any("日" in o.as_written for o in dates)


def test_numbers_that_count_targets_are_none() -> None:
    found = observe(
        "一、綜述\n本年度訂定5項施政目標、19項關鍵績效指標，達成目標者15項，未達成者4項。\n"
        "二、目標\n原訂辦理9項訓練，實際10項。"
    )
    assert {o.as_written for o in found if o.role == "target"} == {"9項"}


def test_a_rate_in_a_row_of_targets_is_one_and_a_passing_state_is_no_result() -> None:
    text = "{}、評核\n目標為評核36處、改善完成率90%以上。實際評核36處，改善完成率曾降至70%，全年為92%。"
    found = observe("\n".join(text.format(number) for number in "一二三"))
    assert {(o.role, o.op, o.verdict) for o in found if o.as_written == "90%"} == {("target", ">=", "met")}
    assert {o.as_written for o in found if o.kind == "measure" and o.role == "actual"} == {"36處", "92%"}


def test_a_verb_alone_is_named_with_what_its_number_counts() -> None:
    found = observe("一、契約\n目標為簽訂65家，實際簽訂71家。\n二、演練\n目標為演練20場次，實際演練22場次。")
    assert {o.metric for o in found if o.role == "target"} == {"簽訂家數", "演練場次"}


def test_results_without_a_year_are_of_the_one_that_the_title_names() -> None:
    text = "一、甲\n目標30件，實際33件，111年為28件。\n二、乙\n目標5處，實際4處，111年為3處。"
    lines = ["某部112年度執行成果報告", *text.split("\n")]
    document = Document("d", lines[0], None, "d.txt", "", tuple(lines))
    assert assemble(document, read_text_blocks(lines)).document.edition == 112


def test_an_amount_behind_what_it_is_held_against_is_a_difference() -> None:
    found = observe("（一）稽核\n稽核327件，較上年目標290件多37件，較上年稽核301件少26件。")
    assert [told(found, words)[0] for words in ("37件", "26件")] == ["difference", "difference"]


def test_what_was_planned_at_first_is_a_target_and_a_verb_names_nothing() -> None:
    text = "（一）給付\n原規劃增設專區2處。查本年收回率訂為92%，實際89.4%。查獲3案。"
    found = observe(text)
    assert told(found, "2處") == ("target", 112)
    assert [one(found, words).metric for words in ("92%", "3案")] == ["收回率", "查獲"]


def test_a_number_of_indicators_is_no_target() -> None:
    found = observe("（一）整體\n設有目標值之量化指標29項，其中達成24項。")
    assert told(found, "29項")[0] == "other"
