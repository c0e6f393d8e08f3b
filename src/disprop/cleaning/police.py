"""Readers of what police forces publish: deployments of the Met and of South Wales, and stops on data.police.uk."""

from __future__ import annotations

import re
from typing import Any

from disprop._errors import Said, refused
from disprop.cleaning import _looks
from disprop.cleaning._work import Work
from disprop.cleaning.result import Cleaned
from disprop.cleaning.table import Names, several

NAMES_2020 = {
    "purpose_reference": "purpose",
    "false_alert_engagements": "stops_on_false_alerts",
    "true_alert_engagements": "stops_on_true_alerts",
    "arrests_disposals": "arrests_or_disposals",
}
NAMES_2023 = {"duration_min": "duration_minutes", "min_threshold": "threshold", "qa_flags": "flags"}
NAMES_BOTH = {
    "watchlist_size": "watchlist",
    "total_alerts": "alerts",
    "faces_seen_estimate": "faces_seen",
    "published_false_alert_rate": "printed_false_alert_rate",
}
COUNTS = (
    *("watchlist", "alerts", "true_alerts", "false_alerts", "stops_on_true_alerts", "stops_on_false_alerts"),
    *("arrests_or_disposals", "arrests", "other_disposal", "no_action", "faces_seen"),
    *("true_alerts_confirmed", "true_alerts_unconfirmed", "false_alerts_confirmed", "false_alerts_unconfirmed"),
)
TEXTS = ("location", "purpose", "use_case", "flags")
# Of data.police.uk: the types of columns that hold no text, and the columns that name the search or the person.
TYPES = {
    "date": "datetime",
    "latitude": "number",
    "longitude": "number",
    "part_of_a_policing_operation": "boolean",
    "outcome_linked_to_object_of_search": "boolean",
    "removal_of_more_than_just_outer_clothing": "boolean",
}
NEEDED = ("type", "date", "self_defined_ethnicity", "officer_defined_ethnicity", "object_of_search", "outcome")
STRAYED = re.compile(r"(?P<minutes>\d{1,2})m\s+(?P<rest>\S.*)", re.ASCII)
DIGITS = re.compile(r"\d{1,5}", re.ASCII)
REJOINED = "DURATION_REJOINED"
PRINTED = "as printed"


def read_met_deployments(source: Any, *, mend_dates: bool = False, drop: Names = ()) -> Cleaned:
    r"""Return a deployment table of the Metropolitan Police under the column names of `disprop`, with the log.

    Use it for the grid of 2020 to 2022 or that of 2023 and 2024; the headings tell which. Counts lose thousands
    separators, N/A is missing and never 0, durations such as 5h03m are minutes. Where the minutes of a duration strayed
    into the next column, as in "07m   1,2,3,4", they go back to their hours.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        The table as typed from the printed grid.
    mend_dates : bool
        Whether a date that fits its neighbours only in another year, or with day and month swapped, is changed.
        Otherwise it is a question. Used where the table has only `date_as_printed`, which always stays as it is.
    drop : str or sequence of str
        Columns to drop, such as `"no_action"`, which equals `other_disposal` in every row of 2023 and 2024.

    Returns
    -------
    Cleaned
        Its frame is one for `schemas.Deployments` and `tables.deployment_of`.

    Raises
    ------
    DispropError
        If the headings are those of neither table.

    Examples
    --------
    >>> import io
    >>> from disprop import cleaning
    >>> heading = "location,date,purpose_reference,total_alerts,faces_seen_estimate"
    >>> table = io.StringIO(heading + '\nOxford Circus,2022-07-07,1,4,"34,286"')
    >>> cleaned = cleaning.read_met_deployments(table)
    >>> cleaned.frame["faces_seen"].tolist(), cleaned.tally()["thousands"]
    ([34286], 1)
    """
    work = Work(source, "read_met_deployments", drop=several(drop))
    _named(work)
    work.column("date", "blanks", "dates", *(("mend-years", "swap-dates") if mend_dates else ()), "odd-dates", "date")
    work.columns(["date_as_printed"], "blanks", "dates", "date")
    work.columns(["duration_minutes"], "missing-marks", "durations")
    _rejoin(work)
    work.columns(["duration_minutes"], "integer")
    work.columns(COUNTS, "missing-marks", "notes", "thousands", "integer")
    work.columns(["threshold"], "missing-marks", "number")
    work.columns(["printed_false_alert_rate"], "missing-marks", "text")
    work.columns(TEXTS, "blanks", "text")
    _looks.twice(work, ["location"])
    _looks.copies(work, [name for name in ("other_disposal", "no_action") if name in work.grid])
    work.drop(work.given["drop"], "as asked")
    return work.cleaned()


