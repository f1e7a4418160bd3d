"""Trains the bundled model: `python -m index.train`.

Each row of the model is trained as a vector of its own plus the mean of its parts' (a word's
characters, an English word's stem), weighted by how rare it is; the sum is what is stored. The loss
is contrastive: among the texts of a batch, find the one that belongs to the query.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import BUNDLED, Vectors
from index.examples import Example, ExampleMaker
from index.training_data import RECIPE, TrainingData, load_data, read_recipe
from index.vocabulary import Vocabulary, build_vocabulary
from ingest.learned import write_learned

_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
    {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
]


class RowBag:
    """The trainable vectors: of rows and of parts, looked up together."""

    def __init__(self, vocabulary: Vocabulary, weights: Vectors, dimension: int, seed: int) -> None:
        import torch

        torch.manual_seed(seed)
        self.torch = torch
        self.tokenizer = vocabulary.tokenizer()
        self.mapping = np.asarray(vocabulary.mapping)
        self.rows = len(vocabulary.rows)
        self.slots = [
            np.asarray([row, *(self.rows + part for part in parts)])
            for row, parts in enumerate(vocabulary.parts)
        ]
        self.shares = [
            np.asarray([w, *[w / max(1, len(parts))] * len(parts)], np.float32)
            for w, parts in zip(weights, vocabulary.parts, strict=True)
        ]
        self.bag = torch.nn.EmbeddingBag(self.rows + vocabulary.part_count, dimension, mode="sum")
        torch.nn.init.normal_(self.bag.weight, std=0.1)

    def embed(self, texts: Sequence[str]) -> Any:
        """Return the texts' vectors of length 1, as a tensor."""
        torch = self.torch
        slots, shares, starts, length = [], [], [], 0
        for encoding in self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False):
            starts.append(length)
            for row in self.mapping[encoding.ids] if encoding.ids else ():
                slots.append(self.slots[row])
                shares.append(self.shares[row])
                length += len(self.slots[row])
        summed = self.bag(
            torch.from_numpy(np.concatenate(slots)),
            torch.tensor(starts),
            per_sample_weights=torch.from_numpy(np.concatenate(shares)),
        )
        return torch.nn.functional.normalize(summed, dim=1)

    def fold(self) -> Vectors:
        """Return the stored vector of every row; that of the unknown row is zero."""
        vectors = self.bag.weight.detach().numpy()
        out = np.stack([s @ vectors[i] for i, s in zip(self.slots, self.shares, strict=True)])
        out[0] = 0
        return out.astype(np.float32)


def weigh_rows(vocabulary: Vocabulary, texts: Iterable[str], english: Iterable[str], rare: float) -> Any:
    """Return a / (a + p) for every row, p its frequency in the texts of its own language."""
    tokenizer = vocabulary.tokenizer()
    counts: Counter[int] = Counter()
    totals = [0, 0]
    for language, group in enumerate((texts, english)):
        for encoding in tokenizer.encode_batch_fast(list(group), add_special_tokens=False):
            counts.update(vocabulary.mapping[i] for i in encoding.ids)
            totals[language] += len(encoding.ids)
    frequency = [counts[r] / max(1, totals[name.isascii()]) for r, name in enumerate(vocabulary.rows)]
    return (rare / (rare + np.asarray(frequency))).astype(np.float32)


def train_rows(bag: RowBag, maker: ExampleMaker, recipe: dict[str, Any]) -> Vectors:
    """Train and return the vectors of the rows; progress goes to standard error."""
    torch = bag.torch
    steps = recipe["steps"]
    optimizer = torch.optim.Adam([bag.bag.weight], lr=recipe["learning_rate"])
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 50) * (1 - step / steps)
    )
    for step in range(steps):
        loss = contrast(bag, maker.draw(recipe["batch"], recipe["texts_in_batch"]), recipe["scale"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 100 == 0 or step == steps - 1:
            print(f"step {step + 1}/{steps}, loss {loss.item():.3f}", file=sys.stderr, flush=True)
    return bag.fold()


def contrast(bag: RowBag, examples: Sequence[Example], scale: float) -> Any:
    """Return the loss of a batch: each query against every text, but for others of its own group."""
    torch = bag.torch
    queries = bag.embed([e.query for e in examples])
    texts = bag.embed([e.text for e in examples])
    groups = torch.tensor([e.group for e in examples])
    rivals = (groups[:, None] == groups[None, :]) & ~torch.eye(len(examples), dtype=torch.bool)
    scores = (scale * queries @ texts.T).masked_fill(rivals, -1e4)
    answers = torch.arange(len(examples))
    cross = torch.nn.functional.cross_entropy
    return (cross(scores, answers) + cross(scores.T, answers)) / 2


def save_model(
    folder: Path, name: str, vocabulary: Vocabulary, rows: Vectors, inputs: dict[str, str]
) -> None:
    """Write the model in the format of sentence-transformers and model2vec, its id in config.json."""
    from safetensors.numpy import save

    folder.mkdir(parents=True, exist_ok=True)
    content = save(
        {"embeddings": rows.astype(np.float16), "mapping": np.asarray(vocabulary.mapping, np.int32)}
    )
    write_learned(folder / "model.safetensors", content)
    tokenizer = vocabulary.tokenizer().to_str(pretty=False).encode()
    write_learned(folder / "tokenizer.json", tokenizer)
    digest = hashlib.sha256(content + tokenizer).hexdigest()
    config = {
        "plancite_id": f"{name}-{digest[:12]}",
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "hidden_dim": int(rows.shape[1]),
        "normalize": True,
        "embedding_dtype": "float16",
        "vocabulary_quantization": int(rows.shape[0]),
        "trained_on_sha256": inputs,
    }
    write_learned(folder / "config.json", (json.dumps(config, indent=2) + "\n").encode())
    (folder / "modules.json").write_text(json.dumps(_MODULES, indent=2) + "\n", encoding="utf-8")


def train_model(recipe: dict[str, Any], data: TrainingData, folder: Path) -> None:
    """Train a model on the data and write it. The same recipe and data give the same files."""
    import torch

    torch.use_deterministic_algorithms(True)
    how = recipe["recipe"]
    chinese, english = data.chinese(), data.english()
    heads = [(sense.traditional, sense.simplified) for sense in data.senses]
    names = [name for pair in data.aliases for name in pair if not name.isascii()]
    vocabulary = build_vocabulary(heads, chinese, english, names, how["least_english"])
    print(f"{len(vocabulary.rows)} rows, {len(vocabulary.pieces)} pieces", file=sys.stderr, flush=True)
    weights = weigh_rows(vocabulary, chinese, english, how["rare"])
    bag = RowBag(vocabulary, weights, how["dimension"], how["seed"])
    maker = ExampleMaker(data, recipe["frames"], how["seed"])
    save_model(folder, how["name"], vocabulary, train_rows(bag, maker, how), data.inputs)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train the model as the recipe says and write it where the program looks for it."""
    parser = argparse.ArgumentParser(prog="python -m index.train", description=main.__doc__)
    parser.add_argument("--recipe", type=Path, default=RECIPE, help="default: index/training.toml")
    parser.add_argument("--out", type=Path, default=BUNDLED, help="the folder to write; default: index/model")
    options = parser.parse_args(arguments)
    recipe = read_recipe(options.recipe)
    train_model(recipe, load_data(recipe), options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
