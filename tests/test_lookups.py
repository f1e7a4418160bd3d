"""Look-ups: the sentences that say who, why, when and what, each with its line."""

from __future__ import annotations

import pytest

from asking import ask, make_edition, make_plan
from qa.answering.tellings import LONGEST

LONG = "，".join(f"第{number}批漁具" for number in range(1, 90)) + "，以上均已點收。"
PLAN = make_plan(
    {
        "action": "(一)檢查漁船，維護航行安全。",
        "agencies": "交通部",
        "indicator": "檢查漁船艘數。",
        "target": "檢查漁船40艘。",
        "result": "檢查漁船30次。航行安全計畫於109年3月2日函送行政院。",
        "control_note": "未達績效目標值，係因受颱風影響停航。",
        "benefit": "減少漁船碰撞。",
        "next_target": "檢查漁船50艘。",
    },
    {
        "action": "(二)收購廢棄漁具。",
        "agencies": "內政部",
        "result": LONG,
        "benefit": "海岸較為清潔。",
    },
)
LINES = PLAN.split("\n")


@pytest.mark.parametrize(
    ("question", "field", "quote"),
    [
        ("誰負責檢查漁船", "agencies", "交通部"),
        ("檢查漁船為什麼停航", "control_note", "未達績效目標值，係因受颱風影響停航。"),
        ("航行安全計畫何時函送", "result", "航行安全計畫於109年3月2日函送行政院。"),
        ("檢查漁船的衡量指標是什麼", "indicator", "檢查漁船艘數。"),
        pytest.param(
            "檢查漁船有什麼效益",
            "benefit",
            "減少漁船碰撞。",
        ),
        ("who is in charge of 檢查漁船", "agencies", "交通部"),
    ],
)
def test_the_sentence_that_answers_comes_first_with_its_line(question: str, field: str, quote: str) -> None:
    answer = ask(question, PLAN)
    assert (answer.kind, answer.measures[:1]) == ("lookup", (1,))
    quotes = {c.field: c for c in reversed(answer.citations)}
    assert quotes[field].quote == quote
    assert quote in LINES[quotes[field].line_start - 1]
    assert quote in answer.answer


def test_both_parts_of_a_question_are_answered() -> None:
    answer = ask("檢查漁船誰主辦？為什麼沒有做到", PLAN)
    assert {"agencies", "control_note"} <= {c.field for c in answer.citations}


def test_a_long_field_is_quoted_in_part_and_no_longer_than_can_be_read_at_a_glance() -> None:
    answer = ask("收購廢棄漁具的辦理情形", PLAN)
    assert answer.measures[:1] == (2,)
    assert "第89批漁具" in answer.answer
    assert len(answer.citations[0].quote) <= LONGEST < len(LONG)


@pytest.mark.parametrize("question", ["誰負責核四公投", "臺北大巨蛋什麼時候啟用"])
def test_a_subject_the_text_does_not_treat_is_not_answered(question: str) -> None:
    assert ask(question, PLAN).abstained


@pytest.mark.parametrize("question", ["國民年金是哪個機關主辦", "疫苗施打什麼時候開始"])
def test_who_and_when_are_not_told_of_what_the_text_does_not_treat(question: str) -> None:
    assert ask(question, PLAN).abstained


def test_a_note_that_gives_no_cause_does_not_answer_why() -> None:
    plan = make_plan(
        {
            "action": "(一)檢查漁船，維護航行安全。",
            "target": "檢查漁船40艘，講習5場。",
            "result": "講習6場。受颱風影響，檢查漁船30艘。",
            "control_note": "檢查漁船未達績效目標值；講習已達績效目標值。",
        }
    )
    assert "受颱風影響" in ask("檢查漁船落後的原因", plan).answer


HEADS = (
    "編號\t工作項目\t主(協)辦機關\t績效指標\t112年目標值\t112年實際值\t達成情形\t"
    "未達成原因及改善措施\t113年目標值"
)
ROWS = (
    "1\t清理海岸廢棄物\t環境局 (港務局、漁會)\t清理長度\t40公里\t32公里\t否\t"
    "達成率80%。颱風過境後漂流物增加，致清理人力不足；113年將增聘清潔員並添購清運車。\t45公里",
    "2\t巡查漁港水質\t水利處\t巡查次數\t20次\t22次\t是\t－\t22次",
    "3\t回收廢棄漁網\t漁業處 (漁會)\t回收重量\t9公噸\t7公噸\t否\t"
    "漁民因工資上漲減少出海，回收量偏低。113年將提高回收獎金。\t9公噸",
)
COAST = "\n".join(
    [
        "海岸清潔行動計畫",
        "112年度執行成果暨113年度目標",
        "",
        "參、112年度執行成果及113年度目標",
        "表1　策略一：清潔海岸",
        HEADS,
        *ROWS,
        "",
        "註1：清理長度以岸線計算，不含人工海堤。",
        "",
        "肆、附則",
        "一、本計畫每季召開督導會議一次，由副縣長主持。",
        "二、志工招募於112年5月8日公告。",
    ]
)


