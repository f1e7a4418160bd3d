"""Serves the page for the browser tests.

Indexes it builds hold one entry in the place of CC-CEDICT, which takes seconds to read each time.
"""

from __future__ import annotations

import sys

from index import dictionary, lexicon


def _read_entry() -> object:
    return iter([dictionary.Entry("會報", ("meeting",), "hui4 bao4")])


if __name__ == "__main__":
    dictionary.read_cedict = lexicon.read_cedict = _read_entry
    from streamlit.web import cli

    sys.exit(cli.main(["run", "app.py", "--server.port", sys.argv[1], "--server.headless", "true"]))
