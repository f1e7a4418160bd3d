"""An answer as Markdown: everything of it, and no markup of the source's."""

from __future__ import annotations

import re

import pytest

from fake_engine import DOCUMENT, HOSTILE, FakeEngine
from qa.markdown import escape_markdown, write_answer


def test_an_answer_is_written_with_figures_citations_and_link() -> None:
    answer = FakeEngine().ask("109年緝返幾人？")
    written = write_answer(answer, {DOCUMENT.id: DOCUMENT}, "http://127.0.0.1:8501/?q=x")
    assert written.startswith("**109年緝返幾人？**\n\n109年緝返 92 人")
    assert "- **92 人** — 109 外逃罪犯" in written
    assert "> \\[1\\] 共協緝外逃罪犯計92人" in written
    assert "（民110）" in written and "第6至7行" in written
    assert written.rstrip().endswith("<http://127.0.0.1:8501/?q=x>")


@pytest.mark.parametrize(
    "text", [HOSTILE, "# 標題", "1. 項", "- 項", "> 引", "a | b", "`碼`", "~~刪~~", "==="]
)
def test_source_text_makes_no_markup(text: str) -> None:
    written = escape_markdown(text)
    bare = re.sub(r"\\.", "", written)
    assert not re.search(r"[*_`\[\]<>#|$~]", bare)
    assert not re.match(r"[-=]|\d+[.)]\s", written)
    assert re.sub(r"\\(.)", r"\1", written) == " ".join(text.split())


def test_a_citation_of_a_document_no_longer_there_is_quoted_alone() -> None:
    written = write_answer(FakeEngine().ask("緝返幾人"), {})
    assert written.rstrip().endswith("> \\[1\\] 共協緝外逃罪犯計92人")
