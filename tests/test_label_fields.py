"""Labels that no list knows are told by their characters, what stands under them and each other."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.entries.label_fields import guess_fields, name_known
from ingest.entries.unnamed import Stood, compare_labels
from ingest.tables.headings import read_heading

NAMES = ("山屋整修", "步道巡查", "解說排班", "垃圾下山", "防救演練", "入山審核")
AIMS = ("9處", "300趟", "120場", "8公噸", "12次", "5,000件")
DONE = ("10處", "285趟", "126場", "9公噸", "12次", "5,210件")
BEFORE = ("8處", "270趟", "110場", "7公噸", "11次", "4,870件")
AFTER = ("11處", "310趟", "130場", "9公噸", "13次", "5,300件")
LEADS = ("工務科", "保育科", "解說科", "保育科", "警察隊", "遊憩科")
HELPS = ("林業署", "消防署、警政署", "教育部", "環境部", "消防署", "警政署")


def tell(cards: Mapping[str, tuple[str, ...]], edition: int = 112) -> dict[str, str]:
    """Return what the labels of six cards are told to say."""
    read = {label: read_heading(label) for label in cards}
    known = {label: name_known(heading, heading.field, edition) for label, heading in read.items()}
    compared = compare_labels([[(label, of[at]) for label, of in cards.items()] for at in range(len(NAMES))])
    last = max(1, len(cards) - 1)
    stood = {
        label: Stood(of, (place / last,) * len(of), len(of), *compared[label])
        for place, (label, of) in enumerate(cards.items())
    }
    return guess_fields(stood, known, read, edition)


def test_what_was_meant_and_what_came_of_it_are_told_by_the_characters_of_their_labels() -> None:
    told = tell({"案名": NAMES, "年初所訂": AIMS, "年終實得": DONE})
    assert told == {"年初所訂": "target", "年終實得": "result"}
    assert tell({"案名": NAMES, "年終實得": DONE, "年初所訂": AIMS}) == told


def test_the_year_of_a_label_tells_of_which_year_its_figures_are() -> None:
    told = tell({"案名": NAMES, "目標": AIMS, "成果": DONE, "111年同項": BEFORE, "113年擬訂": AFTER})
    assert told == {"111年同項": "last_result", "113年擬訂": "next"}


def test_a_year_before_may_be_told_in_words_but_is_none_where_no_other_year_is() -> None:
    both = tell({"案名": NAMES, "講好的數": AIMS, "做到的數": DONE, "舊年做到的數": BEFORE})
    assert both == {"講好的數": "target", "做到的數": "result", "舊年做到的數": "last_result"}
    assert tell({"案名": NAMES, "講好的數": AIMS, "舊年做到的數": BEFORE})["舊年做到的數"] == "result"


def test_of_two_labels_of_agencies_one_helps_whether_it_is_known_or_not() -> None:
    aims = {"案名": NAMES, "目標": AIMS, "成果": DONE}
    assert tell(aims | {"認養者": LEADS, "一起做的": HELPS}) == {"認養者": "agencies", "一起做的": "support"}
    told = tell(aims | {"承辦組室": LEADS, "會同機關(單位)": HELPS})
    assert told == {"承辦組室": "agencies", "會同機關(單位)": "support"}
    assert "support" not in tell(aims | {"會同機關(單位)": HELPS}).values()


def test_states_in_words_of_their_own_are_told_by_their_coming_again() -> None:
    marks = ("熟了", "半熟", "熟了", "半熟：①熟了、②青", "熟了", "青")
    assert tell({"案名": NAMES, "目標": AIMS, "成果": DONE, "甲乙丙": marks}) == {"甲乙丙": "status"}


def test_a_label_is_told_among_what_other_labels_leave() -> None:
    metrics = tuple(f"{name}的數量" for name in NAMES)
    told = tell({"工作編號及名稱": NAMES, "觀測點": metrics, "年初所訂": AIMS, "年終實得": DONE})
    assert told["觀測點"] == "indicator"
