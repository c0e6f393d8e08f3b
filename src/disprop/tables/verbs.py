"""A statistic for every group, and every group against a reference within areas."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from disprop._errors import worded
from disprop.estimate import Estimate, Record
from disprop.schemas._frames import Frame, Names, listed
from disprop.tables._adjusted import compared_by_model
from disprop.tables._asked import Answers, LeftOut
from disprop.tables._cells import EVERYONE
from disprop.tables._engine import AGAINST, ROWS, like
from disprop.tables._grid import cells_of, columns_of, grid_of, in_rows, only_on_one_side, strata_of
from disprop.tables._statistic import STAGES, called, compared_with
from disprop.tables._sums import Columns, counted_once


def estimate_by(  # noqa: PLR0913 (each names columns of the frame, or rows of it)
    frame: Frame,
    statistic: Callable[..., Estimate | Record],
    *,
    columns: tuple[str, str],
    by: Names,
    strata: Names = (),
    per: float | None = None,
    among: Callable[[Estimate], Record] | None = None,
    accept: Names = (),
    leave_out: LeftOut = (),
    **options: Any,
) -> Frame:
    """Return a statistic with its interval for every combination of the `by` columns.

    Rows with the same combination are added up first, numerators and denominators alike, and the column "rows"
    says how many there were. So leave out the areas to pool over them; but give each population once, for adding
    it up over months counts the same people again (unless person-time is what you want).

    Parameters
    ----------
    frame : any frame that Narwhals knows
        The counts; it is not changed.
    statistic : function
        `disprop.rate` or `disprop.proportion`, or another of a numerator and a denominator; with strata
        `disprop.direct_rate`.
    columns : pair of str
        The columns of the numerator and the denominator, in this order: swapped ones give numbers too, which only
        `schemas.check(found, schemas.Estimates)` points out. A count known only in part has columns `<name>_low` and
        `<name>_high` beside it, or in its place, as `cleaning.bounds` makes them.
        A population that is an estimate has its error beside it: "population_se", "population_cv" or, with the level
        of a margin in its name, "population_moe90"; that of a sum is the root of the sum of squares.
    by : str or sequence of str
        The columns that name the groups.
    strata : str or sequence of str
        The columns that name the strata, for a statistic that joins them. The strata are all that the frame or the
        standard has; a group without a row for one of them has no value, and "note" names the stratum.
    per : float, optional
        10_000 gives rates per 10,000.
    among : function, optional
        `areas.funnel`, `areas.ranks` or `areas.shrunk`: also what it says of each row among the others, in columns
        behind the rest. With options as in ``functools.partial(areas.funnel, target=1)``.
    accept : str or sequence of str
        What may count twice after all: "totals", "repeated rows", "repeated population" (as person-time does),
        "overlaps".
    leave_out : str, sequence of str, or dict
        "totals" or "repeated rows" leaves out the rows that the error lists; {"force": ["Total", "Region 1"]} those
        with these labels.
    options : str, float, dict
        `method=`, `level=` and, with strata, `standard=`: the name of a standard population, or weights by stratum
        such as {"0-64": 0.8, "65+": 0.2}.

    Returns
    -------
    frame of the caller's kind
        The `by` columns, both counts, value, low, high, least, most, level, sides, method, measure, unit, a column for
        each word of the `basis`, such as standard, rows and note, in the order in which the groups first appear. Of a
        count known only in part its best guess, and `<name>_least` and `<name>_most` behind both counts.

    Raises
    ------
    DispropError
        For a column that is not there, and for rows that cannot be used: one error that lists them all, or for a lazy
        frame one that counts them. For rows that would count twice, unless `accept` or `leave_out` answers.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import direct_rate, rate, tables
    >>> scans = pd.DataFrame(
    ...     {"group": ["Black", "White British or Irish"], "scans": [33, 352], "people": [46_476, 1_761_205]}
    ... )
    >>> rates = tables.estimate_by(scans, rate, columns=("scans", "people"), by="group", per=10_000)
    >>> rates[["group", "value", "low", "high"]].round(1)
                        group  value  low  high
    0                   Black    7.1  4.9  10.0
    1  White British or Irish    2.0  1.8   2.2

    At the same ages:

    >>> ages = pd.DataFrame(
    ...     {
    ...         "area": ["A", "A", "B", "B"],
    ...         "age": ["0-64", "65+"] * 2,
    ...         "cases": [40, 90, 10, 160],
    ...         "people": [9_000, 1_000, 3_000, 2_000],
    ...     }
    ... )
    >>> rates = tables.estimate_by(
    ...     ages, direct_rate, columns=("cases", "people"), by="area", strata="age", standard="european-2013", per=1_000
    ... )
    >>> rates[["area", "value", "low", "high"]].round(1)
      area  value   low  high
    0    A   21.1  17.5  25.3
    1    B   18.3  15.5  21.6
    """
    keys, layers = listed(by, "by="), listed(strata, "strata=")
    if not keys:
        raise worded("estimate by nothing", "by")
    asked = called(statistic, options, columns, per, compares=False)
    asked.check_strata(layers, compares=False)
    named = Columns([*keys, *layers], columns[:1], columns[1:], layers, asked.own.of_parts(options))
    _, added = counted_once(frame, named, Answers.of(accept, leave_out, frame))
    grid = cells_of(added, keys, columns, strata_of(added, layers, options.get("standard")))
    estimates = asked.of(grid)
    sums = grid.sums
    rows = {ROWS: sums.pop(ROWS)}
    results = {name: grid.columns(each, rows) for name, each in estimates.items()}
    columns_found = in_rows(results, range(len(grid.keys)), columns_of(grid.keys, keys), sums)
    return like(frame, *columns_found, asked.among(among, grid))


def compare_by(  # noqa: PLR0913 (each names columns of the frame, or one of its values)
    frame: Frame,
    statistic: Callable[..., Estimate | Record],
    *,
    columns: tuple[str | Sequence[str], str],
    group: str,
    reference: object = EVERYONE,
    within: Names = (),
    reference_within: Names | None = None,
    strata: Names = (),
    per: float | None = None,
    among: Callable[[Estimate], Record] | None = None,
    accept: Names = (),
    leave_out: LeftOut = (),
    **options: Any,
) -> Frame:
    """Return every group's ratio to, or difference from, a reference or everyone, within each area.

    Every group that appears anywhere in the frame has a row in every area. Where an area has no row for it, or
    none for the reference, the value is undefined and the column "note" says why: nothing vanishes, and what is
    missing is never 0. The reference itself has value 1 (0 for a difference) and no interval. Rows are added up as in
    `estimate_by`. A whole is the sum of all groups, each of which needs a row: a row of totals is no group, and refused
    as one that counts twice.

    Parameters
    ----------
    frame : any frame that Narwhals knows
        The counts; it is not changed.
    statistic : function
        `disprop.rate_ratio` or `disprop.risk_ratio`, or another of `group=` and `reference=` pairs; or of `group=` and
        `whole=`: `disparity.share_ratio`, `disparity.readings`, which has a row for each. With strata:
        `direct_rate_ratio`, `direct_rate_difference`, `strata.mantel_haenszel`, `strata.stratified_score`,
        `areas.pool`, `areas.averages`, which has a row for each average, `disparity.stages`, or `indirect_ratio`, whose
        expected events come from the rates of the reference. Or `models.adjusted_ratio`, a regression. A function of
        your own becomes one by `@disprop.statistic("What does it answer?")`.
    columns : pair of str
        The columns of the numerator and the denominator, as in `estimate_by`; of `disparity.stages` the numerators of
        all stages and the first denominator, (["stops", "searches", "arrests"], "people"), or with the column of the
        stages in `strata=` one of each.
    group : str
        The column that names the groups.
    reference : value of that column, `tables.EVERYONE` or `tables.OTHERS`
        The group that the others are compared with; or all other groups, each time without the group itself; or
        everyone (default), the group among them, where the statistic takes a whole.
    within : str or sequence of str
        The columns that name the areas or periods; none pools over all rows.
    reference_within : str or sequence of str, optional
        Those of the `within` columns that the reference, or the whole, shares with the group, as "state" does of
        ("state", "district"); () compares with all rows of the frame. As the group itself without it.
    strata : str or sequence of str
        The columns that name the strata (for `areas.pool` the areas), for a statistic that joins them. Where a side has
        no row for one of them the value is undefined, and "note" names the stratum.
    per : float, optional
        10_000 gives differences per 10,000; a ratio has no unit.
    among : function, optional
        As in `estimate_by`, of each group by itself: the areas of one group are set beside each other.
    accept, leave_out : str, sequence of str, or dict
        As in `estimate_by`.
    options : str, float, dict
        What the statistic takes: `method=`, `level=`, `measure=` of `strata.mantel_haenszel`, or `standard=` as in
        `estimate_by`. Of `models.adjusted_ratio` `covariates=` (numbers have one slope, text a level for each value),
        `family=` and `cluster=`, names of columns: rows with the same group, covariates and cluster are added up first,
        and a column that names areas is the cluster, where neither is named.

    Returns
    -------
    frame of the caller's kind
        The `within` and `group` columns; the counts of the group and the rows that were added up for them, the same
        of the reference with ``reference_`` before the names, of the whole with ``whole_``; reference (its name),
        value, low, high, least, most, level, sides, method, measure, unit, a column for each word of the `basis`, such
        as standard or tau2, and note. Of averages a row for each, with its name in the column "name", and none for the
        reference; of a regression degrees_of_freedom and dispersion too.

    Raises
    ------
    DispropError
        For a column or reference that is not there, for rows that cannot be used: one error that lists them all; for
        rows that would count twice, unless `accept` or `leave_out` answers.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import rate_ratio, tables
    >>> scans = pd.DataFrame(
    ...     {"group": ["Black", "White British or Irish"], "scans": [33, 352], "people": [46_476, 1_761_205]}
    ... )
    >>> ratios = tables.compare_by(
    ...     scans, rate_ratio, columns=("scans", "people"), group="group", reference="White British or Irish"
    ... )
    >>> ratios[["group", "value", "low", "high", "note"]].round(2)
                        group  value   low  high       note
    0                   Black   3.55  2.45  5.02
    1  White British or Irish   1.00   NaN   NaN  reference

    Beside everyone, the group among them:

    >>> from disprop import disparity
    >>> found = tables.compare_by(scans, disparity.share_ratio, columns=("scans", "people"), group="group")
    >>> found[["group", "value", "low", "high", "reference"]].round(2)
                        group  value   low  high reference
    0                   Black   3.33  2.36  4.55  everyone
    1  White British or Irish   0.94  0.91  0.96  everyone

    Like with like within forces:

    >>> from disprop import strata
    >>> stops = pd.DataFrame(
    ...     {
    ...         "force": ["Kent", "Kent", "Essex", "Essex"],
    ...         "ethnicity": ["Black", "White"] * 2,
    ...         "stops": [90, 400, 40, 900],
    ...         "people": [9_000, 100_000, 2_000, 150_000],
    ...     }
    ... )
    >>> ratios = tables.compare_by(
    ...     stops,
    ...     strata.mantel_haenszel,
    ...     columns=("stops", "people"),
    ...     group="ethnicity",
    ...     reference="White",
    ...     strata="force",
    ...     measure="rate ratio",
    ... )
    >>> ratios[["ethnicity", "value", "low", "high"]].round(2)
      ethnicity  value   low  high
    0     Black   2.72  2.26  3.28
    1     White   1.00   NaN   NaN

    And adjusted for them by a regression:

    >>> from disprop import models
    >>> sides = {"columns": ("stops", "people"), "group": "ethnicity", "reference": "White"}
    >>> found = tables.compare_by(stops, models.adjusted_ratio, **sides, covariates=["force"], family="poisson")
    >>> found[["ethnicity", "value", "low", "high", "adjusted_for"]].round(2)
      ethnicity  value   low  high adjusted_for
    0     Black   2.74  2.27   3.3        force
    1     White   1.00   NaN   NaN        force
    """
    areas, layers = listed(within, "within="), listed(strata, "strata=")
    answers = Answers.of(accept, leave_out, frame)
    wide = None if reference_within is None else listed(reference_within, "reference_within=")
    asked = called(statistic, options, columns, per, compares=True)
    own, counted = asked.own, asked.columns
    whole = compared_with(own, reference, areas, wide)
    if own.models:
        if layers or per is not None or among is not None:
            raise worded("regression takes", "strata")
        return compared_by_model(frame, asked, places=areas, group=group, reference=reference, answers=answers)
    asked.check_strata(layers, compares=True)
    named = Columns([*areas, group, *layers], counted[:-1], counted[-1:], layers, own.of_parts(options))
    kept, added = counted_once(frame, named, answers)
    strata_found = strata_of(added, layers, options.get("standard"))
    grid = grid_of(added, areas, group, reference, counted, strata_found, wide=wide, whole=whole)
    if wide is None:
        grid = grid._replace(uneven=only_on_one_side(kept, [*areas, group], grid.keys, reference, layers))
    estimates = asked.of(grid)
    keys = columns_of(grid.group.keys, [*areas, group])
    against = {AGAINST: grid.against}
    results = {name: against | grid.columns(each, against) for name, each in estimates.items()}
    kept_rows = np.flatnonzero(~grid.is_reference).tolist()
    if not kept_rows and len(results) > 1:
        raise worded("nothing to compare", "reference", reference)
    sums = {} if STAGES in own.options and layers else grid.sums  # events of stages do not add up
    return like(frame, *in_rows(results, kept_rows, keys, sums), asked.among(among, grid))
