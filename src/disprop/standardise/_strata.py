"""Events, populations and weights by stratum: checked, and summed; which strata are heavy and have few events."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import NamedTuple

import numpy as np

from disprop import _arrays, _labels, _pairs
from disprop._arrays import ArrayLike, BoolArray, FloatArray, IntArray, NDArray
from disprop._errors import Said, advised, place, refused, worded
from disprop._rules import RULES
from disprop.estimate import Estimate, numbers, remarked, undefined
from disprop.intervals import WeightedSum
from disprop.standardise.populations import standard_weights

LEAST, MOST = 1e-140, 1e140  # of what an event weighs: the square of it is a number
ROWS = 2_048  # taken at a time, so that their strata stay within a processor's cache
Labels = list[object] | None
Standard = ArrayLike | Mapping[str, float] | str


class Strata(NamedTuple):
    """Validated columns of one shape with the strata on the last axis, their labels, and weights that sum to 1."""

    columns: dict[str, FloatArray]
    labels: Labels
    weights: FloatArray
    gaps: NDArray[np.object_]  # why a row of strata has no value; empty where it has one

    def side(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Return the events and the people of one side; that of one rate has no name."""
        events, population = (self.columns[f"{name}_{count}".removeprefix("_")] for count in _pairs.EVENTS)
        return events, population

    def summed(self, side: str = "") -> WeightedSum:
        """Return the weighted sum of one side."""
        return weighted_sum(*self.side(side), self.weights)


def columns(inputs: dict[str, ArrayLike]) -> tuple[dict[str, FloatArray], Labels]:
    """Return events and populations, in turn, of one shape, and the labels of the strata if there are any."""
    data = _pairs.read_rates(inputs)
    if next(iter(data.values())).ndim == 0:
        raise refused(" and ".join(data), "need strata on the last axis", Said("single numbers"), hint=": use rate()")
    labels = labels_of_all(inputs.values())
    for events, population in _pairs.in_turn(data):
        rule = RULES["no-population"]
        hint = f"{rule.advice}, or merge the stratum with a neighbour"
        without = rule.broken(data[events], data[population])
        refuse(without, population, f"is 0 where there are {events}", hint, labels)
    return data, labels


def strata(inputs: dict[str, ArrayLike], standard: Standard) -> Strata:
    """Return checked strata. One without people, or without a count, is taken out, and its row says so in `gaps`."""
    given, missing = _pairs.filled(inputs)
    data, _ = columns(given)
    labels = labels_of_all(inputs.values())
    shape = next(iter(data.values())).shape
    if isinstance(standard, str):
        standard = by_name(standard, labels)
    known = labels_of(standard)
    weights = normalised(weights_of(standard, labels), shape)
    holes = {f"{_pairs.plain(name)} missing": mask & (weights > 0) for name, mask in missing.items()}
    unknown = reduce(or_, holes.values(), np.zeros(shape, dtype=bool))
    for population in list(data)[1::2]:
        empty = (data[population] == 0) & (weights > 0)
        holes[f"{_pairs.plain(population)} is 0"] = empty & ~unknown
        data[population] = np.where(empty, 1.0, data[population])
    named = _pairs.labels_of(inputs)
    return Strata(data, labels or known, weights, _pairs.said(holes, known if named is None else named))


def labels_of_all(values: Iterable[object]) -> Labels:
    """Return the labels of the strata, where one of several counts has them."""
    return next((found for value in values if (found := labels_of(value))), None)


def weights_of(standard: ArrayLike | Mapping[str, float], labels: Labels) -> ArrayLike:
    """Return the weights of a standard, after checking that they are for the strata of the counts, in their order."""
    if isinstance(standard, str):
        raise refused("standard", "must be a weight for each stratum here", standard)
    known = labels_of(standard)
    if labels and known and list(map(str, labels)) != list(map(str, known)):
        raise worded("standard of other strata", "standard", known, labels=labels)
    return list(standard.values()) if isinstance(standard, Mapping) else standard


def in_words(standard: Standard) -> str:
    """Return what a result says of the population that it is standardised to: its name, or the weights as shares."""
    if isinstance(standard, str):
        return standard
    weights = list(standard.values()) if isinstance(standard, Mapping) else standard
    given = np.asarray(weights, dtype=np.float64)
    return numbers(np.ravel(given / given.sum(axis=-1, keepdims=True)))


def by_name(name: str, labels: Labels) -> dict[str, float]:
    """Return the weights of a standard population for the ages that label the strata."""
    if labels is None:
        raise worded("standard without ages", "standard", name)
    return standard_weights(name, map(str, labels))


