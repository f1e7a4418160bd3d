"""What may be asked of `service`, as types: parameters of the HTTP interface and of the tools alike.

What else is sent is refused, so that nobody takes it for heeded.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ingest.records import ObservationRole
from qa.answer import Language
from qa.api.service import LATEST_YEAR, MOST, MOST_ITEMS

_FARTHEST = 2**53
_ID = "The id of a document, as `documents` gives it"
Doc = Annotated[str, Field(description=f"{_ID}.")]
OnlyDoc = Annotated[str | None, Field(description=f"{_ID}; only this one is asked.")]
Year = Annotated[int | None, Field(ge=1, le=LATEST_YEAR, description="A year, ROC or western: 109 is 2020.")]
Top = Annotated[int, Field(ge=1, le=MOST_ITEMS, description="The most items an answer names, lists aside.")]
Line = Annotated[int, Field(ge=1, le=_FARTHEST, description="A line of the document, counted from 1.")]
LastLine = Annotated[int | None, Field(ge=1, le=_FARTHEST, description="The last of several lines.")]


class Asked(BaseModel):
    """What is asked, without anything to choose."""

    model_config = ConfigDict(extra="forbid")


class Question(Asked):
    """A question, in Chinese or English. Of a very long one only the beginning is read."""

    question: Annotated[
        str, Field(examples=["109年哪些措施未達標？"], json_schema_extra={"minLength": 1, "pattern": r"\S"})
    ]
    doc: OnlyDoc = None
    year: Annotated[Year, Field(description="Stands for the year that a question does not name.")] = None
    top: Top = 5
    explain: Annotated[bool, Field(description="Also say in words what it was read as.")] = False


class Running(Asked):
    """How a query is answered."""

    doc: OnlyDoc = None
    top: Top = 5
    language: Annotated[Language, Field(description="The language of the answer's sentences.")] = "zh-Hant"


class Listing(Asked):
    """Which part of a list is wanted."""

    doc: OnlyDoc = None
    offset: Annotated[int, Field(ge=0, le=_FARTHEST, description="How many are left out first.")] = 0
    limit: Annotated[int, Field(ge=1, le=MOST, description="The most that are given at once.")] = MOST


class Observing(Listing):
    """Which observations are wanted."""

    year: Year = None
    role: Annotated[ObservationRole | None, Field(description="What the number is.")] = None
    entry: Annotated[str | None, Field(description="The id or the number of an entry.")] = None


class Reading(Asked):
    """Which lines are wanted; without the last, as many as are given at once."""

    doc: Doc
    line_start: Line = 1
    line_end: LastLine = None


class Citing(Asked):
    """Which lines are cited, and the words of them that are quoted; without these the lines whole."""

    doc: Doc
    line_start: Line
    line_end: LastLine = None
    quote: Annotated[str, Field(description="Words of these lines; others are refused.")] = ""
