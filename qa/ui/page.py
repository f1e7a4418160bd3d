"""The script Streamlit runs for every session and every turn: configure and route, nothing else."""

import streamlit as st

from qa.ui import ask, check, compare, documents, frame, targets

st.set_page_config(page_title="plancite", page_icon=frame.ICON, layout="wide")
phrases = frame.read_language()
views = {
    "ask": (ask.draw, "search"),
    "targets": (targets.draw, "table_rows"),
    "compare": (compare.draw, "bar_chart"),
    "check": (check.draw, "fact_check"),
    "documents": (documents.draw, "description"),
}
pages = [
    st.Page(
        draw,
        title=phrases.say(f"nav.{name}"),
        icon=f":material/{icon}:",
        url_path=name,
        default=name == "ask",
    )
    for name, (draw, icon) in views.items()
]
view = st.navigation(pages, position="hidden")
if not view.url_path:
    ask.read_question()
st.set_page_config(page_title=frame.name_tab(view))
frame.draw_links(pages)
frame.run(view)
