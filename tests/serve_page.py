"""Serves the page for the browser tests; its builds are those of small_builder, slow enough to be seen."""

from __future__ import annotations

import sys
from pathlib import Path

from qa.ui import uploads

if __name__ == "__main__":
    builder = Path(__file__).with_name("small_builder.py")
    uploads.COMMAND = (sys.executable, str(builder), "0.3")
    from streamlit.web import cli

    sys.exit(cli.main(["run", "app.py", "--server.port", sys.argv[1], "--server.headless", "true"]))
