"""Texts as vectors: the bundled static model, or any sentence-transformers model.

The bundled model is read with `tokenizers`, `safetensors` and NumPy alone. model2vec would read
the same folder, but its import costs 0.37 s against 0.12 s here, mostly for joblib, and it cuts
texts off after 512 tokens; a test holds the three readers to the same vectors.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.learned import LearnedError, check_learned

Vectors = NDArray[np.float32]
BUNDLED = Path(__file__).with_name("model")
# What a word weighs where a model does not tell common words from rare ones.
_PLAIN_WEIGHT = 3.0
# So many texts are cut one by one, not as a batch.
_FEW = 16
_STATIC_PARTS = ("config.json", "model.safetensors", "tokenizer.json")
_PARTS = ("modules.json", "config.json", "*.safetensors", "*.bin", "*/*.safetensors", "*/*.bin", "*/*.json")


class ModelError(ValueError):
    """An embedding model that cannot be loaded; the message says what was expected, found, and to do."""


class Embedder(Protocol):
    """What turns texts into vectors. `id` changes when the vectors would."""

    @property
    def id(self) -> str:
        """The name of the model, with a hash of its content where it is a folder."""

    @property
    def dimension(self) -> int:
        """The length of every vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text, or a zero row for a text without known words."""

    def weigh(self, texts: Sequence[str]) -> Vectors:
        """Return how much each text tells of a subject: the length its vector had before it was scaled."""

    def knows(self, word: str) -> bool:
        """Say whether the model knows a word as a whole; of none where it does not say."""

    @property
    def pieces(self) -> frozenset[str]:
        """The words the model knows as a whole, none where it does not say."""


# A single float has so many more bits of fraction than a half one; all but the three behind its sign that
# a negative number fills when it is made longer; and its exponent is counted from so much lower.
_FRACTION, _PLACED, _REBIASED = np.int32(13), np.int32(~0x7000_0000), np.float32(2.0**112)


class StaticEmbedder:
    """A static model: the mean of its tokens' vectors, scaled to length 1.

    Files: `model.safetensors` with `embeddings` (rows) and `mapping` (token to row), and
    `tokenizer.json`; several tokens may share a row, as 稽核 and its Simplified form do. Each file,
    and the id in `config.json`, is held to what its training wrote when it is read.
    """

    def __init__(self, folder: Path) -> None:
        # Imported late: a question answered from records alone never needs them.
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        if (name := _read_name(folder)) is None:
            raise _unreadable(folder, "config.json without plancite_id")
        self.id = name
        try:
            for part in _STATIC_PARTS:
                check_learned(folder / part)
            tensors = load_file(folder / "model.safetensors")
            self._rows: NDArray[np.float16] = tensors["embeddings"]
            self._mapping: NDArray[np.int64] = tensors["mapping"].astype(np.int64)
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except LearnedError as error:
            raise _unreadable(folder, "others than its training wrote") from error
        # tokenizers reports a damaged file as a bare Exception, safetensors as one of its own.
        except Exception as error:
            raise _unreadable(folder, f"{type(error).__name__}: {_first_line(error)}") from error
        self.dimension = int(self._rows.shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text, or a zero row for a text without known words."""
        return scale_rows(self._sum(texts))

    def weigh(self, texts: Sequence[str]) -> Vectors:
        """Return how much each text tells of a subject; rare words were trained long, frequent ones short."""
        lengths: Vectors = np.linalg.norm(self._sum(texts), axis=1)
        return lengths

    def knows(self, word: str) -> bool:
        """Say whether the model knows a word as a whole."""
        return self._tokenizer.token_to_id(word) is not None

    @cached_property
    def pieces(self) -> frozenset[str]:
        """The words the model knows as a whole; they are many, and to list them takes a tenth of a second."""
        return frozenset(self._tokenizer.get_vocab())

    def cut(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """Return of each text the numbers of its words' vectors, in their order."""
        return [self._mapping[encoding.ids] for encoding in self._encode(texts)]

    def read_vectors(self, numbers: NDArray[np.int64]) -> Vectors:
        """Return the vectors of words by their numbers, as long as they were trained."""
        return widen(self._rows.take(numbers, axis=0))

    def _sum(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), self.dimension), np.float32)
        encodings = self._encode(texts)
        for row, encoding in zip(out, encodings, strict=True):
            if encoding.ids:
                row += self._rows[self._mapping[encoding.ids]].sum(axis=0, dtype=np.float32)
        return out

    def _encode(self, texts: Sequence[str]) -> Sequence[Any]:
        # A batch is handed to threads, which costs a question of few words more than cutting them does.
        if len(texts) > _FEW:
            batch: Sequence[Any] = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
            return batch
        return [self._tokenizer.encode(text, add_special_tokens=False) for text in texts]


