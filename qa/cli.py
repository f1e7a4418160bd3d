"""The command line: parse arguments, call the engine, print; problems become one line and exit 2."""

from __future__ import annotations

import argparse
import atexit
import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from qa.complaints import flatten, is_own
from qa.progress import ProgressLines

if TYPE_CHECKING:
    from qa.engine import Engine

# Nearly all that a process of one command makes it keeps to its end: to look for garbage among it at each 700
# objects, as Python does, takes a tenth of a question.
_GARBAGE = 50_000
_PORT, _API_PORT = 8501, 8600
# Modules of the engine are imported by the commands that need them, so that --help answers at once.


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line that says what to do."""

    def error(self, message: str) -> NoReturn:
        """Print one line and exit with 2."""
        self.exit(2, f"plancite: {message}; see `{self.prog} --help`\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = Parser(
        prog="plancite",
        description="Ask government plan texts; every answer is quoted, counted or computed, and cited.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="read the documents and build the index; PATHs add documents")
    build.add_argument(
        "paths", nargs="*", type=_read_path, metavar="PATH", help="a file, or a folder of files, to add"
    )
    build.add_argument("--model", help="a sentence-transformers model, by name or folder")
    build.add_argument(
        "--password", help="the password of encrypted files that are added; others on the machine may see it"
    )
    build.add_argument("--ask-password", action="store_true", help="ask for it on the terminal instead")
    build.add_argument(
        "--keep-password", action="store_true", help="keep the password in the home folder, as it is"
    )
    build.add_argument("--remove", action="append", metavar="DOC", help="remove an added document, by its id")
    build.add_argument(
        "--watch", type=_read_path, metavar="FOLDER", help="go on adding what the folder holds"
    )
    build.set_defaults(run=_run_build)

    ask = commands.add_parser("ask", help="answer a question")
    ask.add_argument("question", nargs="?", metavar="QUESTION", help="in Chinese or English")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    ask.add_argument("--markdown", action="store_true", help="print the answer with citations as Markdown")
    ask.add_argument("--batch", metavar="FILE", help='JSON lines with "q"; one answer a line; - is stdin')
    ask.add_argument("--doc", help="limit the answer to one document")
    ask.add_argument("--year", type=_read_year, help="the year meant when the question names none")
    ask.add_argument("--top", type=_read_count, default=5, help="the most records an answer names; default 5")
    ask.add_argument("--explain", action="store_true", help="print what the question was read as, too")
    ask.set_defaults(run=_run_ask)

    query = commands.add_parser("query", help="answer a query that is written as data; see QUERY.md")
    query.add_argument("file", nargs="?", default="-", metavar="QUERY.json", help="a file; - is stdin")
    query.add_argument("--json", action="store_true", help="print the answer as JSON")
    query.add_argument("--batch", action="store_true", help="a query a line; prints one answer a line")
    query.add_argument("--doc", help="limit the answer to one document")
    query.add_argument(
        "--language", choices=("zh-Hant", "zh-Hans", "en"), default="zh-Hant", help="of its sentences"
    )
    query.add_argument("--schema", action="store_true", help="print the JSON schema of queries")
    query.set_defaults(run=_run_query)

    records = commands.add_parser(
        "records", help="print every entry: measures, KPIs, projects, budget lines, rows"
    )
    records.add_argument("--json", action="store_true", help="print JSON")
    records.add_argument("--doc", help="limit to one document")
    records.set_defaults(run=_run_records)

    observations = commands.add_parser("observations", help="print every number that the documents give")
    observations.add_argument("--doc", help="limit to one document")
    observations.add_argument("--year", type=_read_year, help="of one year, ROC or western")
    observations.add_argument(
        "--role", choices=("target", "actual", "budget", "final", "rate", "difference", "other")
    )
    observations.add_argument("--entry", metavar="ID|NO", help="of one entry, by its id or number")
    layout = observations.add_mutually_exclusive_group()
    formats = ("text", "json", "csv", "parquet", "sdmx-csv")
    layout.add_argument("--format", choices=formats, default="text", help="default text")
    layout.add_argument("--json", action="store_const", dest="format", const="json", help="print JSON")
    layout.add_argument(
        "--csv", action="store_const", dest="format", const="csv", help="print CSV that Excel opens"
    )
    observations.add_argument(
        "--output", type=_read_path, metavar="FILE", help="write to a file; tables are described beside it"
    )
    observations.set_defaults(run=_run_observations)

    source = commands.add_parser("source", help="print the numbered lines that citations speak of")
    source.add_argument("doc", metavar="DOC")
    source.add_argument("--lines", type=_read_span, metavar="A-B", help="only these lines")
    shown = source.add_mutually_exclusive_group()
    shown.add_argument("--plain", action="store_true", help="without numbers")
    shown.add_argument("--json", action="store_true", help="print JSON")
    source.set_defaults(run=_run_source)

    targets = commands.add_parser("targets", help="print the table of targets with results and verdicts")
    targets.add_argument("--year", type=_read_year, help="targets of one year, ROC or western")
    targets.add_argument("--verdict", choices=("met", "not_met", "not_reported", "qualitative"))
    targets.add_argument("--agency", help="measures that name this agency")
    targets.add_argument("--doc", help="limit to one document")
    shape = targets.add_mutually_exclusive_group()
    shape.add_argument("--csv", action="store_true", help="print CSV that Excel opens")
    shape.add_argument("--xlsx", type=_read_path, metavar="FILE", help="write an Excel file")
    shape.add_argument("--json", action="store_true", help="print JSON")
    targets.add_argument(
        "--by", choices=("agency", "strategy"), help="count verdicts by lead agency or strategy"
    )
    targets.set_defaults(run=_run_targets)

    check = commands.add_parser("check", help="print the contradictions of the sources")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.add_argument("--doc", help="limit to one document")
    check.set_defaults(run=_run_check)

    coverage = commands.add_parser("coverage", help="print the share of each source that stands in records")
    coverage.add_argument("--json", action="store_true", help="print JSON")
    coverage.set_defaults(run=_run_coverage)

    docs = commands.add_parser("docs", help="print what is indexed")
    docs.add_argument("--json", action="store_true", help="print JSON")
    docs.set_defaults(run=_run_docs)

    evaluate = commands.add_parser("eval", help="score the answers to gold questions")
    evaluate.add_argument("questions", type=_read_path, metavar="QUESTIONS.jsonl")
    evaluate.add_argument("--failures", action="store_true", help="print each failure and why")
    evaluate.set_defaults(run=_run_eval)

    serve = commands.add_parser(
        "serve", help="serve the web page, or JSON for programs, on 127.0.0.1 where nothing else is asked"
    )
    serve.add_argument("--api", action="store_true", help="serve JSON for programs, not the page")
    serve.add_argument("--port", type=_read_port, help="default 8501, with --api 8600")
    serve.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="the address to serve it on")
    serve.add_argument(
        "--allow", action="append", default=[], metavar="HOST", help="a name it answers for as well"
    )
    serve.add_argument("--read-only", action="store_true", help="let nobody add or remove documents")
    serve.set_defaults(run=_run_serve)

    mcp = commands.add_parser(
        "mcp", help="answer the tools of an assistant, by MCP over standard input and output"
    )
    mcp.set_defaults(run=_run_mcp)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when done, 2 for unusable arguments or input, 1 for a failure."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    if argv is None:
        # The matrices of a question are small: threads that share one wait for each other, which is a third
        # of its processor time. It is read when numpy is first imported.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        gc.set_threshold(_GARBAGE, *gc.get_threshold()[1:])
        # What is left at the end goes with the process; to look through it takes a fifth of a question.
        atexit.register(gc.freeze)
    args = build_parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        return run(args)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except ValueError as error:
        if not is_own(error):
            raise
        print(f"plancite: {flatten(str(error))}", file=sys.stderr)
        return 2
    except OSError as error:
        from index.damage import describe_failure

        print(f"plancite: {flatten(describe_failure(error))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("plancite: stopped", file=sys.stderr)
        return 130


def _read_year(text: str) -> int:
    """Return a year as a ROC year; western years are told by their size."""
    year = _read_count(text)
    return year - 1911 if year > 1911 else year


def _read_count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, found {text!r}")
    return int(text)


def _read_path(text: str) -> Path:
    """Return a path; an empty one would stand for the folder one happens to be in."""
    if not text.strip():
        raise argparse.ArgumentTypeError("expected a path, found an empty one")
    return Path(text)


def _read_span(text: str) -> tuple[int, int]:
    first, mark, last = text.partition("-")
    span = _read_count(first), _read_count(last if mark else first)
    if span[0] > span[1]:
        raise argparse.ArgumentTypeError(f"expected lines as A-B with A before B, found {text!r}")
    return span


def _read_port(text: str) -> int:
    port = _read_count(text)
    if port > 65535:
        raise argparse.ArgumentTypeError(f"expected a port from 1 to 65535, found {port}")
    return port


def _warn(line: str) -> None:
    print(f"plancite: {flatten(line)}", file=sys.stderr)


def _open() -> Engine:
    from qa.engine import open_engine

    return open_engine(progress=ProgressLines(), tell=_warn)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _run_build(args: argparse.Namespace) -> int:
    from qa.shelving import build

    return build(args, ProgressLines())


def _run_ask(args: argparse.Namespace) -> int:
    from qa.printing import ask

    return ask(args, _open)


def _run_query(args: argparse.Namespace) -> int:
    from qa.printing import run_query

    return run_query(args, _open)


def _run_records(args: argparse.Namespace) -> int:
    from qa.contract import record_json

    engine = _open()
    readings = engine.readings_of(args.doc)
    entries = [record for reading in readings for record in reading.records if record.kind != "section"]
    if args.json:
        _print_json([record_json(entry) for entry in entries])
    else:
        for entry in entries:
            print(f"{entry.doc}:{entry.place.line_start}  {entry.id}  {entry.title}")
    return 0


def _run_observations(args: argparse.Namespace) -> int:
    from qa.exports.printing import print_observations

    return print_observations(args, _open, _warn)


def _run_source(args: argparse.Namespace) -> int:
    engine = _open()
    first, last = args.lines or (1, sys.maxsize)
    if args.json:
        from qa.contract import source_json

        lines = engine.lines(args.doc, first, last)
        _print_json(source_json(engine.documents[args.doc], lines))
        return 0
    for line, text in engine.lines(args.doc, first, last):
        print(text if args.plain else f"{line}\t{text}")
    return 0


def _run_targets(args: argparse.Namespace) -> int:
    from qa.contract import target_row_json
    from qa.tables import count_by, lead_agencies, list_targets, strategy, write_csv, write_scores, write_text

    engine = _open()
    readings = engine.readings_of(args.doc)
    rows = list_targets(readings, engine.glossary, year=args.year, verdict=args.verdict, agency=args.agency)
    if args.by:
        scores = count_by(rows, lead_agencies if args.by == "agency" else strategy)
        if args.json:
            _print_json([asdict(score) for score in scores])
        else:
            print(write_scores(scores))
    elif args.xlsx:
        from qa.downloads import write_xlsx
        from qa.tables import COLUMNS, list_cells

        args.xlsx.write_bytes(write_xlsx("targets", COLUMNS, map(list_cells, rows)))
    elif args.csv:
        sys.stdout.write(write_csv(rows))
    elif args.json:
        _print_json([target_row_json(row) for row in rows])
    else:
        print(write_text(rows))
    return 0


def _run_check(args: argparse.Namespace) -> int:
    from qa.contract import contradiction_json

    engine = _open()
    found = engine.contradictions_of(args.doc)
    if args.json:
        _print_json([contradiction_json(contradiction) for contradiction in found])
    else:
        for c in found:
            print(f"{c.place}: {c.kind}: {c.message}")
        print(f"{len(found)} contradictions")
    return 0


def _run_coverage(args: argparse.Namespace) -> int:
    from ingest.coverage import measure_coverage
    from qa.contract import coverage_json
    from qa.terminal import describe_coverage

    engine = _open()
    measured = [(measure_coverage(reading), reading) for reading in engine.readings_of(None)]
    if args.json:
        _print_json([coverage_json(coverage) for coverage, _ in measured])
        return 0
    for coverage, reading in measured:
        print("\n".join(describe_coverage(coverage, reading)))
    return 0


def _run_docs(args: argparse.Namespace) -> int:
    from qa.contract import document_json
    from qa.terminal import describe_document

    shown = [document_json(reading) for reading in _open().readings_of(None)]
    if args.json:
        _print_json(shown)
        return 0
    for document in shown:
        print("\n".join(describe_document(document)))
    return 0


def _run_eval(args: argparse.Namespace) -> int:
    from qa.evaluation import evaluate, read_gold, write_report

    engine = _open()
    outcomes = evaluate(engine.ask, read_gold(args.questions), engine.documents)
    print(write_report(outcomes, failures=args.failures))
    return 0


def _run_serve(args: argparse.Namespace) -> int:
    from qa.hosts import check_free, plan_hosting

    port = args.port or (_API_PORT if args.api else _PORT)
    hosting = plan_hosting(args.host, port, args.allow, args.read_only or args.api)
    check_free(hosting)
    if args.api:
        from qa.api.starting import serve_api

        serve_api(hosting, _open)
        return 0
    from qa.ui.hosting import serve

    _open()
    serve(hosting)
    return 0


def _run_mcp(args: argparse.Namespace) -> int:
    from qa.api.starting import serve_tools

    serve_tools(_open)
    return 0


if __name__ == "__main__":
    sys.exit(main())
