"""The sentence of figures: units and multipliers of captions stand in it."""

from __future__ import annotations

from asking import ask

TABLE = "\n".join(
    [
        "漁港建設計畫113年度預算案",
        "附表、收支簡明表",
        "單位：新臺幣億元",
        "項目\t預算數",
        "支出合計\t300",
        "漁港整建\t124",
        "魚市場更新\t176",
    ]
)


def test_a_multiplier_of_the_caption_is_never_lost_in_the_sentence() -> None:
    answer = ask("漁港整建編列預算多少？", TABLE).answer
    assert "12,400,000,000元" in answer
    assert "124元" not in answer


YEARS = "\n".join(
    [
        "港務安全計畫112年度執行報告",
        "附表一、歷年統計",
        "項目\t109年\t110年\t111年\t112年",
        "巡查漁港次數(次)\t210\t260\t305\t290",
        "拖救漁船艘數(艘)\t41\t44\t39\t52",
        "",
        "附表二、112年度經費",
        "單位：新臺幣千元",
        "工作項目\t預算數\t決算數",
        "漁港整建\t12,400\t11,000",
        "魚市場更新\t17,600\t15,200",
        "建設類小計\t30,000\t26,200",
        "小計\t30,000\t26,200",
        "宣導\t2,000\t1,900",
        "合計\t32,000\t28,100",
    ]
)
CARDS = "\n".join(
    [
        "港務安全計畫112年度執行報告",
        "編號\t工作項目\t衡量指標\t112年目標值\t112年實績\t113年目標值",
        "1-1\t漁港安全巡查\t巡查漁港次數\t300次\t290次\t310次",
        "1-1\t漁港安全巡查\t裝設救生設備處數\t40處\t45處\t50處",
    ]
)


def test_every_year_of_a_stretch_is_told_and_what_lies_between_its_ends() -> None:
    answer = ask("巡查漁港次數110年到112年", YEARS).answer
    assert all(figure in answer for figure in ("260", "305", "290", "30次")) and "210" not in answer


def test_a_sum_over_all_is_the_total_and_no_subtotal() -> None:
    answer = ask("112年度決算合計多少錢", YEARS).answer
    assert "28,100,000元" in answer and "26,200" not in answer


def test_the_year_after_has_a_target_and_no_result_is_missed() -> None:
    answer = ask("巡查漁港次數112年有沒有達標，次年的目標是多少", CARDS).answer
    assert all(figure in answer for figure in ("300次", "290次", "310次", "未達目標")), answer
    # It is the target that is raised by ten.
    assert "目標值112年到113年增加10次" in answer


def test_what_several_things_are_together_is_told_of_all_of_them() -> None:
    answer = ask("漁港整建、魚市場更新和宣導112年的決算數加起來多少？", YEARS)
    assert "合計28,100,000元（28,100千元）（由原文數字計算）" in answer.answer
    computed = next(figure for figure in answer.figures if figure.computed_from)
    assert len(computed.computed_from) == 3
    assert answer.query is not None and answer.query.compute == "total"


def test_what_is_not_asked_for_together_is_not_added_up() -> None:
    assert "合計" not in ask("漁港整建和魚市場更新112年的決算數各是多少？", YEARS).answer


def test_by_how_much_percent_a_figure_grew_is_computed() -> None:
    told = ask("巡查漁港次數112年比109年成長百分之幾？", YEARS).answer
    assert "增加80次，即38.1%" in told
    assert "即" not in ask("巡查漁港次數112年比109年增加幾次？", YEARS).answer


def test_a_difference_is_told_in_the_multiplier_of_its_figures_too() -> None:
    table = TABLE.replace("項目\t預算數", "項目\t112年度預算數\t113年度預算數").replace("\t124", "\t120\t124")
    answer = ask("漁港整建的預算數113年比112年增加多少？", table).answer
    assert "400,000,000元（4億元）" in answer


def test_english_tells_figures_with_units_and_years_in_english() -> None:
    table = YEARS.replace("巡查漁港次數(次)", "巡查漁港 Harbour patrols(次)")
    answer = ask("How many harbour patrols in 2020 and 2021?", table).answer
    assert "210 times in 2020 (ROC 109); " in answer and "260 times in 2021 (ROC 110); " in answer, answer
    assert "by 50 times from 2020 to 2021 (ROC 109 to 110)" in answer, answer
