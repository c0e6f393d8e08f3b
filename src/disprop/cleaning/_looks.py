"""What a table often hides, looked for and asked about; nothing is changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from disprop._arrays import FloatArray
from disprop._errors import in_line, plain
from disprop._names import contradicted, official
from disprop._twice._doubts import TOTALS, Doubt, doubts
from disprop._twice._rows import Rows
from disprop._twice._sums import MOST, combined, sums
from disprop._twice._words import totals_among, words_of
from disprop.classifications._classification import known
from disprop.cleaning._forms import FORMS, SAID
from disprop.cleaning._spread import Spread
from disprop.cleaning._work import Work

Ends = tuple[FloatArray, FloatArray]  # the least and the most that each cell of a column allows
FEW = 3  # columns named together
SEXES = {"Male", "Female"}
NAMED = 2_000  # labels: a column with more is none of names
LARGEST = 2000  # rows: what is no sum in the largest of them is none
MANY = 300  # columns: beyond them not each is held against each
TWICE = "would count them twice"
PEOPLE = {"people", "persons"}  # what rates are over, more often than a total of columns beside it
CODES = 4  # different numbers below zero of a column: where there are more, they are numbers


def is_england_and_wales(label: object) -> bool:
    """Whether a label names England and Wales, with or without a word for total."""
    return set(words_of(label)) - {"and", "total"} == {"england", "wales"}


def twice(work: Work, names: Iterable[str], numbers: Iterable[str] = ()) -> None:
    """Ask about rows that would count twice, by what is in columns of labels and in columns of numbers."""
    kept = list(work.grid.rows())
    counts = {name: _counts(work, name) for name in numbers}
    years = [name for name, (least, _) in counts.items() if _are_years(least)]
    added = {name: both for name, both in counts.items() if name not in years and _adds_up(name, both[0])}
    labels = {name: work.grid.cells(name) for name in [*names, *years]}
    least, most = ({name: column[of] for name, column in added.items()} for of in (0, 1))
    found = doubts(Rows(labels, least, most=most))
    rows = {kept[doubt.row] for doubt in found if doubt.kind == TOTALS}
    named = {doubt.column for doubt in found if doubt.kind == TOTALS}
    answers = {name: work.leaving_out(rows, name) for name in named if name is not None}
    for doubt in found:
        answered = bool(doubt.column) and not _by_chance(doubt) if doubt.kind == TOTALS else None
        answer = answers[doubt.column].get(kept[doubt.row], {}) if answered and doubt.column else {}
        alone = "; only its numbers say so, and skip= leaves out its line" * (answered is False)
        work.ask(kept[doubt.row], doubt.column, SAID["twice"][doubt.kind].format(why=doubt.why) + alone, **answer)


def _by_chance(doubt: Doubt) -> bool:
    """Return whether only numbers say that a group of a known list, or a year, is a total: a person has to."""
    told = isinstance(doubt.label, int) or any(one.read(doubt.label) for one in known().values())
    return doubt.why.startswith("equal") and told


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
        cells = zip(work.as_read(name), work.grid.column(name).cells, strict=True)
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
    for name, why in totals_of_columns(work, found).items():
        work.ask(None, name, SAID["of columns"].format(why=why), drop=partners.get(name, [name]))


def totals_of_columns(work: Work, found: Spread) -> dict[str, str]:
    """Return the columns of counts that are totals of others, with what says so.

    Columns of one value are looked at by their labels, and apart from all others.
    """
    every = {name: _counts(work, name) for name in counted(work)}
    columns = {name: both for name, both in every.items() if _adds_up(name, both[0]) and not _are_years(both[0])}
    of = {
        name: (value, text)
        for value, names in found.columns.items()
        for name, text in zip(names, found.texts, strict=True)
    }
    families: dict[str, dict[str, str]] = defaultdict(dict)
    for name in columns:
        value, text = of.get(name, ("", name))
        families["" if text == name else value][name] = text
    said = [_totals_of(texts, columns) for value, texts in families.items() if value not in found.errors]
    totals = {name: why for each in said for name, why in each.items()}
    return {name: totals[name] for name in columns if name in totals}


def _totals_of(texts: Mapping[str, str], columns: Mapping[str, Ends]) -> dict[str, str]:
    among = totals_among(text for text in texts.values() if text.casefold() not in PEOPLE)
    others = [name for name, text in texts.items() if text not in among]
    totals = _sums_of({name: columns[name] for name in texts})
    for name, text in texts.items():
        if text in among:
            parts = [other for other in others if texts[other].startswith(text)] or others
            totals[name] = f"{among[text]}, {totals.get(name) or _equal_rows(name, parts, columns)}"
    return totals


def _equal_rows(name: str, parts: Sequence[str], columns: Mapping[str, Ends]) -> str:
    """Return in how many rows a column may be equal to others together."""
    low, high = (np.sum([columns[part][of] for part in parts], axis=0) for of in (0, 1))
    equal = ~((low > columns[name][1]) | (high < columns[name][0]))
    return f"equal to {in_line(parts, FEW)} together in {np.count_nonzero(equal)} of {len(equal)} rows"


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
    """Ask about rows that read like totals, and about those without a label."""
    cells = work.grid.column(name).cells
    among = totals_among({cells[row] for row in work.grid.rows() if isinstance(cells[row], str)})
    rows = {row for row in work.grid.rows() if isinstance(cells[row], str) and cells[row] in among}
    answers = work.leaving_out(rows, name)
    for row in work.grid.rows():
        if cells[row] is None:
            work.ask(row, name, "no label: a total of other rows, or a name that was lost")
        elif row in rows:
            work.ask(row, name, SAID["twice"][TOTALS].format(why=among[cells[row]]), **answers.get(row, {}))


def repeated_labels(work: Work, name: str, rows: Iterable[int]) -> None:
    """Ask about those of the rows whose label another of them had before."""
    keys = {row: repr(label) for row in rows if (label := work.grid.cell(row, name)) is not None}
    _repeated(work, keys, name, "an earlier row has this label too, and both are kept: one of them counts twice")


def copies(work: Work, names: Sequence[str], groups: Collection[str] = ()) -> None:
    """Ask about columns of numbers that are equal in every row where both are known, and not always the same number.

    Of more than MANY columns only those are asked about that are equal in what is missing, too. Of two groups only a
    person knows whether they are as many.
    """
    before: dict[str, Sequence[Any]] = {}
    equal: dict[tuple[Any, ...], str] = {}
    for name in names:
        cells = tuple(work.grid.cells(name))
        alike = before if len(names) <= MANY else filter(None, [equal.get(cells)])
        if first := next((other for other in alike if (pairs := _equal(before[other], cells))), None):
            share = f"{pairs} of {pairs} rows"
            work.ask(
                None,
                name,
                f"equal to {first} in {share}, so one of the two may be a copy",
                **({} if name in groups else {"drop": [name]}),
            )
        before[name] = cells
        equal.setdefault(cells, name)


def _equal(first: Sequence[Any], second: Sequence[Any]) -> int:
    """Return the rows where both are known, if they are equal in all of them and not always the same number; else 0."""
    if any(a != b and a is not None and b is not None for a, b in zip(first, second, strict=True)):
        return 0
    both = [a for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    return len(both) if len(set(both)) > 1 else 0


def unequal_sums(work: Work, parts: Sequence[str], total: str) -> None:
    """Ask about the row whose parts add up to a number farthest from the printed total, if there is one."""
    off = {}
    for row, printed, *numbers in zip(work.grid.rows(), *map(work.grid.cells, [total, *parts]), strict=True):
        if all(type(number) is int for number in (printed, *numbers)) and sum(numbers) != printed:
            off[row] = printed, sum(numbers)
    if off:
        row = max(off, key=lambda each: abs(off[each][0] - off[each][1]))
        more = f"; so do those of {len(off) - 1} more rows, by no more than these" if len(off) > 1 else ""
        work.ask(row, total, f"its parts add up to {off[row][1]}{more}")


def repeated_rows(work: Work) -> None:
    """Ask about rows that repeat an earlier one in every cell."""
    rows = list(zip(*(column.cells for column in work.grid.columns), strict=True))
    keys = {row: repr(rows[row]) for row in work.grid.rows()}
    _repeated(work, keys, None, "it repeats an earlier row in every cell: two events alike, or one entered twice")


def _repeated(work: Work, keys: Mapping[int, str], name: str | None, why: str) -> None:
    seen: set[str] = set()
    for row, key in keys.items():
        if key in seen:
            work.ask(row, name, why)
        seen.add(key)


def names(work: Work, columns: Sequence[str]) -> None:
    """Ask about names that are spelt otherwise than usual, and about codes beside them that are another's."""
    doubted = {(question.column, question.value) for question in work.questions if question.readings}
    every = ((name, {text for text in work.grid.cells(name).texts if (name, text) not in doubted}) for name in columns)
    held = {name: labels for name, labels in every if len(labels) <= NAMED}
    for name, labels in held.items():
        doubted = {question.value for question in work.questions if question.column == name}
        usual = official(labels - doubted)
        unlike = {label: usual[label] for label in sorted(labels) if plain(usual.get(label, label)) != plain(label)}
        if unlike and not SEXES & {*unlike.values()}:
            said = ", ".join(f"{label!r} is {own!r}" for label, own in unlike.items())
            answers = {(label, name): own for label, own in unlike.items()}
            work.ask(None, name, f"usually spelt otherwise: {said}", answers=answers)
    codes = [name for name, labels in held.items() if labels and all(map(FORMS["place"].fullmatch, labels))]
    for code, name in product(codes, held):
        beside = zip(work.grid.cells(code), work.grid.cells(name), strict=True)
        for row, why in contradicted(dict(zip(beside, work.grid.rows(), strict=True))).items():
            work.ask(row, name, why)


def sexes(work: Work) -> None:
    """Ask about numbers that stand for the sexes."""
    for name in work.grid.names:
        if plain(name) in {"sex", "gender"} and {str(cell) for cell in work.grid.cells(name)} & {"1", "2"}:
            work.ask(None, name, "which number is which sex", "1 is male and 2 female, as in ISO 5218", "1 is female")
