"""Every measurement but that of the peers, as one table and one JSON file: `python -m tests.bench`."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.opening import open_index
from index.shelf import find_home

from .questions import add_questions_option
from .report import HEAD, ROOT, Line, run_alone, write_json, write_row


def main() -> int:
    """Run every measurement in a process of its own; print its rows and write the JSON as they come."""
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
    print("\n".join(HEAD), flush=True)
    for name, arguments in (
        ("latency", asked),
        ("cold", []),
        ("load", [*asked, "--seconds", str(options.seconds)]),
        *(("growth", ["--passages", str(passages)]) for passages in options.passages),
    ):
        found = run_alone(f"tests.bench.{name}", *arguments, home=home)
        # What was measured so far stays, whatever becomes of the rest.
        print("\n".join(map(write_row, found)), flush=True)
        lines += found
        write_json(options.json, lines)
    print(f"\nwritten to {options.json}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
