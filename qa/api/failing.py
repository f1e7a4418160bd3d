"""What is said where something that was asked for cannot be given: one line, and whose fault it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from index.damage import describe_failure
from qa.batch import mend_text
from qa.complaints import flatten, is_own
from qa.engine import UnknownDocument

LONGEST = 1000
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something is not given: what was asked is `unusable`, is `unknown`, or the index is `broken`."""

    kind: Literal["unusable", "unknown", "broken"]
    line: str


def describe(error: Exception) -> Failure | None:
    """Return what is said of an error that a line is written for; None where there is none.

    What the packages that read and index raise is no fault of who asks.

    >>> describe(UnknownDocument("--doc: expected one of plan-109, found 'x'"))
    Failure(kind='unknown', line="doc: expected one of plan-109, found 'x'")
    >>> describe(ZeroDivisionError())
    """
    if isinstance(error, OSError):
        return Failure("broken", shorten(describe_failure(error)))
    if not isinstance(error, ValueError) or not is_own(error):
        return None
    if isinstance(error, UnknownDocument):
        # What is an option of a command has no dashes elsewhere.
        return Failure("unknown", shorten(str(error).removeprefix("--")))
    asked = type(error).__module__.startswith("qa.")
    return Failure("unusable" if asked else "broken", shorten(str(error)))


def tell_invalid(where: Iterable[int | str], found: Mapping[str, Any]) -> str:
    """Return what is said of something asked that is none of what is expected there, as pydantic found it.

    >>> tell_invalid(["top"], {"type": "greater_than_equal", "msg": "Input should be at least 1", "input": 0})
    "top: expected at least 1, found '0'"
    """
    name = ".".join(map(str, where))
    if found["type"] == "missing":
        return f"{name}: expected it, found nothing"
    if found["type"] == "extra_forbidden":
        return f"{name}: expected no such name"
    said = found["msg"].removeprefix("Input should be ")
    return f"{name}: expected {said}, found {str(found['input'])[:_LONGEST_SHOWN]!r}"


def shorten(message: str) -> str:
    """Return a message as one line of a length that can be read, of characters that can be sent.

    >>> shorten("plan\\n\\ud800"), len(shorten("長" * 5000))
    ('plan ?', 1000)
    """
    line = flatten(mend_text(message))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
