"""The view of what is indexed: each document, what was read from it, and how to add or remove one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from index.shelf import find_home
from ingest.catalog import read_catalog
from ingest.records import Problem, Reading
from qa.engine import Engine
from qa.explanations import explain_problem
from qa.ui import access, frame, pane, references, table_reading
from qa.ui.phrases import Phrases
from qa.ui.uploads import Job, Workshop

_TYPES = ("pdf", "docx", "odt", "ods", "xlsx", "csv", "tsv", "html", "htm", "txt", "md")
_STAGES = ("read", "lexical", "dictionary", "embed", "done")
_MOST_BUTTONS = 20
# Seconds from which the time left is told in minutes.
_MINUTES = 120
_MOST_PROBLEMS = 500


@st.cache_resource(show_spinner=False)
def open_workshop(home: str) -> Workshop:
    """Return the workshop of a home, which every session shares."""
    return Workshop(Path(home))


def draw() -> None:
    """Draw the view."""
    words = frame.phrases()
    engine = frame.open_engine()
    if engine is None:
        return
    workshop = open_workshop(str(find_home()))
    st.html(f'<h1 class="pc-view-heading">{escape(words.say("documents.heading"))}</h1>')
    with pane.beside(engine):
        changing = access.may_change()
        if changing:
            _draw_adding(workshop, words)
        else:
            _draw_closed(words)
        if not engine.heads:
            frame.warn(words.say("documents.none"))
        _note_added({document.id for document in engine.heads})
        shipped = {entry.id for entry in read_catalog()}
        for document in engine.heads:
            with st.container(border=True, key=f"document-{document.id}", gap="small"):
                _draw_document(engine, engine.reading(document.id), words)
                table_reading.draw_understood(engine, document.id, workshop if changing else None, words)
                if changing and document.id not in shipped:
                    _draw_removing(workshop, document.id, words)


def _note_added(docs: set[str]) -> None:
    """Note which documents came since this session looked first: what was read of them is shown at once."""
    known: set[str] = st.session_state.setdefault("known_docs", docs)
    st.session_state["just_added"] = docs - known


def _draw_closed(words: Phrases) -> None:
    """Say that documents are not changed here, or ask for the token of those who may."""
    if access.current().changing == "none":
        st.html(f'<p class="pc-note">{frame.icon("lock")} {escape(words.say("documents.read_only"))}</p>')
        return
    with st.form("admit", border=True):
        st.html(f'<p class="pc-note">{escape(words.say("documents.token_wanted"))}</p>')
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            token = st.text_input(words.say("documents.token"), type="password", key="token")
            pressed = st.form_submit_button(words.say("documents.token_button"), key="admit-now")
    if pressed and access.admit(token or ""):
        st.rerun()
    if pressed:
        frame.warn(words.say("documents.wrong_token"))


def _draw_adding(workshop: Workshop, words: Phrases) -> None:
    with st.container(border=True, key="adding", gap="small"):
        st.html(f'<h2 class="pc-group">{frame.icon("note_add")} {escape(words.say("documents.add"))}</h2>')
        job = workshop.job
        if job and job.state == "working":
            st.session_state["watched"] = job
            _watch(workshop)
            return
        watched = st.session_state.get("watched")
        if watched:
            st.html(_outcome_html(watched, words))
            if watched.locked and _draw_unlocking(workshop, watched, words):
                return
        st.html(_uploader_style(words))
        round = st.session_state.get("upload_round", 0)
        files = st.file_uploader(
            words.say("documents.choose"), type=list(_TYPES), accept_multiple_files=True, key=f"files-{round}"
        )
        with st.expander(words.say("documents.has_password"), icon=":material/key:", key="password-box"):
            password = st.text_input(words.say("documents.password"), type="password", key="password")
        st.html(f'<p class="pc-note">{escape(words.say("documents.kept_here"))}</p>')
        if st.button(
            words.say("documents.add_button"), key="add", type="primary", disabled=not files,
            icon=":material/upload_file:",
        ):  # fmt: skip
            started = workshop.add([(file.name, file.getvalue()) for file in files], password or None)
            if started is None:
                frame.warn(words.say("documents.busy"))
                return
            _forget_uploads(files)
            st.session_state["upload_round"] = round + 1
            st.session_state["watched"] = started
            st.rerun()


def _forget_uploads(files: Sequence[UploadedFile]) -> None:
    """Give back what uploads hold of the session's share, once they are with the workshop."""
    context = get_script_run_ctx()
    held = context.uploaded_file_mgr if context else None
    if context and isinstance(held, MemoryUploadedFileManager):
        for file in files:
            held.remove_file(context.session_id, file.file_id)


