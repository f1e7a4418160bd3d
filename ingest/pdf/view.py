"""How a page of a PDF is shown: from its own coordinates to points from its upper left corner."""

from __future__ import annotations

import ctypes
import math

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_SCALE = 64
# Text that rises or falls by more than this share of its way is set aslant.
_LEVEL = 0.1


class View:
    """Turns the page's own coordinates into points from the upper left corner of the page as it is shown.

    `turn` counts the quarters by which a page is turned back whose text is all set sideways.
    """

    def __init__(self, page: pdfium.PdfPage, turn: int = 0) -> None:
        self.width, self.height = page.get_size()
        scale = (round(self.width * _SCALE) or 1, round(self.height * _SCALE) or 1)
        origin, right, up = (self._ask(page, scale, *p) for p in ((0, 0), (1000, 0), (0, 1000)))
        self._x = ((right[0] - origin[0]) / 1000, (up[0] - origin[0]) / 1000, origin[0])
        self._y = ((right[1] - origin[1]) / 1000, (up[1] - origin[1]) / 1000, origin[1])
        for _ in range(turn):
            down = (-self._x[0], -self._x[1], self.width - self._x[2])
            self._x, self._y = self._y, down
            self.width, self.height = self.height, self.width

    @property
    def is_upright(self) -> bool:
        """Say whether the page is shown as it was written, not turned."""
        return abs(self._x[0]) > abs(self._x[1])

    @staticmethod
    def _ask(page: pdfium.PdfPage, scale: tuple[int, int], x: float, y: float) -> tuple[float, float]:
        left, top = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, *scale, 0, x, y, left, top)
        return left.value / _SCALE, top.value / _SCALE

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point stands on the page as it is shown."""
        return (
            self._x[0] * x + self._x[1] * y + self._x[2],
            self._y[0] * x + self._y[1] * y + self._y[2],
        )

    def quarter(self, angle: float) -> int | None:
        """Return by how many quarters text at an angle, counted clockwise, is turned; None if aslant."""
        x, y = math.cos(angle), -math.sin(angle)
        along, down = self._x[0] * x + self._x[1] * y, self._y[0] * x + self._y[1] * y
        if abs(down) < _LEVEL * abs(along):
            return 0 if along > 0 else 2
        if abs(along) < _LEVEL * abs(down):
            return 1 if down > 0 else 3
        return None

    def box(self, x: float, y: float, other_x: float, other_y: float) -> tuple[float, float, float, float]:
        """Return (left, top, right, bottom) of a rectangle given by two corners."""
        (a, b), (c, d) = self.point(x, y), self.point(other_x, other_y)
        return min(a, c), min(b, d), max(a, c), max(b, d)


def turn_back(
    box: tuple[float, float, float, float], turn: int, width: float, height: float
) -> tuple[float, float, float, float]:
    """Return where a rectangle on a page that was turned by quarters stands on the page as it is shown.

    `width` and `height` are those of the turned page.

    >>> turn_back((10, 20, 30, 40), 1, 800, 600)
    (560, 10, 580, 30)
    """
    left, top, right, bottom = box
    for _ in range(turn):
        left, top, right, bottom = height - bottom, left, height - top, right
        width, height = height, width
    return left, top, right, bottom
