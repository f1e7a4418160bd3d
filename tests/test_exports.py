"""Observations as files are what the command prints as JSON, read back by others' readers of each format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
import pytest
from frictionless import Package, validate
from pyarrow import parquet
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.model import Schema

from building import real_engine, real_home
from qa.cli import main
from qa.contract import observation_json
from qa.exports import sdmx
from qa.exports.columns import BETWEEN, COLUMNS, NAMES, list_cells
from qa.exports.files import export, write_csv, write_sdmx
from qa.exports.sdmx_structure import ABOUT

WHOLE = {
    "doc": "plan-109", "kind": "kpi", "id": "kpi/1", "no": "1", "entry": "載客量", "metric": "載客量",
    "series": "載客量|人次", "year": 111, "period": None, "role": "target", "basis": "revised", "scope": "局",
    "value": 948000000, "upper": 950000000, "unit": "人次", "op": "range", "as_written": "9.48至9.5億人次",
    "approximate": True, "cumulative": False, "verdict": "met", "status": "●",
    "headers": {"column": ["111年度", "目標"], "row": ["=1+1"], "section": [], "note": ["單位：人次"]},
    "file": "plan-109.txt", "line_start": 26, "line_end": 27, "page": 3, "quote": "=HYPERLINK(1)",
    "doubts": ["unit from caption", "year from title"],
}  # fmt: skip
ODD = [
    WHOLE,
    {**WHOLE, "doubts": [], "unit": "", "op": "=", "upper": None, "page": None, "value": 0.0000001},
    {**WHOLE, "year": None},
    {
        **WHOLE, "period": "第1季", "basis": None, "scope": None, "value": 82.6, "doubts": [],
        "approximate": False, "as_written": "-5.6%",
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def every() -> list[dict[str, Any]]:
    """Every observation of the texts that come along, and some that have what these have not."""
    engine = real_engine()
    held = [observation_json(one, engine.documents[one.doc]) for one in engine.observations_of(None)]
    return held + ODD


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run the command; return its status and what it prints and tells."""
    monkeypatch.setenv("PLANCITE_HOME", str(real_home()))

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(("observations", *arguments))
        return status, *capsys.readouterr()

    return run


def read_back(name: str, cell: Any) -> Any:
    """Return a cell as it was, before it was kept from being run as a formula."""
    if name in ("value", "upper"):
        return None if cell is None else float(cell)
    return cell[1:] if isinstance(cell, str) and cell[:2] in ("'=", "'-", "'+", "'@") else cell


def test_a_table_is_what_its_data_package_says(every: list[dict[str, Any]], tmp_path: Path) -> None:
    table, package = export("csv", tmp_path / "觀測值 all.csv", iter(every))
    judged = validate(str(package))
    assert judged.valid, judged.flatten(["title", "message"])
    [resource] = Package(str(package)).resources
    assert resource.path == table.name and resource.schema.field_names == list(NAMES)
    rows = [[read_back(name, row[name]) for name in NAMES] for row in resource.read_rows()]
    assert rows == [list_cells(one) for one in every]


def test_columns_are_those_of_the_contract(every: list[dict[str, Any]]) -> None:
    headings = {"column_headings", "row_headings", "section_headings", "notes"}
    assert set(NAMES) - headings == set(every[0]) - {"headers"}
    told = dict(zip(NAMES, list_cells(WHOLE), strict=True))
    assert told["column_headings"] == f"111年度{BETWEEN}目標" and told["section_headings"] is None
    assert told["doubts"] == f"unit from caption{BETWEEN}year from title"


def test_a_file_of_columns_has_their_types_and_values(every: list[dict[str, Any]], tmp_path: Path) -> None:
    file, package = export("parquet", tmp_path / "all.parquet", iter(every))
    table = parquet.read_table(file)
    types = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool"}
    assert {one.name: str(one.type) for one in table.schema} == {c.name: types[c.type] for c in COLUMNS}
    assert [list(row.values()) for row in table.to_pylist()] == [list_cells(one) for one in every]
    # What is exact in a text stays so: no value is another as a number of 64 bits.
    assert pandas.read_parquet(file)["value"].tolist() == [one["value"] for one in every]
    [resource] = json.loads(package.read_text(encoding="utf-8"))["resources"]
    assert resource["format"] == "parquet" and resource["bytes"] == file.stat().st_size


def test_a_folder_has_one_data_package_of_all_its_tables(tmp_path: Path) -> None:
    for name, format in (("a.csv", "csv"), ("b.parquet", "parquet"), ("a.csv", "csv"), ("c.csv", "sdmx-csv")):
        export(format, tmp_path / name, iter(ODD))
    described = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert sorted(one["path"] for one in described["resources"]) == ["a.csv", "b.parquet"]
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == ["a.csv", "b.parquet", "c.csv", "c.structure.json", "datapackage.json"]


