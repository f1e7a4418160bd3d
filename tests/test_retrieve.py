"""Ranking records for a topic: words first, then embeddings and titles, best passage named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from building import make_document, open_table
from index.lexical import LexicalIndex
from index.passages import cut_passages
from ingest.records import Field, Measure, Reading, Record, RecordKind
from qa.concepts import Topic, Topics
from qa.retrieve import Retriever


def make_record(
    no: int, fields: Mapping[str, str], kind: RecordKind = "measure", doc: str = "plan"
) -> Record:
    """Return a record whose fields stand one on a line."""
    document = make_document("\n".join(fields.values()), id=doc)
    made = {
        key: Field(key, key, text, document.place(line, line), ((0, line),))
        for line, (key, text) in enumerate(fields.items(), start=1)
    }
    title = fields.get("action") or fields.get("name", "")
    make = Measure if kind == "measure" else Record
    return make(kind=kind, doc=doc, no=no, title=title, edition=109, place=document.place(1, 1), fields=made)


LICENCE = make_record(1, {"action": "核發漁船執照", "result": "核發執照5張，漁港整建2處。"})
HARBOUR = make_record(2, {"action": "整建漁港", "result": "漁港整建9處。", "benefit": "漁民便利。"})
FOREST = make_record(3, {"action": "巡視林地", "result": "漁業署協助，查獲盜伐4件。"})
GOAL = make_record(1, {"name": "漁港整建數", "target": "9處"}, kind="kpi")
RECORDS = (LICENCE, HARBOUR, FOREST, GOAL)


class Search:
    """A retriever over records with made-up cosines, one for each passage it knows."""

    def __init__(
        self, records: Sequence[Record] = RECORDS, cosines: Mapping[str, float] | None = None
    ) -> None:
        docs = {record.doc: make_document("", id=record.doc) for record in records}
        readings = [
            Reading(replace(document, title="漁業署"), others=tuple(r for r in records if r.doc == doc))
            for doc, document in docs.items()
        ]
        passages = cut_passages([record for reading in readings for record in reading.records])
        self.records = open_table(readings, titles=["巡視林地"])
        self.lexical = LexicalIndex.build([p.text for p in passages])
        near = [(row, (cosines or {}).get(p.text, 0.0)) for row, p in enumerate(passages)]
        self.embedded: list[str] = []

        def search_dense(text: str, most: int) -> Sequence[tuple[int, float]]:
            self.embedded.append(text)
            return near

        self.retriever = Retriever(self.records, self.lexical, search_dense)

    def number(self, record: Record) -> int:
        """Return the number of a record of which there is one."""
        [number] = [n for n in range(len(self.records)) if self.records.record(n) == record]
        return number

    def topic(self, question: str) -> Topic:
        """Return the topic of a question in the texts' own words."""
        return Topics(self.lexical).read(question, [])

    def found(self, question: str, **limits: Sequence[str]) -> list[tuple[str, int]]:
        """Return the kinds and numbers of the records a question finds, best first."""
        ranked = self.retriever.rank(self.topic(question), question, **limits)  # type: ignore[arg-type]
        return [(r.record.kind, r.record.no) for r in ranked]


def test_the_record_that_is_about_the_words_stands_before_one_that_mentions_them() -> None:
    assert Search().found("整建漁港", kinds=["measure"])[:2] == [("measure", 2), ("measure", 1)]


def test_the_best_passage_is_the_one_that_holds_what_is_asked() -> None:
    search = Search()
    best = search.retriever.rank(search.topic("漁民便利"), "漁民便利")[0]
    assert (best.record.no, best.passage.field, best.passage.text) == (2, "benefit", "漁民便利。")
    assert best.share == pytest.approx(1.0)


def test_a_search_can_be_limited_to_kinds_and_documents() -> None:
    elsewhere = make_record(8, {"action": "整建漁港"}, doc="other")
    search = Search((*RECORDS, elsewhere))
    assert search.found("漁港整建", kinds=["kpi"]) == [("kpi", 1)]
    assert search.found("漁港整建", docs=["other"]) == [("measure", 8)]


