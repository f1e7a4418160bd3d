"""The questions asked so far, to go back to: the browser keeps them, for each of its tabs."""

from __future__ import annotations

from html import escape

import streamlit as st

from qa.ui import address, frame
from qa.ui.scripts import ASKED, write_turn


def draw_history(question: str = "") -> None:
    """Draw the questions asked before, each a link to its answer; `question` is the one answered now.

    A session ends when the page is loaded anew. What was asked does not: it is kept where the page is read,
    with the whole of its address, and nowhere else.
    """
    words = frame.phrases()
    link = escape(address.link_to(), quote=True)
    asked = f' data-question="{escape(question, quote=True)}" data-link="{link}"' if question else ""
    summary = f"<summary>{escape(words.say('ask.history'))} <b></b></summary>"
    st.html(f'<details class="pc-history" hidden{asked}>{summary}<ul></ul></details>')
    st.html(write_turn(question, link, words.language) + ASKED, unsafe_allow_javascript=True)