def test_sdmx_is_read_by_others_and_every_row_has_a_key_of_its_own(
    every: list[dict[str, Any]], tmp_path: Path
) -> None:
    file, structure = export("sdmx-csv", tmp_path / "all.csv", iter(every))
    [dataset] = read_sdmx(file).data
    assert dataset.structure == f"Dataflow={sdmx.STRUCTURE_ID}"
    data = dataset.data
    assert tuple(data.columns) == (*sdmx.DIMENSIONS, "OBS_VALUE", *sdmx.ATTRIBUTES)
    assert not data.duplicated(subset=list(sdmx.DIMENSIONS)).any()
    assert (data[list(sdmx.DIMENSIONS)] != "").all().all()
    dated = [one for one in every if one["year"] is not None]
    assert len(data) == len(dated) < len(every)
    assert [float(value) for value in data["OBS_VALUE"]] == [one["value"] for one in dated]
    assert data["TIME_PERIOD"].astype(int).tolist() == [one["year"] + 1911 for one in dated]
    assert data["AS_WRITTEN"].tolist() == [one["as_written"] for one in dated]
    assert set(data["OBS_STATUS"]) <= {"A", "E", "U"}
    [described] = get_datasets(file, structure)
    assert isinstance(described.structure, Schema)
    components = described.structure.components
    assert [one.id for one in components.dimensions] == list(sdmx.DIMENSIONS)
    assert [one.id for one in components.measures] == ["OBS_VALUE"]
    assert [one.id for one in components.attributes] == list(sdmx.ATTRIBUTES)
    assert list(ABOUT) == [*sdmx.DIMENSIONS, "OBS_VALUE", *sdmx.ATTRIBUTES]


def test_the_codes_of_sdmx_say_what_an_observation_is() -> None:
    rows = [dict(zip(sdmx.HEADINGS, row, strict=True)) for row in sdmx.list_rows(ODD)]
    assert [(r["FREQ"], r["PERIOD"], r["BASIS"], r["SCOPE"], r["MENTION"]) for r in rows] == [
        ("A", "_T", "revised", "局", 1),
        ("A", "_T", "revised", "局", 2),
        ("_O", "第1季", "_Z", "_T", 1),
    ]
    assert [(r["OBS_STATUS"], r["UNIT_MEASURE"], r["UNIT_MULT"], r["DECIMALS"]) for r in rows] == [
        ("U", "人次", 0, 0),
        ("E", "_Z", 0, 7),
        ("A", "人次", 0, 1),
    ]
    assert all((r["STRUCTURE"], r["ACTION"]) == ("dataflow", "I") for r in rows)


@pytest.mark.parametrize("write", [write_csv, write_sdmx])
def test_no_cell_of_a_table_is_run_as_a_formula(write: Any) -> None:
    out = io.StringIO()
    write(out, ODD)
    cells = [cell for row in csv.reader(io.StringIO(out.getvalue())) for cell in row]
    assert "'=HYPERLINK(1)" in cells and "=" in cells
    assert not any(len(cell) > 1 and cell.startswith(("=", "+", "@")) for cell in cells)


def test_the_command_writes_each_format(command: Any, tmp_path: Path) -> None:
    chosen = ("--entry", "36", "--role", "target")
    shown = json.loads(command(*chosen, "--format", "json")[1])
    assert shown and shown == json.loads(command(*chosen, "--json")[1])
    assert command(*chosen, "--csv")[1] == command(*chosen, "--format", "csv")[1]
    for format in ("csv", "parquet", "sdmx-csv"):
        file = tmp_path / f"{format}.out"
        status, out, told = command(*chosen, "--format", format, "--output", str(file))
        assert (status, out) == (0, "") and told.startswith(f"plancite: {len(shown)} observations: {file}")
    printed = command(*chosen, "--csv")[1].encode()
    assert (tmp_path / "csv.out").read_bytes() == printed
    assert command(*chosen, "--format", "sdmx-csv")[1].startswith("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,")
    assert len(parquet.read_table(tmp_path / "parquet.out")) == len(shown)


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        (("--format", "parquet"), 2, "--format parquet: expected --output with a file to write to"),
        (("--json", "--output", "{folder}/x"), 2, "--output: expected --format csv, parquet or sdmx-csv"),
        (("--csv", "--output", "{folder}"), 2, "--output {folder}: expected the path of a file"),
        (("--csv", "--output", "{folder}/datapackage.json"), 2, "--output {folder}/datapackage.json"),
        (("--csv", "--output", "{folder}/no/x.csv"), 1, "{folder}/no/x.csv: expected to read and write"),
        (("--csv", "--output", "{folder}/theirs/x.csv"), 2, "{folder}/theirs/datapackage.json: expected"),
        (("--csv", "--output", "{folder}/broken/x.csv"), 2, "{folder}/broken/datapackage.json: expected"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_one_line_and_leaves_what_is_there(
    command: Any, tmp_path: Path, arguments: tuple[str, ...], status: int, line: str
) -> None:
    for name, text in (("theirs", '{"name": "another"}'), ("broken", "{")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "datapackage.json").write_text(text, encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    found = command(*(argument.format(folder=tmp_path) for argument in arguments))
    assert found[0] == status and found[2].startswith(f"plancite: {line.format(folder=tmp_path)}")
    assert found[2].count("\n") == 1 and sorted(tmp_path.rglob("*")) == before


def test_one_that_fails_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    file = tmp_path / "all.csv"
    export("csv", file, iter(ODD))
    before = file.read_bytes()

    def broken() -> Any:
        yield WHOLE
        raise OSError(28, "No space left on device")

    for format in ("csv", "parquet", "sdmx-csv"):
        with pytest.raises(OSError, match="No space left"):
            export(format, file, broken())
        assert file.read_bytes() == before and len(list(tmp_path.iterdir())) == 2
