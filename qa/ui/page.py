"""The script Streamlit runs for every session and every turn: configure and route, nothing else."""

import streamlit as st

from qa.ui import address, ask, check, compare, documents, frame, targets

st.set_page_config(page_title="plancite", page_icon=frame.ICON, layout="wide")
phrases = frame.read_language()
draws = (ask.draw, targets.draw, compare.draw, check.draw, documents.draw)
icons = ("search", "table_rows", "bar_chart", "fact_check", "description")
pages = [
    st.Page(
        draw,
        title=phrases.say(f"nav.{name}"),
        icon=f":material/{icon}:",
        url_path=name,
        default=name == "ask",
    )
    for name, draw, icon in zip(address.VIEWS, draws, icons, strict=True)
]
view = st.navigation(pages, position="hidden")
address.read_lost()
if not view.url_path:
    ask.read_question()
st.set_page_config(page_title=frame.name_tab(view))
frame.draw_links(pages)
frame.run(view)
