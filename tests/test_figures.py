"""Which figure of a record answers: by its words, unit, year and role."""

from __future__ import annotations

import pytest

from building import make_document
from index.lexical import LexicalIndex
from ingest.records import Field, Record
from qa.concepts import Topics
from qa.figures import Scored, rank_mentions, unit_fits, wanted_roles
from qa.mentions import find_mentions
from qa.question import read_question


def rank(question: str, *, prior: dict[str, float] | None = None, **fields: str) -> list[Scored]:
    """Rank the figures of a measure of edition 109 with these fields; `prior` is by figure as written."""
    document = make_document("\n".join(fields.values()))
    made = {
        key: Field(key, key, text, document.place(line, line), ((0, line),))
        for line, (key, text) in enumerate(fields.items(), start=1)
    }
    place = document.place(1, 1)
    record = Record(kind="measure", doc="p", no=1, title="", edition=109, place=place, fields=made)
    asked = read_question(question, 109)
    topic = Topics(LexicalIndex.build(fields.values())).read(asked.plain, [])
    mentions = [(m, (prior or {}).get(m.figure.text, 0.0)) for m in find_mentions(record)]
    return rank_mentions(asked, topic, mentions)


def best(question: str, **fields: str) -> str:
    """Return the figure, as written, that answers best."""
    return rank(question, prior=None, **fields)[0].mention.figure.text


def test_the_figure_the_words_count_is_the_answer() -> None:
    result = "漁船檢查30艘，核發執照12張，舉辦說明會4場。"
    assert best("核發執照多少", result=result) == "12張"
    assert best("舉辦說明會多少", result=result) == "4場"


def test_the_unit_decides_between_figures_of_one_clause() -> None:
    result = "辦理說明會4場、參加人數200人。"
    assert best("說明會辦理幾場", result=result) == "4場"
    assert best("說明會幾人參加", result=result) == "200人"


def test_the_year_decides_between_figures_of_one_thing() -> None:
    comparison = "108年檢查漁船40艘。109年檢查漁船30艘。"
    assert best("108年檢查漁船幾艘", comparison=comparison) == "40艘"
    assert best("109年檢查漁船幾艘", comparison=comparison) == "30艘"


def test_without_a_year_the_edition_is_meant() -> None:
    assert best("檢查漁船幾艘", comparison="108年檢查漁船40艘。109年檢查漁船30艘。") == "30艘"


def test_a_target_answers_only_a_question_for_a_target() -> None:
    fields = {"target": "檢查漁船35艘。", "result": "檢查漁船30艘。"}
    assert best("檢查漁船幾艘", **fields) == "30艘"
    assert best("檢查漁船目標幾艘", **fields) == "35艘"


def test_the_next_years_target_answers_for_the_next_year() -> None:
    fields = {"target": "檢查漁船35艘。", "next_target": "檢查漁船50艘。"}
    assert best("110年檢查漁船目標幾艘", **fields) == "50艘"


def test_a_cumulative_figure_answers_when_it_is_asked_for() -> None:
    result = "檢查漁船30艘，累計檢查漁船190艘。"
    assert best("迄今檢查漁船幾艘", result=result) == "190艘"
    assert best("109年檢查漁船幾艘", result=result) == "30艘"


def test_a_rank_of_the_record_weighs_between_equal_figures() -> None:
    result = "檢查漁船30艘。檢查漁船31艘。"
    assert best("檢查漁船幾艘", result=result) == "30艘"
    found = rank("檢查漁船幾艘", prior={"31艘": 0.2}, result=result)
    assert found[0].mention.figure.text == "31艘"


def test_the_share_tells_how_much_of_the_question_stands_around() -> None:
    shares = {s.mention.figure.text: s.share for s in rank("檢查漁船", result="檢查漁船30艘。種樹5棵。")}
    assert shares == {"30艘": pytest.approx(1.0), "5棵": 0.0}


@pytest.mark.parametrize(
    ("asked", "unit", "fits"),
    [
        ("場", "場次", True),
        ("件", "案", True),
        ("元", "人", False),
        ("%", "件", False),
        ("次", "", False),
    ],
)
def test_which_units_answer_a_question_for_a_unit(asked: str, unit: str, fits: bool) -> None:
    assert bool(unit_fits(asked, unit)) is fits


@pytest.mark.parametrize(
    ("question", "roles"),
    [
        ("目標幾件", {"target", "next_target"}),
        ("達成率多少", {"rate"}),
        ("實際幾件", {"actual"}),
        ("多了幾件", {"difference"}),
        ("受理幾件", set()),
    ],
)
def test_which_roles_a_question_asks_for(question: str, roles: set[str]) -> None:
    assert wanted_roles(read_question(question)) == roles
