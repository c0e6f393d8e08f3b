"""Forces, or months, that did not answer: a rate or a ratio of all with what they may have, and without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays, _pairs
from disprop._between import between
from disprop._errors import Said, lacking, one_of, refused
from disprop.estimate import Estimate, Record, based
from disprop.imperfect._not_stated import rate_or_ratio


@dataclass(frozen=True, eq=False, repr=False)
class Answers(Record):
    """A rate, or a rate ratio, with those that did not answer and without them.

    Attributes
    ----------
    answered : of those that answered alone.
    everyone : of all of them; `least` and `most` are what the rates that were stated allow.
    """

    answered: Estimate
    everyone: Estimate


def did_not_answer(
    *,
    group: tuple[ArrayLike, ArrayLike],
    silent: Mapping[str, ArrayLike],
    rates: Mapping[str, tuple[float, float]],
    reference: tuple[ArrayLike, ArrayLike] | None = None,
    level: float = 0.95,
) -> Answers:
    """Return a rate, or a rate ratio, of all forces or months of which some did not answer.

    Use it before adding up answers: no answer is not no events, and to leave a force out says nothing of all forces.
    What may have happened there is yours to say, and is printed with the result.

    Parameters
    ----------
    group, reference : pairs (events, population)
        The two sides in those that answered, which are added up; without a reference it is the rate of the group.
    silent : mapping of str to float or array_like
        The population of "group", and of "reference", in those that did not answer, added up too.
    rates : mapping of str to (least, most)
        The smallest and the largest rate of each side that is plausible there, such as those of the forces that
        answered: {"group": (0.001, 0.02), "reference": (0.0005, 0.004)}.
    level : float
        Confidence level.

    Returns
    -------
    Answers
        Both, the second with `least` and `most`; its `basis` says which rates it assumes.

    Raises
    ------
    DispropError
        For counts that `rate` refuses, for a side without a population or rates, for rates in the wrong order, and for
        a largest rate of 0.

    Examples
    --------
    >>> from disprop.imperfect import did_not_answer
    >>> found = did_not_answer(
    ...     group=([30, 12], [9_000, 4_000]),
    ...     reference=([60, 45], [80_000, 50_000]),
    ...     silent={"group": 3_000, "reference": 40_000},
    ...     rates={"group": (0.001, 0.006), "reference": (0.0005, 0.002)},
    ... )
    >>> print(found.answered)
    4.00 (95% CI 2.77 to 5.69)
    >>> print(found.everyone)
    between 2.58 and 5.10 (95% CI 1.85 to 6.92)
    """
    sides = {"group": group} | ({} if reference is None else {"reference": reference})
    found = [_side(side, pair, silent, rates) for side, pair in sides.items()]
    for side in (*silent, *rates):
        one_of("side", side, ("group", "reference"))
    limit = _arrays.one_level(level)
    told, every = (rate_or_ratio([each[at] for each in found], limit) for at in (0, 1))
    assumed = ", ".join(f"{side} {rates[side][0]:g} to {rates[side][1]:g}" for side in sides)
    return Answers(
        answered=based(told, assumed="those that did not answer are left out"),
        everyone=based(every, assumed=f"rates where nobody answered: {assumed}"),
    )


def _side(
    side: str, pair: Any, silent: Mapping[str, ArrayLike], rates: Mapping[str, tuple[float, float]]
) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Return events and people of a side, of those that answered and of all."""
    given: dict[str, Any] = {"silent": silent, "rates": rates}
    for name, known in given.items():
        if not isinstance(known, Mapping) or side not in known:
            raise lacking(name, side, known if isinstance(known, Mapping) else ())
    data = _pairs.of_rates(dict(zip(_pairs.EVENTS, _arrays.pair(side, pair, _pairs.EVENTS), strict=True)))
    if len({np.shape(each) for each in pair}) > 1:
        rule = "must have one population for each of its events"
        raise refused(side, rule, Said(" and ".join(str(np.shape(each)) for each in pair)))
    events, people = (each.sum() for each in data.values())
    unheard = _arrays.people(f"silent {side}", silent[side]).sum()
    ends = _arrays.pair(f"rates of {side}", rates[side], ("least", "most"))
    least, most = (np.asarray(_arrays.one(f"rates of {side}", end, _arrays.real)) for end in ends)
    _arrays.at_most("the least rate", least, "the largest", most)
    if not most:
        raise refused(f"rates of {side}", "must not end at 0", rates[side], hint="; no answer is not no events")
    possible = between(events + np.floor(least * unheard), events + np.ceil(most * unheard), why="no answer")
    return (events, people), (possible, people + unheard)
