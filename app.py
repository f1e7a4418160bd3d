"""The Streamlit entry: configure and route, nothing else."""

import streamlit as st

from qa.ui import ask, documents, frame, targets

st.set_page_config(page_title="plancite", page_icon=frame.ICON, layout="wide")
phrases = frame.open_page()
views = {"ask": ask.draw, "targets": targets.draw, "documents": documents.draw}
icons = {"ask": "search", "targets": "table_rows", "documents": "description"}
pages = [
    st.Page(
        draw,
        title=phrases.say(f"nav.{name}"),
        icon=f":material/{icons[name]}:",
        url_path=name,
        default=name == "ask",
    )
    for name, draw in views.items()
]
st.navigation(pages, position="top").run()
