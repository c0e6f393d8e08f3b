"""Making counts that are known only in part."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._errors import DispropError, refused
from disprop._sets import Between, holds, made, stacked


def between(low: ArrayLike, high: ArrayLike, *, best: ArrayLike | None = None, why: str = "") -> Between:
    """Return a count that is known only to lie between two whole numbers, both of which are possible.

    Use it for a suppressed cell ("<5"), a rounded count or a share never verified, wherever a function takes a count.
    The estimate then has `least` and `most`, what the counts allow, and its interval adds sampling error to both.
    Not for sampling error itself: that is what the interval is for.

    Parameters
    ----------
    low, high : array_like of int
        The smallest and the largest number that it can be; arrays that broadcast.
    best : array_like of int, optional
        The best guess, between the two. With one for every count an estimate has a value; without, only what is
        possible.
    why : str, optional
        Where it comes from, such as "printed as <5".

    Returns
    -------
    Between
        It compares equal to another of the same numbers, and can be indexed.

    Raises
    ------
    DispropError
        For what is no count, for a low above its high, and for a best guess outside of them.

    Notes
    -----
    Every combination of the counts that the function itself allows is taken to be possible, so that a part never
    exceeds its whole. Where the method's limits rise with a count the two ends are enough; else all combinations are
    tried, up to 400,000 (10,000 of records), or the call is refused by name.

    Examples
    --------
    A cell printed as "<5" beside 900 residents, against 10 of 5,000:

    >>> from disprop import between, rate_ratio
    >>> print(rate_ratio(group=(between(0, 4), 900), reference=(10, 5_000)))
    between 0.00 and 2.22 (95% CI 0.00 to 6.92)
    """
    ends = {"low": _arrays.counts("low", low), "high": _arrays.counts("high", high)}
    guess = np.array(np.nan) if best is None else _arrays.counts("best", best)
    _arrays.common_shape({**ends, "best": guess})
    _arrays.at_most("low", ends["low"], "high", ends["high"])
    if best is not None:
        _arrays.at_most("low", ends["low"], "best", guess)
        _arrays.at_most("best", guess, "high", ends["high"])
    if not isinstance(why, str):
        raise refused("why", "must be text, such as 'printed as <5'", why)
    return made(ends["low"], ends["high"], guess, why)


def gathered(name: str, values: Any) -> Any:
    """Return a list of counts of which some are known only in part as one set; anything else as it is."""
    if not holds(values, Between):
        return values
    sets = [each if isinstance(each, Between) else _known(name, each) for each in (gathered(name, v) for v in values)]
    low, high, best = stacked(name, [one.low for one in sets], [one.high for one in sets], [one.best for one in sets])
    return made(low, high, best, "; ".join(dict.fromkeys(one.why for one in sets if one.why)))


def need_known(what: str, *values: Any) -> None:
    """Refuse counts known only in part where they cannot be taken."""
    if any(isinstance(given, Between) or holds(given, Between) for given in values):
        raise DispropError(f"{what} are not taken where their number is known only in part", what=what)


def _known(name: str, value: ArrayLike) -> Between:
    number = _arrays.real(name, value)
    return made(number, number, number)