class SentenceEmbedder:
    """Any model of sentence-transformers, by name or folder; importing it takes seconds."""

    def __init__(self, model: str) -> None:
        self.id = model_id(model)
        try:
            from sentence_transformers import SentenceTransformer

            self._model: Any = SentenceTransformer(model, device="cpu")
        # A missing name, a damaged folder and an unreachable hub each raise something else.
        except Exception as error:
            raise ModelError(
                f"{model}: expected a sentence-transformers model name or folder, found "
                f"{type(error).__name__}: {_first_line(error)}; give a folder, or leave the model out"
            ) from error
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text, or a zero row where the model gives one."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        rows = self._model.encode(list(texts), show_progress_bar=False, convert_to_numpy=True)
        return scale_rows(np.asarray(rows, np.float32))

    def weigh(self, texts: Sequence[str]) -> Vectors:
        """Return the same weight for every text: lengths of these vectors tell nothing."""
        return np.full(len(texts), _PLAIN_WEIGHT, np.float32)

    def knows(self, word: str) -> bool:
        """Say of no word that it is known: these models are not asked."""
        return False

    @property
    def pieces(self) -> frozenset[str]:
        """No words: these models are not asked for them."""
        return frozenset()


def load_embedder(model: str | None = None) -> Embedder:
    """Load the bundled model, or a sentence-transformers model by name or folder.

    Raises ModelError when it cannot be loaded.
    """
    if model is None or Path(model).resolve() == BUNDLED:
        return load_bundled()
    # A hub name has one slash at most; asking a hub for a mistyped folder takes minutes of retries.
    if not Path(model).is_dir() and (model.count("/") > 1 or model[:1] in "./~\\" or not model.strip()):
        raise ModelError(
            f"{model}: expected a sentence-transformers model name or folder, found no such folder; "
            "check the path, or leave the model out"
        )
    return SentenceEmbedder(model)


@cache
def load_bundled() -> StaticEmbedder:
    """Load the bundled model, once for all of a process, of which it would be the largest part.

    Raises ModelError where it is damaged.
    """
    return StaticEmbedder(BUNDLED)


def model_id(model: str | None = None) -> str:
    """Return the id a model's embedder will have, without loading the model.

    The bundled model has its id written in it, so that asking costs no hash of its vectors; any
    other folder is hashed; a name stands for itself. Raises ModelError for a bundled model
    that is damaged.
    """
    folder = BUNDLED if model is None else Path(model)
    if not folder.is_dir():
        return str(model)
    if (named := _read_name(folder)) is not None:
        return named
    if folder.resolve() == BUNDLED:
        raise _unreadable(folder, "config.json without plancite_id")
    files = sorted({path for part in _PARTS for path in folder.glob(part)})
    digest = hashlib.sha256()
    for path in files:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{folder.resolve().name}-{digest.hexdigest()[:12]}"


def widen(rows: NDArray[np.float16]) -> Vectors:
    """Return half floats, of which all are finite, as single ones.

    Casts take each by itself and five times as long: here sign, exponent and fraction of all are moved to
    their places, and the exponent is counted from where that of single floats is.

    >>> widen(np.array([-1.5, 0.0, 6e-8], np.float16)).tolist() == [-1.5, 0.0, 2.0**-24]
    True
    """
    bits = rows.view(np.int16).astype(np.int32)
    bits <<= _FRACTION
    bits &= _PLACED
    wide: Vectors = bits.view(np.float32)
    wide *= _REBIASED
    return wide


def scale_rows(rows: Vectors) -> Vectors:
    """Return the rows scaled to length 1; a zero row stays zero, a row that is no number becomes zero."""
    rows = np.nan_to_num(rows, nan=0.0, posinf=0.0, neginf=0.0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    out = np.zeros(rows.shape, np.float32)
    np.divide(rows, lengths, out=out, where=lengths > 0)
    return out


def _read_name(folder: Path) -> str | None:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    name = config.get("plancite_id") if isinstance(config, dict) else None
    return str(name) if name else None


def _unreadable(folder: Path, found: str) -> ModelError:
    return ModelError(
        f"{folder}: expected model.safetensors, tokenizer.json and config.json of a static model, "
        f"found {found}; install plancite again"
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no message"])[0][:200]
