"""The served page answers those who ask this machine by its own names, and nobody else."""

from __future__ import annotations

import http.client
import sys
from collections.abc import Iterator

import pytest

from building import real_home
from serving import serve

COMMAND = (sys.executable, "-m", "qa.cli", "serve", "--port", "{port}")
ENTRY = (sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "{port}")


@pytest.fixture(scope="module", params=["command", "entry"])
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve the page by the command, away from the project's settings, or by them, and say where."""
    folder = tmp_path_factory.mktemp("serving")
    log = folder / "server.log"
    if request.param == "command":
        with serve(COMMAND, real_home(), log, folder) as found:
            yield found
    else:
        with serve(ENTRY, real_home(), log) as found:
            yield found


def ask_session(port: int, host: str) -> int:
    """Ask for the connection that a page lives by, as a browser does; return the status of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    scheme_and_host = f"http://{host}"
    headers = {
        "Host": host,
        "Origin": scheme_and_host,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    connection.request("GET", "/_stcore/stream", headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "localhost"])
def test_the_page_answers_for_the_names_of_this_machine(port: int, host: str) -> None:
    assert ask_session(port, host.format(port=port)) == 101


@pytest.mark.parametrize("host", ["rebound.example:{port}", "localhost.rebound.example", "192.0.2.7:{port}"])
def test_the_page_does_not_answer_for_a_name_that_was_pointed_here(port: int, host: str) -> None:
    assert ask_session(port, host.format(port=port)) == 403
