"""The events that a population would have at the rates of a reference."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays, _pairs
from disprop._arrays import FloatArray, Pair
from disprop.standardise._strata import columns, refuse


def expected_events(population: ArrayLike, *, reference: Pair) -> FloatArray:
    """Return the events that a population would have at the rates of a reference, stratum by stratum.

    Parameters
    ----------
    population : array_like of float
        People, with the strata on the last axis.
    reference : pair (events, population)
        The reference population by stratum.

    Returns
    -------
    numpy.ndarray or float
        sum(population * reference events / reference population), without the last axis.

    Raises
    ------
    DispropError
        For a stratum with people where the reference has none, named by its position and label.

    Examples
    --------
    >>> float(expected_events([900, 300], reference=([400, 900], [20_000, 15_000])))
    36.0
    """
    inputs = _pairs.one_side("reference", reference, _pairs.EVENTS)
    known, labels = columns(inputs)
    data = _arrays.broadcast(
        {"population": population, **inputs}, {"population": _arrays.people("population", population), **known}
    )
    unknown = (data["reference_population"] == 0) & (data["population"] > 0)
    rule = "is 0 where there is a population"
    refuse(unknown, "reference_population", rule, "merge it with a neighbour", labels)
    with np.errstate(invalid="ignore"):
        expected = data["population"] * (data["reference_events"] / data["reference_population"])
    return np.where(data["population"] > 0, expected, 0.0).sum(axis=-1)