def _draw_unlocking(workshop: Workshop, job: Job, words: Phrases) -> bool:
    """Draw a field for the password a PDF wants; say whether it is being tried."""
    with st.form("unlock", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            password = st.text_input(words.say("documents.password"), type="password", key="unlock-password")
            pressed = st.form_submit_button(
                words.say("documents.try_again"), key="unlock-now", type="primary"
            )
    started = workshop.add(job.files, password) if pressed and password else None
    if started is None:
        return False
    st.session_state["watched"] = started
    st.rerun()


def _uploader_style(words: Phrases) -> str:
    """Return a style that puts the uploader's own English words into the page's language."""
    button, note = words.say("documents.upload"), words.say("documents.upload_limit")
    zone = '[data-testid="stFileUploaderDropzone"]'
    return (
        f'<style>{zone} button p {{ font-size: 0; }} {zone} button p::after {{ content: "{button}"; '
        f"font-size: 1rem; }} "
        f'{zone[:-2]}Instructions"] span {{ font-size: 0; white-space: normal; }} '
        f'{zone[:-2]}Instructions"] span::after {{ content: "{note}"; font-size: 0.875rem; }}</style>'
    )


@st.fragment(run_every=0.5)
def _watch(workshop: Workshop) -> None:
    """Draw how far the build is, twice a second, until it has ended."""
    words = frame.phrases()
    job = workshop.job
    if job is None or job.state != "working":
        st.rerun()
        return
    names = words.say("page.separator").join(job.names)
    st.html(f'<p class="pc-note">{escape(words.say("documents.adding", names=names))}</p>')
    st.progress(job.share if job.total else 0.0, text=_stage_text(job, words))
    st.html(_stages_html(job, words))
    if job.stoppable and st.button(
        words.say("documents.stopping" if job.stop.is_set() else "documents.cancel"), key="cancel",
        icon=":material/cancel:", disabled=job.stop.is_set(),
    ):  # fmt: skip
        job.cancel()
        st.rerun(scope="fragment")


def _stage_text(job: Job, words: Phrases) -> str:
    name = f"stage.{job.stage}"
    stage = words.say(name if words.has(name) else "stage.other")
    if not job.total:
        return stage
    return f"{stage} {job.done:,} / {job.total:,}{_tell_left(job.left, words)}"


def _tell_left(left: float | None, words: Phrases) -> str:
    if left is None:
        return ""
    if left < _MINUTES:
        return words.say("documents.left_seconds", count=round(left))
    return words.say("documents.left_minutes", count=round(left / 60))


def _stages_html(job: Job, words: Phrases) -> str:
    # The pages of a PDF are read before anything else.
    stages = (*_STAGES[:-1], job.stage, _STAGES[-1]) if job.stage == "publish" else _STAGES
    at = stages.index(job.stage) if job.stage in stages else 0
    items = "".join(
        f'<li class="pc-stage-{"past" if place < at else "now" if place == at else "later"}">'
        f"{frame.icon('check' if place < at else 'pending' if place == at else 'circle')} "
        f"{escape(words.say(f'stage.{stage}'))}</li>"
        for place, stage in enumerate(stages)
    )
    return f'<ol class="pc-stages">{items}</ol>'


def _outcome_html(job: Job, words: Phrases) -> str:
    if job.state == "failed":
        text = _failure(job, words)
        return f'<p class="pc-warning" role="alert">{frame.icon("error")} {escape(text)}</p>'
    said = " ".join(job.said)
    text = words.say(f"documents.{job.state}")
    return (
        f'<p class="pc-said" role="status">{frame.icon("info")} {escape(text)} '
        f"<small>{escape(said)}</small></p>"
    )


def _failure(job: Job, words: Phrases) -> str:
    if job.locked:
        return words.say("documents.wrong_password" if job.password else "documents.locked")
    reason = job.reason or words.say("documents.broke_off")
    return words.say("documents.failed", reason=reason)


def _draw_removing(workshop: Workshop, id: str, words: Phrases) -> None:
    with st.popover(words.say("documents.remove"), icon=":material/delete:", key=f"remove-{id}"):
        st.html(f'<p class="pc-note">{escape(words.say("documents.remove_sure"))}</p>')
        if st.button(words.say("documents.remove_button"), key=f"remove-now-{id}", type="primary"):
            started = workshop.remove(id)
            if started is None:
                frame.warn(words.say("documents.busy"))
                return
            st.session_state["watched"] = started
            st.rerun()


def _draw_document(engine: Engine, reading: Reading, words: Phrases) -> None:
    document = reading.document
    contradictions = len(engine.contradictions_of(document.id))
    facts = {
        "edition": words.year(document.edition) if document.edition else "",
        "publisher": document.publisher,
        "date": document.date,
        "file": document.file,
        "lines": f"{len(document.lines):,}",
        "pages": f"{max(document.pages):,}" if document.pages else "",
        "counts": _count_records(reading, words),
        "contradictions": f"{contradictions:,}" if contradictions else "",
    }
    rows = "".join(
        f"<dt>{escape(words.say(f'documents.{key}'))}</dt><dd>{escape(text)}</dd>"
        for key, text in facts.items()
        if text
    )
    st.html(
        f'<article class="pc-card"><h2 class="pc-title"><span class="pc-number">{escape(document.id)}</span> '
        f'<span lang="zh-Hant">{escape(document.title)}</span></h2><dl class="pc-facts">{rows}'
        f"<dt>SHA-256</dt><dd><code>{escape(document.sha256)}</code></dd></dl></article>"
    )
    _draw_problems(reading, words)


def _problem_html(problem: Problem, words: Phrases) -> str:
    """Return where something could not be read and what; what is known in English alone stands smaller."""
    said, left = explain_problem(problem, words.language)
    where = words.lines(problem.line, problem.line) + words.say("page.colon")
    rest = f' <small lang="en">{escape(left)}</small>' if left else ""
    return f"<li>{escape(where + said)}{rest}</li>"


def _draw_problems(reading: Reading, words: Phrases) -> None:
    if not reading.problems:
        st.html(f'<p class="pc-note">{escape(words.say("documents.no_problems"))}</p>')
        return
    document = reading.document
    label = words.say("documents.problems", count=len(reading.problems))
    with st.expander(label, icon=":material/report:", key=f"problems-{document.id}"):
        items = "".join(_problem_html(problem, words) for problem in reading.problems[:_MOST_PROBLEMS])
        st.html(f'<ul class="pc-problems">{items}</ul>')
        lines = dict.fromkeys(p.line for p in reading.problems if 1 <= p.line <= len(document.lines))
        with st.container(horizontal=True, gap="xsmall", key=f"problem-lines-{document.id}"):
            for line in list(lines)[:_MOST_BUTTONS]:
                pane.source_button(
                    references.name_lines(document.id, line, line),
                    words.lines(line, line),
                    key=f"problem-{line}-{document.id}",
                )


def _count_records(reading: Reading, words: Phrases) -> str:
    counts = Counter(record.kind for record in reading.records)
    return words.say("page.separator").join(
        words.say("documents.count", kind=words.say(f"record.{kind}"), count=count)
        for kind, count in counts.items()
    )
