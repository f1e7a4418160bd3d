"""The questions a measurement asks: the project's own, or those of files given."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from qa.evaluation import Gold, read_gold

CASES = Path(__file__).parent.parent / "cases"
OWN = (CASES / "questions_zh.jsonl", CASES / "questions_en.jsonl")


def add_questions_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that names files of questions."""
    parser.add_argument("--questions", nargs="+", type=Path, default=OWN, metavar="FILE", help="JSON lines")


def read_questions(paths: Sequence[Path]) -> list[Gold]:
    """Return the questions of files. Raises GoldError for a line that is none."""
    return [gold for path in paths for gold in read_gold(path)]