def test_a_question_is_searched_for_once_and_ranked_alike_whatever_it_was_limited_to_before() -> None:
    records = (*RECORDS, make_record(8, {"action": "整建漁港", "result": "漁港9處"}, doc="other"))
    search = Search(records)
    topic = search.topic("漁港整建")
    within = [search.retriever.rank(topic, "漁港整建", docs=docs) for docs in (["other"], ["plan"], [])]
    assert search.embedded == ["漁港整建"]
    assert within == [
        Search(records).retriever.rank(topic, "漁港整建", docs=docs) for docs in (["other"], ["plan"], [])
    ]
    assert [r.record.doc for r in within[0]] == ["other"]


def test_the_best_passages_of_many_records_are_those_each_has_alone() -> None:
    search = Search((*RECORDS, make_record(1, {"action": "核發漁船執照", "result": "漁民便利。"})))
    topic = search.topic("漁民便利 漁港整建")
    for ranked in search.retriever.rank(topic, ""):
        [alone] = search.retriever.name([search.number(ranked.record)], topic)
        assert alone.passage == ranked.passage


def test_embeddings_find_what_shares_no_word_with_the_question() -> None:
    assert Search(cosines={"巡視林地": 0.9}).found("偷砍樹")[0] == ("measure", 3)


def test_embeddings_do_not_overrule_the_very_words() -> None:
    assert Search(cosines={"巡視林地": 1.0}).found("核發漁船執照")[0] == ("measure", 1)


def test_embeddings_decide_between_records_of_the_same_words() -> None:
    short, long = make_record(1, {"action": "整建漁港"}), make_record(2, {"action": "整建漁港及碼頭"})
    assert Search((short, long)).found("整建漁港")[0] == ("measure", 1)
    near = {"整建漁港及碼頭": 0.9}
    assert Search((short, long), near).found("整建漁港")[0] == ("measure", 2)


def test_a_record_that_is_named_by_the_words_stands_before_one_that_reports_them() -> None:
    reports = make_record(1, {"action": "完成各項工程", "result": "整建漁港"})
    named = make_record(2, {"action": "整建漁港", "result": "完成各項工程"})
    assert Search((reports, named)).found("整建漁港")[0] == ("measure", 2)


def test_an_english_title_lifts_its_record() -> None:
    search = Search()
    topic = search.topic("xyzzy")
    plain = search.retriever.rank(topic, "xyzzy")
    titled = search.retriever.rank(topic, "xyzzy", titles=[("巡視林地", 0.8)])
    assert titled[0].record == FOREST
    assert titled[0].score > max(r.score for r in plain)


def test_a_kpi_is_also_about_whose_plan_it_is_in_and_a_measure_is_not() -> None:
    search = Search()
    ranked = search.retriever.rank(search.topic("漁業署 漁港整建"), "")
    shares = {(r.record.kind, r.record.no): r.share for r in ranked}
    assert shares["kpi", 1] == pytest.approx(1.0)
    assert shares["measure", 2] < 0.8


def test_equal_records_of_two_documents_are_both_found() -> None:
    twin = make_record(2, {"action": "整建漁港"}, doc="other")
    search = Search((HARBOUR, twin))
    ranked = search.retriever.rank(search.topic("整建漁港"), "")
    assert {(r.record.doc, r.record.no) for r in ranked} == {("plan", 2), ("other", 2)}


def test_a_record_named_by_its_number_comes_with_its_best_passage() -> None:
    search = Search()
    [named] = search.retriever.name([search.number(HARBOUR)], search.topic("便利"))
    assert (named.record, named.passage.field) == (HARBOUR, "benefit")


def test_a_record_without_text_is_never_found() -> None:
    empty = make_record(9, {"action": ""})
    assert ("measure", 9) not in Search((HARBOUR, empty)).found("漁港")


def test_a_question_without_known_words_scores_nothing() -> None:
    search = Search()
    assert {r.score for r in search.retriever.rank(search.topic("??"), "??")} == {0.0}


def test_two_records_of_one_number_are_found_each_by_its_own_passages() -> None:
    again = make_record(1, {"action": "核發漁船執照", "result": "漁民證120張。"})
    search = Search((LICENCE, HARBOUR, again))
    best = search.retriever.rank(search.topic("漁民證120張"), "")
    assert best[0].record == again and best[0].share == pytest.approx(1.0)
    first = search.retriever.rank(search.topic("漁港整建2處 核發執照"), "")
    assert first[0].record == LICENCE
