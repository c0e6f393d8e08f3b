"""Readers of what police forces and the Home Office publish: deployments, stops and searches, use of force."""

from typing import Any, Unpack

from disprop._calls import options_of
from disprop._names import words_of
from disprop._twice._words import reads_like_total
from disprop.cleaning import _looks
from disprop.cleaning._known import COUNTS, LABEL, lengthened, opened, read, summed
from disprop.cleaning._types import FORMS
from disprop.cleaning._work import Work
from disprop.cleaning.result import Cleaned
from disprop.cleaning.table import Told, read_table

REJOINED = "DURATION_REJOINED"
PRINTED = "as printed"
DISPOSALS = ("other_disposal", "no_action")
ALL_TACTICS = ["total", "tactics"]


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
    work, table, _ = opened(source, "read_deployments", options)
    work.columns(["duration_minutes"], "missing-marks", "durations")
    _rejoin(work)
    read(work, table)
    _looks.copies(work, [name for name in DISPOSALS if name in work.grid])
    _not_printed(work)
    return work.cleaned()


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
    work, table, _ = opened(source, "read_stops", options)
    if "stops" not in work.grid:
        _looks.repeated(work, work.grid.rows())
    read(work, table)
    return work.cleaned()


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
    work, table, groups = opened(source, "read_use_of_force", options)
    work.columns(["force", "type_of_force", "tactic"], "spaces", "blanks")
    _one_row_each(work)
    read(work, table, dict.fromkeys(groups, COUNTS))
    _looks.unequal_sums(work, groups, "total")
    if all(_of_all_tactics(work, row) for row in work.grid.rows()):
        work.drop(["type_of_force", "tactic"], "every row is a total of all tactics")
    work.drop(["total"], "a total of other columns")
    return lengthened(work, LABEL, summed(work, table, groups), {"tactics": ""})


def _rejoin(work: Work) -> None:
    """Put minutes that strayed into the use case back to their hours."""
    why = "the table parts the minutes of the duration from its hours"
    for row in list(work.grid.rows()) if {"duration_minutes", "use_case"} <= {*work.grid.names} else ():
        found, hours = (work.grid.cell(row, name) for name in ("use_case", "duration_minutes"))
        strayed, whole = FORMS["strayed"].fullmatch(str(found)), FORMS["minutes"].fullmatch(str(hours))
        if strayed and whole and int(hours) % 60 == 0 and int(strayed["minutes"]) < 60:
            mended = {"duration_minutes": str(int(hours) + int(strayed["minutes"])), "use_case": strayed["rest"]}
            if "flags" in work.grid:
                mended["flags"] = ";".join(map(str, filter(None, [work.grid.cell(row, "flags"), REJOINED])))
            for name, after in mended.items():
                work.set(row, name, after, "duration-rejoined", why)
        elif strayed:
            work.ask(row, "use_case", f"minutes of a duration, but the duration is {hours} and not whole hours")


def _not_printed(work: Work) -> None:
    for row in work.grid.rows() if "note" in work.grid else ():
        note = work.grid.cell(row, "note")
        if note is not None and not str(note).startswith(PRINTED):
            work.ask(row, "note", "the counts of this row were not printed: say so wherever they are used")


def _one_row_each(work: Work) -> None:
    """Leave out sums of the forces and, of a force whose total of all tactics is there, every other row."""
    forces = {row: work.grid.cell(row, "force") for row in work.grid.rows()}
    sums = [row for row, force in forces.items() if {*words_of(force)} - {"and", "total"} == {"england", "wales"}]
    if len(sums) < len(forces):
        work.leave_out(sums, "total-row", "a sum of the forces")
    whole = [row for row in work.grid.rows() if _of_all_tactics(work, row)]
    named = {forces[row] for row in whole}
    others = [row for row in work.grid.rows() if row not in set(whole)]
    parts = [row for row in others if forces[row] in named]
    work.leave_out(parts, "part-of-a-total", "the row of the same force that totals all tactics is kept instead")
    _looks.repeated(work, whole, "force")
    for row in sorted(set(others) - set(parts)):
        work.ask(row, "tactic", "this force has no row that totals all tactics, so each of its rows is kept")


def _of_all_tactics(work: Work, row: int) -> bool:
    tactic = work.grid.cell(row, "tactic")
    both = reads_like_total(tactic) and reads_like_total(work.grid.cell(row, "type_of_force"))
    return both or words_of(tactic) == ALL_TACTICS
