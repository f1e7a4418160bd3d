"""Whether a number of a sentence tells what was done or what is only meant: by its words, by its year."""

from __future__ import annotations

from ingest.entries.moments import Moment, Setting
from ingest.entries.roles import Said
from ingest.entries.wording import ending, find_plan, has_word, last_role, tells_outcome
from ingest.records import Figure, ObservationRole


def read_meant(
    text: str, figure: Figure, own: str, said: Said, moment: Moment, setting: Setting
) -> tuple[ObservationRole, bool]:
    """Return the role of a number that is told as done or as meant, and whether it is only meant.

    `text` is the sentence, `own` the words of its clause before the number, which give it the role `said`.

    >>> from ingest.figures.numerals import read_figures
    >>> def read(text, year):
    ...     [figure] = read_figures(text)
    ...     own = text[: figure.start]
    ...     return read_meant(text, figure, own, Said(), Moment(year, True), Setting(112, dated=113))
    >>> read("預計辦理18場", 112), read("辦理18場", 112), read("講座維持18場", 113)
    (('target', True), ('actual', False), ('target', True))
    """
    role: ObservationRole = said.role or "actual"  # type: ignore[assignment]
    meant = find_plan(own) >= 0 and not has_word("plans.done", own)
    planned = meant or _is_planned(text[: figure.start], said, moment, setting)
    changed = said.role == "actual" and bool(ending("changes.to", own.rstrip()))
    if changed and has_word("changes.passing", own):
        # 曾降至6日 was so for a while, and is what came of nothing.
        return "other", planned
    if planned and (not said.role or changed) and _is_ahead(moment, setting):
        # 預計縮短至18分鐘 is meant to be, as 預計辦理18場 is.
        return "target", planned
    if said.role in ("", "actual") and _is_to_come(text, figure, own, moment, setting):
        return "target", True
    return role, planned


def _is_to_come(text: str, figure: Figure, own: str, moment: Moment, setting: Setting) -> bool:
    """Say whether a number is of a year of which nothing can be told yet but what is meant to be.

    Of the year in which a document was written something may have been done already: 114年1月召開3次.
    """
    edition, dated = setting.edition, setting.dated
    if edition is None or moment.year is None or moment.year <= edition or not moment.said:
        return False
    if moment.compared:
        return False
    if dated is not None and moment.year > dated:
        return True
    open_date = moment.dated and figure.bound == "=" and figure.upper is None
    before = text[moment.place : figure.start]
    return not (open_date or moment.period or last_role(own)[0] == "actual" or tells_outcome(before))


def _is_planned(before: str, said: Said, moment: Moment, setting: Setting) -> bool:
    """Say whether a sentence has been speaking of what is meant to be."""
    if moment.said and moment.year is not None and not _is_ahead(moment, setting):
        # What was in a year before is no plan, whatever is planned beside it.
        return False
    if said.role == "actual" and not ending("changes.to", before.rstrip()):
        return False
    # 規劃招收2,400人，惟僅招收2,106人 goes on with what came of it.
    # 將 alone says so of the number right behind it.
    last = find_plan(before, shortest=2)
    return last >= 0 and not tells_outcome(before[last:])


def _is_ahead(moment: Moment, setting: Setting) -> bool:
    edition = setting.edition
    return moment.year is not None and (edition is None or moment.year >= edition)
