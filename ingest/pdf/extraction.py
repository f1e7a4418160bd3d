"""From an open PDF to the lines of its pages, with what is needed to place them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.limits import limit_memory
from ingest.pdf.arranging import arrange
from ingest.pdf.block_writing import to_data, write_blocks
from ingest.pdf.fonts import own_font
from ingest.pdf.pages import Page, read_page
from ingest.pdf.view import turn_back
from ingest.records import Box, LockedSource, UnreadableSource

Tell = Callable[[str, int, int], None]
_LEAST_DECODABLE = 0.7
_FEW_CHARACTERS = 4
# A scanned page may bear a stamped page number or head as text.
_MOST_OF_PAGE = 0.6
_STAMP = 40
# A page with this many drawn shapes and no text may have its text drawn as outlines.
_MANY_PATHS = 50


def extract(request: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Read a PDF: lines, their boxes, the numbers of wrapped lines, what was left out, and problems by page.

    Tables are found by their shape; the blocks on the lines are given too, and the characters of each page.
    Raises UnreadableSource for a file that is encrypted, damaged, too long, or holds no text.
    """
    with own_font():
        pages, problems = _read_pages(request, tell)
    scanned = [page for page in pages if needs_ocr(page)]
    found = _name_fault(scanned)
    if scanned:
        limit_memory(request["ocr_memory"])
        problems += _read_scans(request, pages, scanned, found, tell)
    if not any(glyph.text.strip() for page in pages for glyph in page.glyphs):
        raise UnreadableSource(
            f"expected a PDF with text, found {found}, in which OCR reads nothing either; "
            "scan it again in a higher resolution, or export the file with its text"
            if scanned
            else "expected a PDF with text, found pages without any; export the file with its text"
        )
    read = [page for page in pages if not page.cut and page not in scanned]
    return {**_to_result(pages, problems), "characters": {page.number: page.characters for page in read}}


def _read_pages(request: dict[str, Any], tell: Tell) -> tuple[list[Page], list[list[Any]]]:
    """Return the pages that can be read, and a problem for each that cannot."""
    max_pages = request["pages"]
    document = _open(request["path"], request["password"])
    count = len(document)
    if count == 0:
        raise UnreadableSource("expected a PDF with pages, found none; export it again")
    if count > max_pages:
        raise UnreadableSource(
            f"expected at most {max_pages} pages, found {count}; split the file or set PLANCITE_MAX_PAGES"
        )
    pages: list[Page] = []
    unread: list[int] = []
    for number in range(1, count + 1):
        try:
            pages.append(read_page(document[number - 1], number))
        except pdfium.PdfiumError:
            unread.append(number)
        tell("pages", number, count)
    if not pages:
        raise UnreadableSource("expected pages that can be read, found only damaged ones; export it again")
    return pages, [[n, "expected a page that can be read, found a damaged one; left out"] for n in unread]


def _open(path: str, password: str | None) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path, password=password)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            found = "another one" if password else "none"
            raise LockedSource(
                f"expected the password of an encrypted PDF, found {found}; give it with --password"
            ) from error
        raise UnreadableSource(
            "expected a readable PDF, found a damaged one; open it in a PDF viewer and export it again"
        ) from error


def needs_ocr(page: Page) -> bool:
    """Say whether a page shows text that its text layer does not hold."""
    shown = [glyph for glyph in page.glyphs if glyph.text.strip()]
    if page.undecodable and page.undecodable > (1 - _LEAST_DECODABLE) * (len(shown) or 1):
        return True
    if page.pictured > _MOST_OF_PAGE and len(shown) < _STAMP:
        return True
    return len(shown) < _FEW_CHARACTERS and (page.pictures > 0 or page.paths > _MANY_PATHS)


def _name_fault(scanned: list[Page]) -> str:
    """Return in words what is wrong with the text layer of pages that need OCR."""
    if any(page.undecodable for page in scanned):
        return "characters whose fonts do not say what they mean"
    return "a scan without a text layer"


def _read_scans(
    request: dict[str, Any], pages: list[Page], scanned: list[Page], found: str, tell: Tell
) -> list[list[Any]]:
    """Read pages by OCR where it is installed; name those that cannot be read, or are to be compared."""
    from ingest.pdf import ocr

    if not ocr.is_installed():
        remedy = "install plancite's [ocr] extra (see the README), or export the file with its text"
        if len(scanned) == len([page for page in pages if page.glyphs or page in scanned]):
            raise UnreadableSource(f"expected a PDF with text, found {found}; {remedy}")
        for page in scanned:
            page.glyphs = []
        return [
            [page.number, f"expected a page with text, found {found}; left out; {remedy}"] for page in scanned
        ]
    # Told before the models are loaded and before each page, so that each has its own time.
    tell("ocr", 0, len(scanned))
    reader = ocr.Reader()
    # Opened anew, to be drawn with the fonts of the system.
    document = _open(request["path"], request["password"])
    for done, page in enumerate(scanned):
        tell("ocr", done, len(scanned))
        page.glyphs = reader.read(document[page.number - 1], page)
    tell("ocr", len(scanned), len(scanned))
    message = f"expected text, found {found} on {len(scanned)} pages; read by OCR, compare it with the pages"
    return [[scanned[0].number, message]]


def _to_result(pages: list[Page], problems: list[list[Any]]) -> dict[str, Any]:
    for page in pages:
        if page.cut:
            problems.append([page.number, f"expected fewer characters, found {page.cut} too many; left out"])
    arrangement = arrange(pages)
    problems += [[number, message] for number, message in arrangement.problems]
    written = write_blocks(arrangement)
    shown = {page.number: page for page in pages}
    return {
        "lines": [line.text for line in written.lines],
        "boxes": [_to_place(line.box, shown[line.box.page]) for line in written.lines],
        "wrapped": [number for number, line in enumerate(written.lines, start=1) if line.wrapped],
        "left_out": [[_to_place(box, shown[box.page]), text] for box, text in written.left_out],
        "problems": sorted(problems),
        "blocks": [to_data(block) for block in written.blocks],
    }


def _to_place(box: Box, page: Page) -> list[float]:
    """Return a box as plain data, on the page as it is shown."""
    corners = (box.left, box.top, box.right, box.bottom)
    return [box.page, *turn_back(corners, page.turn, page.width, page.height)]