@pytest.mark.parametrize(
    ("question", "quote", "other"),
    [
        ("清理海岸廢棄物為什麼沒達標？", "致清理人力不足", "增聘"),
        ("why was the target of 清理海岸廢棄物 missed?", "致清理人力不足", "增聘"),
        ("清理海岸廢棄物未達成，113年要怎麼改善？", "113年將增聘清潔員", "人力不足"),
        ("編號3未達成的原因？", "漁民因工資上漲", "回收獎金"),
        ("督導會議多久開一次？", "每季召開督導會議一次", "志工"),
        ("志工招募是哪天公告的？", "112年5月8日", "督導會議"),
        ("註1在說什麼？", "不含人工海堤", "志工"),
    ],
)
def test_the_sentence_says_what_was_asked_first_and_nothing_else(
    question: str, quote: str, other: str
) -> None:
    answer = ask(question, COAST)
    assert answer.kind == "lookup"
    assert quote in answer.answer
    assert other not in answer.answer
    assert quote in answer.citations[0].quote


def test_what_repeats_that_a_target_was_missed_is_no_reason() -> None:
    assert "80%" not in ask("清理海岸廢棄物為什麼沒達標？", COAST).answer


def test_lead_and_supporting_agencies_are_told_apart() -> None:
    answer = ask("清理海岸廢棄物的主辦和協辦機關是誰？", COAST)
    assert answer.answer == "1 清理海岸廢棄物：主辦機關：環境局；協辦機關：港務局、漁會"


def test_two_entries_asked_about_are_both_told() -> None:
    answer = ask("清理海岸廢棄物和回收廢棄漁網沒達標的原因分別是什麼？", COAST)
    assert answer.measures == (1, 3)
    assert "致清理人力不足" in answer.answer
    assert "漁民因工資上漲" in answer.answer


@pytest.mark.parametrize(
    ("question", "lacking", "shown"),
    [
        ("巡查漁港水質的協辦機關是誰？", "文件未載協辦機關", "水利處"),
        ("巡查漁港水質為什麼沒達標？", "文件未載原因", "是"),
    ],
)
def test_what_an_entry_does_not_say_is_said_with_what_it_has(question: str, lacking: str, shown: str) -> None:
    answer = ask(question, COAST)
    assert answer.abstained
    assert lacking in answer.answer
    assert answer.answer.endswith(shown)
    assert answer.citations[0].quote == shown


NOTED = "\n".join(
    [
        "漁村更新計畫",
        "112年度執行成果",
        "表1　執行情形",
        "編號\t行動\t主辦機關\t協辦機關\t指標\t112年目標值\t112年實際值\t評定",
        "A-1\t修繕漁民活動中心\t工務局\t漁會\t修繕座數\t9座\t6座\t未達成",
        "A-2\t漁村綠美化\t農業局\t漁會\t綠化面積\t5公頃\t4公頃\t達成",
        "A-3\t漁港照明更新\t工務局\t漁會\t更新盞數\t300盞\t\t統計中",
        "註1：A-2因豪雨沖毀苗圃，經核定視為達成。",
        "註2：漁港照明更新之數據預定113年3月公布。",
        "",
        "參、檢討",
        "一、修繕漁民活動中心因鋼材缺料而停工，致進度落後；將改採預鑄工法趕工。",
        "二、本計畫自110年7月1日開始辦理。",
    ]
)


@pytest.mark.parametrize(
    ("question", "quote", "other"),
    [
        ("修繕漁民活動中心為什麼沒達標？", "因鋼材缺料而停工", "豪雨"),
        ("漁村綠美化只有4公頃，為什麼評定達成？", "A-2因豪雨沖毀苗圃", "鋼材"),
        ("漁港照明更新的數字什麼時候會公布？", "預定113年3月公布", "7月1日"),
        ("漁村綠美化的協辦機關是誰？", "漁會", "農業局"),
    ],
)
def test_what_notes_and_running_text_say_of_an_entry_is_told(question: str, quote: str, other: str) -> None:
    answer = ask(question, NOTED)
    assert answer.kind == "lookup"
    assert quote in answer.answer
    assert other not in answer.answer


