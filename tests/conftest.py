"""What many tests start from: a small dictionary, and a home with small texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import copy_small_home, use_small_dictionary


@pytest.fixture
def small_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put one entry in the place of the dictionary, which takes seconds to read."""
    use_small_dictionary(monkeypatch)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home folder beside its corpus."""
    return copy_small_home(tmp_path)
