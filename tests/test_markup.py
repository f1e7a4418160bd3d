"""Markup goes, the text stays: tags, table rules, and the joints where lines were torn apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.markup import bare, fragments, is_rule, join_lines, strip_tags


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('<ol style="list-style-type: none"> 1. 宣導 610 場。', "1. 宣導 610 場。"),
        ("<p>2. 續辦。</p> <ol> <li>甲</li> </ol>", "2. 續辦。  甲"),
        ("召開<br/>會議<BR>", "召開會議"),
        ("不法所得<1,000萬元>，未達5<6", "不法所得<1,000萬元>，未達5<6"),
        ("<prize>與<link>", "<prize>與<link>"),
        ("<p", "<p"),
        ("", ""),
    ],
)
def test_only_list_and_paragraph_tags_are_taken_out(source: str, text: str) -> None:
    assert strip_tags(source) == text


@pytest.mark.parametrize("rule", ["---", "-------------------", " |---|:---:| ", "===", "─────"])
def test_rules_of_tables_are_rules(rule: str) -> None:
    assert is_rule(rule)


@pytest.mark.parametrize(
    "text", ["", "-", "--", "- 一、不願貪", "-5.6%", "106-109", "--- 109年", "<p>---</p>"]
)
def test_what_holds_words_or_numbers_is_no_rule(text: str) -> None:
    assert not is_rule(text)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["109 年 12", "月 21 日"], "109 年 12月 21 日"),
        (["查獲 1,2", "34 件"], "查獲 1,234 件"),
        (["已完成。", "另辦理"], "已完成。\n另辦理"),
        (["共三項", "2. 宣導"], "共三項\n2. 宣導"),
        (["共三項", "(二)宣導"], "共三項\n(二)宣導"),
        (["Corruption", "Perceptions Index"], "Corruption Perceptions Index"),
        (["APEC", "會議"], "APEC會議"),
        (["", "甲", "", "乙"], "甲乙"),
        ([], ""),
    ],
)
def test_lines_are_joined_without_tearing_numbers_or_merging_words(parts: list[str], text: str) -> None:
    assert join_lines(enumerate(parts, start=1))[0] == text


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=12), max_size=8))
def test_a_joined_text_leads_back_to_its_lines(parts: list[str]) -> None:
    numbered = [(line, part.strip()) for line, part in enumerate(parts, start=3)]
    kept = [(line, part) for line, part in numbered if part]
    text, starts = join_lines(numbered)
    assert [(line, part.strip()) for line, part in fragments(text, starts)] == kept
    assert [line for _, line in starts] == [line for line, _ in kept]
    assert bare(text) == bare("\n".join(part for _, part in kept)) or "<" in text
