"""Installing: what is fetched is bounded, pinned and known by its digest; what the wheel carries."""

from __future__ import annotations

import email
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import pins
from building import ROOT, real_home
from pins import UNHASHED, list_libraries, read_pins
from serving import serve

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NAMED = re.compile(
    r"^([a-z0-9-]+)==(\S+)((?: ; [^\\\n]+)?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE
)


def read_named() -> dict[str, str]:
    """Return the versions of what is installed by its digest."""
    text = "\n".join((ROOT / "requirements" / f"{name}.txt").read_text("utf-8") for name in ("run", "test"))
    named = {found[1]: found[2] for found in NAMED.finditer(text)}
    lines = [
        line for line in text.splitlines() if line and line[0] not in "# " and not line.startswith("-r ")
    ]
    assert len(named) == len(lines)
    return named


def test_every_range_ends_somewhere() -> None:
    lines = [
        *PROJECT["build-system"]["requires"],
        *PROJECT["project"]["dependencies"],
        *(line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra),
    ]
    ends = {"<", "<=", "==", "~="}
    wanted = [Requirement(line) for line in lines if not line.startswith("plancite[")]
    assert [str(one) for one in wanted if not ends & {part.operator for part in one.specifier}] == []
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"install [^\n]*'(uv[^']*)'", makefile) == ["uv>=0.13,<0.14"]


def test_all_that_is_installed_is_known_by_its_digest_but_torch() -> None:
    pinned, named = read_pins(), read_named()
    assert {name: version for name, version in pinned.items() if name != UNHASHED} == named
    assert list_libraries("test") - set(named) == {UNHASHED}
    run = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    assert list_libraries() - {found[1] for found in NAMED.finditer(run)} == {UNHASHED}


def test_what_is_listed_is_the_same_whichever_torch_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    listed, requires = list_libraries("test"), pins.requires
    # As the registry's torch for Linux does.
    cuda = {"torch": ["cuda-toolkit[cublas]==13.0.3", "setuptools>=77"]}
    monkeypatch.setattr(pins, "requires", lambda name: [*(requires(name) or []), *cuda.get(name, [])])
    assert list_libraries("test") == listed


@pytest.mark.parametrize("target", ["run", "test"])
def test_make_installs_by_digests_and_shows_that_it_does(tmp_path: Path, target: str) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "requirements"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, tmp_path / name)
    done = subprocess.run(["make", "-n", target], cwd=tmp_path, capture_output=True, text=True, check=True)
    installing = [line for line in done.stdout.splitlines() if " pip " in line]
    assert any(f"--require-hashes --requirement requirements/{target}.txt" in line for line in installing)
    assert all("--require-hashes" in line or "--constraint constraints.txt" in line for line in installing)
    # pip built the package with whatever build tools were newest, and said nothing for minutes.
    assert all("--no-build-isolation" in line for line in installing if "--editable" in line)
    assert not any("--quiet" in line for line in installing)


def test_a_python_that_makes_no_environments_is_one_line(tmp_path: Path) -> None:
    shutil.copyfile(ROOT / "Makefile", tmp_path / "Makefile")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    done = subprocess.run(
        ["make", f"PYTHON={python}", ".venv/python.stamp"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode != 0 and not (tmp_path / ".venv").exists()
    assert done.stderr.splitlines()[0] == (
        "make: expected a Python that can make environments, found one without; "
        "on Debian: apt-get install python3-venv"
    )


def test_continuous_integration_runs_without_fonts_and_what_draws_with_them() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for name in ("run", "bare"):
        subprocess.run(["bash", "-n", ROOT / ".ci" / name], check=True)
    found = re.findall(r"^(drawn|beside)=\(([^)]*)\)$", script, re.MULTILINE)
    files = {name: set(listed.split()) for name, listed in found}
    assert all((ROOT / file).is_file() for listed in files.values() for file in listed)
    # A file of tests that reads PDFs is found by its name.
    reading = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("test_pdf*.py")}
    assert reading | {"tests/test_browser.py", "tests/test_page_pictures.py"} == files["drawn"]
    assert "bare=(unshare --mount bash .ci/bare)" in script
    # What runs beside the rest is what the rest leaves out, so that everything runs once without them.
    assert '"${bare[@]}" .venv/bin/python -m pytest -rs "${beside[@]}"' in script
    assert '"${bare[@]}" make test PYTEST="-rs ${beside[*]/#/--ignore=}"' in script
    assert '\n    .venv/bin/python -m pytest -rs "${drawn[@]}"\n' in script


def test_where_there_is_no_browser_its_tests_are_left_out_and_say_what_is_missing(tmp_path: Path) -> None:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    one = "tests/test_browser.py::test_no_match_is_said"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", one],
        cwd=ROOT, env={**os.environ, "PATH": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0
    assert "no chromium is installed (Debian: apt-get install chromium)" in done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built as anybody builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_names_the_licences_of_all_it_carries(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    [about] = [name for name in names if name.endswith(".dist-info/METADATA")]
    said = email.message_from_bytes(wheel.read(about))
    assert said["License-Expression"] == "MIT AND CC-BY-SA-4.0"
    assert {"LICENSE", "index/model/LICENSE"} == set(said.get_all("License-File"))
    assert any(name.endswith("licenses/index/model/LICENSE") for name in names)
    assert "index/model/model.safetensors" in names
    assert {name.split("/")[0] for name in names} == {"ingest", "index", "qa", "corpus", about.split("/")[0]}


def test_the_wheel_carries_the_digests_of_what_was_learned(wheel: zipfile.ZipFile) -> None:
    learned = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("[iq]*/**/learned.sha256")}
    assert len(learned) == 5 and learned <= set(wheel.namelist())


def test_the_wheel_serves_the_page_by_the_configuration_it_carries(
    wheel: zipfile.ZipFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel.extractall(tmp_path / "site")
    # Where the checkout's settings are out of reach.
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    command = (sys.executable, "-m", "qa.cli", "serve", "--port", "{port}")
    home = shutil.copytree(real_home(), tmp_path / "home")
    with serve(command, home, tmp_path / "log", tmp_path / "site", paths=[]) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/_stcore/host-config")
        answer = connection.getresponse()
        assert json.loads(answer.read())["allowedOrigins"] == []
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        connection.close()
    done = subprocess.run(
        [sys.executable, "-c", "from qa.ui import hosting as h; print(h.__file__, len(h.read_settings()))"],
        cwd=tmp_path / "site", env=os.environ.copy(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    file, count = done.stdout.split()
    assert Path(file).is_relative_to(tmp_path) and int(count) > 20
