"""Readers of what police forces and the Home Office publish, and of populations by area and ethnic group."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Unpack

from disprop._calls import options_of
from disprop._errors import DispropError, in_line, worded
from disprop.cleaning import _known, _looks
from disprop.cleaning._work import Work
from disprop.cleaning.result import Cleaned
from disprop.cleaning.table import Told, as_told, read_table, taken, told


@options_of(read_table)
def read_deployments(source: Any, **options: Unpack[Told]) -> Cleaned:
    r"""Return a published table of deployments of facial recognition under the column names of `disprop`, with the log.

    Use it for the grids of the Metropolitan Police of 2020 to 2022 and of 2023 and 2024, and for the events of South
    Wales Police of 2017 and 2018; the headings tell which. Counts lose thousands separators, N/A is missing and never
    0, durations such as 5h03m are minutes. Where the minutes of a duration strayed into the next column, as in
    "07m   1,2,3,4", they go back to their hours. A date that fits its neighbours only in another year, or with day and
    month swapped, is a question. So is a row whose note says that its counts were not printed.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        The file, or the table as typed from the printed grid.
    sheet, header, skip, leave_out, drop, answers : optional
        Where it stands in the file, and what answers the questions, as in `read_table`; they use the new names.
        `drop="no_action"` drops a column that equals `other_disposal` in every row of 2023 and 2024.

    Returns
    -------
    Cleaned
        Its frame is one for `schemas.Deployments` and `tables.deployment_of`; that of South Wales has `event`,
        `true_alerts` and `false_alerts`.

    Raises
    ------
    DispropError
        For another table: it says what was expected and found, and which reader fits.

    Examples
    --------
    >>> import io
    >>> from disprop import cleaning
    >>> heading = "location,date,purpose_reference,total_alerts,faces_seen_estimate"
    >>> table = io.StringIO(heading + '\nOxford Circus,2022-07-07,1,4,"34,286"')
    >>> cleaned = cleaning.read_deployments(table)
    >>> cleaned.frame["faces_seen"].tolist(), cleaned.tally()["thousands"]
    ([34286], 1)
    """
    return _cleaned(source, "read_deployments", options)


@options_of(read_table)
def read_stops(source: Any, **options: Unpack[Told]) -> Cleaned:
    r"""Return a published table of stops and searches, with the log.

    Use it for a month of data.police.uk, one row for each search, before `tables.count_by`; and for the open data
    tables of the Home Office, which hold counts. Column names become snake_case, empty cells missing, dates moments
    in UTC, and True and False boolean. Labels of ethnicity stay as printed: "Other ethnic group - Not stated" is a
    label, an empty cell is not.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        The file as downloaded, or several put together in one frame of text.
    sheet, header, skip, leave_out, drop, answers : optional
        Where it stands in the file, and what answers the questions, as in `read_table`; they use the new names.

    Returns
    -------
    Cleaned
        Of searches, rows that repeat an earlier one in every cell are kept, and are questions. Of counts `force`,
        `ethnicity`, self-defined, and `stops`, with the other columns beside them.

    Raises
    ------
    DispropError
        For another table: it says what was expected and found, and which reader fits.

    Examples
    --------
    >>> import io
    >>> from disprop import cleaning
    >>> text = (
    ...     "Type,Date,Gender,Self-defined ethnicity,Officer-defined ethnicity,Object of search,Outcome\n"
    ...     "Person search,2021-08-01T00:00:00+00:00,,White - Irish,White,Stolen goods,Arrest\n"
    ... )
    >>> cleaned = cleaning.read_stops(io.StringIO(text))
    >>> cleaned.frame["officer_defined_ethnicity"].tolist(), cleaned.frame["gender"].isna().tolist()
    (['White'], [True])
    """
    return _cleaned(source, "read_stops", options)


@options_of(read_table)
def read_use_of_force(source: Any, **options: Unpack[Told]) -> Cleaned:
    r"""Return the tactics reported by each police force and perceived ethnicity, with the log.

    Use it for the tables of the Home Office since April 2018; of its workbook the sheet by ethnicity is found. Its rows
    for England and Wales are sums of the others, and so are its rows of totals: only the total of all tactics of each
    force is kept, so that nothing counts twice. A row is left out only where the row that stands for it is there.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        The table with a row for each force and tactic, and a column for each ethnicity.
    sheet, header, skip, leave_out, drop, answers : optional
        Where it stands in the file, and what answers the questions, as in `read_table`; they use the new names.

    Returns
    -------
    Cleaned
        `force`, `ethnicity`, `tactics`, as in the dataset `use-of-force-2018-2019`. Where the ethnicities do not add up
        to the printed number there is a question. The rows of a force without a total of all tactics are kept, as
        questions, and the columns that tell them apart with them. So are forces that read like totals, and a second
        total of one force.

    Raises
    ------
    DispropError
        For another table: it says what was expected and found, and which reader fits.

    Examples
    --------
    >>> import io
    >>> from disprop import cleaning
    >>> text = (
    ...     "Police Force,Type of force,Tactic,White,Chinese,Number of times tactic reported\n"
    ...     "Total England and Wales,Total,*Total Tactics,9.0,1.0,10.0\n"
    ...     "Kent,Total,*Total Tactics,9.0,1.0,10.0\n"
    ...     "Kent,Other,Dog bite,2.0,0.0,2.0\n"
    ... )
    >>> cleaned = cleaning.read_use_of_force(io.StringIO(text))
    >>> print(cleaned.frame)
      force ethnicity  tactics
    0  Kent     White        9
    1  Kent   Chinese        1
    >>> [(line.row, line.rule) for line in cleaned.left_out]
    [(0, 'total-row'), (2, 'part-of-a-total')]
    """
    return _cleaned(source, "read_use_of_force", options)


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
    return _cleaned(source, "read_census", options)


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
    return _cleaned(source, "read_survey", options)


def _opened(source: Any, reader: str, options: Mapping[str, Any]) -> tuple[Work, _known.Known, list[str]]:
    """Return a table with the names of its columns, what is known of it, and its groups; another table is refused."""
    work = Work(source, reader, lambda names: getattr(_known.which(names), "reader", "") == reader, **told(**options))
    headings = [*work.grid.columns]
    table = _known.which(headings)
    if table is None or table.reader != reader:
        raise _another(headings, reader, table)
    own, names = table.names(headings), table.renamed(headings)
    kept = [each for each in headings if each in own or not any(fnmatchcase(names[each], no) for no in table.without)]
    work.drop([each for each in headings if each not in kept], "it counts nobody")
    work.rename({each: names[each] for each in kept})
    once = [name for name in table.same if name in work.grid and len({*map(repr, work.grid.cells(name))}) == 1]
    work.drop(once, "it is the same in every row")
    as_told(work)
    gone = [f"{name}{_known.MOE}" for name in work.given["drop"]]
    work.drop([name for name in gone if name in work.grid], "its estimate is dropped")
    return work, table, [names[each] for each in table.groups(headings) if names[each] not in work.given["drop"]]


def _another(headings: Sequence[str], reader: str, table: _known.Known | None) -> DispropError:
    own = " or ".join(dict.fromkeys(f"the columns {each}" for each in _known.TABLES if each.reader == reader))
    hint = f". This looks like {table.title}: {table.reader}" if table else ". read_table reads any table"
    found = in_line(headings, 12)
    return worded("another table", "columns", [*headings], reader=reader, own=own, found=found, hint=hint)


def _cleaned(source: Any, reader: str, options: Mapping[str, Any]) -> Cleaned:
    """Return a known table as it is read: in rows, whichever columns its groups have."""
    work, table, groups = _opened(source, reader, options)
    for name, value, rule, why in table.out:
        rows = work.grid.rows() if name in work.grid else ()
        out = [row for row in rows if str(work.grid.cell(row, name) or "").strip().lower() == value]
        work.leave_out(out, rule, why)
    for name in table.first:
        _known.OWN[name](work)
    if _known.LABEL in table.needs and table.lists:
        _known.grouped(work, table)
    known = {name: said.split() for names, said in table.steps.items() for name in names.split() if name in work.grid}
    sizes = [name for name in work.grid.columns if f"{name}{_known.MOE}" in work.grid]
    margins = dict.fromkeys((f"{size}{_known.MOE}" for size in sizes), ("margins", *_known.COUNTS))
    counted = dict.fromkeys(groups, _known.MARKED if "population_low" in table.values else _known.COUNTS)
    taken(work, {**known, **counted, **dict.fromkeys(sizes, _known.COUNTS), **margins})
    for name in filter(work.grid.__contains__, _known.PLACES):
        _looks.labels(work, name)
    for name in table.then:
        _known.OWN[name](work)
    if "total" in table.needs:
        _known.against_total(work, groups)
    if table.wide and "area" in work.grid:
        _looks.repeated(work, work.grid.rows(), "area")
    if not table.values:
        return work.cleaned()
    values = {value: end for value, end in table.values.items() if sizes or end != _known.MOE}
    areas = {size: size.removesuffix(f"{_known.SIGN}{_known.ESTIMATE}") for size in sizes}
    labels = _known.summed(work, table, groups, values.values()) if table.wide else areas
    return _known.lengthened(work, _known.LABEL if table.wide else "area", labels, values)
