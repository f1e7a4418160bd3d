"""Writing observations to files, and beside each what describes it: a data package, or a structure of SDMX.

A file is written whole beside its place and then put there, so that one that fails leaves what was there.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from qa.batch import UnusableInput
from qa.contract import Json
from qa.downloads import write_cells
from qa.exports import sdmx
from qa.exports.columns import COLUMNS, NAMES, Cell, list_cells, table_schema
from qa.exports.sdmx_structure import write_structure

if TYPE_CHECKING:
    import pyarrow

PACKAGE = "datapackage.json"
_NAME = "plancite-observations"
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
# So many rows are held at once while a file of columns is written.
_BATCH = 10_000


def write_csv(out: TextIO, shown: Iterable[Json]) -> None:
    """Write observations, as the contract has them, as CSV that Excel opens too."""
    out.write("\ufeff")
    _write_rows(out, NAMES, map(list_cells, shown))


def write_sdmx(out: TextIO, shown: Iterable[Json]) -> None:
    """Write observations as SDMX-CSV, which begins without a byte order mark."""
    _write_rows(out, sdmx.HEADINGS, sdmx.list_rows(shown))


def _write_rows(out: TextIO, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows(map(write_cells, rows))


def write_parquet(path: Path, shown: Iterable[Json]) -> None:
    """Write observations as a Parquet file, with the types of the Table Schema."""
    import pyarrow
    from pyarrow import parquet

    types = {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
    }
    fields = [
        pyarrow.field(column.name, types[column.type], metadata={"description": column.about})
        for column in COLUMNS
    ]
    schema = pyarrow.schema(fields)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        rows = map(list_cells, shown)
        while batch := list(islice(rows, _BATCH)):
            writer.write_table(_make_table(batch, schema))


def _make_table(rows: list[list[Cell]], schema: pyarrow.Schema) -> pyarrow.Table:
    import pyarrow

    columns = zip(*rows, strict=True)
    arrays = [pyarrow.array(cells, one.type) for cells, one in zip(columns, schema, strict=True)]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def export(format: str, path: Path, shown: Iterable[Json]) -> list[Path]:
    """Write observations to a file in one of the formats that are files; return all that was written.

    Raises UnusableInput where something that is not ours stands in the place of a file.
    """
    package = path.with_name(PACKAGE)
    if path.is_dir() or path.name == PACKAGE:
        raise UnusableInput(f"--output {path}: expected the path of a file, found a folder's or {PACKAGE}")
    described = _read_package(package) if format in _MEDIA else {}
    with _replacing(path) as part:
        if format == "parquet":
            write_parquet(part, shown)
        else:
            with part.open("w", encoding="utf-8", newline="") as out:
                (write_csv if format == "csv" else write_sdmx)(out, shown)
    if format not in _MEDIA:
        beside, content = path.with_suffix(".structure.json"), write_structure()
    else:
        others = [one for one in described.get("resources", []) if one.get("path") != path.name]
        beside, content = package, _describe([*others, _describe_file(format, path)])
    with _replacing(beside) as part:
        part.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return [path, beside]


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        os.replace(part, path)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        part.unlink(missing_ok=True)


def _read_package(path: Path) -> Json:
    """Return the data package that is there, an empty one where there is none. Raises UnusableInput."""
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("name") != _NAME:
        raise UnusableInput(
            f"{path}: expected none or one of plancite, found another; write to another folder"
        )
    return found


def _describe(resources: list[Json]) -> Json:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _NAME,
        "title": "Numbers of plan texts, each with what it counts and where it stands",
        "description": "In CSV a text that begins like a formula has an apostrophe before it.",
        "resources": resources,
    }


def _describe_file(format: str, path: Path) -> Json:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": _write_name(path),
        "type": "table",
        "path": path.name,
        "format": format,
        "mediatype": _MEDIA[format],
        **({"encoding": "utf-8"} if format == "csv" else {}),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": table_schema(),
    }


def _write_name(path: Path) -> str:
    """Return a name for the table of a file, of the characters such names may have.

    >>> _write_name(Path("觀測值 2020.csv")), _write_name(Path("All Numbers.parquet"))
    ('2020-csv', 'all-numbers-parquet')
    """
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in path.name.lower())
    return "-".join(part for part in plain.split("-") if part)
