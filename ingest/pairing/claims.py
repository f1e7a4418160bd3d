"""What a text says of a target without a figure of its own: reached, done, or not known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.figures.units import compatible_units
from ingest.pairing.scene import Scene
from ingest.records import Field
from ingest.targets.metrics import coverage, weigh_pairs
from ingest.targets.phrases import find_word
from ingest.targets.stated import Statement

_SENTENCE = re.compile(r"[^。；;]+")
_LEAST = 0.22
_ABOUT = 0.4
_SURELY_ABOUT = 0.6

Claim = tuple[str, int, int]


def find_denial(scene: Scene, index: int) -> Claim | None:
    """Return (field, start, end) of the sentence that says a result cannot be given."""
    for key in ("result", "comparison", "control_note"):
        for sentence, start, end in _split_field(scene.fields.get(key)):
            if find_word("unavailable", sentence):
                if scene.cover_text(index, sentence) >= _ABOUT or _is_only(scene, index):
                    return key, start, end
    return None


def _is_only(scene: Scene, index: int) -> bool:
    """Say whether a goal is the only one, and no figure of this year may be its result: a denial is of it."""
    own = (scene.statements[k].year for k in scene.candidates[index])
    return len(scene.goals) == 1 and scene.edition not in own


def find_restated(scene: Scene, index: int) -> Statement | None:
    """Return the target's own figure where the text says outright that it was reached."""
    figure = scene.goals[index].figure
    for k, s in enumerate(scene.statements):
        if s.field.key not in ("result", "comparison") or s.role != "target" or s.year != scene.edition:
            continue
        rest = s.rest.replace("達成率", "")
        reached = find_word("reached", rest) and not find_word("not_reached", rest)
        same = figure and s.figure.value == figure.value
        if same and reached and compatible_units(scene.units[index], s.figure.unit):
            if scene.meet(index, k) >= _LEAST:
                return s
    return None


def find_done(scene: Scene, index: int) -> Claim | None:
    """Return the sentence that says that the one thing a target asks for is done, or none took place."""
    goal = scene.goals[index]
    if goal.figure is None or goal.figure.value not in (0, 1):
        return None
    words = "done" if goal.figure.value else "none"
    for sentence, start, end in _split_field(scene.fields.get("result")):
        about = coverage(weigh_pairs([(1.0, goal.metric)]), weigh_pairs([(1.0, sentence)]))
        if about >= _SURELY_ABOUT and find_word(words, sentence):
            if not find_word("not_reached", sentence):
                return "result", start, end
    return None


def _split_field(field: Field | None) -> Iterator[tuple[str, int, int]]:
    for match in _SENTENCE.finditer(field.text if field else ""):
        yield match[0], match.start(), match.end()
