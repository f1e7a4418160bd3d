"""Labelled measures to train the pairing on: cards with marked figures, and plans whose values are known."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ingest.pairing.scene import Scene, read_scene
from ingest.records import Field, Place
from ingest.tables.headings import read_heading
from ingest.targets.agencies import find_agency, read_agencies

# {2:85家} is the second target, or its result; {2-:80家} last year's value of the same thing.
_MARK = re.compile(r"\{(?P<no>[0-9]{1,2})(?P<before>-?):(?P<text>[^{}]*)\}")
_YEAR = "年度"
_COLON = "："
Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one goal: its result and last year's value, None where the text gives none.

    `result_marks` and `before_marks` are the stretches (field, start, end) that say so, where marked.
    `before_known` is false where nobody noted last year's value.
    """

    result: Decimal | None = None
    before: Decimal | None = None
    result_marks: frozenset[Key] = frozenset()
    before_marks: frozenset[Key] = frozenset()
    before_known: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """A measure with what is known of its goals, by their positions; of a goal without answer nothing is."""

    doc: str
    scene: Scene
    answers: Mapping[int, Answer]


def read_cards(path: Path) -> list[Case]:
    """Read cards of labels and values, an empty line between two, with figures marked in braces."""
    text = path.read_text(encoding="utf-8")
    edition = 0
    cases: list[Case] = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith("#")]
        if len(lines) == 1 and lines[0].startswith(_YEAR + _COLON):
            edition = int(lines[0].partition(_COLON)[2])
        elif lines:
            cases.append(read_card(path.stem, edition, lines))
    return cases


def read_card(doc: str, edition: int, lines: Sequence[str]) -> Case:
    """Read one card: each line is a label and, behind a colon, a value with marks.

    >>> case = read_card("made-up", 112, ["年度目標值：稽核{1:5件}。", "執行成果：稽核{1:6件}，查獲2件。"])
    >>> case.answers[0].result_marks
    frozenset({('result', 2, 4)})
    """
    fields: dict[str, Field] = {}
    marks: dict[str, list[tuple[str, str, int, int]]] = {}
    for number, line in enumerate(lines, start=1):
        label, _, value = line.partition(_COLON)
        key = read_heading(label).field or label
        plain, marks[key] = _take_marks(value)
        fields[key] = Field(key, label, plain, Place(doc, number, number), ((0, number),))
    scene = make_scene(fields, edition)
    answers: dict[int, Answer] = {}
    for index, goal in enumerate(scene.goals):
        no = next((no for no, _, start, end in marks["target"] if start <= goal.start < end), None)
        if no is None or goal.figure is None:
            continue
        found = {
            before: frozenset(
                (key, start, end)
                for key, rows in marks.items()
                if key != "target"
                for n, sign, start, end in rows
                if n == no and sign == before
            )
            for before in ("", "-")
        }
        values = {before: _find_value(scene, index, keys) for before, keys in found.items()}
        answers[index] = Answer(values[""], values["-"], found[""], found["-"])
    return Case(doc, scene, answers)


def _take_marks(value: str) -> tuple[str, list[tuple[str, str, int, int]]]:
    """Return a text without its marks, and (number, sign, start, end) of each."""
    plain, marks, end = "", [], 0
    for match in _MARK.finditer(value):
        plain += value[end : match.start()]
        marks.append((match["no"], match["before"], len(plain), len(plain) + len(match["text"])))
        plain += match["text"]
        end = match.end()
    return plain + value[end:], marks


def _find_value(scene: Scene, index: int, keys: frozenset[Key]) -> Decimal | None:
    """Return the value that is marked; a mark that no figure is read at is a fault of the card."""
    for key in sorted(keys):
        for s in scene.statements:
            if is_marked(s.field.key, s.figure.start, frozenset({key})):
                return scene.measure(index, s)
        raise ValueError(f"expected a figure at {key}, found none in {scene.fields[key[0]].text!r}")
    return None


def is_marked(field: str, start: int, marks: frozenset[Key]) -> bool:
    """Say whether a figure begins inside one of the marks."""
    return any(key == field and begin <= start < end for key, begin, end in marks)


def make_scene(fields: Mapping[str, Field], edition: int) -> Scene:
    """Read the goals and statements of a measure's fields."""
    known, _ = read_agencies(fields["agencies"].text) if "agencies" in fields else ((), ())
    return read_scene(fields, edition, lambda name: find_agency(name, known))


def read_cells(path: Path) -> list[Case]:
    """Read cells of which targets and results are known, row by row, and last year's values are not."""
    cases: list[Case] = []
    for row in json.loads(path.read_text(encoding="utf-8")):
        place = Place(path.stem, 1, 1)
        fields = {key: Field(key, key, text, place, ((0, 1),)) for key, text in row["fields"].items()}
        scene = make_scene(fields, 112)
        if len(scene.goals) != len(row["targets"]):
            continue
        answers = {
            index: Answer(_decimal(found[4]), before_known=False)
            for index, found in enumerate(row["targets"])
            if scene.goals[index].figure is not None
        }
        cases.append(Case(path.stem, scene, answers))
    return cases


def read_plan(
    doc: str,
    edition: int,
    measures: Sequence[tuple[str, Mapping[str, Field]]],
    rows: Sequence[Mapping[str, object]],
) -> list[Case]:
    """Read the measures of a plan, as (number, fields), with rows of no, target, actual and previous."""
    cases: list[Case] = []
    for no, fields in measures:
        if "target" not in fields:
            continue
        scene = make_scene(fields, edition)
        rest = [row for row in rows if str(row["no"]) == no]
        answers: dict[int, Answer] = {}
        for index, goal in enumerate(scene.goals):
            figure = goal.figure
            match = next((r for r in rest if figure and _close(_decimal(r["target"]), figure.value)), None)
            if match is not None:
                rest.remove(match)
                answers[index] = Answer(_decimal(match["actual"]), _decimal(match["previous"]))
        cases.append(Case(doc, scene, answers))
    return cases


def _close(one: Decimal | None, other: Decimal) -> bool:
    return one is not None and abs(one - other) <= abs(other) / 1000


def _decimal(number: object) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def read_gold(path: Path, edition: int) -> list[dict[str, object]]:
    """Return a row of no, target, actual and previous for each target of a plan's observations."""
    rows: list[dict[str, object]] = []
    found: dict[tuple[str, str], dict[str, object]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        key = (gold["no"], gold["metric"])
        if gold["role"] == "target" and gold["year"] == edition:
            found[key] = {"no": gold["no"], "target": gold["value"], "actual": None, "previous": None}
            rows.append(found[key])
        elif gold["role"] == "actual" and key in found:
            found[key]["actual" if gold["year"] == edition else "previous"] = gold["value"]
    return rows
