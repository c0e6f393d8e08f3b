"""Readers of populations by area and ethnic group: censuses, and surveys with suppression marks or margins of error."""

from collections.abc import Sequence
from typing import Any, Unpack

from disprop._calls import options_of
from disprop._marks import Range
from disprop.cleaning import _looks
from disprop.cleaning._known import COUNTS, LABEL, MOE, Known, grouped, lengthened, opened, read, summed
from disprop.cleaning._rules import bounds
from disprop.cleaning._work import Work
from disprop.cleaning.result import Cleaned
from disprop.cleaning.table import Told, read_table

# What the Annual Population Survey prints for an estimate: from 0 to 2 people in the sample, fewer than 500, missing.
SURVEY_MARKS: dict[str, Range] = {"!": (0, None), "~": (0, 499), "-": (0, None)}
SURVEYED = {"population": "", "population_low": "_low", "population_high": "_high"}
SIGN, ESTIMATE = "!!", "Estimate"


@options_of(read_table)
def read_census(source: Any, **options: Unpack[Told]) -> Cleaned:
    r"""Return a census of England and Wales by area and ethnic group, one row for each area and group, with the log.

    Use it for tables QS201EW of 2011 and TS021 of 2021, and others by ethnic group, from Nomis or the Office for
    National Statistics: with a column for each group, or with a row for each as their interfaces give it.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        The file as downloaded.
    sheet, header, skip, leave_out, drop, answers : optional
        Where it stands in the file, and what answers the questions, as in `read_table`; they use the new names.

    Returns
    -------
    Cleaned
        `area`, `code` if there is one, `ethnicity` and `population`, with the other columns beside them; the groups are
        those of the classifications `census-2011-18`, `census-2021-19` or `census-2021-5`. Sums of groups that are
        there are left out; where the groups do not add up to them there is a question. So there is about an area that
        reads like a total, that has no name or that is there twice; its rows are kept.

    Raises
    ------
    DispropError
        For another table: it says what was expected and found, and which reader fits.

    Examples
    --------
    >>> import io
    >>> from disprop import cleaning
    >>> groups = '"Asian, Asian British or Asian Welsh","Mixed or Multiple ethnic groups","White"'
    >>> text = (
    ...     f'"TS021 - Ethnic group"\n\n"local authority","mnemonic",{groups}\n"Leeds","E08000035",78772,27590,641376\n'
    ... )
    >>> print(cleaning.read_census(io.StringIO(text)).frame)
        area       code                            ethnicity  population
    0  Leeds  E08000035  Asian, Asian British or Asian Welsh       78772
    1  Leeds  E08000035      Mixed or Multiple ethnic groups       27590
    2  Leeds  E08000035                                White      641376
    """
    work, table, groups = opened(source, "read_census", options)
    if LABEL in table.needs:
        _without_shares(work)
        grouped(work, table)
        read(work, table)
        return work.cleaned()
    read(work, table, dict.fromkeys(groups, COUNTS))
    _looks.repeated(work, work.grid.rows(), "area")
    return lengthened(work, LABEL, summed(work, table, groups), {"population": ""})


@options_of(read_table)
def read_survey(source: Any, **options: Unpack[Told]) -> Cleaned:
    r"""Return estimates of a survey by area and ethnic group, with how good they are, and the log.

    Use it for tables of the Annual Population Survey, whose marks are kept as bounds: a mark is not a number, and not
    0. And for tables of the American Community Survey by race, from American FactFinder or data.census.gov, whose
    margins of error (at 90%) stand beside the estimates, as the verbs of `tables` take them.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        The file as downloaded.
    sheet, header, skip, leave_out, drop, answers : optional
        Where it stands in the file, and what answers the questions, as in `read_table`; they use the new names.

    Returns
    -------
    Cleaned
        `area`, `code` if there is one, `ethnicity` and `population`. Of the Annual Population Survey `population_low`
        and `population_high`: `!` (at most two people in the sample) and `-` (missing) are any number, without a
        largest one, `~` (fewer than 500) is 0 to 499. Of the American one `population_moe90`: 0 where the margin is
        `*****`, as such an estimate is controlled and has no error of sampling; an empty margin is a question. An area
        or a group that reads like a total, and an area that is there twice, is kept, and is a question.

    Raises
    ------
    DispropError
        For another table: it says what was expected and found, and which reader fits.

    Examples
    --------
    >>> import io
    >>> from disprop import cleaning
    >>> table = io.StringIO("LAD,White,Mixed,Black\nDarlington,86400,~,!\n")
    >>> print(cleaning.read_survey(table).frame)
             area ethnicity  population  population_low  population_high
    0  Darlington     White       86400           86400            86400
    1  Darlington     Mixed        <NA>               0              499
    2  Darlington     Black        <NA>               0             <NA>
    """
    work, table, groups = opened(source, "read_survey", options)
    if any(name.endswith(MOE) for name in work.grid.names):
        return _with_margins(work, table, groups)
    unnamed = [row for row in work.grid.rows() if not str(work.grid.cell(row, "area") or "").strip()]
    work.leave_out(unnamed, "no-area", "a row without an area, such as a total, belongs to none")
    read(work, table, dict.fromkeys(groups, ("thousands", bounds(SURVEY_MARKS), "integer")))
    _looks.repeated(work, work.grid.rows(), "area")
    return lengthened(work, LABEL, summed(work, table, groups, SURVEYED.values()), SURVEYED)


def _with_margins(work: Work, table: Known, groups: Sequence[str]) -> Cleaned:
    """Return the table of estimates with their margins beside them."""
    values = {"population": "", f"population{MOE}": MOE}
    gone = [f"{name}{MOE}" for name in work.given["drop"]]
    work.drop([name for name in gone if name in work.grid], "its estimate is dropped")
    sizes = [name for name in work.grid.names if f"{name}{MOE}" in work.grid]
    margins = [f"{size}{MOE}" for size in sizes]
    if not table.wide:
        _within(work)
        grouped(work, table)
    read(work, table, dict.fromkeys(sizes, COUNTS) | dict.fromkeys(margins, ("margins", *COUNTS)))
    areas = {size: size.removesuffix(f"{SIGN}{ESTIMATE}") for size in sizes}
    labels = summed(work, table, groups, values.values()) if table.wide else areas
    return lengthened(work, LABEL if table.wide else "area", labels, values)


def _without_shares(work: Work) -> None:
    """Leave out rows that hold percentages of the others."""
    if "measure" in work.grid:
        shares = [row for row in work.grid.rows() if str(work.grid.cell(row, "measure")).lower() == "percent"]
        work.leave_out(shares, "share-row", "a percentage, and no number of people")


def _within(work: Work) -> None:
    """Put before each label those that it stands within, as the indents of a table say."""
    above: list[tuple[int, str]] = []
    for row in work.grid.rows():
        label = str(work.grid.cell(row, LABEL))
        text = label.strip()
        depth = len(label) - len(label.lstrip())
        above = [*[each for each in above if each[0] < depth], (depth, text)]
        whole = SIGN.join([ESTIMATE, *[each for _, each in above]])
        work.set(row, LABEL, whole, "label-within", "within those above it")
