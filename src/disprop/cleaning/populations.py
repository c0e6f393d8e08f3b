"""Readers that turn wide tables into long ones: census, survey estimates with suppression marks, use of force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from disprop import datasets
from disprop._errors import Said, refused
from disprop._marks import Range
from disprop._twice._words import reads_like_total, words_of
from disprop.cleaning import _looks
from disprop.cleaning._bounds import bounds
from disprop.cleaning._work import Work
from disprop.cleaning.result import Cleaned

LONG = "one row for each group instead of one column"
# What the Annual Population Survey prints for an estimate: from 0 to 2 people in the sample, fewer than 500, missing.
SURVEY_MARKS: dict[str, Range] = {"!": (0, None), "~": (0, 499), "-": (0, None)}
BEFORE, AFTER = "Ethnic Group: ", "; measures: Value"
EVERYBODY = "All categories: Ethnic group"
GROUPS = {"White": "White", "Mixed/multiple ethnic group": "Mixed", "Asian/Asian British": "Asian"}
GROUPS |= {"Black/African/Caribbean/Black British": "Black", "Other ethnic group": "Other"}
ALL_TACTICS, TACTICS = ["total", "tactics"], "Number of times tactic reported"
FORCE, TYPE, TACTIC = "Police Force", "Type of force", "Tactic"


def read_census_wide(source: Any) -> Cleaned:
    r"""Return table QS201EW of the census of 2011, one row for each area and each of 18 ethnic groups, with the log.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        The table with an area in the first column and a column for each group, each of five broad groups, and all.

    Returns
    -------
    Cleaned
        `force`, `group`, `ethnicity`, `population`, as in the dataset `census-2011`. The columns of totals are dropped;
        where the groups do not add up to them there is a question. So there is about an area that reads like a total,
        that has no name or that is there twice; its rows are kept.

    Raises
    ------
    DispropError
        If a column of a group is not there.

    Examples
    --------
    >>> import io
    >>> from disprop import cleaning, datasets
    >>> codes = datasets.load("ethnicity-codes")
    >>> groups = codes.loc[codes["scheme"] == "census-2011", "label"]
    >>> heading = ",".join(f"Ethnic Group: {group}; measures: Value" for group in groups)
    >>> cleaned = cleaning.read_census_wide(io.StringIO(f"area,{heading}\nKent,{','.join('7' * 18)}\n"))
    >>> print(cleaned.frame.head(2))
      force  group      ethnicity  population
    0  Kent  White  White British           7
    1  Kent  White          Irish           7
    """
    work = Work(source)
    labels = _census_labels()
    columns = [f"{BEFORE}{label}{AFTER}" for label in labels]
    work.need(*columns)
    work.rename({work.grid.names[0]: "force"})
    work.column("force", "spaces", "blanks", "text")
    _labelled(work, "force")
    totals = _census_totals(work, columns)
    work.columns([*columns, *totals], "missing-marks", "thousands", "integer")
    for total, parts in totals.items():
        _looks.unequal_sums(work, parts, total)
    work.drop(totals, "a total of other columns")
    broad = [GROUPS[label.split(":")[0]] for label in labels]
    work.unpivot({"group": broad, "ethnicity": list(labels.values())}, {"population": columns}, LONG)
    return work.cleaned()


def read_suppressed_populations(source: Any, *, marks: Mapping[str, Range] | None = None) -> Cleaned:
    r"""Return survey estimates by area and group, with what suppression marks allow as bounds, and the log.

    Use it for tables of the Annual Population Survey. A mark is not a number, and not 0: `population` is missing there,
    and `population_low` and `population_high` say what it can be.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        The table with an area in the first column, and a column for each group.
    marks : mapping of str to (int, int or None), optional
        What each mark allows. By default those of the survey: `!` (at most two people in the sample) and `-` (missing)
        any number, `~` (fewer than 500) 0 to 499.

    Returns
    -------
    Cleaned
        `area`, `group`, `population`, `population_low`, `population_high`. The last is missing where there is no limit.
        A row without an area is left out, by name. An area or a group that reads like a total, and an area that is
        there twice, is kept, and is a question. So is a number such as 86.000, which keeps all three columns as text.

    Raises
    ------
    DispropError
        If the table has no columns of groups, or a mark has no range.

    Examples
    --------
    >>> import io
    >>> from disprop import cleaning
    >>> table = io.StringIO("LAD,White,Mixed,Black\nDarlington,86400,~,!\n")
    >>> print(cleaning.read_suppressed_populations(table).frame)
             area  group  population  population_low  population_high
    0  Darlington  White       86400           86400            86400
    1  Darlington  Mixed        <NA>               0              499
    2  Darlington  Black        <NA>               0             <NA>
    """
    work = Work(source)
    area, *groups = work.grid.names
    if not groups:
        raise refused("the table", "needs a column for each group beside the area", Said(f"only {area!r}"))
    work.rename({area: "area"})
    work.column("area", "spaces", "blanks", "text")
    unnamed = [row for row in work.grid.rows() if work.grid.cell(row, "area") is None]
    work.leave_out(unnamed, "no-area", "a row without an area, such as a total, belongs to none")
    _labelled(work, "area")
    _looks.total_columns(work, groups)
    for group in groups:
        work.column(group, "thousands", bounds({**SURVEY_MARKS, **(marks or {})}), "integer")
    values = {"population": "", "population_low": "_low", "population_high": "_high"}
    wide = {name: [f"{group}{end}" for group in groups] for name, end in values.items()}
    work.unpivot({"group": groups}, wide, LONG)
    return work.cleaned()


def read_use_of_force(source: Any) -> Cleaned:
    r"""Return the tactics reported by each police force and perceived ethnicity, with the log.

    Use it for the table of the Home Office of April 2018 to March 2019. Its rows for England and Wales are sums of the
    others, and so are its rows of totals: only the total of all tactics of each force is kept, so that nothing counts
    twice. A row is left out only where the row that stands for it is there.

    Parameters
    ----------
    source : path, open file or pandas.DataFrame
        The table with a row for each force and tactic, and a column for each ethnicity.

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
        If a column is not there.

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
    work = Work(source)
    keys = [FORCE, TYPE, TACTIC]
    work.need(*keys, TACTICS)
    work.columns(keys, "spaces", "blanks")
    groups = [name for name in work.grid.names if name not in {*keys, TACTICS}]
    work.columns([*groups, TACTICS], "missing-marks", "thousands")
    _one_row_each(work)
    _looks.labels(work, FORCE)
    _looks.total_columns(work, groups)
    work.columns([*groups, TACTICS], "integer")
    _looks.unequal_sums(work, groups, TACTICS)
    if all(_of_all_tactics(work, row) for row in work.grid.rows()):
        work.drop([TYPE, TACTIC], "every row is a total of all tactics")
    work.drop([TACTICS], "a total of other columns")
    work.rename({FORCE: "force"})
    work.column("force", "text")
    work.unpivot({"ethnicity": groups}, {"tactics": groups}, LONG)
    return work.cleaned()


