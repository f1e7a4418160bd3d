"""A figure as a sentence states it: its year, role and the words around it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.records import Field, Figure
from ingest.targets.outline import Section
from ingest.targets.roles import Role

MOST_STATEMENTS = 500


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure with what the words around it say.

    `clause` are the words right around it, `sentence` those before it in its sentence, `topic` the
    opening words of its section. `against` is the target the text itself sets beside the figure.
    `rest` is what follows it in its sentence; `claimed` says that it is called the target reached,
    `overall` that it adds up what several agencies report (以上合計, 兩機關合計).
    """

    figure: Figure
    field: Field
    year: int
    role: Role
    clause: str
    sentence: str
    topic: str
    section: Section
    quote: tuple[int, int]
    rest: str = ""
    total: bool = False
    overall: bool = False
    claimed: bool = False
    against: Figure | None = None
    order: int = 0
