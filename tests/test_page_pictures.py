"""Pictures of PDF pages: drawn where they can be, the boxes on their places."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.records import Box
from qa.ui.page_pictures import draw_page, picture_html


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A PDF of one page, 200 by 400 points, with a black square at (50, 100) from its upper left corner."""
    path = tmp_path / "page.pdf"
    canvas = Canvas(str(path), pagesize=(200, 400))
    canvas.rect(50, 400 - 100 - 20, 20, 20, stroke=0, fill=1)
    canvas.save()
    return path


def test_a_box_covers_what_stands_in_its_place(paper: Path) -> None:
    picture = draw_page(str(paper), "a", 1)
    assert picture is not None and (picture.width, picture.height) == (200, 400)
    image = Image.open(io.BytesIO(picture.png)).convert("L")
    html = picture_html(picture, [Box(1, 50, 100, 70, 120)], "第1頁")
    [style] = re.findall(r'pc-box" style="([^"]*)"', html)
    left, top, width, height = (float(share) / 100 for share in re.findall(r":([\d.]+)%", style))
    inside = image.crop(
        (
            int((left + 0.02) * image.width),
            int((top + 0.01) * image.height),
            int((left + width - 0.02) * image.width),
            int((top + height - 0.01) * image.height),
        )
    )
    assert inside.getextrema()[1] < 50
    assert image.getpixel((int((left - 0.02) * image.width), int((top - 0.02) * image.height))) > 200


@pytest.mark.parametrize("page", [0, -1, 2, 9])
def test_a_page_there_is_none_of_is_no_picture(paper: Path, page: int) -> None:
    assert draw_page(str(paper), "a", page) is None


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 broken", b"text"])
def test_what_is_no_pdf_is_no_picture(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(data)
    assert draw_page(str(path), "b", 1) is None
    assert draw_page(str(tmp_path / "missing.pdf"), "c", 1) is None


def test_a_page_of_any_shape_is_drawn_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    canvas = Canvas(str(path), pagesize=(10, 14_000))
    canvas.showPage()
    canvas.save()
    picture = draw_page(str(path), "d", 1)
    assert picture is not None
    assert max(Image.open(io.BytesIO(picture.png)).size) <= 4001