def normalised(standard: ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    """Return weights that sum to 1 over the strata."""
    weights = _arrays.people("standard", standard)
    if weights.ndim == 0 or weights.shape not in {shape[-weights.ndim :], shape}:
        raise worded("a weight each", "standard", weights.shape, many=shape[-1], shape=shape)
    total = weights.sum(axis=-1, keepdims=True)
    if (total == 0).any():
        raise refused("standard", "must have a weight above 0", Said("only zeros"))
    return weights / total


def labels_of(value: object) -> Labels:
    """Return the labels of the last axis: the keys of a mapping, the index of a column, the columns of a frame.

    Running numbers are not labels.
    """
    if isinstance(value, Mapping):
        return list(value)
    axes = _labels.axes_of(value)
    labels = list(axes[-1][1]) if axes and axes[-1][1] is not None else None
    return None if labels == list(range(len(labels or []))) else labels


def refuse(bad: BoolArray, what: str, rule: str, hint: str, labels: Labels) -> None:
    """Refuse a stratum by its position, and its label if it has one."""
    if bad.any():
        where = *row, stratum = _arrays.first(bad)
        label = f" ({labels[stratum]!r})" if labels else ""
        of = f" of row {place(tuple(row))}" if row else ""
        raise advised(f"{what} {rule}: stratum {stratum}{label}{of}", f"; {hint}", what=what, got=0, where=where)


def weighted_sum(events: FloatArray, population: FloatArray, weights: FloatArray) -> WeightedSum:
    """Return the sum of w x/t over the last axis. A stratum of weight 0 does not count at all."""
    shape, strata = events.shape[:-1], events.shape[-1]
    x, t = events.reshape(-1, strata), population.reshape(-1, strata)
    w = weights.reshape(1, -1) if weights.ndim == 1 else np.broadcast_to(weights, events.shape).reshape(-1, strata)
    sums = np.empty((len(WeightedSum._fields), len(x)))
    with np.errstate(invalid="ignore", over="ignore"):
        for start in range(0, len(x), ROWS):
            rows = slice(start, start + ROWS)
            strata_first = ((part if len(part) == 1 else part[rows]).T.copy() for part in (x, t, w))
            sums[:, rows] = _sums(*strata_first)
    found = WeightedSum(*(column.reshape(shape) for column in sums))
    weight = found.largest_weight
    lost = (weight > MOST) | (weight > 0) & (weight < LEAST) | (found.events > 0) & (found.variance < LEAST**2)
    if lost.any():
        raise worded("variance beyond numbers", "an event", Said(f"{weight[lost][0]:.2g}"), _arrays.first(lost))
    return found


def _sums(x: FloatArray, t: FloatArray, w: FloatArray) -> list[FloatArray]:
    """Return the numbers of a `WeightedSum`, with the strata on the first axis, where sums over them are fastest."""
    counts = w > 0
    u = w / t
    if not counts.all():
        x, t, u = (np.where(counts, column, 0.0) for column in (x, t, u))
    ux, n = u * x, np.maximum(counts.sum(axis=0), 1)
    variance, squares = (np.einsum("ij,ij->j", one, u) for one in (ux, u))
    return [x.sum(axis=0), t.sum(axis=0), ux.sum(axis=0), variance, u.max(axis=0), u.sum(axis=0) / n, squares / n]


CAREFUL = ("fay", "tiwari")  # these allow for one event more
FEW = 5.0
SHARE_OF_SD = 1 / 3  # an event that moves the rate by less than this does no harm
TIMES_THE_MEAN = 2.0  # where all events weigh alike their total is Poisson, and the methods are those of a rate


def remarked_where_rare(found: Estimate, read: Strata, *sides: str) -> Estimate:
    """Return the estimate with a remark where its method may be too narrow for the events of a heavy stratum.

    It is undefined where a stratum is empty.

    `sides` are whose events count, as in the names of the columns; one rate has a side without a name.
    """
    careful = any(name in found.method for name in CAREFUL)
    for side in () if careful else sides:
        rare = heaviest_rare(*read.side(side), read.weights)
        said = np.full(rare.shape, "", dtype=object)
        for at in map(tuple, np.argwhere(rare >= 0)):
            stratum = rare[at] if read.labels is None else repr(read.labels[rare[at]])
            of = f" of the {side}" if side else ""
            said[at] = f"{found.method} may be too narrow, for heavy stratum {stratum}{of} has few events"
        found = remarked(found, said)
    return undefined(found, read.gaps)


def heaviest_rare(events: FloatArray, population: FloatArray, weights: FloatArray) -> IntArray:
    """Return the stratum that weighs most of those with few events; -1 where no such event weighs much."""
    counts = (weights > 0) & (population > 0)
    x = np.where(counts, events, 0.0)
    u = np.where(counts, weights, 0.0) / np.where(counts, population, 1.0)  # what an event counts for
    sd, total = np.sqrt((u**2 * x).sum(axis=-1, keepdims=True)), x.sum(axis=-1, keepdims=True)
    heavy = (u > SHARE_OF_SD * sd) & (u * total > TIMES_THE_MEAN * (u * x).sum(axis=-1, keepdims=True))
    rare = heavy & (x < FEW)
    return np.where(rare.any(axis=-1), np.where(rare, u, 0.0).argmax(axis=-1), -1)
