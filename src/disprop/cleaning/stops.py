"""Reader of the monthly stop and search files of data.police.uk."""

from __future__ import annotations

import re
from typing import Any

from disprop.cleaning import _looks
from disprop.cleaning._work import Work
from disprop.cleaning.result import Cleaned

TYPES = {
    "date": "datetime",
    "latitude": "number",
    "longitude": "number",
    "part_of_a_policing_operation": "boolean",
    "outcome_linked_to_object_of_search": "boolean",
    "removal_of_more_than_just_outer_clothing": "boolean",
}
NEEDED = ("type", "date", "self_defined_ethnicity", "officer_defined_ethnicity", "object_of_search", "outcome")


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


def _snake(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").lower()
