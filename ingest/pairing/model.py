"""The learned weights of the features, and how sure they make a pairing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.learned import read_learned

WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression over named features; a pairing below `threshold` is not made."""

    bias: float
    weights: Mapping[str, float]
    threshold: float

    def score(self, features: Mapping[str, float]) -> float:
        """Return the log-odds of a pairing.

        >>> Model(-1.0, {"same unit": 2.0}, 0.0).score({"same unit": 1.0, "total": 1.0})
        1.0
        """
        weights = self.weights
        return self.bias + sum(weights.get(name, 0.0) * value for name, value in features.items())


@dataclass(frozen=True, slots=True)
class Models:
    """The models: of a target's result, of last year's value, and of a result that sentences tell."""

    result: Model
    before: Model
    told: Model


@cache
def load_models() -> Models:
    """Read the weights that come with the program once."""
    return parse_models(read_learned(WEIGHTS).decode())


def parse_models(text: str) -> Models:
    """Read weights as `write_models` wrote them."""
    table = json.loads(text)
    return Models(
        *(
            Model(table[name]["bias"], table[name]["weights"], table[name]["threshold"])
            for name in ("result", "before", "told")
        )
    )


def write_models(models: Models) -> str:
    """Return the weights as a text in which the heaviest come first."""
    table = {
        name: {
            "bias": model.bias,
            "threshold": model.threshold,
            "weights": dict(sorted(model.weights.items(), key=lambda row: (-abs(row[1]), row[0]))),
        }
        for name, model in (("result", models.result), ("before", models.before), ("told", models.told))
    }
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"
