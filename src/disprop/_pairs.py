"""Counts in pairs, a numerator and its denominator, of rates and of proportions; strata in which some are missing."""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import numpy as np

from disprop import _arrays, _labels
from disprop._arrays import ArrayLike, BoolArray, FloatArray, NDArray
from disprop._cells import is_gap
from disprop._errors import in_line, worded
from disprop._rules import RULES

SIDES = ("group", "reference")
EVENTS = ("events", "population")
PARTS = ("part", "whole")
MORE_THAN_ALL = "; if one person can be counted more than once, this is a rate: use rate()"


def two_sides(group: Any, reference: Any, fields: tuple[str, str]) -> dict[str, ArrayLike]:
    """Return the four inputs of a comparison under their names."""
    return one_side("group", group, fields) | one_side("reference", reference, fields)


def one_side(side: str, given: Any, fields: tuple[str, str]) -> dict[str, ArrayLike]:
    """Return the two inputs of one side under their names."""
    return {f"{side}_{name}": value for name, value in zip(fields, _arrays.pair(side, given, fields), strict=True)}


def of_rates(inputs: dict[str, ArrayLike]) -> _arrays.Columns:
    """Return validated events and populations, in turn, of one shape."""
    data = read_rates(inputs)
    for events, population in in_turn(data):
        need_population(events, data[events], population, data[population])
    return data


def read_rates(inputs: dict[str, ArrayLike]) -> _arrays.Columns:
    """Return events and populations, in turn, of one shape, before they are checked against each other."""
    names = list(inputs)
    read = {name: _arrays.counts(name, inputs[name]) for name in names[::2]}
    read |= {name: _arrays.people(name, inputs[name]) for name in names[1::2]}
    return _arrays.broadcast(inputs, {name: read[name] for name in names})


def in_turn(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Return the names of numerators, each with that of its denominator."""
    listed = list(names)
    return zip(listed[::2], listed[1::2], strict=True)


def of_proportions(inputs: dict[str, ArrayLike]) -> dict[str, FloatArray]:
    """Return validated parts and wholes, in turn, of one shape."""
    data = _arrays.broadcast(inputs, {name: _arrays.counts(name, value) for name, value in inputs.items()})
    for part, whole in in_turn(data):
        _arrays.at_most(part, data[part], whole, data[whole], MORE_THAN_ALL)
    return data


def need_population(events: str, counted: FloatArray, population: str, people: FloatArray) -> None:
    """Refuse events of a group that has no population."""
    rule = RULES["no-population"]
    without = rule.broken(counted, people)
    if _arrays.anywhere(without):
        where = _arrays.first(without)
        raise worded("population of 0", population, 0, where, events=events, counted=counted[where], advice=rule.advice)


Mask = BoolArray
Words = NDArray[np.object_]
SHOWN = 5
MANY = 20  # expected events: chance does not make none of them
NOTHING = np.array("", dtype=object)


def filled(inputs: Mapping[str, ArrayLike]) -> tuple[dict[str, ArrayLike], dict[str, Mask]]:
    """Return pairs of counts and denominators with 0 for both where one is missing, and which are missing.

    What has no gap is returned as it is. The labels of what has one are looked at here.
    """
    missing = {name: _missing(values) for name, values in inputs.items()}
    if not any(mask.any() for mask in missing.values()):
        return dict(inputs), {}
    _labels.same_labels({name: _labels.axes_of(values) for name, values in inputs.items()})
    given, names = dict(inputs), list(inputs)
    for pair in zip(names[::2], names[1::2], strict=True):
        _arrays.common_shape({name: missing[name] for name in pair})
        gone = or_(*(missing[name] for name in pair))
        given |= {name: np.where(gone, 0, np.asarray(inputs[name], dtype=object)) for name in pair if gone.any()}
    return given, missing


def _missing(values: ArrayLike) -> Mask:
    """Return where an array has no value."""
    array = np.asarray(values) if hasattr(values, "__array__") else np.asarray(values, dtype=object)
    if array.dtype.kind == "f":
        return np.asarray(np.isnan(array))
    if array.dtype.kind != "O":
        return np.zeros(array.shape, dtype=bool)
    return np.array([is_gap(item) for item in array.flat], dtype=bool).reshape(array.shape)


def labels_of(inputs: Mapping[str, ArrayLike]) -> Any:
    """Return the labels of the strata, on the last axis, where an input has some."""
    axes = (_labels.axes_of(values) for values in inputs.values())
    return next((own[-1][1] for own in axes if own and own[-1][1] is not None), None)


def said(holes: Mapping[str, Mask], labels: Any = None) -> Words:
    """Return what is true of which strata, for each row of them; one empty text where nothing is of any."""
    if not any(mask.any() for mask in holes.values()):
        return NOTHING
    full = dict(zip(holes, np.broadcast_arrays(*holes.values()), strict=True))
    words = np.full(next(iter(full.values())).shape[:-1], "", dtype=object)
    for at in map(tuple, np.argwhere(reduce(or_, full.values()).any(axis=-1))):
        words[at] = "; ".join(f"{what} in {_strata(mask[at], labels)}" for what, mask in full.items() if mask[at].any())
    return words


def _strata(mask: Mask, labels: Any) -> str:
    places = np.flatnonzero(mask).tolist()
    names = (str(place) if labels is None else repr(labels[place]) for place in places)
    return f"{getattr(labels, 'name', None) or 'stratum'} {in_line(names, SHOWN)}"


class Empty(NamedTuple):
    """Of each row of strata which counts are missing, which sides have nobody and which areas may not record, in words.

    Empty where none is.
    """

    gaps: Words
    nobody: Words
    silent: Words = NOTHING

    @property
    def passed_over(self) -> Words:
        """Return the strata that a sum passes over, as a side has nobody in them."""
        return np.where(self.nobody != "", "passed over, as " + self.nobody, "")


def unrecorded(inputs: Mapping[str, ArrayLike], data: Mapping[str, FloatArray]) -> Words:
    """Return the areas that have 0 events of a side where many are expected at its rate in all of them together."""
    none: dict[str, Mask] = {}
    for name, x, t in zip(list(data)[::2], [*data.values()][::2], [*data.values()][1::2], strict=True):
        with np.errstate(invalid="ignore"):  # nobody anywhere
            many = t * (x.sum(axis=-1) / t.sum(axis=-1))[..., np.newaxis] >= MANY
        none[f"{plain(name)} 0 where {MANY} or more are expected"] = (x == 0) & many
    return said(none, labels_of(inputs))


def empty(inputs: Mapping[str, ArrayLike], data: Mapping[str, FloatArray], missing: Mapping[str, Mask]) -> Empty:
    """Return what is to be said of empty strata where each is compared within itself."""
    labels = labels_of(inputs)
    gone = reduce(or_, missing.values(), np.zeros(next(iter(data.values())).shape, dtype=bool))
    nobody = {f"{plain(name)} is 0": (data[name] == 0) & ~gone for name in list(data)[1::2]}
    return Empty(said({f"{plain(name)} missing": mask for name, mask in missing.items()}, labels), said(nobody, labels))


def plain(name: str) -> str:
    """Return a name as words."""
    return name.replace("_", " ")
