"""Results of any kind, and frames of them, as a table in one of four formats."""

from collections.abc import Sequence
from typing import Any, Literal, get_args

from disprop._errors import Said, needed, one_of, refused
from disprop._sentences import WORDS, said_of, together
from disprop._tabled import Layout, Row, laid_out, one_line, plain, written
from disprop.estimate import Result, estimates_of, rows_of
from disprop.plot._rows import one_each
from disprop.tables._engine import framed, is_frame
from disprop.tables.rows import rows_of_frame, sentences

Format = Literal["html", "markdown", "latex", "great-tables"]


def table(
    found: Any,
    to: Format = "html",
    *,
    labels: str | Sequence[str] | None = None,
    groups: str | Sequence[str] | None = None,
    title: str = "",
    counts: bool = True,
) -> Any:
    r"""Return results as a table for a report: a row for each number, with its counts and "value (low to high)".

    The numbers are those that `str` of an estimate prints, with as many digits as its interval has to say. What is the
    same in all rows is said once: the measure, its unit and the level in the head, the method, the reference, what else
    the numbers rest on and notes below the table. What is said of some rows only has a mark there. A count known only
    in part shows between what it lies, and so does its value; "undefined" and "infinity" are words. Names may hold
    anything: they are escaped, and a mark stands for each character that cannot be seen, or that turns text around.

    Parameters
    ----------
    found : Estimate, Record, other result, sequence or mapping of Estimates and Records, or data frame
        A mapping gives the names of the rows, an array those of its counts. A frame is what `tables.estimate_by`,
        `tables.compare_by` or `tables.to_frame` gave, of any library, whole or a part of it: it has the columns value,
        low and high. Leave the rows of the reference out, and the counts of the reference stand beside the others.
    to : str
        "html" (default; Word takes it too), "markdown" and "latex" need nothing. LaTeX is a plain `tabular`, and
        beyond 40 rows a `longtable`, whose package the first line names. "great-tables" is a `GT` to go on with, and
        needs that package.
    labels : str or sequence of str, optional
        The columns of the frame that name its rows. Left out, they are those before the value that hold no numbers, or
        whose name says year, quarter, month, week, day, date or period.
    groups : str or sequence of str, optional
        A column of the frame, or one text for each row: rows of one group stand together, under its name.
    title : str
        What stands above the table.
    counts : bool
        False leaves the counts out, for a narrow page.

    Returns
    -------
    str, or great_tables.GT

    Raises
    ------
    DispropError
        When there is nothing to show, a column is not there, groups are not as many as the rows, or the format is
        unknown.
    ImportError
        When Great Tables is not installed.

    Examples
    --------
    >>> from disprop import rate_ratio, report
    >>> ratios = {
    ...     "Kent": rate_ratio(group=(33, 46_476), reference=(352, 1_761_205)),
    ...     "Surrey": rate_ratio(group=(0, 0), reference=(12, 90_000)),
    ... }
    >>> print(report.table(ratios, to="markdown", counts=False))
    |  | rate ratio (95% CI) |
    |:--|--:|
    | Kent | 3.55 (2.45 to 5.02) |
    | Surrey | undefined \[a\] |
    <BLANKLINE>
    method: mid-p
    <BLANKLINE>
    \[a\] group events is 0 and group population is 0
    """
    layout = layout_of_any(found, labels, groups, counts=counts)
    if one_of("format of a table", to, get_args(Format)) == "great-tables":
        return _great(layout, title)
    return written(layout, to, title)


def sentence(
    found: Any, style: str = "news", *, group: str = "", reference: str = "", events: str = "", population: str = ""
) -> str:
    """Return results of any kind, and frames of them, in sentences, one a line, with the numbers that `table` has.

    Parameters
    ----------
    found : Estimate, Record, other result, sequence or mapping of Estimates and Records, or data frame
        A mapping gives the names that stand before the sentences, a frame its labels.
    style : str
        "news" (default) or "journal", as for `Estimate.sentence`.
    group, reference, events, population : str
        As for `Estimate.sentence`, and of a frame as for `tables.sentences`.

    Returns
    -------
    str

    Raises
    ------
    DispropError
        For what is no result, and for an unknown style.

    Examples
    --------
    >>> from disprop import proportion, report
    >>> print(report.sentence({"December": proportion(12, 14), "January": proportion(2, 4)}, "journal"))
    December: the count was 12 of 14: proportion 0.857 (95% CI 0.603 to 0.975).
    January: the count was 2 of 4: proportion 0.500 (95% CI 0.094 to 0.906).
    """
    names = {"group": group, "reference": reference, "events": events, "population": population}
    if is_frame(found):
        return "\n".join(sentences(found, style, **names))
    if isinstance(found, Result):
        return found.sentence(style, **names)
    style = one_of("style of a sentence", style, WORDS["styles"])
    return together([said_of(row, style, names) for row in rows_of(estimates_of(found))])


def layout_of_any(found: Any, labels: Any = None, groups: Any = None, *, counts: bool = True) -> Layout:
    """Return any results as a table that is ready to be written."""
    rows = rows_in(found, labels, groups if isinstance(groups, str) else "")
    if groups is not None:
        rows = _grouped(rows, [row.group for row in rows] if isinstance(groups, str) else groups)
    return laid_out(rows, counts=counts) if rows else plain(found.to_dict())


def rows_in(found: Any, labels: Any = None, group: str = "") -> list[Row]:
    """Return the rows of any results; a result without estimates has none."""
    if is_frame(found):
        return rows_of_frame(found, labels, group)
    if labels is not None or group:
        raise refused("labels", "are columns of a frame", Said(type(found).__name__), hint="; a mapping names rows")
    return found._rows() if isinstance(found, Result) else rows_of(estimates_of(found))  # noqa: SLF001 (our own)


def _grouped(rows: Sequence[Row], groups: Sequence[str]) -> list[Row]:
    """Return rows under the names of their groups, in the order in which these are met."""
    one_each("groups", groups, len(rows))
    own = [row._replace(group=group) for row, group in zip(rows, groups, strict=True)]
    return sorted(own, key=lambda row: [*groups].index(row.group))


def _great(layout: Layout, title: str) -> Any:
    """Return a table of Great Tables."""
    places = [str(place) for place in range(len(layout.head))]
    rows = [[*cells[:-1], f"{cells[-1]} [{mark}]" if mark else cells[-1]] for _, cells, mark in layout.rows]
    columns = {place: [*map(one_line, cells)] for place, cells in zip(places, zip(*rows, strict=True), strict=True)}
    groups = {"group": [one_line(group) for group, *_ in layout.rows]} if layout.rows[0][0] else {}
    kinds = {"rowname_col": places[0] if layout.named else None, "groupname_col": next(iter(groups), None)}
    drawn = needed("great_tables").GT(framed(columns | groups), **kinds)
    drawn = drawn.cols_label(dict(zip(places, map(one_line, layout.head), strict=True)))
    drawn = drawn.cols_align("right", places[layout.named :])
    for mark, text in layout.notes:
        drawn = drawn.tab_source_note(one_line(f"[{mark}] {text}" if mark else text))
    return drawn.tab_header(one_line(title)) if title else drawn