def _labelled(work: Work, name: str) -> None:
    """Ask about the labels of rows that ought to be one for each area."""
    _looks.labels(work, name)
    _looks.repeated_labels(work, name, work.grid.rows())


def _one_row_each(work: Work) -> None:
    """Leave out sums of the forces and, of a force whose total of all tactics is there, every other row."""
    sums = [row for row in work.grid.rows() if _looks.is_england_and_wales(work.grid.cell(row, FORCE))]
    if len(sums) < len(list(work.grid.rows())):
        work.leave_out(sums, "total-row", "a sum of the forces")
    whole = [row for row in work.grid.rows() if _of_all_tactics(work, row)]
    named = {repr(work.grid.cell(row, FORCE)) for row in whole}
    others = [row for row in work.grid.rows() if row not in set(whole)]
    parts = [row for row in others if repr(work.grid.cell(row, FORCE)) in named]
    work.leave_out(parts, "part-of-a-total", "the row of the same force that totals all tactics is kept instead")
    _looks.repeated_labels(work, FORCE, whole)
    for row in sorted(set(others) - set(parts)):
        work.ask(row, TACTIC, "this force has no row that totals all tactics, so each of its rows is kept")


def _of_all_tactics(work: Work, row: int) -> bool:
    tactic = work.grid.cell(row, TACTIC)
    both = reads_like_total(tactic) and reads_like_total(work.grid.cell(row, TYPE))
    return both or words_of(tactic) == ALL_TACTICS


def _census_labels() -> dict[str, str]:
    """Return the 18 groups: the label as printed, and the short one of the dataset, which stands in its note."""
    codes = datasets.load("ethnicity-codes")
    groups = codes[codes["scheme"] == "census-2011"]
    return {str(label): str(note).split('"')[1] for label, note in zip(groups["label"], groups["note"], strict=True)}


def _census_totals(work: Work, columns: Sequence[str]) -> dict[str, list[str]]:
    """Return the columns of totals that are there, and the groups that each is the total of."""
    totals = {f"{BEFORE}{EVERYBODY}{AFTER}": list(columns)}
    for printed, short in GROUPS.items():
        totals[f"{BEFORE}{short}{AFTER}"] = [name for name in columns if name.startswith(f"{BEFORE}{printed}:")]
    return {name: parts for name, parts in totals.items() if name in work.grid}
