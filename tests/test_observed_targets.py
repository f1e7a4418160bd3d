"""Cards of a plan as observations: targets, results and last year's values, with what the words say."""

from ingest.entries.assembly import assemble
from ingest.formats.text import read_text_blocks
from ingest.records import Document

CARD = """\
序次\t1
執行措施\t加強稽查
主辦機關\t甲署
績效衡量指標\t稽查家次、到場比率及平均處理天數。
112年績效目標值\t1. 稽查300家次。 2. 檢舉案件24小時內到場比率95%。 3. 平均處理天數不得高於8天。
112年績效目標達成情形\t1. 稽查312家次。 2. 到場比率94.6%。 3. 平均處理7.5天。
112年及111年績效目標\t稽查：111年298家次。

「達成率」及執行成果比較\t
112年執行效益\t良好。
序次\t2
執行措施\t辦理宣導
主辦機關\t乙署
績效衡量指標\t宣導場次。
112年績效目標值\t宣導20場。
112年績效目標達成情形\t宣導24場。
112年及111年績效目標「達成率」及執行成果比較\t宣導場次由111年之19場增至24場。
112年執行效益\t良好。
"""


def observe(text=CARD):
    lines = text.split("\n")
    document = Document("made-up", lines[0], 112, "made-up.txt", "", tuple(lines))
    return assemble(document, read_text_blocks(lines))


def list_values(no, role):
    found = [o for o in observe().observations if o.kind == "measure" and (o.no, o.role) == (no, role)]
    return [(o.year, o.as_written, o.op) for o in found]


def test_a_figure_that_says_what_another_is_about_is_no_target():
    assert list_values("1", "target") == [(112, "300家次", ">="), (112, "95%", ">="), (112, "8天", "<=")]


def test_an_indicator_without_numbers_names_no_single_item():
    metrics = [o.metric for o in observe().observations if (o.no, o.role) == ("1", "target")]
    assert metrics == ["稽查", "檢舉案件24小時內到場比率", "平均處理天數"]


def test_last_year_s_value_stands_beside_a_result_paired_by_structure():
    assert list_values("2", "actual") == [(111, "19場", None), (112, "24場", None)]
    [record] = [r for r in observe().records if r.no == 2]
    assert (record.targets[0].actual, record.targets[0].previous) == (24, 19)


def test_a_label_may_stand_without_a_value():
    [record] = [r for r in observe().records if r.no == 1]
    assert record.fields["comparison"].text == "稽查：111年298家次。"
    assert record.targets[0].previous == 298


def test_what_is_doubted_of_a_result_is_told_with_it():
    text = CARD.replace(
        "1. 稽查312家次。",
        "1. 稽查作業由各區分署、各地方主管機關及專責人員會同辦理，全年於北、中、南、東"
        "四區排定重點場所、季節專案、民眾檢舉案件及跨部會聯合行動，計稽查4,120家次，達成率1,373%。",
    )
    found = [o for o in observe(text).observations if o.kind == "measure"]
    doubted = [o for o in found if o.no == "1" and o.role == "actual" and o.doubts]
    assert [(o.as_written, o.doubts) for o in doubted] == [
        ("4,120家次", ("ten times the target or a tenth of it",))
    ]


CHANGED = CARD.replace(
    "112年績效目標值\t宣導20場。", "112年績效目標值\t宣導30場；嗣因預算調整，奉核修正為22場。"
)


def test_a_target_that_was_changed_is_judged_as_it_was_changed_to():
    [record] = [r for r in observe(CHANGED).records if r.no == 2]
    found = [o for o in observe(CHANGED).observations if (o.no, o.role, o.kind) == ("2", "target", "measure")]
    assert [(o.as_written, o.basis, o.verdict) for o in found] == [
        ("30場", "original", None),
        ("22場", "revised", "met"),
    ]
    assert [target.verdict for target in record.targets if target.target == 22] == ["met"]
    # What was left out to read the one is quoted beside the other.
    assert found[1].quote == "宣導30場；嗣因預算調整，奉核修正為22場。"
    assert "not_reported" not in {target.verdict for target in record.targets}
