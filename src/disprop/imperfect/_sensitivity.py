"""What would have to be true for a claim to fall: each assumption, and the two that matter most together."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np

from disprop import _arrays
from disprop._arrays import FloatArray, NDArray
from disprop._errors import of_kind, one_of, worded
from disprop.estimate import Estimate, Result
from disprop.imperfect._e_value import strength
from disprop.imperfect._fragility import WRONG, Claim
from disprop.imperfect._recorded import NAMES

NONE, NEVER = (np.nan, np.nan), (np.nan, "")
SMALLEST = 1e-9
Row = tuple[float, str]  # where the claim falls, and what is true then, in words


class Sensitivity(Result):
    """What would have to be true for a claim to fall; a row for each assumption.

    Attributes
    ----------
    assumption : what is assumed, such as "specificity".
    tips : where the claim falls, all else being right: the number that the claim is about is `null` there, or with
        whole events just beyond it. NaN where nothing makes it fall.
    lowest, highest : the range that was given; NaN without one.
    least, most : the number that the claim is about, over that range.
    when : what would have to be true, in words.
    claim : what is claimed, in words.
    number : the number that the claim is about, as the counts have it.
    null : what it is compared with.
    pair : the two assumptions that together, at their worst, leave least of the claim.
    both : the number with those two at their worst.
    """

    assumption: NDArray[np.object_]
    when: NDArray[np.object_]
    lowest: FloatArray
    highest: FloatArray
    least: FloatArray
    most: FloatArray
    tips: FloatArray
    claim: str
    number: float
    null: float
    pair: str
    both: float

    @property
    def spans(self) -> dict[str, tuple[float, float]]:
        """The least and the most that each range leaves of the number that the claim is about."""
        numbers = (map(_short, each) for each in (self.lowest, self.highest, self.tips))
        labels = map("{} {} to {} (falls at {})".format, self.assumption, *numbers)
        ends = zip(labels, self.least, self.most, strict=True)
        return {label: (least, most) for label, least, most in ends if not np.isnan(least)}

    def __str__(self) -> str:
        """Write the claim, what would make it fall, and what the ranges leave of it."""
        spans = [f"with {name} it is {_short(low)} to {_short(high)}" for name, (low, high) in self.spans.items()]
        together = [f"of two, {self.pair} leave least of it: {_short(self.both)}"] if self.pair else []
        return "\n".join([f"{self.claim}, unless:", *filter(None, self.when), *spans, *together])


def sensitivity(
    estimate: Estimate,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    *,
    null: float | None = None,
    of: str = "limit",
) -> Sensitivity:
    """Return what would have to be true for a claim about a ratio to fall, and what it is over ranges of assumptions.

    Use it before a ratio is published: it says what an opponent has to show, and which of your own doubts count most.

    Parameters
    ----------
    estimate : Estimate
        One rate, risk or odds ratio of known counts.
    ranges : mapping of str to (low, high), optional
        What you are ready to believe, by the name of the assumption (see the notes), such as {"specificity": (0.98, 1),
        "group population": (46_476, 55_000)}; `plot.tornado` draws these.
    null : float, optional
        The claim is that the ratio is above `null`, or below it, as the estimate is; 1 when left out.
    of : str
        "limit" (default): the claim is of the limit nearer to `null`, so that it falls where the interval holds that;
        "value": of the ratio itself.

    Returns
    -------
    Sensitivity
        A row for each assumption: where it makes the claim fall, all else being right. Put back with `misrecorded`,
        other counts or another population, it gives `null`; of whole events it is the first number that is beyond.

    Raises
    ------
    DispropError
        For another estimate, several, or a claim that does not stand as it is; for a range that has no such assumption,
        or is out of order.

    Notes
    -----
    "recoded", "removed": events of the side with too many that are of the other, or that did not happen (`fragility`).
    "unmeasured": how strong something unmeasured is (`e_value`); odds are taken as of common events. "selection": how
    many times as likely events of the group are to be recorded as those of the reference. Of rate ratios also
    "unstated": events whose group was not stated and that are all of the other side; "rounding": to which multiple
    events were rounded; "group population", "reference population"; "sensitivity", "specificity" of the recording of
    events (`misrecorded`). Assumptions at their worst together are worked out in this order: counts and people, then
    recording, then selection and what is unmeasured.

    Examples
    --------
    >>> from disprop import rate_ratio
    >>> from disprop.imperfect import sensitivity
    >>> ratio = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))
    >>> print(sensitivity(ratio, {"specificity": (0.98, 1), "group population": (46_476, 55_000)}))
    2.45, the lower 95% limit of the rate ratio (mid-p), is above 1, unless:
    17 of 33 events of the group are of the reference
    18 of 33 events of the group did not happen
    something not measured is 4.34 times as common in one group, and makes events 4.34 times as likely
    events of the group are 2.45 times as likely to be recorded as those of the reference
    518 events whose group was not stated are all of the reference
    events were rounded to 34
    the group has 113,871 people, not 46,476
    the reference has 718,831 people, not 1,761,205
    3.59% of the reference's events are recorded as the group's
    with group population 46,476 to 55,000 (falls at 113,871) it is 2.07 to 2.45
    with specificity 0.98 to 1 (falls at 0.964) it is 1.64 to 2.45
    of two, specificity and group population leave least of it: 1.39
    """
    claim = Claim.about(estimate, null, of)
    number, measure = float(claim.at({})), claim.family.parameter
    if not measure.endswith("ratio") or claim.falls(number) or not 0 < number < np.inf:
        raise worded("claim does not stand", "a claim", of=of, measure=measure, said=_short(number))
    rows = _rows(claim, number / claim.null)
    believed = of_kind(Mapping, "ranges", "must be a mapping of assumptions to pairs", ranges or {})
    given = {one_of("assumption", name, rows): _range(name, ends) for name, ends in believed.items()}
    found = {name: claim.at({name: ends}) for name, ends in given.items()}
    side, end, least_of = ("above", "lower", min) if claim.above else ("below", "upper", max)
    worst = {name: given[name][[*ends].index(least_of(ends))] for name, ends in found.items()}
    pairs: dict[tuple[str, ...], float] = {
        two: float(claim.at({name: worst[name] for name in two})) for two in combinations(worst, 2)
    }
    pair = least_of(pairs, key=pairs.__getitem__, default=())
    limit = f"{end} {100 * estimate.level:.12g}% limit of the {measure} ({estimate.method})"
    said = f"{_short(number)}, the {limit if of == 'limit' else measure}, is {side} {_short(claim.null)}"
    columns = np.array([(*given.get(name, NONE), *sorted(found.get(name, NONE)), rows[name][0]) for name in rows])
    words = np.array([[name, when and when.format(_short(tip))] for name, (tip, when) in rows.items()], dtype=object)
    (assumption, when), (lowest, highest, least, most, tips) = words.T, columns.T
    both, together = " and ".join(pair), pairs.get(pair, np.nan)
    return Sensitivity(assumption, when, lowest, highest, least, most, tips, said, number, claim.null, both, together)


def _rows(claim: Claim, times: float) -> dict[str, Row]:
    """Return each assumption that there is of such a ratio, which is so many times the null."""
    (many, few), counts = claim.sides, [float(count) for count in claim.estimate.data.values()]
    odds, of = claim.family.parameter == "odds ratio", f"{claim.events:,.0f} events of the {many}"
    bias = max(times, 1 / times) ** (0.5 if odds else 1)
    same = "{0} times as common in one group, and makes events {0} times as likely"
    rows: dict[str, Row] = {
        "recoded": (claim.fewest("recoded"), f"{{}} of {of} are of the {few}"),
        "removed": (claim.fewest("removed"), f"{{}} of {of} did not happen"),
        "unmeasured": (float(strength(np.asarray(bias))), f"something not measured is {same}"),
    }
    if claim.family.parameter == "risk ratio":
        return rows
    rows["selection"] = times, "events of the group are {} times as likely to be recorded as those of the reference"
    if odds:
        return rows
    null = claim.null * counts[1] / counts[3]
    left = (1 + null) / (1 + times * null)  # of the specificity, and as many times of the sensitivity: one is below 1
    share = left if claim.above else times * left
    wrong = share, f"{100 * (1 - share):.3g}% of the {few}'s events are recorded as the {many}'s"
    return rows | {
        "unstated": (claim.fewest("unstated"), f"{{}} events whose group was not stated are all of the {few}"),
        "rounding": (claim.fewest("rounding"), "events were rounded to {}"),
        "group population": (counts[1] * times, f"the group has {{}} people, not {counts[1]:,.0f}"),
        "reference population": (counts[3] / times, f"the reference has {{}} people, not {counts[3]:,.0f}"),
        "sensitivity": NEVER if claim.above else wrong,
        "specificity": wrong if claim.above else NEVER,
    }


def _range(name: str, given: Any) -> FloatArray:
    """Return the two ends of what is believed, checked as what they are."""
    read = _arrays.counts if name in WRONG else _arrays.probability if name in NAMES else _arrays.real
    ends = np.array([_arrays.one(name, end, read) for end in _arrays.pair(name, given, ("low", "high"))])
    if ends[0] > ends[1] or (name not in {*WRONG, *NAMES} and ends[0] < (name == "unmeasured" or SMALLEST)):
        raise worded("range of an assumption", name, given)
    return ends


def _short(number: float) -> str:
    if np.isnan(number):
        return "no such"
    near = abs(number - 1) < 0.01
    return f"{number:,.0f}" if number >= 1_000 or number == np.rint(number) else f"{number:.{5 if near else 3}g}"
