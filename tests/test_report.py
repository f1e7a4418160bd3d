"""What a measurement prints: the table, the JSON with its circumstances, and quantiles counted right."""

from __future__ import annotations

import json
from pathlib import Path

from bench.peers.__main__ import PEERS
from bench.peers.measure import count_code, export_texts
from bench.report import (
    Line,
    find_quantile,
    print_lines,
    read_memory,
    read_peak_memory,
    write_json,
    write_table,
)
from building import real_home
from index.store import open_store


def test_values_are_written_with_their_unit() -> None:
    lines = [Line("warm", "p95", 12.345, "ms"), Line("load", "errors", 0, ""), Line("a", "b", 0.98, "share")]
    assert write_table(lines).splitlines()[2:] == [
        "| warm | p95 | 12.35 ms |",
        "| load | errors | 0 |",
        "| a | b | 0.980 |",
    ]


def test_the_json_says_on_what_it_was_measured(tmp_path: Path) -> None:
    write_json(tmp_path / "made" / "bench.json", [Line("warm", "p95", 1.5, "ms")])
    found = json.loads((tmp_path / "made" / "bench.json").read_text(encoding="utf-8"))
    assert found["lines"] == [{"bench": "warm", "what": "p95", "value": 1.5, "unit": "ms"}]
    assert {"commit", "processor", "cores", "python", "libraries"} <= found["environment"].keys()
    assert found["environment"]["libraries"]["numpy"]


def test_lines_pass_from_one_process_to_another(capsys) -> None:
    lines = [Line("warm", "p95", 1.5, "ms")]
    print_lines(lines, as_json=True)
    assert [Line(**line) for line in json.loads(capsys.readouterr().out)] == lines


def test_a_quantile_is_a_value_that_was_measured() -> None:
    values = [float(n) for n in range(1, 101)]
    assert (find_quantile(values, 0.5), find_quantile(values, 0.95), find_quantile([7.0], 0.95)) == (
        50,
        95,
        7,
    )


def test_the_peak_is_not_below_what_is_held() -> None:
    assert read_peak_memory() >= read_memory() > 1


def test_peers_are_given_every_field_once_and_count_their_code() -> None:
    texts, owners = export_texts(open_store(real_home()))
    assert len(texts) == len(owners) > 900
    assert all(text.strip() for text in texts)
    assert {owner for owner in owners if owner} == {("lianzheng-109", no) for no in range(1, 47)}
    assert all(5 < count_code(peer.module) < 60 for peer in PEERS)
