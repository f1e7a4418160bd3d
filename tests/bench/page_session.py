"""A session of the page over a real connection, as a browser has it, without the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from types import TracebackType
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect
from websockets.typing import Subprotocol

SENTENCE = re.compile(r'class="pc-sentence"[^>]*>(.*?)</p>', re.DOTALL)
TAGS = re.compile(r"<[^>]*>")


class PageSession:
    """One reader of the page: opens it, asks by typing into the box, and reads what is drawn."""

    def __init__(self, port: int, wait: float = 60, **headers: str) -> None:
        self._wait = wait
        self._connecting = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            additional_headers=headers,
            max_size=None,
            open_timeout=wait,
        )
        self._known: dict[str, ForwardMsg] = {}
        self._widgets: dict[str, WidgetState] = {}
        self._page = ""
        self.query = ""
        self.opened = NewSession()
        self.received = 0

    @property
    def id(self) -> str:
        """The id the server knows the session by, once it is opened."""
        return self.opened.initialize.session_id

    def __enter__(self) -> PageSession:
        self._socket = self._connecting.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connecting.__exit__(kind, error, trace)

    def open(self, **parameters: str) -> list[ForwardMsg]:
        """Open the page at an address; return what it draws."""
        self.query = urlencode(parameters)
        return self._rerun()

    def ask(self, question: str) -> list[ForwardMsg]:
        """Type a question into the box and press Enter; return what the page draws."""
        state = WidgetState(id=self.question_box, string_value=question)
        self._widgets = {state.id: state}
        return self._rerun()

    def _rerun(self) -> list[ForwardMsg]:
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.widget_states.widgets.extend(self._widgets.values())
        message.rerun_script.cached_message_hashes.extend(self._known)
        self._socket.send(message.SerializeToString())
        return list(self._read_until_finished())

    def _read_until_finished(self) -> Iterator[ForwardMsg]:
        while True:
            data = self._socket.recv(timeout=self._wait)
            self.received += len(data)
            message = ForwardMsg()
            assert isinstance(data, bytes)
            message.ParseFromString(data)
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                known = self._known[message.ref_hash]
                message.delta.CopyFrom(known.delta)
            elif message.metadata.cacheable:
                self._known[message.hash] = message
            if kind == "new_session":
                self.opened = message.new_session
                self._page = message.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "text_input":
                box = message.delta.new_element.text_input
                if "-q-" in box.id or box.id.endswith("-q"):
                    self.question_box = box.id
            yield message
            if kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                return


def read_html(messages: list[ForwardMsg]) -> list[str]:
    """Return the HTML that was drawn."""
    return [
        message.delta.new_element.html.body
        for message in messages
        if message.delta.new_element.WhichOneof("type") == "html"
    ]


def read_sentences(messages: list[ForwardMsg]) -> list[str]:
    """Return the sentences of the answers that were drawn, as a reader sees them."""
    return [unescape(TAGS.sub("", found)) for body in read_html(messages) for found in SENTENCE.findall(body)]
