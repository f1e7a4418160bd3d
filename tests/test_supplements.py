"""What another table says of an entry, by its number, is part of that entry."""

from ingest.entries.assembly import assemble
from ingest.formats.text import read_text_blocks
from ingest.records import Document

TEXT = """\
111年度執行成果報告

編號\t措施\t績效指標\t111年目標值\t111年實際值
A-1\t清理港區\t清理次數\t20次\t12次
A-2\t檢查漁船\t檢查艘數\t30艘\t31艘

未達成原因

編號\t原因\t改善措施\t預定完成
A-1\t颱風停工\t增派人力\t112年3月
"""


def read(text: str = TEXT) -> list[tuple[str, str, list[str]]]:
    lines = text.split("\n")
    document = Document("made-up", lines[0], 111, "made-up.txt", "", tuple(lines))
    records = assemble(document, read_text_blocks(lines)).records
    return [(r.id, r.title, [f.text for f in r.fields.values()]) for r in records if r.kind != "section"]


def test_reasons_in_a_table_of_their_own_are_those_of_the_entry_they_number() -> None:
    [(first, title, told), (second, _, _)] = read()
    assert (first, second, title) == ("measure/A-1", "measure/A-2", "清理港區")
    assert all(any(words in text for text in told) for words in ("颱風停工", "增派人力", "112年3月"))


def test_a_row_with_a_name_or_a_figure_of_its_own_is_an_entry() -> None:
    named = TEXT.replace("編號\t原因", "編號\t措施").replace("A-1\t颱風停工", "A-1\t另一件事")
    assert [title for _, title, _ in read(named)] == ["清理港區", "檢查漁船", "另一件事"]
