"""The tables that are known: which of them a file holds, by its headings, and what its columns and groups are."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from disprop import _data
from disprop._errors import in_line
from disprop._names import words_of
from disprop._twice._words import reads_like_total
from disprop.classifications import Classification, Member, load, recognise
from disprop.cleaning import _looks
from disprop.cleaning._rules import Step, bounds
from disprop.cleaning._spread import Spread
from disprop.cleaning._types import FORMS, SAID
from disprop.cleaning._work import Work
from disprop.cleaning.reshape import ask_beside, spread
from disprop.cleaning.result import Cleaned

COUNTS: tuple[Step, ...] = ("missing-marks", "notes", "thousands", "integer")
# What the Annual Population Survey prints for an estimate: from 0 to 2 people in the sample, fewer than 500, missing.
MARKED = ("thousands", bounds({"!": (0, None), "~": (0, 499), "-": (0, None)}), "integer")
ESTIMATE, MARGIN, MOE = "Estimate", "Margin of Error", "_moe90"  # margins of error are at 90%
PLACES = ("location", "event", "area", "force", "sex", "age", "measure")  # columns where totals may stand
SIGN = "!!"  # between the levels of labels that stand within each other
LABEL, GROUP, OVERLAPPING = "ethnicity", "group", "overlapping"


@dataclass(frozen=True, slots=True)
class Known:
    """A table as its publisher makes it.

    `needs` and `may` are the names that its columns get, each with the patterns of its heading in snake_case;
    `without` columns to drop, and `same` those that hold one value; `steps` how columns are read; `lists` the
    classifications of its labels, or of its other columns, which have the `values` by the ends of their names; `out`
    says which rows are left out: of a column, with a value, by a rule, and why; `first` and `then` the functions below
    that are for it alone, before and after its columns are read.
    """

    reader: str
    title: str
    needs: Mapping[str, str]
    may: Mapping[str, str] = field(default_factory=dict)
    same: Sequence[str] = ()
    without: Sequence[str] = ()
    steps: Mapping[str, str] = field(default_factory=dict)
    lists: Sequence[str] = ()
    out: Sequence[Sequence[str]] = ()
    first: Sequence[str] = ()
    then: Sequence[str] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    def names(self, headings: Iterable[str]) -> dict[str, str]:
        """Return the headings of its columns, each with the name that it gets."""
        plain, found = {heading: _snake(heading) for heading in headings}, dict[str, str]()
        for name, said in {**self.may, **self.needs}.items():
            every = (heading for each in said.split("|") for heading in plain if fnmatchcase(plain[heading], each))
            if (heading := next((one for one in every if one not in found), None)) is not None:
                found[heading] = name
        return found

    @property
    def wide(self) -> bool:
        """Whether groups have columns."""
        return bool(self.lists) and LABEL not in self.needs

    def groups(self, headings: Iterable[str]) -> list[str]:
        """Return the headings that are groups of its list, at least two, or sums of them."""
        own = self.names(headings)
        rest = [each for each in headings if self.wide and each not in own and MARGIN not in each]
        found = members(rest, self.lists)[1] if rest else {}
        return [*found] if sum(member.kind == GROUP for member in found.values()) > 1 else []

    def fits(self, headings: Sequence[str]) -> bool:
        """Whether all that it needs is there."""
        return {*self.needs} <= {*self.names(headings).values()} and (not self.wide or bool(self.groups(headings)))

    def renamed(self, headings: Sequence[str]) -> dict[str, str]:
        """Return new names: a margin is called as its estimate, with an end, and groups as they are without codes."""
        plain, groups = {each: FORMS["coded"].sub("", each) for each in headings}, self.groups(headings)
        names = {each: name if each in groups or ESTIMATE in name else _snake(name) for each, name in plain.items()}
        margins = {each: name.replace(MARGIN, ESTIMATE) + MOE for each, name in plain.items() if MARGIN in name}
        return names | margins | self.names(headings)

    def __str__(self) -> str:
        wanted = [each.strip("*").replace("*", "...") for said in self.needs.values() for each in said.split("|")[:1]]
        return in_line([*filter(None, wanted), *["columns of groups"] * self.wide])


TABLES = [Known(**own) for own in _data.read("cleaning", "known_tables.json")]


def which(headings: Sequence[str]) -> Known | None:
    """Return the table that has all that it needs among these, and of those with columns of groups that with most."""
    fitting = [table for table in TABLES if table.fits(headings)]
    return max(fitting, key=lambda table: len(table.groups(headings)) if table.wide else len(headings), default=None)


def _snake(heading: str) -> str:
    return re.sub(r"[\W_]+", "_", heading).strip("_").lower()


def summed(work: Work, table: Known, groups: Sequence[str], ends: Iterable[str] = ("",)) -> dict[str, str]:
    """Drop sums of groups that are there, ask about other sums, and return the groups with the labels of their list."""
    _, found = members(groups, table.lists)
    added = _sums(found)
    for total, parts in added.items():
        _looks.unequal_sums(work, parts or [total], total)
    work.drop([f"{total}{end}" for total in added for end in ends], SAID["a sum"])
    left = {name: member for name, member in found.items() if name not in added}
    for name in (name for name, member in left.items() if member.kind == OVERLAPPING):
        work.ask(None, name, SAID["other sum"], drop=[name])
    return {name: member.label for name, member in left.items()}


def lengthened(work: Work, label: str, labels: Mapping[str, str], values: Mapping[str, str]) -> Cleaned:
    """Return the table with a row for each label; `values` are the ends of its columns by the names that they get."""
    columns = {value: [f"{name}{end}" for name in labels] for value, end in values.items()}
    found = Spread([{label: text} for text in labels.values()], columns)
    ask_beside(work, found)
    spread(work, found)
    return work.cleaned()


def grouped(work: Work, table: Known) -> None:
    """Give the labels of rows the names of their list, and leave out sums of groups that are there."""
    cells = work.grid.column(LABEL).cells
    printed = dict.fromkeys(cell for cell in cells if isinstance(cell, str))
    one, found = members(printed, table.lists)
    if not any(member.kind == GROUP for member in found.values()):
        recognise(printed)
    left = {label for label, member in found.items() if member.kind == "no person"} | {*_sums(found)}
    work.leave_out([row for row in work.grid.rows() if cells[row] in left], "total-row", SAID["a sum"])
    for row in work.grid.rows():
        if member := found.get(cells[row]):
            work.set(row, LABEL, member.label, "group-label", f"as {one.name} has it")
        if member is None or member.kind == OVERLAPPING:
            work.ask(row, LABEL, SAID["other sum"])


def members(labels: Iterable[str], lists: Iterable[str]) -> tuple[Classification, dict[str, Member]]:
    """Return the list that has most of the labels as groups, and what each label is in it.

    A heading over several columns may stand before each of them, as in "Perceived ethnicity: White".
    """
    found = [(one, {label: read[0] for label in labels if (read := _read(one, label))}) for one in map(load, lists)]
    return max(found, key=lambda each: sum(member.kind == GROUP for member in each[1].values()))


def _read(one: Classification, label: str) -> tuple[Member, str] | None:
    return one.read(label) or one.read(FORMS["over"].sub("", label))


def _sums(found: Mapping[str, Member]) -> dict[str, list[str]]:
    """Return the labels that are sums of groups which are all there, with these, and parts of a group, with none."""
    groups = {label: member for label, member in found.items() if member.kind == GROUP}
    added: dict[str, list[str]] = {}
    for label, member in found.items():
        parts = [each for each, other in groups.items() if other.core <= member.core]
        within = any(member.label.startswith(f"{group.label}: ") for group in groups.values())
        whole = frozenset().union(*(groups[each].core for each in parts)) == member.core
        if member.kind == OVERLAPPING and (within or whole):
            added[label] = parts
    return added


# what some publishers print in their own way


def rejoin(work: Work) -> None:
    """Put minutes that strayed into the use case back to their hours."""
    why = "the table parts the minutes of the duration from its hours"
    if "duration_minutes" in work.grid:
        work.column("duration_minutes", "missing-marks", "durations")
    for row in list(work.grid.rows()) if {"duration_minutes", "use_case"} <= {*work.grid.columns} else ():
        found, hours = (work.grid.cell(row, name) for name in ("use_case", "duration_minutes"))
        strayed, whole = FORMS["strayed"].fullmatch(str(found)), FORMS["minutes"].fullmatch(str(hours))
        if strayed and whole and int(hours) % 60 == 0 and int(strayed["minutes"]) < 60:
            mended = {"duration_minutes": str(int(hours) + int(strayed["minutes"])), "use_case": strayed["rest"]}
            if "flags" in work.grid:
                mended["flags"] = ";".join(map(str, filter(None, [work.grid.cell(row, "flags"), "DURATION_REJOINED"])))
            for name, after in mended.items():
                work.set(row, name, after, "duration-rejoined", why)
        elif strayed:
            work.ask(row, "use_case", f"minutes of a duration, but the duration is {hours} and not whole hours")


def ask_about_copies(work: Work) -> None:
    """Ask about two columns that are equal in every row of 2023 and 2024."""
    _looks.copies(work, [name for name in ("other_disposal", "no_action") if name in work.grid])


def ask_about_notes(work: Work) -> None:
    """Ask about rows whose note says that their counts were not printed."""
    for row in work.grid.rows() if "note" in work.grid else ():
        note = work.grid.cell(row, "note")
        if note is not None and not str(note).startswith("as printed"):
            work.ask(row, "note", "the counts of this row were not printed: say so wherever they are used")


def one_row_each(work: Work) -> None:
    """Leave out sums of the forces and, of a force whose total of all tactics is there, every other row."""
    for name in ("force", "type_of_force", "tactic"):
        work.column(name, "spaces", "blanks")
    forces = {row: work.grid.cell(row, "force") for row in work.grid.rows()}
    sums = [row for row, force in forces.items() if {*words_of(force)} - {"and", "total"} == {"england", "wales"}]
    if len(sums) < len(forces):
        work.leave_out(sums, "total-row", "a sum of the forces")
    whole = [row for row in work.grid.rows() if of_all_tactics(work, row)]
    named = {forces[row] for row in whole}
    others = [row for row in work.grid.rows() if row not in set(whole)]
    parts = [row for row in others if forces[row] in named]
    work.leave_out(parts, "part-of-a-total", "the row of the same force that totals all tactics is kept instead")
    _looks.repeated(work, whole, "force")
    for row in sorted(set(others) - set(parts)):
        work.ask(row, "tactic", "this force has no row that totals all tactics, so each of its rows is kept")


def against_total(work: Work, groups: Sequence[str]) -> None:
    """Hold the groups against the column of their total, and drop it, and what is the same in every row."""
    _looks.unequal_sums(work, groups, "total")
    if all(of_all_tactics(work, row) for row in work.grid.rows()):
        work.drop(["type_of_force", "tactic"], "every row is a total of all tactics")
    work.drop(["total"], "a total of other columns")


def of_all_tactics(work: Work, row: int) -> bool:
    tactic = work.grid.cell(row, "tactic")
    both = reads_like_total(tactic) and reads_like_total(work.grid.cell(row, "type_of_force"))
    return both or words_of(tactic) == ["total", "tactics"]


def ask_about_rows(work: Work) -> None:
    """Ask about rows that repeat an earlier one in every cell."""
    _looks.repeated(work, work.grid.rows())


def put_within(work: Work) -> None:
    """Put before each label those that it stands within, as the indents of a table say."""
    above: list[tuple[int, str]] = []
    for row in work.grid.rows():
        label = str(work.grid.cell(row, LABEL))
        text = label.strip()
        depth = len(label) - len(label.lstrip())
        above = [*[each for each in above if each[0] < depth], (depth, text)]
        whole = SIGN.join([ESTIMATE, *[each for _, each in above]])
        work.set(row, LABEL, whole, "label-within", "within those above it")


ABOUT = (ask_about_copies, ask_about_notes, ask_about_rows)
OWN = {each.__name__: each for each in (*ABOUT, rejoin, one_row_each, put_within)}
