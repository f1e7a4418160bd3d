"""A column of a table with what all of its headings say together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ingest.tables.headings import DATA, Basis, Heading


@dataclass(frozen=True, slots=True)
class Column:
    """A column with what its headings, outermost first, say together.

    `noun` are the words of those headings that name no field: what is counted, or whose.
    """

    index: int
    headings: tuple[Heading, ...]
    field: str = ""
    years: tuple[int, ...] = ()
    unit: str = ""
    scale: Decimal = Decimal(1)
    basis: Basis | None = None
    period: str | None = None
    noun: str = ""
    undated: bool = False
    offset: int = 0

    @property
    def label(self) -> str:
        """Return the headings in one line, without line breaks."""
        return " ".join("".join(heading.text.split()) for heading in self.headings)

    @property
    def is_data(self) -> bool:
        """Say whether its cells are figures or states."""
        return self.field in DATA or (not self.field and bool(self.years))
