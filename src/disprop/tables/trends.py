"""The trend of a rate, or of a ratio, for every group of a frame."""

from typing import Any

from disprop._compare import ACCEPTABLE, WHY
from disprop._errors import in_line, worded
from disprop.periods import ratio_trend, trend
from disprop.schemas._frames import Frame, Names, known, listed
from disprop.tables._engine import columns_of_frame, in_pandas
from disprop.tables.verbs import compare_by, estimate_by


def trend_by(
    frame: Frame,
    *,
    columns: tuple[str, str],
    time: str,
    by: Names = (),
    group: str | None = None,
    accept: Names = (),
    **options: Any,
) -> Frame:
    """Return by how much a rate, or a ratio to a reference, changes in a year, for every group and place.

    Rows of one series and time are added up first. A series without a row for one of the times has no value, and "note"
    names the time: leave such times out. An area that has no row in some years is in the sums of the others: let `by`
    name the areas, or compare the same ones.

    Parameters
    ----------
    frame : any frame that Narwhals knows
        The counts, a row for each group and time; it is not changed.
    columns : pair of str
        The columns of the numerator and the denominator, as in `estimate_by`.
    time : str
        The column of the times, as `periods.trend` takes them.
    by : str or sequence of str
        The columns that name the series; with `group` those of the places, or none.
    group : str, optional
        The column of the groups, each of which is compared with `reference`: the trend of a ratio. Without it that of a
        rate.
    accept : str or sequence of str
        Words of a basis in which a series may change on its way, such as "classification" or "person", where the frame
        has a column of that name: it is refused otherwise. And what else `estimate_by` accepts.
    options
        `leave_out=` and `level=` of `estimate_by`; with `group` also `reference=` of `compare_by`.

    Returns
    -------
    frame of the caller's kind
        As of `estimate_by`, and with `group` of `compare_by`: value, low and high are those of the `ratio` of
        `periods.trend` or `periods.ratio_trend`, and "note" says what it rests on.

    Raises
    ------
    DispropError
        As for these, and for a series in which counting or classification changes.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import tables
    >>> stops = pd.DataFrame(
    ...     {
    ...         "year": ["2018-19", "2019-20", "2020-21", "2021-22"] * 2,
    ...         "ethnicity": ["Black"] * 4 + ["White"] * 4,
    ...         "stops": [9, 12, 14, 20, 90, 80, 95, 100],
    ...         "people": [900] * 4 + [20_000] * 4,
    ...     }
    ... )
    >>> columns = ("stops", "people")
    >>> found = tables.trend_by(stops, columns=columns, time="year", by="ethnicity")
    >>> found[["ethnicity", "value", "low", "high", "measure"]].round(2)
      ethnicity  value   low  high              measure
    0     Black   1.30  0.76  2.21  rate ratio per year
    1     White   1.05  0.86  1.29  rate ratio per year
    >>> found = tables.trend_by(stops, columns=columns, time="year", group="ethnicity", reference="White")
    >>> found[["ethnicity", "value", "low", "high", "measure"]].round(2).head(1)
      ethnicity  value  low  high                        measure
    0     Black   1.23  0.7  2.16  ratio of rate ratios per year
    """
    places, accepted = listed(by, "by="), listed(accept, "accept=")
    keys = [*places, *([] if group is None else [group])]
    _refuse_breaks(frame, keys, {*keys, time, "period", *accepted})
    options |= {"columns": columns, "strata": time, "accept": [each for each in accepted if each not in ACCEPTABLE]}
    if group is None:
        return estimate_by(frame, trend, by=places, **options)
    return compare_by(frame, ratio_trend, group=group, within=places, **options)


def _refuse_breaks(frame: Frame, keys: list[str], others: set[str]) -> None:
    """Refuse a series of which a word of the basis changes on the way, unless that is accepted."""
    table = known(frame)
    for word in (name for name in columns_of_frame(table) if keys and name in WHY and name not in others):
        rows = in_pandas(table.select([*keys, word]).unique().to_native())
        texts = rows.groupby(keys, dropna=False)[word].unique()
        if any(changed := texts.map(len) > 1):
            both = in_line(map(repr, texts[changed].iloc[0]))
            raise worded("unlike in turn", word, one=texts.index[changed][0], both=both, why=WHY[word])