REPORT = "\n".join(
    [
        "航港局111年度施政績效報告",
        "參、關鍵績效指標達成情形（「★」表示綠燈；「●」表示紅燈）",
        "1.關鍵績效指標：渡輪載客量",
        "項目\t110年度\t111年度",
        "原訂目標值\t50萬人次\t60萬人次",
        "實際值\t52萬人次\t41萬人次",
        "",
        "主辦單位：航務組",
        "衡量標準：",
        "各航線全年售票人次合計",
        "績效衡量暨達成情形分析：",
        "１、111年度渡輪載客量41萬人次，較110年度減少11萬人次，未達目標值。",
        "２、未達目標原因：碼頭整修停航四個月，旅客改搭巴士。",
        "３、改進作法：推出套票，並延長夜航班次。",
    ]
)


@pytest.mark.parametrize(
    ("question", "told", "other"),
    [
        ("渡輪載客量未達目標的原因？", "碼頭整修停航四個月", "套票"),
        ("渡輪載客量沒達標，之後怎麼改進？", "推出套票", "停航"),
        ("渡輪載客量由哪個單位主辦？", "航務組", "碼頭"),
        ("渡輪載客量的衡量標準為何？", "各航線全年售票人次合計", "碼頭"),
        ("報告裡的●代表什麼？", "「●」表示紅燈", "碼頭"),
    ],
)
def test_explanations_below_a_table_belong_to_its_entry(question: str, told: str, other: str) -> None:
    answer = ask(question, REPORT)
    assert told in answer.answer
    assert other not in answer.answer


def test_a_reason_without_a_year_is_of_the_latest_edition_that_missed_the_target() -> None:
    fields = {"action": "(一)檢查漁船，維護航行安全。", "target": "檢查漁船40艘。"}
    missed = {"result": "檢查漁船30艘。", "control_note": "未達目標，係因颱風停航。"}
    met = {"result": "檢查漁船45艘。", "control_note": "已達績效目標值。"}
    title = "航行安全行動方案"
    texts = (
        make_edition(109, {**fields, **missed}, title=title),
        make_edition(110, {**fields, **met}, title=title),
    )
    assert "颱風停航" in ask("檢查漁船為什麼沒達標", *texts).answer


SPEECH = "\n".join(
    [
        "漁業署口頭報告",
        "壹、前言",
        "本署編列經費分三期辦理，第2期經費執行率為91.7%；第3期經費執行率為94.9%。",
        "去年養殖漁業產值年增率為2.18%。",
        "以下說明請求覆議之三大理由：",
        "一、刪減總數有爭議，難以執行。",
        "二、刪減幅度創歷史新高，影響運作。",
        "三、凍結條件難以達成，造成業務空窗。",
        "四、敬請支持。",
        "貳、養殖設施",
        "為穩定產銷，主要包括：冷鏈倉儲、魚塭整建等計畫。",
    ]
)


@pytest.mark.parametrize(
    ("question", "told", "other"),
    [
        ("第3期經費執行率是多少？", "94.9%", "91.7%"),
        ("去年養殖漁業產值年增率多少？", "2.18%", "94.9%"),
        ("養殖設施主要包括哪些計畫？", "冷鏈倉儲、魚塭整建", "覆議"),
    ],
)
def test_running_text_is_quoted_where_a_sentence_says_all_that_is_asked(
    question: str, told: str, other: str
) -> None:
    answer = ask(question, SPEECH)
    assert not answer.abstained
    assert told in answer.answer
    assert other not in answer.answer


def test_a_term_that_no_sentence_speaks_of_is_not_answered_from_another() -> None:
    unsure = ask("第4期經費執行率是多少？", SPEECH)
    assert unsure.abstained and "經費執行率" in unsure.answer and unsure.citations


def test_the_items_a_sentence_announces_are_told_as_many_as_are_counted() -> None:
    answer = ask("請求覆議的三大理由是什麼？", SPEECH)
    assert all(item in answer.answer for item in ("刪減總數有爭議", "刪減幅度創歷史新高", "凍結條件難以達成"))
    assert "敬請支持" not in answer.answer
    lines = SPEECH.split("\n")
    assert all(c.quote in lines[c.line_start - 1] for c in answer.citations[:4])
