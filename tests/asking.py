"""Questions put to small made-up plans: what the tests of the kinds of answer build on."""

from __future__ import annotations

from functools import cache

from building import build_texts
from index.store import open_store
from ingest.glossary import load_glossary
from qa.answer import Answer
from qa.inquiry import Inquiry
from qa.interpreter import Interpreter
from qa.routing import answer

LABELS = {
    "strategy": "具體策略",
    "action": "執行措施",
    "goal": "績效目標",
    "agencies": "辦理機關",
    "indicator": "績效衡量指標",
    "target": "{year}年績效目標值",
    "result": "{year}年度(1月至12月)績效目標達成情形",
    "control_note": "分組主辦機關列管說明",
    "comparison": "{year}年及{before}年績效目標「達成率」及執行成果比較",
    "highlights": "{year}年特殊績效及亮點成果",
    "benefit": "{year}年執行效益",
    "next_target": "{after}年績效目標值",
}
SAID = {"strategy": "一、促進公開透明。", "agencies": "內政部"}


def make_plan(*measures: dict[str, str]) -> str:
    """Return the text of a plan of edition 109; a field that is not given says nothing."""
    return make_edition(109, *measures)


def make_edition(year: int, *measures: dict[str, str], title: str = "") -> str:
    """Return the text of an edition of a plan; its labels name its own year and those beside it."""
    rows = [title, f"{year}年執行成果及{year + 1}年績效目標值一覽表", ""] if title else []
    rows += ["肆、具體作為", ""]
    for no, fields in enumerate(measures, start=1):
        rows.append(f"序次\t{no}")
        for key, label in LABELS.items():
            words = label.format(year=year, before=year - 1, after=year + 1)
            rows.append(f"{words}\t{fields.get(key, SAID.get(key, '無。'))}")
        rows.append("")
    return "\n".join(rows)


@cache
def open_texts(*texts: str) -> Interpreter:
    """Return an interpreter over the index of some texts, opened once for the tests of a file."""
    return Interpreter(open_store(build_texts(*texts)), load_glossary())


def inquire(question: str, *texts: str) -> Inquiry:
    """Return what a question is understood as over some texts."""
    return open_texts(*texts).inquire(question)


def ask(question: str, *texts: str) -> Answer:
    """Return the answer to a question over some texts."""
    return answer(inquire(question, *texts))