def read_south_wales(source: Any) -> Cleaned:
    r"""Return the list of events at which South Wales Police used facial recognition in 2017 and 2018, with the log.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        The list as typed, one event a row, with columns for true and false positive alerts.

    Returns
    -------
    Cleaned
        `event`, `true_alerts`, `false_alerts` and, if there is one, `note`. A row whose note says that its counts
        were not printed is a question.

    Raises
    ------
    DispropError
        If a column is not there.

    Examples
    --------
    >>> import io
    >>> from disprop import cleaning
    >>> text = "event,true_positive_alerts,false_positive_alerts\nRoyal Visit,0,0\nJoshua Fight,5,46\n"
    >>> print(cleaning.read_south_wales(io.StringIO(text)).frame)
              event  true_alerts  false_alerts
    0   Royal Visit            0             0
    1  Joshua Fight            5            46
    """
    work = Work(source)
    work.need("event", "true_positive_alerts", "false_positive_alerts")
    work.rename({"true_positive_alerts": "true_alerts", "false_positive_alerts": "false_alerts"})
    work.column("event", "spaces", "text")
    _looks.twice(work, ["event"])
    work.columns(["true_alerts", "false_alerts"], "missing-marks", "notes", "thousands", "integer")
    work.columns(["note"], "blanks", "text")
    if "note" in work.grid:
        _not_printed(work)
    return work.cleaned()


def read_police_uk_stops(source: Any) -> Cleaned:
    r"""Return a monthly stop and search file of data.police.uk, one row for each search, with the log.

    Use it before `tables.count_by`. Column names become snake_case, empty cells missing, dates moments in UTC, and True
    and False boolean. Labels of ethnicity stay as printed: "Other ethnic group - Not stated" is a label, an empty
    cell is not.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        The file as downloaded, or several put together in one frame of text.

    Returns
    -------
    Cleaned
        Rows that repeat an earlier one in every cell are kept, and are questions.

    Raises
    ------
    DispropError
        If a column that names the search or the person is not there.

    Examples
    --------
    >>> import io
    >>> from disprop import cleaning
    >>> text = (
    ...     "Type,Date,Gender,Self-defined ethnicity,Officer-defined ethnicity,Object of search,Outcome\n"
    ...     "Person search,2021-08-01T00:00:00+00:00,,White - Irish,White,Stolen goods,Arrest\n"
    ... )
    >>> cleaned = cleaning.read_police_uk_stops(io.StringIO(text))
    >>> cleaned.frame["officer_defined_ethnicity"].tolist(), cleaned.frame["gender"].isna().tolist()
    (['White'], [True])
    """
    work = Work(source)
    work.rename({name: _snake(name) for name in work.grid.names}, "snake_case")
    work.need(*NEEDED)
    _looks.repeated_rows(work)
    for name in work.grid.names:
        work.column(name, "blanks", TYPES.get(name, "text"))
    return work.cleaned()


def _named(work: Work) -> None:
    """Give the columns of either table their names, and refuse any other table."""
    names = work.grid.names
    layouts: dict[str, dict[str, str]] = {"purpose_reference": NAMES_2020, "use_case": NAMES_2023}
    layout = next((layouts[mark] for mark in layouts if mark in names), None)
    if layout is None:
        rule = "has a column 'purpose_reference' (2020 to 2022) or 'use_case' (2023 and 2024)"
        raise refused("a deployment table", rule, Said(names), hint=". Any other table can be read with read_table")
    work.rename({old: new for old, new in {**layout, **NAMES_BOTH}.items() if old in names})
    work.need("location", "alerts")
    if "source" in names and len({work.grid.cell(row, "source") for row in work.grid.rows()}) == 1:
        work.drop(["source"], "it names the printed table, the same in every row")
    if "date" not in work.grid:
        work.need("date_as_printed")
        work.copy("date_as_printed", "date", "date_as_printed stays as it is")


def _rejoin(work: Work) -> None:
    """Put minutes that strayed into the use case back to their hours."""
    if not {"duration_minutes", "use_case"} <= set(work.grid.names):
        return
    for row in list(work.grid.rows()):
        found = STRAYED.fullmatch(str(work.grid.cell(row, "use_case")))
        hours = work.grid.cell(row, "duration_minutes")
        whole = DIGITS.fullmatch(str(hours)) and int(hours) % 60 == 0
        if found and whole and int(found["minutes"]) < 60:
            _joined(work, row, str(int(hours) + int(found["minutes"])), found["rest"])
        elif found:
            work.ask(row, "use_case", f"minutes of a duration, but the duration is {hours} and not whole hours")


def _joined(work: Work, row: int, minutes: str, rest: str) -> None:
    why = "the table parts the minutes of the duration from its hours"
    work.set(row, "duration_minutes", minutes, "duration-rejoined", why)
    work.set(row, "use_case", rest, "duration-rejoined", why)
    if "flags" in work.grid:
        flags = [str(flag) for flag in (work.grid.cell(row, "flags"), REJOINED) if flag not in (None, "")]
        work.set(row, "flags", ";".join(flags), "flag-added", "the row's duration was put together")


def _not_printed(work: Work) -> None:
    for row in work.grid.rows():
        note = work.grid.cell(row, "note")
        if note is not None and not str(note).startswith(PRINTED):
            work.ask(row, "note", "the counts of this row were not printed: say so wherever they are used")


def _snake(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").lower()
