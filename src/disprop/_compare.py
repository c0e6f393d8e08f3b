"""Two estimates of one statistic compared, unless what they rest on is unlike: then the word of it is named."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from disprop import _data, _labels
from disprop._calls import answers
from disprop._errors import DispropError, advised, of_kind, one_of, refused, worded
from disprop._estimated import LOGNORMAL, NORMAL, estimate_of
from disprop._sets import Uncertain, made
from disprop.estimate import WORDS, Estimate, Number, axes_of, based, parameter_of, remade
from disprop.intervals import DIRECT_RATE, DIRECT_RATE_DIFFERENCE, DIRECT_RATE_RATIO, FAMILIES
from disprop.periods import Period, parse
from disprop.periods._rates import PERSON_YEARS, is_timed, years_of
from disprop.proportions import odds_ratio, risk_difference, risk_ratio
from disprop.rates import rate_difference, rate_ratio, ratio_of_ratios
from disprop.standardise.direct import of_estimates

# Why two estimates that differ in a word do not compare; of populations that are estimates the interval has the errors.
# What is made of strata, or of deployments, does not compare without them, but by what INSTEAD says.
WHY, INSTEAD, ON_BOTH_SIDES = _data.read("unlike.json").values()
NEVER = ("counted", "over")
UNVERIFIED = "unverified"
NONE, NO_EFFECT, EITHER_WAY = "none", "of no effect", "taken either way"  # what became of alerts never verified
ACCEPTABLE = tuple(word for word in WHY if word not in NEVER)
CARRIED = (NONE, NO_EFFECT, EITHER_WAY)  # what these alerts may be is in least and most


def words_of(accept: str | Sequence[str], known: Sequence[str] = ACCEPTABLE) -> tuple[str, ...]:
    """Return the words in which two sides may differ, each one that is known."""
    if not isinstance(accept, Iterable):
        raise refused("accept", f"must be words such as {known[0]!r}", accept)
    words = (accept,) if isinstance(accept, str) else tuple(accept)
    for word in words:
        one_of("thing to accept", word, known)
    return words


def refuse_unlike(group: Estimate, reference: Estimate, accepted: Sequence[str]) -> None:
    """Refuse two estimates that differ in a word, unless that is accepted; unlike lengths of time never are."""
    _refuse_lengths(group, reference)
    for word in WHY:
        why = RULES.get(word, _differ)(word, group, reference)
        if why and word not in accepted:
            hint = "" if word in NEVER else f'; accept="{word}" compares them all the same'
            both = f"{_said(group, word)} for group and {_said(reference, word)} for reference"
            got = (group.basis.get(word), reference.basis.get(word))
            raise advised(f"{word} is {both}: {why}", hint, what=word, got=got)


def _said(side: Estimate, word: str) -> str:
    return repr(side.basis[word]) if word in side.basis else "not said"


def _differ(word: str, group: Estimate, reference: Estimate) -> str:
    """Return why two texts of a word do not compare; nothing where they are one."""
    return WHY[word] if group.basis.get(word) != reference.basis.get(word) else ""


def _fates(word: str, group: Estimate, reference: Estimate) -> str:
    """Return why two fates of alerts never verified do not compare."""
    carried = all(side.basis.get(word) in CARRIED for side in (group, reference))
    return "" if carried else _differ(word, group, reference)


def _periods(word: str, group: Estimate, reference: Estimate) -> str:
    """Return why two periods do not compare: of days that are in both, the events are on both sides."""
    one, other = (_period(side) for side in (group, reference))
    beside = ([*islice(side.data.values(), 2, 4)] for side in (group, reference))  # the events of what ratios are to
    if one == other and parameter_of(group) == "rate ratio" and all(map(np.array_equal, *beside)):
        return ON_BOTH_SIDES.format("one reference")
    if one is None or other is None:
        return _differ(word, group, reference)
    if one == other or not (common := one.common(other)):
        return ""
    return ON_BOTH_SIDES.format(common)


RULES: dict[str, Callable[[str, Estimate, Estimate], str]] = {"period": _periods, UNVERIFIED: _fates}


def _period(side: Estimate) -> Period | None:
    """Return the period of an estimate; none where it says none, or one in other words."""
    try:
        return parse(side.basis["period"])
    except (KeyError, DispropError):
        return None


def _refuse_lengths(group: Estimate, reference: Estimate) -> None:
    """Refuse two rates over periods of unlike lengths: a longer one has more events."""
    sides = (group, reference)
    if not all(is_timed(side) and _period(side) for side in sides) or years_of(group) == years_of(reference):
        return
    one, other = (_length(side) for side in sides)
    got = tuple(side.basis["period"] for side in sides)
    raise worded("unlike lengths", "period", got, one=one, other=other)


def _length(rate: Estimate) -> str:
    period = parse(rate.basis["period"])
    if PERSON_YEARS in rate.data:
        return f"a year ({period}, annualised)"
    return f"{period.length if years_of(rate).is_integer() else f'{period.days} days'} ({period})"


SIDES = ("group", "reference")
STANDARDISED = DIRECT_RATE.parameter
# Of what each comparison is: the family of the two, and the function of their counts, or sums, that works it out.
MEASURES: dict[str, dict[str, Callable[..., Estimate]]] = {
    "rate ratio": {"rate": rate_ratio, STANDARDISED: partial(of_estimates, DIRECT_RATE_RATIO)},
    "rate difference": {"rate": rate_difference, STANDARDISED: partial(of_estimates, DIRECT_RATE_DIFFERENCE)},
    "risk ratio": {"proportion": risk_ratio},
    "risk difference": {"proportion": risk_difference},
    "odds ratio": {"proportion": odds_ratio},
    "ratio of ratios": {"rate ratio": ratio_of_ratios},
}


@answers
def compare(
    measure: str, *, group: Estimate, reference: Estimate, accept: str | Sequence[str] = (), **options: Any
) -> Estimate:
    """Return how many times higher one estimate is than another of the same statistic, or by how much.

    Use it for two rates or proportions that were found already: of two periods, two deployments, two groups. It works
    with their counts, and refuses what does not compare, naming the word of `basis` that is unlike. With counts alone
    call `rate_ratio`, `risk_ratio` and so on, which cannot know what the counts are.

    Parameters
    ----------
    measure : str
        "rate ratio" or "rate difference" of two rates, also of two directly standardised ones; "risk ratio", "risk
        difference" or "odds ratio" of two proportions, such as the rates of alerts; "ratio of ratios" of two rate
        ratios, such as that after a change over that before it.
    group, reference : Estimate
        Two results of one function: `rate`, `periods.rate`, `direct_rate`, `proportion`, `alerts.precision`...; of a
        change `group` is the later one, and `reference` the earlier.
    accept : str or sequence of str
        Words of `basis` in which the two may differ all the same: "adjudicated_by" where different people decided which
        alerts were true; "unverified" where those never verified were treated differently, or one side does not say how
        many there were; "period" where nobody is on both sides, so that periods may have days in common. What is
        counted, and what it is divided by, must be the same.
    options : str, float
        `method=`, `level=` and `sides=`, passed on to `rate_ratio`, `risk_ratio` and so on; of standardised rates the
        methods "fay" (of ratios), "mover-fay-feuer" and "mover-tiwari", which need to know of no stratum; of two ratios
        those of `odds_ratio`.

    Returns
    -------
    Estimate
        Of the two, with the counts of both; a difference of rates keeps its length of time when `.per(10_000)` scales
        it. `basis` holds what both rest on; of an unlike word that of the group "against" that of the reference. Counts
        known only in part stay so, each free of the others.

    Raises
    ------
    DispropError
        For what is no rate or proportion; for two of different measures; for a word in which they differ.

    Notes
    -----
    Rates compare over as many days, or as many whole years: February and March have different lengths, until both are
    `periods.annualised`. Two rates over one period are of different groups. Over different periods they are taken for
    those of one group, whose events must not be on both sides: such periods may not have a day in common.

    Given how many events a group has in both periods together, those of the later one are binomial, with the odds
    r t1/t0 for its rate ratio r over time. The ratio of two rate ratios is that of two such odds, one of each group,
    over (t1/t0)/(s1/s0) of their populations: its limits are those of `odds_ratio`, "mid-p" by default, and "exact"
    ones hold it in at least `level`. The lengths of the periods do not matter. All four counts must be of different
    events; populations are taken as known.

    Examples
    --------
    >>> from disprop import compare, periods
    >>> spring = periods.rate(87, 56_953, period=periods.Period("2021-04", "2021-06"))
    >>> before = periods.rate(210, 56_953, period=periods.parse("2020-21"))
    >>> compare("rate ratio", group=spring, reference=before)
    Traceback (most recent call last):
    disprop.DispropError: period is 91 days (April 2021 to June 2021) for group and 12 months (April 2020 to March
    2021) for reference: rates over different lengths of time do not compare; compare periods.annualised(group) with
    periods.annualised(reference)
    >>> found = compare("rate ratio", group=periods.annualised(spring), reference=periods.annualised(before))
    >>> print(found)
    1.663 (95% CI 1.290 to 2.129)
    >>> found.basis
    {'period': 'April 2021 to June 2021 against April 2020 to March 2021'}

    How much larger a disparity is than it was:

    >>> from disprop import rate_ratio
    >>> before = rate_ratio(group=(20, 46_000), reference=(300, 1_750_000))
    >>> after = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))
    >>> print(compare("ratio of ratios", group=after, reference=before))
    1.40 (95% CI 0.79 to 2.53)
    """
    one_of("comparison", measure, MEASURES)
    accepted = words_of(accept)
    for side, given in zip(SIDES, (group, reference), strict=True):
        _refuse_others(measure, side, given)
    refuse_unlike(group, reference, accepted)
    if group.measure != reference.measure:
        raise worded("two measures", "measure", (group.measure, reference.measure))
    _labels.same_labels({side: axes_of(given) for side, given in zip(SIDES, (group, reference), strict=True)})
    comparison = MEASURES[measure][parameter_of(group)]
    found = comparison(group=_counts(group), reference=_counts(reference), **options)
    return based(_named(found, group, reference), {**_joined(group, reference), **found.basis})


def _refuse_others(measure: str, side: str, given: Any) -> None:
    """Refuse what is no estimate, or none of a family that the measure compares."""
    of_kind(Estimate, side, "must be an Estimate, as rate, proportion or periods.rate gives", given)
    if parameter_of(given) in MEASURES[measure] and given.measure not in INSTEAD:
        return
    hint = f"; {INSTEAD[given.measure]}" if given.measure in INSTEAD else _fitting(given)
    compares = next(iter(MEASURES[measure]))
    raise advised(f"{measure!r} compares two {compares}s; {side} is {given.measure!r}", hint, what=side, got=given)


def _fitting(given: Estimate) -> str:
    """Return which measures compare two such estimates, where some do."""
    fit = [repr(name) for name, families in MEASURES.items() if parameter_of(given) in families]
    return f": ask for {' or '.join(fit)}" if fit else ""


def _counts(side: Estimate) -> Estimate | tuple[Number | Uncertain, ...]:
    """Return the counts that an estimate is of, each as well known as it was; sums over strata as one."""
    if parameter_of(side) == STANDARDISED:
        return side
    return tuple(_count(side, name) for name in islice(side.data, len(FAMILIES[parameter_of(side)].data)))


def _count(side: Estimate, name: str) -> Number | Uncertain:
    if (error := f"{name}_cv") in side.data:
        value = np.asarray(side.data[name])
        kind = NORMAL if np.any(side.data[f"{name}_normal"]) else LOGNORMAL
        return estimate_of(value, np.where(value == 0, 0.0, value * side.data[error]), kind)
    if f"{name}_least" not in side.data:
        return side.data[name]
    low, high, best = (np.asarray(side.data[own]) for own in (f"{name}_least", f"{name}_most", name))
    guessed = side.basis.get(UNVERIFIED) != EITHER_WAY  # else what is known, which is no guess at all of them
    return made(low, high, best if guessed else np.full(low.shape, np.nan))


def _named(found: Estimate, group: Estimate, reference: Estimate) -> Estimate:
    """Return a comparison whose counts are called as those of its sides, and whose unit has their length of time."""
    sides = dict(zip(SIDES, (group, reference), strict=True))
    own = {side: FAMILIES[parameter_of(given)].data for side, given in sides.items()}
    names = [f"{side}_{name}" for side, counts in own.items() for name in islice(sides[side].data, len(counts))]
    known = dict(zip(found.data, names, strict=False))  # what they may be at least and at most comes after all counts
    data = {_renamed(name, known): count for name, count in found.data.items()}
    axes = next((own for own in map(axes_of, sides.values()) if own), ())
    labelled = remade(found, axes=axes if len(axes) == found.value.ndim else ())
    return replace(labelled, data=data, unit=group.per(1).unit if found.unit else "")


def _renamed(name: str, known: dict[str, str]) -> str:
    """Return the name of a count, or of what it may be at least or at most, by what its side calls it."""
    own = next(one for one in known if name.startswith(one))
    return name.replace(own, known[own])


def _joined(group: Estimate, reference: Estimate) -> dict[str, str]:
    """Return what both rest on, and of an unlike word either side's."""
    texts = {word: [side.basis.get(word, "not said") for side in (group, reference)] for word in WORDS}
    said = {word for side in (group, reference) for word in side.basis}
    return {word: " against ".join(dict.fromkeys(texts[word])) for word in WORDS if word in said}
