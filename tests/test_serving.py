"""The served page answers those who ask this machine by its own names, from itself, and nobody else."""

from __future__ import annotations

import http.client
import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.NewSession_pb2 import Config

from bench.page_session import PageSession, read_html
from building import real_home, run_plancite
from qa.ui.hosting import read_settings
from serving import serve

OUTSIDE = str(Path(__file__).with_name("outside.py"))
COMMAND = (sys.executable, OUTSIDE, "qa.cli", "serve", "--port", "{port}")
ENTRY = (sys.executable, OUTSIDE, "streamlit", "run", "app.py", "--server.port", "{port}")
# What a folder or an environment may set, and the command must not follow.
LAX = """[server]
allowedHosts = ["*"]
enableCORS = false
enableXsrfProtection = false
enableStaticServing = true
maxUploadSize = 9000
[client]
showErrorLinks = "true"
allowedOrigins = ["https://rebound.example"]
"""
PATHS = ("/", "/ask", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/static/nothing.js")


@pytest.fixture(scope="module", params=["command", "entry"])
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve the page by the command, in a folder with settings of its own, or by Streamlit's own.

    Afterwards neither may have asked anything of another machine.
    """
    folder = tmp_path_factory.mktemp("serving")
    log, outside = folder / "server.log", folder / "outside.log"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("OUTSIDE_LOG", str(outside))
        if request.param == "command":
            (folder / ".streamlit").mkdir()
            (folder / ".streamlit" / "config.toml").write_text(LAX, encoding="utf-8")
            monkeypatch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", "*")
            with serve(COMMAND, real_home(), log, folder) as found:
                yield found
        else:
            with serve(ENTRY, real_home(), log) as found:
                yield found
    assert not outside.exists(), outside.read_text(encoding="utf-8")


def ask(
    port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, http.client.HTTPMessage, str]:
    """Ask over plain HTTP; return the status, the headers and the text of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, headers={name.replace("_", "-"): v for name, v in headers.items()})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, answer.headers, text


def ask_session(port: int, host: str, origin: str | None = "") -> int:
    """Ask for the connection that a page lives by, as a browser does; return the status of the answer."""
    headers = {
        "Host": host,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    if origin is not None:
        headers["Origin"] = origin or f"http://{host}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/_stcore/stream", headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "localhost", "[::1]:{port}"])
def test_the_page_answers_for_the_names_of_this_machine(port: int, host: str) -> None:
    assert ask_session(port, host.format(port=port)) == 101
    assert ask(port, "/", Host=host.format(port=port))[0] == 200


@pytest.mark.parametrize(
    "host", ["rebound.example:{port}", "localhost.rebound.example", "192.0.2.7:{port}", "", "localhost:x"]
)
def test_the_page_does_not_answer_for_a_name_that_was_pointed_here(port: int, host: str) -> None:
    assert ask_session(port, host.format(port=port), None) == 403
    assert {ask(port, path, Host=host.format(port=port))[0] for path in PATHS} == {403}


