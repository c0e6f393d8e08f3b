"""A second source for events whose group was not stated, and how its codes go with the groups that were."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import Said, lacking, refused, unknown, worded
from disprop.estimate import Result

NEAR = 1e-9  # a sum of shares is 1 but for rounding
Rows = Mapping[str, Mapping[str, Any]]


class SecondSource(Result):
    """What another source says of events whose group was not stated.

    Attributes
    ----------
    codes : the codes of the other source.
    seen : of the events without a group, how many have each code.
    of_group, of_reference : of events with this code, the share that is of the group, and of the reference; NaN
        without a reference.
    both : how many events with this code have a group, from which the shares come; infinite where they were given.
    """

    codes: tuple[str, ...]
    seen: FloatArray
    of_group: FloatArray
    of_reference: FloatArray
    both: FloatArray

    def __str__(self) -> str:
        """Write a line for each code."""
        line = "{}: {:,.0f} seen, {:.1%} of the group"
        line += "" if np.isnan(self.of_reference).any() else ", {:.1%} of the reference"
        return "\n".join(map(line.format, self.codes, self.seen, self.of_group, self.of_reference))


def drawn(source: SecondSource, times: int, random: np.random.Generator) -> FloatArray:
    """Return how many of those seen are of the group, the reference and others, so many times by chance."""
    of_reference = np.nan_to_num(source.of_reference)
    shares = np.stack([source.of_group, of_reference, 1 - source.of_group - of_reference], axis=-1)
    shares, both = np.maximum(shares, 0.0), source.both[:, np.newaxis]
    weights = random.standard_gamma(shares * np.where(np.isinf(both), 1.0, both), (times, *shares.shape))
    return divided(source.seen, np.where(np.isinf(both), shares, weights), random).sum(axis=1)


def divided(events: FloatArray, weights: FloatArray, random: np.random.Generator) -> FloatArray:
    """Return whole events divided by chance in proportion to weights, on the last axis; of no weight to the last."""
    total = weights.sum(axis=-1, keepdims=True)
    none = np.arange(weights.shape[-1]) == weights.shape[-1] - 1
    shares = np.where(total > 0, weights / np.where(total > 0, total, 1.0), none)
    return random.multinomial(events.astype(np.int64), shares).astype(np.float64)


def second_source(
    seen: Mapping[str, Any],
    *,
    group: str,
    reference: str | None = None,
    both: Rows | None = None,
    confusion: Rows | None = None,
) -> SecondSource:
    """Return what a second source says of events whose group was not stated, for `not_stated`.

    Use it where somebody else recorded a group too, such as the officer, and many events have both records: their
    confusion matrix says what the second one is worth. It is taken to be the same where the first record is missing.

    Parameters
    ----------
    seen : mapping of str to int
        Of the events without a group, how many have each code of the second source. Events without either are left out.
    group, reference : str
        The groups that are compared, by the names that they have within `both`.
    both : mapping of str to mapping of str to int
        For each code the events that have a group, by group: `pandas.crosstab(codes, groups).to_dict("index")`.
    confusion : mapping of str to mapping of str to float
        In place of `both`, for each code the share that is of each group, known from elsewhere; each row sums to 1.

    Returns
    -------
    SecondSource
        The codes with their shares.

    Raises
    ------
    DispropError
        For a row of shares that does not sum to 1, or of no events, and for a code without a row: each by its name.

    Examples
    --------
    >>> from disprop.imperfect import second_source
    >>> print(
    ...     second_source(
    ...         {"White": 61, "Black": 24},
    ...         group="Black",
    ...         reference="White",
    ...         both={"White": {"White": 570, "Mixed": 7, "Black": 1}, "Black": {"White": 1, "Mixed": 16, "Black": 67}},
    ...     )
    ... )
    White: 61 seen, 0.2% of the group, 98.6% of the reference
    Black: 24 seen, 79.8% of the group, 1.2% of the reference
    """
    if (both is None) == (confusion is None):
        raise worded("two ways", "both and confusion", Said("neither" if both is None else "both"))
    name, rows = ("confusion", confusion) if both is None else ("both", both)
    codes = tuple(_mapping("seen", seen))
    counts = _arrays.counts("seen", list(seen.values()))
    read = [_row(name, code, _mapping(name, rows), (group, reference)) for code in codes]
    groups = dict.fromkeys(
        own for code, row in _mapping(name, rows).items() for own in _mapping(f"{name} of {code!r}", row)
    )
    if lost := [side for side in (group, reference) if side is not None and side not in groups]:
        raise unknown(f"group of {name}", lost[0], groups)
    if group == reference:
        raise refused("reference", "must be another group than group", reference)
    of_group, of_reference, totals = (np.array(column) for column in zip(*read, strict=True))
    return SecondSource(codes, counts, of_group, of_reference, totals)


def _mapping(name: str, given: object) -> Mapping[str, Any]:
    if not isinstance(given, Mapping) or not given:
        raise refused(name, "must be a mapping from codes", given, hint='; of a frame take .to_dict("index")')
    return given


def _row(name: str, code: str, rows: Mapping[str, Any], sides: tuple[str, str | None]) -> tuple[float, float, float]:
    """Return the shares of both sides among events with a code, and how many events these come from."""
    if code not in rows:
        raise lacking(f"{name}, for the codes that are seen,", code, map(str, rows))
    row, where = _mapping(f"{name} of {code!r}", rows[code]), f"{name} of {code!r}"
    read = _arrays.counts if name == "both" else _arrays.probability
    cells = dict(zip(row, read(where, list(row.values())).tolist(), strict=True))
    total = sum(cells.values())
    if name == "confusion" and abs(total - 1) > NEAR:
        raise refused(where, "must sum to 1", total, hint="; divide each by their sum, or give counts as both=")
    if not total:
        raise worded("code without events", name, 0, code, of=where)
    of_group, of_reference = (cells.get(side, 0.0) / total if side is not None else np.nan for side in sides)
    return of_group, of_reference, total if name == "both" else np.inf
