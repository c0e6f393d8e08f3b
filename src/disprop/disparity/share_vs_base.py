"""Claims about who the alerts were of: "8 of 10 were Black people" says nothing without the share of all faces."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._errors import refused, worded
from disprop._methods import ProportionMethod
from disprop._registry import statistic
from disprop._text import chance
from disprop.estimate import Estimate, Record, remade
from disprop.proportions import proportion


class ShareVsBase(Record):
    """A share of alerts beside the share of the group among those who could have been alerted.

    Attributes
    ----------
    share : part / whole, with its interval.
    base : the smallest and the largest base share.
    p_value : of the base share within that range which agrees best with the counts; 1 where the share is inside it.
    tipping_base : the base share at which the claim is no longer significant at the level: the smallest, when the
        share is above its base; the largest, when it is below.
    """

    share: Estimate
    base: tuple[float, float]
    p_value: float
    tipping_base: float

    @property
    def significant(self) -> bool:
        """Whether the share differs from every base share in the range by more than chance."""
        return bool(self.p_value < 1 - self.share.level)

    def _verdict(self) -> str:
        low, high = (f"{100 * end:.3g}%" for end in self.base)
        base = low if low == high else f"{low} to {high}"
        tips = f"{100 * self.tipping_base:.1f}% {'up' if self.tipping_base == self.share.low else 'down'}"
        return f"against a base of {base}: {chance(float(self.p_value))}; not significant from a base of {tips}"


@statistic(
    "Is its share of the alerts more than its share of those who could be alerted?",
    counts=("part", "whole"),
    name="alerts.share_vs_base",
)
def share_vs_base(
    part: ArrayLike,
    whole: ArrayLike,
    base: float | tuple[float, float] | None = None,
    *,
    method: ProportionMethod = "clopper-pearson",
    level: float = 0.95,
) -> ShareVsBase:
    """Return whether a group's share of alerts is more than its share of those who could have been alerted.

    "8 of 10 false alerts were of Black people" is no rate: where 8 of 10 faces were of Black people it is what a system
    that treats all alike does. It needs a base share, or a range of them where nobody counted.

    Parameters
    ----------
    part, whole : int
        Alerts of the group, and all alerts.
    base : float or pair of float
        The group's share among those who could have been alerted, or the smallest and largest that it may have been.
    method : str
        As for `proportion`; "clopper-pearson" (exact) by default.
    level : float
        Confidence level; 0.95 means 95%.

    Returns
    -------
    ShareVsBase
        The share with its interval, the p-value from the same method, and the base share at which the claim tips. A
        pair gives the largest p-value within it.

    Raises
    ------
    DispropError
        Without a base; for a base that is not between 0 and 1, or a pair out of order; for counts as in `proportion`,
        and for more than one.

    Examples
    --------
    Eight of ten false alerts were of Black people. Nobody counted who walked past: 13% of Londoners were Black in 2011,
    and on some streets 30% may be:

    >>> from disprop import alerts
    >>> print(alerts.share_vs_base(8, 10, (0.13, 0.30)))
    share: 8 of 10 (80.0%, 95% CI 44.4 to 97.5)
    against a base of 13% to 30%: p = 0.0032; not significant from a base of 44.4% up
    """
    if base is None:
        raise worded("share is no rate", "base", base)
    low, high = _arrays.span("base", base)
    plain = proportion(part, whole, method=method, level=_arrays.one_level(level))
    share = remade(plain, phrase="{part} of {whole}")
    if np.ndim(share.value) or np.isnan(share.least):
        raise refused("share_vs_base", "takes one count of one whole above 0", part, of=f" of {whole!r}")
    nearest = float(np.clip(np.clip(low, share.least, share.most), low, high))
    tipping = share.high if nearest > share.most else share.low
    return ShareVsBase(share, (low, high), float(share.p_value(nearest)), float(tipping))
