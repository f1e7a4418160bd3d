"""Runs a module as `python -m` does, writing every look-up and connection beyond this machine to a file."""

from __future__ import annotations

import os
import runpy
import sys


def watch(log: str) -> None:
    """Write what is looked up and connected to, but this machine itself, to a file."""

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"):
            place = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
            host = place[0] if isinstance(place, tuple) else place
            if host not in (None, "", "localhost", "127.0.0.1", "::1", b"localhost", b"127.0.0.1"):
                with open(log, "a", encoding="utf-8") as file:
                    print(event, host, file=file)

    sys.addaudithook(note)


if __name__ == "__main__":
    watch(os.environ["OUTSIDE_LOG"])
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
