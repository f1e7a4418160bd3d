"""The commands that print answers: to a question, to a query, to a file of either."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qa.batch import LONGEST_QUERY, UnusableInput, mend_text, read_line, read_lines, read_text
from qa.complaints import flatten, is_own

if TYPE_CHECKING:
    from qa.answer import Answer
    from qa.engine import Engine

Json = dict[str, Any]


def ask(args: argparse.Namespace, open_engine: Callable[[], Engine]) -> int:
    """Print the answer to a question, or those to a file of them; with --explain what each was read as."""
    if args.batch is not None:
        engine = open_engine()

        def answer_line(line: str) -> Json:
            asked = read_line(line)
            doc, year = asked.only_doc or args.doc, asked.only_year or args.year
            return _write(engine, engine.ask(asked.q, doc=doc, year=year, top=args.top), args.explain)

        return _answer_lines(args.batch, answer_line)
    if not (args.question or "").strip():
        raise UnusableInput('expected a question, found none; try: plancite ask "109年哪些措施未達標？"')
    engine = open_engine()
    answer = engine.ask(mend_text(args.question), doc=args.doc, year=args.year, top=args.top)
    if args.explain and not args.json:
        print("\n".join(engine.explain(answer)))
        print(json.dumps(_write(engine, answer)["query"], ensure_ascii=False), end="\n\n")
    if args.markdown and not args.json:
        from qa.markdown import write_answer

        sys.stdout.write(write_answer(answer, engine.documents))
    else:
        _print(engine, answer, args.json, args.explain)
    return 0


def run_query(args: argparse.Namespace, open_engine: Callable[[], Engine]) -> int:
    """Print the answer to a query, those to a file of them, or what a query may hold."""
    from qa.query import query_schema, read_query

    if args.schema:
        print(json.dumps(query_schema(), ensure_ascii=False))
        return 0

    def run(engine: Engine, text: str) -> Answer:
        return engine.run(read_query(text), doc=args.doc, language=args.language)

    if args.batch:
        engine = open_engine()
        return _answer_lines(args.file, lambda line: _write(engine, run(engine, line)))
    text = read_text(args.file, LONGEST_QUERY)
    # What is no query is told before an index is opened, or built, for it.
    read_query(text)
    engine = open_engine()
    _print(engine, run(engine, text), args.json)
    return 0


def _print(engine: Engine, answer: Answer, as_json: bool, explained: bool = False) -> None:
    from qa.terminal import describe_answer

    if as_json:
        print(json.dumps(_write(engine, answer, explained), ensure_ascii=False))
    else:
        print("\n".join(describe_answer(answer, styled=sys.stdout.isatty())))


def _write(engine: Engine, answer: Answer, explained: bool = False) -> Json:
    """Return an answer as JSON, where that is wanted behind what its question was read as, in words."""
    from qa.contract import answer_json

    return {**({"explained": engine.explain(answer)} if explained else {}), **answer_json(answer)}


def _answer_lines(name: str, answer: Callable[[str], Json]) -> int:
    """Print an answer for each line of a file, in its order; for one that cannot be used what is wrong."""
    for where, line in read_lines(name):
        try:
            made = answer(line)
        except ValueError as error:
            if not is_own(error):
                raise
            made = {"error": flatten(f"{where}: {error}")}
        print(json.dumps(made, ensure_ascii=False), flush=True)
    return 0
