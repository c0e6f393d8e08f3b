"""Columns: which steps fit each by what its cells read as, what is asked about them, and their labels."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from pandas.api.types import is_numeric_dtype

from disprop import _ages
from disprop._cells import is_empty
from disprop._errors import in_line
from disprop._marks import reader
from disprop._twice._words import totals_among
from disprop.classifications._classification import known
from disprop.classifications._recognition import differing, holding, lacking, spelt
from disprop.cleaning._log import Repair
from disprop.cleaning._rules import Answer, Doubt, Fix, Step, repair
from disprop.cleaning._sheet import CODE, is_number
from disprop.cleaning._spread import MARGIN
from disprop.cleaning._types import FORMS, SAID, TYPES, UNREADABLE
from disprop.cleaning._work import Work
from disprop.periods._forms import number_of

ALIKE = str.maketrans("12345678", "99999999")  # digits that tell nothing of the mark before decimals
FEW = 3  # texts shown of those that are no numbers
MARK = reader(None, "possible")


class Seen(NamedTuple):
    """The different texts of a column: plain numbers, others with the number in each, marks, and words."""

    plain: Collection[str]
    numbers: Mapping[str, str]
    marked: Collection[str]
    words: Collection[str]


def fitting(work: Work, name: str, mark: str) -> list[Step]:
    """Return the steps that fit a column: those of numbers where most of its cells read as such, else of text.

    A column of a frame that is neither of text nor of numbers, such as one of dates, stays as it is.
    """
    held = work.grid.cells(name)
    if held.others and not held.texts and TYPES["number"].read(held.others[0]) is UNREADABLE:
        return []
    margins = MARGIN.search(name) is not None
    seen = _seen({text.strip() for text in held.texts} | {*map(str, held.others)}, mark, margins=margins)
    many, named = len(seen.plain) + len(seen.numbers), FORMS["ages"].fullmatch(name) is not None
    banded = any(not text.isdecimal() and _ages.read(text) is not None for text in {*seen.marked, *seen.words})
    dated = any(map(bands_in, seen.words))
    first: list[Step] = ["spaces", "text-formulas", *["margins"] * margins]
    first += ["dated-bands"] * (dated and (banded or named or many > 0))
    if named and (banded or dated):
        return [*first, "label-notes", "ages", "blanks", "text"]
    coded = any(map(CODE.fullmatch, seen.numbers.values()))
    if coded or len(seen.words) > many or not many:
        if many:
            _ask_about_text(work, name, seen, coded=coded)
        return [*first, "label-notes", "blanks", "text"]
    percent = any(cell[-1] == "%" for cell in seen.numbers)
    room = f"{name}_low" not in work.grid and f"{name}_high" not in work.grid
    bounds = room and bool(seen.marked or dated)
    thousands, kind = "thousands" if mark == "." else "decimal-commas", "number" if percent else _kind(seen, mark)
    first += ["powers", "flagged", *["bounds"] * bounds]
    return [*first, "missing-marks", "bracketed", "notes", "signs", thousands, *["percentages"] * percent, kind]


def _seen(cells: set[str], mark: str, *, margins: bool) -> Seen:
    """Return the texts of a column by what they read as."""
    if margins:
        cells = {cell.lstrip("± ") for cell in cells if cell.strip("*")}
    plain = {cell for cell in cells if FORMS["plain"].fullmatch(cell)} if mark == "." else set[str]()
    rest = {cell: bare(cell) for cell in cells - plain}
    marked = {cell for cell, text in rest.items() if MARK(text)}
    numbers = {cell: number for cell in rest.keys() - marked if (number := _meant(rest[cell]))}
    return Seen(plain, numbers, marked, rest.keys() - marked - numbers.keys() - {""})


def _meant(text: str) -> str:
    """Return the number that is in a text, with its signs; nothing where it reads as none."""
    if is_number(text):
        return text
    if FORMS["numeral"].fullmatch(text):
        return f"{Decimal(text):f}"
    found = FORMS["flagged"].fullmatch(text)
    return found["before"] or found["after"] if found else ""


def _kind(seen: Seen, mark: str) -> str:
    """Return the type of numbers: integer if all of them are whole."""
    grouped = "," if mark == "." else "."
    firsts = (FORMS["first"].search(text.replace(grouped, "").replace(",", ".")) for text in seen.numbers.values())
    return "integer" if all(one and TYPES["integer"].read(one[0]) is not UNREADABLE for one in firsts) else "number"


def _ask_about_text(work: Work, name: str, seen: Seen, *, coded: bool) -> None:
    """Ask about a column that stays text though half of its cells read as numbers, or as some with zeros before."""
    digits = {len(text) for text in (*seen.plain, *seen.numbers.values()) if text.isdecimal()}
    cells = [str(cell).strip() for cell in work.grid.cells(name) if cell is not None]
    numbers = sum(cell in seen.plain or cell in seen.numbers for cell in cells)
    words = sum(cell in seen.words for cell in cells)
    if coded and len(digits) > 1:
        work.ask(None, name, SAID["zeros"].format(name))
    elif not coded and 0 < words <= numbers:
        shown = in_line(map(repr, sorted(seen.words)), FEW)
        work.ask(None, name, SAID["mixed"].format(numbers, len(cells), words, shown, name))


def decimal_of(work: Work, named: Collection[str]) -> str:
    """Return what stands before decimals, and ask where the numbers do not tell.

    Where semicolons separate cells, and a comma can only come before decimals, so does every other comma.
    """
    names = [name for name in work.grid.columns if name not in named]
    texts = "\0".join(text for name in names for text in work.grid.cells(name).texts if "," in text or "." in text)
    cells = filter(is_number, map(str.strip, {*texts.translate(ALIKE).split("\0")}))
    numbers = [found[1] for cell in cells if (found := FORMS["core"].match(cell))]
    comma, point, either = (any(map(FORMS[form].fullmatch, numbers)) for form in ("comma", "point", "either"))
    semicolons = any(repair.rule == "separator" and repair.after == ";" for repair in work.log)
    if semicolons and comma and not point:
        return ","
    if semicolons and either and not point:
        work.ask(None, None, SAID["no mark told"])
    elif comma and not point and not either:
        work.ask(None, None, SAID["odd commas"], decimal=",")
    return "."


# repairs of what spreadsheets and publishers make of a number or a band: formulas, powers of ten, dates, flags


def bare(text: str) -> str:
    """Return the text that is in such a formula, or behind such a quote; another as it is."""
    found = FORMS["text formula"].fullmatch(text)
    return found["formula"] or found["quoted"] or "" if found else text


@repair("powers", "1.25E+02 becomes 125, and 1.2E+06 is a question: a spreadsheet left digits out", "[Ee]")
def powers(text: str) -> Answer | None:
    """Write out a number in powers of ten, and ask about one whose last digits a spreadsheet left out."""
    if not FORMS["powers"].fullmatch(text):
        return None
    number = Decimal(text)
    half = Decimal((0, (5,), int(number.as_tuple().exponent) - 1))
    if half < 1:
        return Fix(f"{number:f}", "a number in powers of ten")
    low, high = sorted((abs(number) - half, abs(number) + half))
    bounds = (f"{low:f}-{high:f}",) if number > 0 else ()
    return Doubt((f"{number:f}", *bounds), SAID["powers"].format(len(number.as_tuple().digits), f"{half:f}"))


@repair("dated-bands", "05-Sep becomes 5-9, which a spreadsheet takes for a date, and is a question", "-")
def dated_bands(text: str) -> Answer | None:
    """Read a date as the band that it was typed as, and ask."""
    bands = bands_in(text)
    return Fix(bands[0], SAID["dated"], (*bands, text)) if bands else None


@repair("ages", "a text with a number of which no ages can be read, such as 18-2O, is a question", r"\d")
def ages(text: str) -> Answer | None:
    """Ask about what reads as no ages."""
    odd = any(map(str.isdigit, text)) and not _ages.read(text)
    return Doubt((), "no ages can be read from it", blocks=False) if odd else None


def bands_in(text: str) -> tuple[str, ...]:
    """Return the bands that a spreadsheet takes for this date, the likelier first; none for another text."""
    if found := FORMS["dated"].fullmatch(text):
        pairs = [(int(found[1] or found[4]), number_of((found[2] or found[3]).lower()))]
    elif found := FORMS["like iso"].fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
        pairs = [*[(month, year % 100)] * (day == 1), (day, month)]
    else:
        return ()
    return tuple(f"{min(pair)}-{max(pair)}" for pair in pairs if min(pair) < max(pair) and pair[1])


# labels: printed once for the blank cells below them, as merged cells are, and those of known lists of groups


FEWEST, MANY = 3, 60  # labels of a list at least, and at most
NEAR = 0.75  # of the labels are those of a list


def fill(work: Work, names: Iterable[str]) -> None:
    """Write the label above into each blank cell."""
    for name in names:
        above: tuple[int, Any] | None = None
        for row in work.grid.rows():
            if not is_empty(cell := work.grid.cell(row, name)):
                above = row, cell
            elif above is not None:
                why = f"a blank cell stands for the label above it, row {above[0]}"
                work.set(row, name, above[1], "filled-down", why)


def ask_merged(work: Work, meant: Collection[str]) -> None:
    """Ask about columns of labels, not those meant as numbers or the last, whose blank cells may stand for another."""
    labels = [name for name in work.grid.columns if name not in meant] if meant else []
    if not any(None in (held := work.grid.cells(name)) or any(map(is_empty, held.texts)) for name in labels):
        return
    told = {question.row for question in work.questions if {"skip", "leave_out"} & question.answer.keys()}
    rows = [row for row in work.grid.rows() if row not in told]
    columns = {name: [work.grid.cell(row, name) for row in rows] for name in labels}
    before = [*zip(*columns.values(), strict=True)]
    unlabelled = {row: labels[-1] for row, cells in zip(rows, before, strict=True) if all(map(is_empty, cells))}
    for name, cells in columns.items():
        blank = [row for row, cell in zip(rows, cells, strict=True) if is_empty(cell)]
        down: list[Any] = [*accumulate(cells, lambda above, cell: above if is_empty(cell) else cell)]
        told_apart = len(set(zip(*{**columns, name: down}.values(), strict=True))) >= len({*before})
        if blank and told_apart and name != [*work.grid.columns][-1] and _each_once(cells):
            if 3 * len(blank) >= len(rows):
                work.ask(None, name, SAID["merged"].format(len(blank)), fill_down=[name])
            else:
                unlabelled |= dict.fromkeys(blank, name)
    for row, name in unlabelled.items():
        work.ask(row, name, SAID["unlabelled"].format([name]))


def _each_once(cells: Sequence[Any]) -> bool:
    """Return whether the first cell has a label, and no label follows itself."""
    filled = [cell for cell in cells if not is_empty(cell)]
    texts = bool(filled) and all(isinstance(cell, str) for cell in filled)
    return texts and not is_empty(cells[0]) and all(one != other for one, other in pairwise(filled))


def groups(work: Work) -> None:
    """Look at the headings, and at each column of text."""
    headings = [name for name in [*work.grid.columns][: 4 * MANY] if any(one.read(name) for one in known().values())]
    _look(work, None, headings)
    for name in [name for name, one in work.grid.columns.items() if not is_numeric_dtype(one.dtype)]:
        cells = work.grid.cells(name)
        if len(cells.texts) <= MANY:
            labels = [cell for cell in dict.fromkeys(cells) if cell in cells.texts]
            totals = totals_among(labels)
            _look(work, name, [label for label in labels if label not in totals])


def _look(work: Work, column: str | None, labels: list[str]) -> None:
    """Log the lists that have all of the labels, in what they differ and what was forgiven; ask about labels near one.

    That is a label that the nearest list does not have, or that is forgiven into one that is there too.
    """
    lists = holding(labels) if len(labels) >= FEWEST else ()
    one = lists[0] if lists else min(known().values(), key=lambda each: len(lacking(each, [*labels])))
    read = {label: one.read(label) or (None, "") for label in labels}
    if lists:
        forgiven = "".join(f"; {n} but for {how}" for how, n in Counter(how for _, how in read.values()).items() if how)
        unlike = differing(lists, labels)
        odd = f"; they differ in {in_line(map(repr, unlike))}: see the source" if unlike else ""
        named = [each.name for each in lists]
        said = f"{len(labels)} labels of {in_line(named)}{forgiven}{odd}"
        work.done(Repair(None, column, None, named, "groups", said))
    times = Counter(meant for meant, _ in read.values())
    near = len(labels) - times[None] >= max(FEWEST, NEAR * len(labels))
    if column is None or not near:
        return
    for label, (meant, how) in read.items():
        row = work.grid.rows()[work.grid.cells(column).index(label)]
        if not meant:
            work.ask(row, column, f"no label of {one.name}, as the others are{spelt(label, one)}")
        elif how and times[meant] > 1:
            work.ask(row, column, f"read as {meant.label!r} of {one.name}, as another label is")
