"""From separated values (.csv, .tsv) to lines and blocks."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice

from ingest.encoding import decode_text
from ingest.formats.placing import TableWriter
from ingest.formats.sheets import Sheet, write_sheet
from ingest.formats.writing import Writer
from ingest.limits import read_limit
from ingest.records import UnreadableSource

_SEPARATORS = ",\t;"
_SAMPLE_ROWS = 100
_SAMPLE = 64 * 1024
_STATED = "sep="
# In a longer value a quotation mark is taken to be unclosed.
_LONGEST_VALUE = 128 * 1024
# Stands in a last row of its own, but, as white space, in a value that no quotation mark closes.
_END = "\x1e"


def read_csv_blocks(data: bytes, name: str) -> Writer:
    """Return the lines and blocks of separated values: tables, and notes that stand alone as paragraphs.

    Raises UnreadableSource for values that are no text or cannot be told apart.
    """
    text = decode_text(data, name)
    # It holds for the whole process, and other libraries lift it.
    csv.field_size_limit(_LONGEST_VALUE)
    separator = None
    if text[:5].lower().startswith(_STATED) and text[4:5] in (*_SEPARATORS, "|"):
        # What Excel is told about the separator stands in the first line.
        separator, text = text[4], text.partition("\n")[2]
    separator = separator or find_separator(text[:_SAMPLE])
    sheet, open_row = _read_values(text, separator, name)
    writer = Writer()
    if open_row is not None:
        writer.tell(
            f"expected quotation marks in pairs, found one in row {open_row + 1} that nothing closes; "
            "check from there"
        )
    write_sheet(sheet, writer, TableWriter(writer, name), name, "table")
    return writer


def _read_values(text: str, separator: str, name: str) -> tuple[Sheet, int | None]:
    """Return the values by row and column, and the row with a quotation mark that nothing closes."""
    sheet = Sheet()
    left = most = read_limit("CELLS")
    stream = io.StringIO(f"{text}\n{_END}", newline="")
    try:
        for row, values in enumerate(csv.reader(stream, delimiter=separator)):
            if values == [_END]:
                return sheet, None
            left -= len(values)
            if left < 0:
                raise UnreadableSource(f"{name}: expected at most {most} cells, found more; split the file")
            for column, value in enumerate(values):
                paragraphs = tuple(line for line in map(str.strip, value.splitlines()) if line)
                if paragraphs:
                    sheet.cells[row, column] = paragraphs
    except csv.Error as error:
        raise UnreadableSource(
            f"{name}: expected values parted by {separator!r}, found a row that cannot be read ({error}); "
            "close its quotation marks"
        ) from error
    return sheet, row


def find_separator(text: str) -> str:
    r"""Return the separator that cuts most rows into the same number of values, the comma where none does.

    >>> find_separator("項目\t件數\n甲\t1,234\n"), find_separator('"1;2";3\n"4";5\n')
    ('\t', ';')
    """

    def count(separator: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            widths = Counter(len(row) for row in islice(rows, _SAMPLE_ROWS) if len(row) > 1)
        except csv.Error:
            return 0, 0
        width, times = max(widths.items(), key=lambda item: item[::-1], default=(0, 0))
        return times, width

    return max(_SEPARATORS, key=count)
