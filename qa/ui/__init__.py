"""The pieces of the web page; with app.py the only code that knows Streamlit."""
