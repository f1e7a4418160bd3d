"""Small PDFs for tests, made in the test run: plans in several layouts, as several producers write them."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from ingest.records import Record

FONT = "MSung-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
HEAD = "國家廉政建設行動方案"


def style(size: float) -> ParagraphStyle:
    """Return a style that breaks lines anywhere, as Chinese text is set."""
    return ParagraphStyle("text", fontName=FONT, fontSize=size, leading=size * 1.4, wordWrap="CJK")


def draw_head(canvas: Canvas, _: Any) -> None:
    """Draw a running head and a page number."""
    canvas.setFont(FONT, 9)
    canvas.drawString(60, canvas._pagesize[1] - 30, HEAD)
    canvas.drawCentredString(canvas._pagesize[0] / 2, 20, f"第 {canvas.getPageNumber()} 頁")


def render_pairs(path: Path, records: Sequence[Record], start: str = "序次", ruled: bool = True) -> Path:
    """Render records as two-column tables, with prose before and after and a head and number on each page."""
    text = style(10)
    story: list[Any] = [Paragraph("一覽表", text), Paragraph("肆、具體作為", text)]
    rules = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    rules += [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []  # type: ignore[list-item]
    for record in records:
        rows = [(start, str(record.no)), *((f.label, f.text) for f in record.fields.values())]
        cells = [[Paragraph(escape(part).replace("\n", "<br/>"), text) for part in row] for row in rows]
        story += [Table(cells, colWidths=[105, 370], style=rules, splitInRow=1), Spacer(1, 8)]
    story.append(Paragraph("伍、管考", text))
    story.append(Paragraph("本方案由法務部管考。", text))
    document = SimpleDocTemplate(str(path), pagesize=A4)
    document.build(story, onFirstPage=draw_head, onLaterPages=draw_head)
    return path


def render_locked(password: str) -> bytes:
    """Return a PDF of one page of text that wants a password."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, ownerPassword="owner"))
    canvas.drawString(60, 700, "Annual report of the harbour office: 12 boats were inspected.")
    canvas.save()
    return out.getvalue()


def render_columns(
    path: Path,
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    ruled: bool = True,
    spans: Sequence[tuple[int, int, int]] = (),
    size: float = 8,
) -> Path:
    """Render a table whose first row is its heading, repeated on each page.

    `spans` merge a column's rows: (column, first row, last row).
    """
    text = style(size)
    rules: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    rules += [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
    rules += [("SPAN", (column, first), (column, last)) for column, first, last in spans]
    cells = [[Paragraph(escape(part), text) for part in row] for row in rows]
    story = [
        Paragraph("貳、具體作為", text),
        Table(cells, colWidths=list(widths), style=rules, repeatRows=1),
        Paragraph("參、管考", text),
        Paragraph("本方案由法務部管考。", text),
    ]
    document = SimpleDocTemplate(str(path), pagesize=landscape(A4), topMargin=50, bottomMargin=50)
    document.build(story, onFirstPage=draw_head, onLaterPages=draw_head)
    return path


def render_shuffled(path: Path, rows: Sequence[tuple[str, str]], spread: float = 0.0) -> Path:
    """Render label/value lines character by character in random order, `spread` points apart; no rules."""
    drawn: list[tuple[float, float, str]] = []
    for number, (label, value) in enumerate(rows):
        for left, words in ((60.0, label), (260.0, value)):
            drawn += [(left + i * (10 + spread), 760.0 - 24 * number, char) for i, char in enumerate(words)]
    random.Random(7).shuffle(drawn)
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(FONT, 10)
    for x, y, char in drawn:
        canvas.drawString(x, y, char)
    canvas.save()
    return path


def build_pdf(objects: Sequence[bytes]) -> bytes:
    """Return a PDF of raw objects, the first of which is its catalogue."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    offsets: list[int] = []
    for number, content in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def one_page(content: bytes, filters: bytes = b"", box: bytes = b"[0 0 612 792]") -> bytes:
    """Return a PDF of one page with this content, in Helvetica as /F1."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources << /Font << /F1 "
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>" % box
    )
    stream = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content)
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return build_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, stream])


def render_by_number(path: Path, words: str) -> Path:
    """Render words, each character drawn alone and by its number, in a font that the PDF does not hold."""
    drawn = (b"BT /F1 12 Tf %d 700 Td <%04X> Tj ET" % (72 + 12 * i, ord(c)) for i, c in enumerate(words))
    content = b"\n".join(drawn)
    meant = b" ".join(b"<%04X> <%04X>" % (ord(c), ord(c)) for c in sorted(set(words)))
    codes = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> "
        b"endcodespacerange %d beginbfchar %s endbfchar endcmap end end" % (len(set(words)), meant)
    )
    font = b"/Type /Font /BaseFont /NowhereInstalled"
    data = build_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< %s /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 8 0 R >>"
            % font,
            b"<< %s /Subtype /CIDFontType2 /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
            b"/Supplement 0 >> /DW 1000 /FontDescriptor 7 0 R >>" % font,
            b"<< /Type /FontDescriptor /FontName /NowhereInstalled /Flags 4 /FontBBox [0 -200 1000 900] "
            b"/ItalicAngle 0 /Ascent 880 /Descent -120 /StemV 80 >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(codes), codes),
        ]
    )
    path.write_bytes(data)
    return path
