"""What numbers of sentences count, where their own words do not say it alone."""

from __future__ import annotations

import pytest

from ingest.entries.clauses import name_metric
from ingest.entries.moments import Setting
from ingest.entries.sentences import read_mentions
from test_card_grids import make_table, read_page


def names(text: str, topic: str = "") -> dict[str, str]:
    return {m.figure.text: m.metric for m in read_mentions(text, Setting(112, dated=113), topic=topic)}


def test_the_last_of_several_things_is_what_its_number_counts() -> None:
    assert names("依據5大區域與77個問卷議題辦理。")["77個"] == "問卷議題辦理"
    found = names("社會局結合里鄰長及42個民間團體，辦理電話問安。112年原訂25萬人次，全年27萬人次。")
    assert found["42個"] == "民間團體"
    assert found["25萬人次"] == found["27萬人次"] == "辦理電話問安"


def test_the_former_and_the_latter_are_what_the_sentence_before_names() -> None:
    found = names("增設電梯及耐震評估同由甲局推動。前者原訂核定30件，實際17件；後者預定完成600件。")
    assert found == {"30件": "增設電梯核定", "17件": "增設電梯核定", "600件": "耐震評估完成"}
    assert names("本局推動耐震評估。前者原訂核定30件。") == {"30件": "前者核定"}


def test_targets_in_a_row_are_those_before_them_in_their_order() -> None:
    text = "據點服務原訂50人，喘息服務使用原訂180人。113年兩項目標依序為55人及200人。"
    assert [names(text)[written] for written in ("55人", "200人")] == ["據點服務", "喘息服務使用"]


def test_a_state_in_heavy_brackets_a_reason_and_what_a_thing_is_no_part_of_name_nothing() -> None:
    assert name_metric("【超前】受評機構") == "受評機構"
    assert name_metric("【追趕中】") == ""
    assert names("電梯100部。8部因申請延至隔年。111年為90部。", "電梯")["90部"] != "因申請延至隔年"
    assert names("新增志工服務時數，未列入各表，目標為20小時。")["20小時"] == "新增志工服務時數"


def test_what_is_taken_up_among_what_is_watched_is_named_by_it() -> None:
    assert names("自本年度起將審核平均天數納入考核，以不超過30日為基準。")["30日"] == "審核平均天數"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("112年比對結果為", ""),
        ("審核平均天數雖", "審核平均天數"),
        ("113年目標進一步收緊為", ""),
        ("留任率訂", "留任率"),
        ("計畫修訂", "計畫修訂"),
        ("服務人次預估", "服務人次"),
        ("距目標", ""),
    ],
)
def test_words_that_only_say_how_a_number_was_set_are_no_part_of_its_name(words: str, name: str) -> None:
    assert name_metric(words) == name


def test_a_remark_of_a_row_speaks_of_what_the_row_counts() -> None:
    made = read_page(
        make_table(
            "工作|指標|112年目標值|112年達成值|備註",
            "1-1 增設據點|新設家數|6家|7家|【超前】含離島。",
            "1-1 增設據點|設備台數|120台|112台|【追趕中】隔年辦理；111年實績98台。",
        ),
        112,
    )
    [earlier] = [o for o in made.observations if o.year == 111]
    assert (earlier.metric, earlier.role, earlier.as_written) == ("設備台數", "actual", "98台")
