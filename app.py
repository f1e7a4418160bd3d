"""The Streamlit entry: the page behind its gate, nothing else. `plancite serve` serves the same."""

from streamlit.starlette import App

from qa.ui.gate import MIDDLEWARE
from qa.ui.hosting import PAGE

app = App(PAGE, middleware=MIDDLEWARE)
