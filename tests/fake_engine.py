"""An engine over a plan of a few lines, for tests of the page: no index, no retrieval."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from pathlib import Path

from building import open_editions
from ingest.glossary import Glossary
from ingest.records import (
    Contradiction,
    Document,
    Evidence,
    Field,
    Measure,
    Observation,
    Place,
    Problem,
    Reading,
    Record,
    Target,
)
from qa.answer import Answer, AnswerFigure, AnswerKind, Citation, Item, Language, Understanding
from qa.engine import UnknownDocument, UnusableQuestion
from qa.finding.entries import Entry
from qa.finding.goals import read_goals

HOSTILE = (
    "<script>document.title='owned'</script> [連結](javascript:alert(1)) $x^2$ **粗** :red[紅] "
    ":material/delete: =1+1 <img src=x onerror=alert(1)>"
)

TEXT = f"""肆、具體作為

序次	7
執行措施	強化追緝，以維司法威信
109年績效目標值	緝返外逃罪犯60人。
109年度績效目標達成情形	<ol style="list-style-type: none"> 1. 共協緝外逃
	<p>罪犯計 92 人。{HOSTILE}</p>
分組主辦機關列管說明	已達績效目標值。
110 年績效目標值	緝返外逃罪犯65人。

序次	8
執行措施	{HOSTILE}
109年績效目標值	召開會議88次。
109年度績效目標達成情形	召開75次會議。
分組主辦機關列管說明	部分達成。"""

DOCUMENT = Document(
    id="plan-109",
    title="測試計畫 <b>109</b>",
    edition=109,
    file="corpus/plan-109.txt",
    sha256="0" * 64,
    lines=tuple(TEXT.split("\n")),
    publisher="法務部",
    date="110-08",
)
OTHER = Document(
    id="other",
    title=f"別的文件 {HOSTILE}",
    edition=None,
    file="other.txt",
    sha256="1" * 64,
    lines=("一段文字",),
)


def _field(key: str, label: str, text: str, start: int, end: int | None = None) -> Field:
    return Field(key, label, text, Place("plan-109", start, end or start), ((0, start),))


def _target(wanted: int, actual: int, verdict: str, evidence: Evidence, unit: str) -> Target:
    return Target(
        year=109,
        item="1",
        text=f"目標{wanted}{unit}",
        metric="數量",
        target=Decimal(wanted),
        unit=unit,
        op=">=",
        actual=Decimal(actual),
        actual_unit=unit,
        rate_pct=Decimal(actual) / wanted * 100,
        verdict=verdict,  # type: ignore[arg-type]
        evidence=(evidence,),
    )


MET = Measure(
    kind="measure",
    doc="plan-109",
    no=7,
    title="強化追緝，以維司法威信",
    edition=109,
    place=Place("plan-109", 3, 9),
    fields={
        "strategy": _field("strategy", "具體策略", "八、肅貪", 3),
        "target": _field("target", "109年績效目標值", "緝返外逃罪犯60人。", 5),
        "result": _field("result", "達成情形", f"1. 共協緝外逃罪犯計 92 人。{HOSTILE}", 6, 7),
        "control_note": _field("control_note", "列管說明", "已達績效目標值。", 8),
    },
    agencies=("法務部", "移民署"),
    lead_agencies=("法務部",),
    official_status="met",
    targets=(
        _target(60, 92, "met", Evidence("actual", "result", Place("plan-109", 6, 7), "外逃罪犯計92人"), "人"),
    ),
    next_targets=(
        Target(110, "1", "緝返外逃罪犯65人。", "外逃罪犯", Decimal(65), "人", ">=", change="raised"),
    ),
)

HOSTILE_MEASURE = Measure(
    kind="measure",
    doc="plan-109",
    no=8,
    title=HOSTILE,
    edition=109,
    place=Place("plan-109", 11, 15),
    fields={
        "target": _field("target", "109年績效目標值", "召開會議88次。", 13),
        "result": _field("result", "達成情形", "召開75次會議。", 14),
        "control_note": _field("control_note", "列管說明", HOSTILE, 15),
    },
    agencies=(HOSTILE,),
    official_status="partly_met",
    targets=(
        _target(88, 75, "not_met", Evidence("actual", "result", Place("plan-109", 14, 14), "75次"), "次"),
    ),
)

CONTRADICTION = Contradiction(
    doc="plan-109",
    no=8,
    kind="arithmetic",
    message=f"績效達成率 stated 99%, but 75 / 88 is 85.2% {HOSTILE}",
    stated="99%",
    expected="85.2%",
    field="result",
    place=Place("plan-109", 14, 14),
    quote="召開75次會議。",
)

CITATION = Citation("plan-109", "corpus/plan-109.txt", 7, "result", 6, 7, None, "共協緝外逃罪犯計92人")


def _item(measure: Record) -> Item:
    return Item(measure.kind, measure.doc, measure.no, measure.title, 0.9)


class FakeEngine:
    """Answers every question alike, but for the words 無 (abstains), 全部 (a list) and 空 (unusable)."""

    def __init__(self) -> None:
        readings = [self.reading(DOCUMENT.id), self.reading(OTHER.id)]
        self.documents = {reading.document.id: reading.document for reading in readings}
        self.editions = open_editions(readings)
        self.heads = tuple(map(self.editions.document, self.documents))
        self.glossary = Glossary(())
        self.asked: list[str] = []
        self.limits: list[tuple[str | None, AnswerKind | None, Language | None]] = []

    def ask(
        self,
        question: str,
        *,
        doc: str | None = None,
        year: int | None = None,
        top: int = 5,
        kind: AnswerKind | None = None,
        language: Language | None = None,
    ) -> Answer:
        if doc is not None:
            self.reading(doc)
        if "各機關" not in question and "依主辦機關" not in question:
            # What only leads on is asked before it is offered.
            self.asked.append(question)
            self.limits.append((doc, kind, language))
        if "空" in question:
            raise UnusableQuestion(f"expected a question, found {HOSTILE}")
        items = (_item(MET), _item(HOSTILE_MEASURE))
        if "無" in question:
            understood = Understanding("unanswerable", "zh-Hant", (111,))
            reason = f"文件不含111年 {HOSTILE}"
            return Answer(question, "unanswerable", reason, understood, True, reason, items=items)
        if "全部" in question:
            understood = Understanding("list", "zh-Hant", (109,))
            return Answer(question, "list", "2 項，共 2 項。", understood, measures=(7, 8), items=items)
        return Answer(
            question,
            "figure",
            f"109年緝返 92 人，目標 60 人，達成 153.3%。{HOSTILE}",
            Understanding("figure", "zh-Hant", (109,), ("法務部",), (HOSTILE,), (("fugitives", "外逃"),)),
            measures=(7,),
            items=items,
            figures=(
                AnswerFigure(
                    Decimal(92), "人", "92 人", 109, "actual", "外逃罪犯", "plan-109", 7, "result", 0
                ),
                AnswerFigure(
                    Decimal(60), "人", "60人", 109, "target", "外逃罪犯", "plan-109", 7, "target", None
                ),
                AnswerFigure(
                    Decimal("153.3"), "%", None, 109, "rate", HOSTILE, "plan-109", 7, None, None, (0, 1)
                ),
            ),
            citations=(CITATION,),
        )

    def reason_of(self, record: Record, years: Collection[int | None]) -> None:
        """Nothing tells why anything fell short."""

    def record(self, type: str, doc: str, no: int) -> Record:
        if doc != DOCUMENT.id:
            raise UnknownDocument(f"expected {DOCUMENT.id}, found {doc!r}")
        for measure in (MET, HOSTILE_MEASURE):
            if (type, doc, no) == (measure.kind, measure.doc, measure.no):
                return measure
        raise LookupError(f"no {type} {no} in {doc}")

    def reading(self, doc: str) -> Reading:
        if doc == OTHER.id:
            return Reading(OTHER)
        if doc != DOCUMENT.id:
            raise UnknownDocument(f"expected {DOCUMENT.id}, found {doc!r}")
        problem = Problem("corpus/plan-109.txt", 1, f"expected a label, found {HOSTILE}")
        return Reading(DOCUMENT, (MET, HOSTILE_MEASURE), problems=(problem,), contradictions=(CONTRADICTION,))

    def entries_of(self, doc: str) -> tuple[Entry, ...]:
        return tuple(Entry(one, read_goals(one, []), {}, {}) for one in self.reading(doc).measures)

    def observations_of(self, doc: str) -> tuple[Observation, ...]:
        return self.reading(doc).observations

    def contradictions_of(self, doc: str) -> list[Contradiction]:
        return list(self.reading(doc).contradictions)

    def source_path(self, doc: str) -> Path | None:
        return None

    def lines(self, doc: str, start: int, end: int) -> list[tuple[int, str]]:
        first, last = max(1, start), min(len(DOCUMENT.lines), end)
        return [(no, DOCUMENT.lines[no - 1]) for no in range(first, last + 1)]
