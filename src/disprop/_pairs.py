"""Numerators with their denominators, checked against each other."""

from collections.abc import Iterable, Iterator
from typing import Any

from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import advised
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


def of_rates(inputs: dict[str, ArrayLike]) -> dict[str, FloatArray]:
    """Return validated events and populations, in turn, of one shape."""
    data = read_rates(inputs)
    for events, population in in_turn(data):
        need_population(events, data[events], population, data[population])
    return data


def read_rates(inputs: dict[str, ArrayLike]) -> dict[str, FloatArray]:
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
        said = f"{population} is 0 where {events} is {counted[where]:.0f}"
        raise advised(said, f"; {rule.advice}", what=population, got=0, where=where)
