"""Checks of formulas a text writes out with its result: 103.8%(=301/290), -5.6%[(118-125)/125*100%]."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation

from ingest.checks.findings import Finding
from ingest.checks.tolerance import show_number
from ingest.figures.digits import halfwidth
from ingest.figures.numbers import EXACT
from ingest.records import Field

_TERM = r"[0-9][0-9,]*(?:\.[0-9]+)?%?"
_BODY = r"[0-9,.%()+\-*/×÷−－ ]{3,80}"
_BEHIND = re.compile(rf"(?<![0-9.,])(?P<value>-?{_TERM})\s?[(\[【（]\s?=?(?P<body>{_BODY})[)\]】）]")
_EQUATION = re.compile(
    rf"(?<![0-9A-Za-z.])(?P<body>[(0-9]{_BODY})=\s?(?P<value>-?{_TERM})(?![0-9.,]*[-/*×÷])"
)
_TOKEN = re.compile(rf"\s*(?:(?P<number>{_TERM})|(?P<sign>[-+*/()]))")
_SIGNS = str.maketrans("×÷−－", "*/--")
_DEPTH = 20
_LARGEST = Decimal(10) ** 20


def check_formulas(field: Field) -> Iterator[Finding]:
    """Yield every formula whose result is not the one written beside it."""
    text = halfwidth(field.text)
    for pattern in (_BEHIND, _EQUATION):
        for match in pattern.finditer(text):
            yield from _judge(field, match)


def _judge(field: Field, match: re.Match[str]) -> Iterator[Finding]:
    body = match["body"].translate(_SIGNS).strip()
    # A date or a plain number in parentheses is no formula: an operation needs two numbers and is no date.
    if not re.search(r"[0-9%)]\s*[-+*/]\s*[(0-9]", body) or re.fullmatch(
        r"[0-9]+([-/.])[0-9]+\1[0-9]+", body
    ):
        return
    if not re.search(r"[*/+]", body) and "=" not in match[0]:
        return
    result = evaluate(body)
    stated = Decimal(match["value"].rstrip("%").replace(",", ""))
    if result is None:
        return
    percent = match["value"].endswith("%")
    unit = Decimal(1).scaleb(int(stated.as_tuple().exponent))
    values = [result * 100, result] if percent else [result]
    if any(abs(value - stated) <= unit / 2 for value in values):
        return
    value = values[0] if percent and abs(result) < 50 else result
    expected = show_number(value.quantize(unit / 10, context=EXACT)) + ("%" if percent else "")
    message = f"stated {match['value']}, but {body} is {expected}"
    yield Finding("arithmetic", message, match["value"], expected, field, match.start(), match.end())


def evaluate(body: str) -> Decimal | None:
    """Return the value of an arithmetic expression, None where it is none; 100% is 1.

    >>> evaluate("(118-125)/125*100%"), evaluate("1/0"), evaluate("(1+")
    (Decimal('-0.056'), None, None)
    """
    tokens: list[str] = []
    position = 0
    while position < len(body):
        match = _TOKEN.match(body, position)
        if not match:
            return None
        tokens.append(match[0].strip())
        position = match.end()
    parser = _Parser(tokens)
    try:
        value = parser.read_sum(0)
    except (ValueError, IndexError, DivisionByZero, InvalidOperation):
        return None
    return value if parser.position == len(tokens) and abs(value) < _LARGEST else None


class _Parser:
    """Reads sums of products of numbers and parentheses."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.position = 0

    def _peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def read_sum(self, depth: int) -> Decimal:
        """Return the value of terms joined by + and -."""
        value = self._read_product(depth)
        while self._peek() in ("+", "-"):
            sign = self._take()
            other = self._read_product(depth)
            value = value + other if sign == "+" else value - other
        return value

    def _read_product(self, depth: int) -> Decimal:
        value = self._read_factor(depth)
        while self._peek() in ("*", "/"):
            sign = self._take()
            other = self._read_factor(depth)
            value = value * other if sign == "*" else value / other
        return value

    def _read_factor(self, depth: int) -> Decimal:
        token = self._take()
        if token == "-":
            return -self._read_factor(depth)
        if token == "(":
            if depth >= _DEPTH:
                raise ValueError("expected fewer parentheses")
            value = self.read_sum(depth + 1)
            if self._take() != ")":
                raise ValueError("expected a closing parenthesis")
            return value
        number = Decimal(token.rstrip("%").replace(",", ""))
        return number / 100 if token.endswith("%") else number

    def _take(self) -> str:
        token = self.tokens[self.position]
        self.position += 1
        return token
