"""Which steps fit a column, by what its cells read as, and what is asked where some of them read as something else."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from disprop import _ages
from disprop._errors import in_line
from disprop._marks import reader
from disprop.cleaning._bounds import Step
from disprop.cleaning._forms import FORMS, SAID
from disprop.cleaning._shapes import MARGIN
from disprop.cleaning._sheet import CODE, is_number
from disprop.cleaning._spreadsheets import bands_in, bare
from disprop.cleaning._types import TYPES, UNREADABLE
from disprop.cleaning._work import Work

FEW = 3  # texts shown of those that are no numbers
MARK = reader(None, "possible")


class Seen(NamedTuple):
    """The different texts of a column: plain numbers, others with the number in each, marks, and words."""

    plain: Collection[str]
    numbers: Mapping[str, str]
    marked: Collection[str]
    words: Collection[str]

    def has(self, *forms: str) -> bool:
        """Return whether a text that is no plain number has one of the forms."""
        return any(FORMS[form].fullmatch(text) for form in forms for text in (*self.numbers, *self.words))


def fitting(work: Work, name: str, mark: str) -> list[Step]:
    """Return the steps that fit a column: those of numbers where most of its cells read as such, else of text.

    A column of a frame that is neither of text nor of numbers, such as one of dates, stays as it is.
    """
    held = work.grid.cells(name)
    others = [cell for cell in held if cell is not None and type(cell) is not str] if held.others else []
    if others and not held.texts and TYPES["number"].read(others[0]) is UNREADABLE:
        return []
    margins = MARGIN.search(name) is not None
    seen = _seen({text.strip() for text in held.texts} | {str(cell) for cell in others}, mark, margins=margins)
    many, named = len(seen.plain) + len(seen.numbers), FORMS["ages"].fullmatch(name) is not None
    banded, dated = any(map(_is_band, {*seen.marked, *seen.words})), any(map(bands_in, seen.words))
    first: list[Step] = ["spaces", *["text-formulas"] * seen.has("text formula"), *["margins"] * margins]
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
    first += [*["flagged"] * seen.has("flagged", "powers"), *["bounds"] * bounds]
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


def _is_band(text: str) -> bool:
    return not text.isdecimal() and _ages.read(text) is not None


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


def decimal_of(cells: Iterable[str], *, semicolons: bool) -> tuple[str, str, dict[str, str]]:
    """Return the mark, and a question where the numbers do not tell, with an answer where only one can be read.

    Where semicolons separate cells, and a comma can only come before decimals, so does every other comma.
    """
    numbers = [found[1] for cell in cells if (found := FORMS["core"].match(cell))]
    comma, point, either = (
        any(map(form.fullmatch, numbers)) for form in (FORMS["comma"], FORMS["point"], FORMS["either"])
    )
    if comma and not point and semicolons:
        return ",", "", {}
    if either and semicolons and not point:
        return ".", SAID["no mark told"], {}
    return (".", SAID["odd commas"], {"decimal": ","}) if comma and not point and not either else (".", "", {})
