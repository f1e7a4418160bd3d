"""Every measurement but that of the peers, as one table and one JSON file: `python -m tests.bench`."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.build import open_index
from index.shelf import find_home

from .questions import add_questions_option
from .report import ROOT, Line, run_alone, write_json, write_table


def main() -> int:
    """Run every measurement in a process of its own; print the table and write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    add_questions_option(parser)
    parser.add_argument("--seconds", type=float, default=120, help="of each measurement under load")
    parser.add_argument("--passages", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "bench.json", metavar="FILE")
    options = parser.parse_args()
    home = find_home()
    open_index(home)
    asked = ["--questions", *(str(path.resolve()) for path in options.questions)]
    lines: list[Line] = []
    for name, arguments in (
        ("latency", asked),
        ("cold", []),
        ("load", [*asked, "--seconds", str(options.seconds)]),
        ("growth", ["--passages", *map(str, options.passages)]),
    ):
        lines += run_alone(f"tests.bench.{name}", *arguments, home=home)
    write_json(options.json, lines)
    print(write_table(lines))
    print(f"\nwritten to {options.json}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
