"""Serves the page for the browser tests.

Indexes it builds hold one entry in the place of CC-CEDICT, which takes seconds to read each time;
between its stages a build waits, so that they can be seen and a build be cancelled.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from index import dictionary, lexicon
from index.store import Progress
from qa.ui import uploads

_build = uploads.build_index
_WAIT = 0.4


def _read_entry() -> object:
    return iter([dictionary.Entry("會報", ("meeting",), "hui4 bao4")])


def _build_slowly(home: Path, *, progress: Progress) -> object:
    def report(stage: str, done: int, total: int) -> None:
        progress(stage, done, total)
        time.sleep(_WAIT)
        progress(stage, done, total)

    return _build(home, progress=report)


if __name__ == "__main__":
    dictionary.read_cedict = lexicon.read_cedict = _read_entry
    uploads.build_index = _build_slowly
    from streamlit.web import cli

    sys.exit(cli.main(["run", "app.py", "--server.port", sys.argv[1], "--server.headless", "true"]))
