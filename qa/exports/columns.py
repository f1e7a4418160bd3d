"""The columns that observations have as a table, and their description as a Frictionless Table Schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from ingest.records import ObservationRole, Verdict
from qa.contract import Json

Kind = Literal["string", "integer", "number", "boolean"]
Cell = str | int | float | bool | None
BETWEEN = "；"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type as Table Schema names it, what it holds, and what its values are."""

    name: str
    type: Kind
    about: str
    constraints: Json = field(default_factory=dict)

    def describe(self) -> Json:
        """Return the column as a field of a Table Schema."""
        held = {"constraints": self.constraints} if self.constraints else {}
        return {"name": self.name, "type": self.type, "description": self.about, **held}


_ALWAYS: Json = {"required": True}
_LINE: Json = {"required": True, "minimum": 1}


def _one_of(values: Sequence[str], **more: Any) -> Json:
    return {**more, "enum": list(values)}


COLUMNS = (
    Column("doc", "string", "The document's id.", _ALWAYS),
    Column("kind", "string", "The kind of entry; text is a number of a sentence.", _ALWAYS),
    Column("id", "string", "The entry's id, unique in its document.", _ALWAYS),
    Column("no", "string", "The entry's number as the document writes it; it may repeat."),
    Column("entry", "string", "The entry's title."),
    Column("metric", "string", "What is counted."),
    Column("year", "integer", "The ROC year; 109 is 2020."),
    Column("period", "string", "A part of the year, or another one, as written."),
    Column("role", "string", "What the number is.", _one_of(get_args(ObservationRole), required=True)),
    Column("basis", "string", "Which target, where one was changed.", _one_of(("original", "revised"))),
    Column("scope", "string", "Whose share it is; empty for the whole."),
    Column("value", "number", "The value in the base unit, every multiplier applied.", _ALWAYS),
    Column("upper", "number", "The upper end of a range, which begins at value."),
    Column("unit", "string", "The base unit."),
    Column("op", "string", "How a target is meant.", _one_of((">=", ">", "<=", "<", "=", "range"))),
    Column("as_written", "string", "The number as the document writes it.", _ALWAYS),
    Column("verdict", "string", "What target and result give.", _one_of(get_args(Verdict))),
    Column("status", "string", "The document's own mark or word."),
    Column("file", "string", "The document's file.", _ALWAYS),
    Column("line_start", "integer", "The first line of the quote, counted from 1.", _LINE),
    Column("page", "integer", "The page of a PDF."),
    Column("quote", "string", "The words the number stands in."),
    Column("doubts", "string", f"What is not certain, parted by {BETWEEN}"),
    Column("line_end", "integer", "The last line of the quote.", _LINE),
    Column("series", "string", "What is the same metric over years, editions and documents."),
    Column("approximate", "boolean", "Whether it is said to be about so many.", _ALWAYS),
    Column("cumulative", "boolean", "Whether it is counted over more than its year.", _ALWAYS),
    Column("column_headings", "string", f"Headings of its column, outermost first, parted by {BETWEEN}"),
    Column("row_headings", "string", f"Headings of its row, parted by {BETWEEN}"),
    Column("section_headings", "string", f"Headings of its section, parted by {BETWEEN}"),
    Column("notes", "string", f"Captions and notes on units, parted by {BETWEEN}"),
)
NAMES = tuple(column.name for column in COLUMNS)
_HEADINGS = {
    "column_headings": "column",
    "row_headings": "row",
    "section_headings": "section",
    "notes": "note",
}


def table_schema() -> Json:
    """Return the Table Schema of the columns."""
    return {"fields": [column.describe() for column in COLUMNS], "missingValues": [""]}


def list_cells(shown: Json) -> list[Cell]:
    """Return the cells of an observation, as the contract writes it."""
    headings: Json = {name: shown["headers"][key] for name, key in _HEADINGS.items()}
    return [_flatten({**shown, **headings}[name]) for name in NAMES]


def _flatten(value: Any) -> Cell:
    flat: Cell = BETWEEN.join(value) if isinstance(value, list) else value
    return flat if flat != "" else None
