"""The command that prints observations or writes them to a file."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator

from qa.batch import UnusableInput
from qa.contract import Json, observation_json
from qa.engine import Engine
from qa.exports.files import export, write_csv, write_sdmx
from qa.observation_table import choose_observations, write_text


def print_observations(
    args: argparse.Namespace, open_engine: Callable[[], Engine], tell: Callable[[str], None]
) -> int:
    """Print observations, or write them to a file, as the arguments say. Raises UnusableInput."""
    if args.format == "parquet" and args.output is None:
        raise UnusableInput("--format parquet: expected --output with a file to write to, found none")
    if args.format in ("text", "json") and args.output is not None:
        raise UnusableInput("--output: expected --format csv, parquet or sdmx-csv, found another or none")
    engine = open_engine()
    found = choose_observations(engine.observations_of(args.doc), args.year, args.role, args.entry)

    def shown() -> Iterator[Json]:
        return (observation_json(one, engine.documents[one.doc]) for one in found)

    if args.output is not None:
        written = export(args.format, args.output, shown())
        tell(f"{len(found)} observations: {', '.join(map(str, written))}")
    elif args.format == "json":
        print(json.dumps(list(shown()), ensure_ascii=False))
    elif args.format == "csv":
        write_csv(sys.stdout, shown())
    elif args.format == "sdmx-csv":
        write_sdmx(sys.stdout, shown())
    else:
        print(write_text(found))
    undated = sum(one.year is None for one in found)
    if args.format == "sdmx-csv" and undated:
        tell(f"{undated} observations of no year are left out: SDMX-CSV knows none without a time")
    return 0
