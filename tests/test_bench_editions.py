"""Made-up editions are read as plans are, each with its own numbers, and always come out the same."""

from __future__ import annotations

from pathlib import Path

from bench.editions import count_editions, make_edition, write_editions
from building import read_real
from ingest.library import read_document


def test_an_edition_is_read_as_a_plan_with_its_own_year_figures_and_words(tmp_path: Path) -> None:
    real = read_real("lianzheng-109")
    first, second = (read_document(path) for path in write_editions(tmp_path, 2))
    for reading in (first, second):
        assert [m.no for m in reading.measures] == [m.no for m in real.measures]
        assert all(len(m.fields) == len(real.measures[0].fields) for m in reading.measures)
        assert not [p for p in reading.problems if "序次" in str(p)]
        verdicts = {t.verdict for m in reading.measures for t in m.targets}
        assert {"met", "not_met", "qualitative"} <= verdicts
    assert (first.document.edition, second.document.edition) == (100, 101)
    for field in ("result", "action"):
        texts = [{m.text(field) for m in reading.measures} for reading in (first, second, real)]
        assert len(texts[0] & texts[1]) < 10 and len(texts[0] & texts[2]) < 10


def test_the_same_number_gives_the_same_edition() -> None:
    assert make_edition(7) == make_edition(7) != make_edition(8)


def test_enough_editions_are_made_for_the_size_wanted() -> None:
    assert count_editions(0, 600, 1000) == 0
    assert count_editions(61_000, 600, 1000) == 100
