"""Answers that are taken along: whole, escaped, with every citation, and needing nothing beside them."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from fake_engine import DOCUMENT, HOSTILE, FakeEngine
from qa.answer_page import write_fragment, write_page, write_text

DOCUMENTS = {DOCUMENT.id: DOCUMENT}


class _Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_holds_answer_figures_citations_and_link_and_nothing_from_elsewhere():
    answer = FakeEngine().ask("緝返幾人？")
    link = "http://127.0.0.1:8501/?q=%E7%B7%9D"
    page = write_page(answer, DOCUMENTS, link)
    seen = _Seen(page)
    assert seen.links == [link]
    assert not {"script", "img", "link", "iframe"} & set(seen.tags)
    assert seen.tags.count("h1") == 1 and page.startswith("<!doctype html>")
    for said in (answer.question, HOSTILE, "共協緝外逃罪犯計92人", "92 人 [1]", DOCUMENT.sha256, "第6至7行"):
        assert said in seen.text


def test_text_numbers_each_citation_with_its_source():
    answer = FakeEngine().ask("緝返幾人？")
    text = write_text(answer, DOCUMENTS, "http://a/")
    assert text.startswith("緝返幾人？\n\n109年緝返 92 人")
    assert "[1] 「共協緝外逃罪犯計92人」\n" in text and text.endswith("http://a/\n")


def test_a_list_brings_its_table_without_empty_columns():
    answer = FakeEngine().ask("全部措施")
    table = (("序次", "空", "說明"), [(7, None, HOSTILE), (8, "", "因疫情")])
    seen = _Seen(write_fragment(answer, DOCUMENTS, "", table))
    assert "因疫情" in seen.text and HOSTILE in seen.text and "空" not in seen.text
    assert seen.tags.count("tr") == 3 and "h1" not in seen.tags


def test_an_abstention_says_its_reason_once_and_an_english_answer_speaks_english():
    answer = FakeEngine().ask("無此年度")
    assert write_text(answer, DOCUMENTS).count("文件不含111年") == 1
    english = replace(
        FakeEngine().ask("緝返幾人"), understood=replace(answer.understood, language="en"), answer="92."
    )
    page = write_page(english, DOCUMENTS)
    assert '<html lang="en">' in page and "<b>Citations</b>" in page and "引文" not in page
