"""Counts with strata on their last axis, checked at the door."""

from typing import Any

import numpy as np

from disprop import _gaps, _pairs
from disprop._arrays import FloatArray
from disprop._errors import Said, one_of, refused
from disprop._gaps import Empty
from disprop.intervals._strata_sums import Counts, informative

MEASURES = ("rate ratio", "risk ratio", "odds ratio", "rate difference", "risk difference")


def read(measure: str, group: Any, reference: Any) -> tuple[dict[str, FloatArray], Empty]:
    """Return the four counts under their names, as rates or as risks, and what is to be said of empty strata."""
    one_of("stratified measure", measure, MEASURES)
    rates = measure.startswith("rate")
    inputs = _pairs.two_sides(group, reference, _pairs.EVENTS if rates else _pairs.PARTS)
    given, missing = _gaps.filled(inputs)
    data = (_pairs.of_rates if rates else _pairs.of_proportions)(given)
    shape = next(iter(data.values())).shape
    if not shape or shape[-1] == 0:
        found = Said("an empty axis" if shape else "single numbers")
        raise refused("strata", "are the last axis of the counts", found, hint=f": one table has {measure}s of its own")
    return data, _gaps.empty(inputs, data, missing)


def of_strata(measure: str, data: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Return how many strata there are, and how many of them say something about the measure."""
    said = informative(measure, Counts(*data.values()))
    many = said.sum(axis=-1, dtype=np.float64)
    return {"strata": np.full(many.shape, float(said.shape[-1])), "informative_strata": many}


def unit_of(measure: str) -> str:
    """Return the unit of a measure: a ratio has none."""
    return "per 1" if measure.endswith("difference") else ""