@pytest.mark.parametrize(
    "origin", ["http://rebound.example", "https://127.0.0.1.rebound.example", "http://127.0.0.1:1", "null"]
)
def test_no_other_page_may_ask(port: int, origin: str) -> None:
    assert ask_session(port, f"127.0.0.1:{port}", origin) == 403
    assert {ask(port, path, Origin=origin)[0] for path in PATHS} == {403}
    assert ask(port, "/_stcore/upload_file/a/b", "OPTIONS", Origin=origin)[0] == 403


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_says_what_a_browser_may_do_with_it(port: int, path: str) -> None:
    headers = ask(port, path)[1]
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "'unsafe" not in policy["script-src"]
    assert set(policy["connect-src"].split()) == {
        "'self'",
        *(f"{s}://127.0.0.1:{port}" for s in ("ws", "wss")),
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Access-Control-Allow-Origin"] is None


def test_no_other_page_may_steer_it_and_its_errors_lead_nowhere(port: int) -> None:
    assert json.loads(ask(port, "/_stcore/host-config")[2])["allowedOrigins"] == []
    with PageSession(port) as session:
        session.open()
        assert session.opened.config.show_error_links == Config.SHOW_ERROR_LINKS_FALSE
        assert session.opened.config.toolbar_mode == Config.MINIMAL
        assert not session.opened.config.gather_usage_stats


def test_no_turn_of_a_session_walks_all_of_memory() -> None:
    # Streamlit collects garbage after each, which takes five times as long as the turn itself.
    assert read_settings()["runner.postScriptGC"] is False


def test_a_port_that_is_taken_is_one_line(port: int, tmp_path: Path) -> None:
    done = run_plancite("serve", "--port", str(port), home=tmp_path)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert f"127.0.0.1 port {port}: expected them free on this machine, found " in done.stderr


def test_a_session_asks_and_is_answered(port: int) -> None:
    with PageSession(port) as session:
        session.open()
        drawn = "".join(read_html(session.ask("109年政府採購稽核幾件？")))
        assert "327" in drawn


def test_a_page_comes_with_all_it_needs_and_no_file_of_it_waits_for_another(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/", headers={"Accept": "text/html"})
    named = re.findall(r'"\./(static/js/[^"]+)"', connection.getresponse().read().decode())
    assert len(named) == len(set(named))
    # What draws a line of HTML and a box to write in, which Streamlit has asked for when it draws them.
    assert {name.split("/")[-1].split(".")[0] for name in named} >= {"index", "Html", "TextInput"}
    seconds = []
    for name in named[:20]:
        begun = time.perf_counter()
        connection.request("GET", f"/{name}")
        assert connection.getresponse().read()
        seconds.append(time.perf_counter() - begun)
    connection.close()
    # On a busy machine one may take long; where the body waits for an acknowledgement none is faster.
    assert min(seconds) < 0.03


def put_file(port: int, session: str, name: str, data: bytes = b"x") -> int:
    """Upload a file to a session, as its page does; return the status of the answer."""
    token = "2|00000000|00000000000000000000000000000000|1"
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\n\r\n'
        + data
        + b"\r\n--b--\r\n"
    )
    return ask(
        port, f"/_stcore/upload_file/{session}/{name}", "PUT", body,
        Content_Type="multipart/form-data; boundary=b", Cookie=f"_streamlit_xsrf={token}", X_Xsrftoken=token,
    )[0]  # fmt: skip


def test_a_session_uploads_a_hundred_files_and_no_more(port: int) -> None:
    with PageSession(port) as one, PageSession(port) as other:
        one.open()
        other.open()
        statuses = [put_file(port, one.id, str(at)) for at in range(101)]
        assert statuses == [204] * 100 + [413]
        assert put_file(port, other.id, "0") == 204


@pytest.fixture(scope="module", params=["read-only", "token"])
def guarded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, str]]:
    """Serve the page under a name by which others may reach it; say where, and what the terminal told.

    Served on every address, it would be Streamlit's habit to ask outside by which it is reached.
    """
    folder = tmp_path_factory.mktemp("guarded")
    log, outside = folder / "server.log", folder / "outside.log"
    command = (*COMMAND, "--allow", "Plans.example")
    if request.param == "read-only":
        command += ("--read-only", "--host", "0.0.0.0")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("OUTSIDE_LOG", str(outside))
        with serve(command, real_home(), log) as port:
            yield port, log.read_text(encoding="utf-8")
    assert not outside.exists(), outside.read_text(encoding="utf-8")


def test_reached_from_elsewhere_it_answers_and_takes_nothing(guarded: tuple[int, str]) -> None:
    port, told = guarded
    assert ask(port, "/", Host="plans.example", Origin="https://plans.example")[0] == 200
    assert ask_session(port, "plans.example") == 101
    # As a server that speaks TLS before it passes it on; Streamlit would look up what it is reached by.
    assert ask_session(port, f"127.0.0.1:{port}", "https://plans.example") == 101
    assert ask(port, "/", Host="other.example")[0] == 403
    assert "read-only" in told or "to add and remove documents enter there: " in told
    with PageSession(port) as session:
        session.open()
        assert "327" in "".join(read_html(session.ask("109年政府採購稽核幾件？")))
        assert put_file(port, session.id, "0") == 403


def test_uploads_larger_than_a_file_may_be_are_refused(port: int) -> None:
    with PageSession(port) as one:
        one.open()
        assert put_file(port, one.id, "0", bytes(64 * 1024 * 1024 + 1)) == 413


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--host", "0.0.0.0"), "--host 0.0.0.0: expected --allow"),
        (("--host", "::"), "--host ::: expected --allow"),
        (("--host", "192.0.2.7"), "192.0.2.7 port 8501: expected them free on this machine, found "),
        (("--host", "plans.example"), "--host plans.example: expected an address of this machine"),
        (("--allow", "*"), "--allow *: expected the name of one host"),
        (("--allow", "*.example"), "--allow *.example: expected the name of one host"),
        (("--allow", "http://plans.example"), "--allow http://plans.example: expected the name of one host"),
    ],
)
def test_an_address_or_name_that_cannot_be_used_is_one_line(
    tmp_path: Path, options: tuple[str, ...], found: str
) -> None:
    done = run_plancite("serve", *options, home=tmp_path)
    assert done.returncode == 2 and found in done.stderr and done.stderr.count("\n") == 1
