"""The counts of deployments, on the last axis."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from disprop import _pairs
from disprop._arrays import FloatArray
from disprop._errors import Said, advised, refused
from disprop.intervals.deployments import Kind, fitted

FEWEST = 2


def read(part: ArrayLike, whole: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return checked counts of two deployments or more."""
    if any(callable(getattr(each, "known", None)) for given in (part, whole) for each in [given, *_items(given)]):
        hint = "; of a Deployment d of arrays: pool(d.false_alerts, d.known('alerts'))"
        said = "pooling takes counts, a list of parts and a list of wholes"
        raise advised(said, hint, what="pooling", got=Said("Deployment"))
    x, n = _pairs.of_proportions({"part": part, "whole": whole}).values()
    if x.ndim == 0 or x.shape[-1] < FEWEST:
        rule, got = f"need {FEWEST} deployments or more on the last axis", Said(f"shape {x.shape}")
        raise refused("part and whole", rule, got, hint="; of one use proportion()")
    return x, n


def _items(given: object) -> Sequence[object]:
    return given if isinstance(given, (list, tuple)) else ()


def sums(x: FloatArray, n: FloatArray) -> dict[str, FloatArray]:
    """Return what the cluster-robust interval needs; a deployment with nothing in its whole is none."""
    pairs = {"part_squares": (x, x), "part_by_whole": (x, n), "whole_squares": (n, n)}
    crossed = {name: (a * b).sum(axis=-1) for name, (a, b) in pairs.items()}
    counted = (n > 0).sum(axis=-1, dtype=np.float64)
    whole = n.sum(axis=-1)
    return {"part": x.sum(axis=-1), "whole": whole, **crossed, "deployments": counted, "trials": whole}


def fit(kind: Kind, x: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the dispersion of each set, and twice the log likelihood over that without."""
    rows = (count.reshape(-1, count.shape[-1]) for count in (x, n))
    with np.errstate(all="ignore"):
        _, dispersion, twice = fitted(kind, *rows)
    shape = x.shape[:-1]
    return dispersion.reshape(shape), twice.reshape(shape)
