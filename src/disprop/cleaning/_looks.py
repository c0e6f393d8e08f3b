"""What a table often hides, looked for and asked about; nothing is changed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from disprop._arrays import BoolArray, FloatArray
from disprop._errors import in_line, plain
from disprop._names import contradicted, official
from disprop._twice._doubts import TOTALS, doubts
from disprop._twice._rows import Rows
from disprop._twice._sums import MANY, MOST, combined, sums
from disprop._twice._words import NUMBERS, PART, twice_among
from disprop.classifications._classification import known
from disprop.cleaning._log import Repair
from disprop.cleaning._spread import Spread
from disprop.cleaning._types import FORMS, SAID
from disprop.cleaning._work import Work

Ends = tuple[FloatArray, FloatArray]  # the least and the most that each cell of a column allows
FEW = 3  # columns named together, or rows that bear each other out
NAMED = 2_000  # labels: a column with more is none of names
LARGEST = 2000  # rows: what is no sum in the largest of them is none
PEOPLE = {"people", "persons"}  # what rates are over, more often than a total of columns beside it
CODES = 4  # different numbers below zero of a column: where there are more, they are numbers


def twice(work: Work, names: Iterable[str], numbers: Iterable[str] = ()) -> None:
    """Ask about rows that would count twice, by what is in columns of labels and in columns of numbers."""
    kept = work.grid.rows()
    counts = {name: _counts(work, name) for name in numbers}
    years = [name for name, (least, _) in counts.items() if _are_years(least)]
    added = {name: both for name, both in counts.items() if name not in years and _adds_up(name, both[0])}
    labels = {name: work.grid.cells(name) for name in [*names, *years]}
    least, most = ({name: column[of] for name, column in added.items()} for of in (0, 1))
    gone = {question.row for question in work.questions if "skip" in question.answer}
    found = [doubt for doubt in doubts(Rows(labels, least, most=most)) if kept[doubt.row] not in gone]
    totals = [doubt for doubt in found if doubt.kind == TOTALS]
    rows, named = {kept[doubt.row] for doubt in totals}, {doubt.column for doubt in totals}
    answers = {name: work.leaving_out(rows, name) for name in named if name is not None}
    several = sum(doubt.by == NUMBERS for doubt in totals) >= FEW
    for doubt in found:
        column, row = doubt.column, kept[doubt.row]
        why = SAID["twice"][doubt.by if doubt.by == PART else doubt.kind].format(why=doubt.why)
        told = several or sum(each[doubt.row] > 0 for each in least.values()) > 1
        told = told or (column in labels and labels[column].count(doubt.label) > 1)
        lists = known().values() if doubt.by == NUMBERS and told else ()
        group = isinstance(doubt.label, int) or any(one.read(doubt.label) for one in lists)  # or a year
        if doubt.by == NUMBERS and (group or not told):
            work.ask(row, column, why + SAID["by numbers"], *SAID["total or none"])
        else:
            work.ask(row, column, why, **(answers[column].get(row, {}) if column and doubt.kind == TOTALS else {}))


def counted(work: Work) -> list[str]:
    """Return the columns of whole numbers, or where there is none those of other numbers; of no copies."""
    return work.whole or work.numbers


def _counts(work: Work, name: str) -> tuple[FloatArray, FloatArray]:
    """Return the least and the most that a column of whole numbers allows; NaN where nothing is known."""
    ends = [end if f"{name}{end}" in work.grid else "" for end in ("_low", "_high")]
    least, most = (work.grid.cells(f"{name}{end}").numbers for end in ends)
    return least, np.maximum(least, most)


def below_zero(work: Work, names: Iterable[str]) -> None:
    """Ask about the few numbers below zero of a column that is of no changes: codes, as -9 and -666666666 are."""
    of_counts = [name for name in names if not FORMS["change"].search(name)]
    for name in (name for name in of_counts if (work.grid.cells(name).numbers < 0).any()):
        cells = zip(work.grid.column(name).raw, work.grid.column(name).cells, strict=True)
        below = [raw for raw, cell in cells if isinstance(cell, (int, float)) and cell < 0]
        codes = sorted({raw.strip() if isinstance(raw, str) else f"{raw:.15g}" for raw in below})
        for code in codes if len(codes) <= CODES else ():
            answer: dict[str, Any] = {"answers": {(code, name): None}} if work.of_file else {}
            work.ask(None, name, f"{code!r} is a code for what is not known, or a number below zero", **answer)


def _are_years(numbers: FloatArray) -> bool:
    known = numbers[~np.isnan(numbers)]
    return bool(len(known)) and known.min() >= 1900 and known.max() < 2100


def _adds_up(name: str, numbers: FloatArray) -> bool:
    """Return whether a column may be one of counts: no change, no rate and no number of rows in their order."""
    in_order = len(numbers) > 1 and numbers[0] in {0, 1} and (np.diff(numbers) == 1).all()
    return not ((numbers < 0).any() or in_order or FORMS["not added"].search(name))


def sums_of_columns(work: Work, found: Spread) -> None:
    """Ask about columns of counts that read like totals, or are the sums of others; those of a label go together."""
    partners = found.partners
    if min(len(counted(work)), len(work.grid.rows())) > MANY:
        work.done(Repair(None, None, None, None, "not-looked-for", SAID["many columns"].format(MANY)))
    for name, why in totals_of_columns(work, found).items():
        work.ask(None, name, SAID["of columns"].format(why=why), drop=partners.get(name, [name]))


def totals_of_columns(work: Work, found: Spread) -> dict[str, str]:
    """Return the columns of counts that are totals of others, with what says so.

    Columns of one value are looked at by their labels, and apart from all others.
    """
    every = {name: _counts(work, name) for name in counted(work)}
    columns = {name: both for name, both in every.items() if _adds_up(name, both[0]) and not _are_years(both[0])}
    families = {
        value: {name: text for name, text in zip(names, found.texts, strict=True) if name in columns and text != name}
        for value, names in found.columns.items()
    }
    spread = set[str]().union(*families.values())
    families[""] = {name: name for name in columns if name not in spread}
    totals = dict[str, str]()
    for value in families.keys() - found.errors:
        totals |= _totals_of(families[value], columns)
    return {name: totals[name] for name in columns if name in totals}


def _totals_of(texts: Mapping[str, str], columns: Mapping[str, Ends]) -> dict[str, str]:
    named = {text: name for name, text in texts.items() if text.casefold() not in PEOPLE}
    among, _ = twice_among(
        named, lambda one, parts: bool(np.all(_may_equal(named[one], [named[part] for part in parts], columns)))
    )
    others = [name for name, text in texts.items() if text not in among]
    totals = _sums_of({name: columns[name] for name in texts})
    for name, text in texts.items():
        if text in among:
            parts = [other for other in others if texts[other].startswith(text)] or others
            rows = _may_equal(name, parts, columns)
            said = f"equal to {in_line(parts, FEW)} together in {np.count_nonzero(rows)} of {len(rows)} rows"
            why = among[text].said
            totals[name] = ", ".join(filter(None, [why, totals.get(name) or ("" if "'" in why else said)]))
    return totals


def _may_equal(name: str, parts: Sequence[str], columns: Mapping[str, Ends]) -> BoolArray:
    low, high = (np.sum([columns[part][of] for part in parts], axis=0) for of in (0, 1))
    return np.asarray(~((low > columns[name][1]) | (high < columns[name][0])))


def parts_in(work: Work) -> tuple[list[str], Collection[str]]:
    """Return the columns of counts that add up to one that is there too, in every row, and all that are totals."""
    totals, counts = totals_of_columns(work, Spread([], {})), {name: _counts(work, name)[0] for name in counted(work)}
    parts = [name for name in counts if name not in totals]
    added = np.sum([counts[name] for name in parts], axis=0)
    return parts if any(np.array_equal(counts[name], added) for name in totals) else [], totals


def _sums_of(columns: Mapping[str, Ends]) -> dict[str, str]:
    if len(columns) < 2:
        return {}
    names, least, most = list(columns), *(np.array([column[of] for column in columns.values()]) for of in (0, 1))
    known = least[:, ~np.isnan(least).any(axis=0) & (least == most).all(axis=0)]
    parts = {names[at]: in_line([names[part] for part in parts]) for at, parts in combined(known).items()}
    found = {name: f"equal to {added} together" for name, added in parts.items()}
    low, high = np.nan_to_num(least), np.nan_to_num(most, nan=MOST)
    first = np.argsort(-low.sum(axis=0), kind="stable")[:LARGEST]
    beside = sums(low, high) if sums(low[:, first], high[:, first]) else {}
    for at, why in beside.items():
        found[names[at]] = why.replace("rows", "columns").replace("below", "right of").replace("above", "left of")
    return found


def labels(work: Work, name: str) -> None:
    """Ask about rows whose labels say that they count twice, and about those without a label."""
    twice(work, [name])
    asked = {question.row for question in work.questions if question.column == name}
    for row in work.grid.rows():
        if work.grid.cell(row, name) is None and row not in asked:
            work.ask(row, name, SAID["no label"])


def repeated(work: Work, rows: Iterable[int], name: str | None = None) -> None:
    """Ask about those of the rows whose label another of them had before, or without a name, all of whose cells."""
    columns = [column for own, column in work.grid.columns.items() if name in {None, own}]
    why, seen = SAID["again"]["row" if name is None else "label"], set[str]()
    for row in rows:
        cells = [column.cells[row] for column in columns]
        if (key := repr(cells)) in seen:
            work.ask(row, name, why)
        seen |= {key} if cells != [None] else set()


def copies(work: Work, names: Sequence[str], groups: Collection[str] = ()) -> None:
    """Ask about columns of numbers that are equal in every row where both are known, and not always the same number.

    Shares and rates, which nobody adds up, may be equal when they are rounded. Of more than MANY columns only those are
    asked about that are equal in what is missing, too. Of two groups only a person knows whether they are as many.
    """
    names = [name for name in names if not FORMS["not added"].search(name)]
    before: dict[str, FloatArray] = {}
    equal: dict[bytes, str] = {}
    for name in names:
        cells = work.grid.cells(name).numbers
        alike = before if len(names) <= MANY else filter(None, [equal.get(cells.tobytes())])
        if first := next((other for other in alike if (pairs := _equal(before[other], cells))), None):
            why = f"equal to {first} in {pairs} of {pairs} rows, so one of the two may be a copy"
            work.ask(None, name, why, **({} if name in groups else {"drop": [name]}))
        before[name] = cells
        equal.setdefault(cells.tobytes(), name)


def _equal(first: FloatArray, second: FloatArray) -> int:
    """Return the rows where both are known, if they are equal in all of them and not always the same number; else 0."""
    one, other = (each[~np.isnan(first + second)] for each in (first, second))
    return len(one) if np.array_equal(one, other) and np.unique(one).size > 1 else 0


def unequal_sums(work: Work, parts: Sequence[str], total: str) -> None:
    """Ask about the row whose parts add up to a number farthest from the printed total, if there is one."""
    printed, *numbers = (work.grid.cells(name).numbers for name in (total, *parts))
    added = np.sum(numbers, axis=0)
    off = np.nan_to_num(added - printed)
    if several := np.count_nonzero(off):
        at = int(np.abs(off).argmax())
        more = f"; so do those of {several - 1} more rows, by no more than these" if several > 1 else ""
        work.ask(work.grid.rows()[at], total, f"its parts add up to {added[at]:.0f}{more}")


def names(work: Work, columns: Sequence[str]) -> None:
    """Ask about names that are spelt otherwise than usual, and about codes beside them that are another's."""
    doubted = {(question.column, question.value) for question in work.questions}
    every = {name: {text for text in work.grid.cells(name).texts if (name, text) not in doubted} for name in columns}
    held = {name: labels for name, labels in every.items() if len(labels) <= NAMED}
    for name, labels in held.items():
        _spellings(work, name)
        usual = official(labels)
        times = Counter(usual.values())
        for own in (own for own, number in times.items() if number > 1):
            spelt = in_line(sorted(repr(label) for label in usual if usual[label] == own))
            work.ask(None, name, SAID["one name"].format(spelt, own))
        once = {label: own for label, own in usual.items() if times[own] == 1}
        unlike = {label: once[label] for label in sorted(labels) if plain(once.get(label, label)) != plain(label)}
        if unlike and not {"Male", "Female"} & {*unlike.values()}:
            said = ", ".join(f"{label!r} is {own!r}" for label, own in unlike.items())
            answers = {(label, name): own for label, own in unlike.items()}
            work.ask(None, name, f"usually spelt otherwise: {said}", answers=answers)
    codes = [name for name, labels in held.items() if labels and all(map(FORMS["place"].fullmatch, labels))]
    for code, name in product(codes, held):
        beside = zip(work.grid.cells(code), work.grid.cells(name), strict=True)
        for row, why in contradicted(dict(zip(beside, work.grid.rows(), strict=True))).items():
            work.ask(row, name, why)


def _spellings(work: Work, name: str) -> None:
    """Log the labels that were spelt in several ways in the file, and are one label now."""
    spelt: dict[str, set[str]] = defaultdict(set)
    column = work.grid.column(name)
    for raw, label in dict.fromkeys(zip(column.raw, column.cells, strict=True)):
        if isinstance(raw, str) and isinstance(label, str):
            spelt[label].add(raw)
    for label, ways in ((label, sorted(ways)) for label, ways in spelt.items() if len(ways) > 1):
        why = SAID["one label"].format(in_line(map(repr, ways)))
        work.done(Repair(None, name, ways, label, "spellings", why))


def sexes(work: Work) -> None:
    """Ask about numbers that stand for the sexes."""
    for name in work.grid.columns:
        if plain(name) in {"sex", "gender"} and {str(cell) for cell in work.grid.cells(name)} & {"1", "2"}:
            work.ask(None, name, "which number is which sex", "1 is male and 2 female, as in ISO 5218", "1 is female")
