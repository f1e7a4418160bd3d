"""QUERY.md says what the grammar holds, and each of its examples is what the program answers."""

from __future__ import annotations

from typing import get_args

import pytest

from building import ROOT
from pages import QUERY, Example, list_examples, tell_example, write_query_page
from qa.query import Amount, Dimension, Field, Find, Group, Op, Query
from qa.query_rules import VALUES

PAGE = QUERY.read_text(encoding="utf-8")
EXAMPLES = list_examples(PAGE)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_an_example_is_answered_as_the_page_says(example: Example) -> None:
    assert example.told == tell_example(example), "run `make docs`"


def test_there_are_examples_of_every_find_and_no_block_is_left_out() -> None:
    assert len(EXAMPLES) >= 30 and PAGE.count("```json") == len(EXAMPLES)
    assert PAGE == write_query_page(PAGE)
    for find in get_args(Find):
        assert any(f'"find": "{find}"' in example.query for example in EXAMPLES)


@pytest.mark.parametrize("words", [Field, Amount, Op, Group, Dimension, Find])
def test_every_word_of_the_grammar_is_explained(words: object) -> None:
    assert [word for word in get_args(words) if f"`{word}`" not in PAGE] == []


def test_every_key_and_value_is_explained() -> None:
    grammar = PAGE.partition("## Examples")[0]
    assert [key for key in Query.__struct_fields__ if f"| `{key}` |" not in grammar] == []
    assert [value for values in VALUES.values() for value in values if f"`{value}`" not in grammar] == []


def test_the_readme_links_to_it() -> None:
    assert "(QUERY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
