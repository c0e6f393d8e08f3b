"""Repairs of one cell at a time: numbers, percentages, durations, notes, gaps and spaces."""

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from disprop._errors import refused
from disprop._marks import DASHES, MISSING
from disprop._names import official
from disprop.cleaning._rules import REPAIRS, Answer, Doubt, Fix, Rule, by_text, cell_rule, repair
from disprop.cleaning._types import FORMS, TYPES, UNREADABLE, Cells

DAY = 24  # hours: a clock that shows as many may show minutes and seconds
SCALES = {"hundred": 2, "thousand": 3, "000": 3, "k": 3, "million": 6, "m": 6, "mn": 6, "billion": 9, "bn": 9, "%": -2}
LONGEST_LABEL = 300  # characters: what is longer is a text, and searching it for notes would take long
UNSEEN = re.compile("[\u200b\u2060\ufeff]")


def missing_marks(*marks: str) -> Rule:
    """Return a repair that makes these marks missing, capitals and stray spaces aside.

    Use it where a table has marks of its own; `"missing-marks"` knows the usual ones, and `"blanks"` only the
    empty cell.

    Parameters
    ----------
    marks : str
        The marks as printed, any number of them. "" is an empty cell.

    Returns
    -------
    Rule
        A step for `read_table`. A marked cell becomes missing, never 0.

    Raises
    ------
    DispropError
        If there is no mark, or one is not text.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import cleaning
    >>> frame = pd.DataFrame({"stops": ["12", "withheld"]})
    >>> cleaned = cleaning.read_table(frame, columns={"stops": [cleaning.missing_marks("withheld"), "integer"]})
    >>> cleaned.frame["stops"].tolist()
    [12, <NA>]
    """
    if not marks or not all(isinstance(mark, str) for mark in marks):
        raise refused("missing_marks", "needs marks such as 'withheld'", marks)
    return _missing("the marks named by the caller become missing, never 0", marks)


def _missing(does: str, marks: tuple[str, ...]) -> Rule:
    known = {mark.strip().casefold() for mark in marks}

    def missing(text: str) -> Answer | None:
        return Fix(None, "a mark for a missing value, not 0") if text.strip().casefold() in known else None

    return cell_rule("missing-marks", does, missing)


@repair("percentages", "12% becomes the share 0.12, digit by digit; a plain number in such a column is a question")
def percentages(cells: Cells) -> dict[int, Answer]:
    """Turn percentages into shares, and ask on which scale the numbers beside them are."""
    shares = by_text(cells, _share)
    beside = {i: cell for i, cell in enumerate(cells) if i not in shares} if shares else {}
    numbers = {i: TYPES["number"].read(cell) for i, cell in beside.items()}
    plain = [i for i, number in numbers.items() if number not in (UNREADABLE, 0)]
    return shares | {i: _unscaled(cells[i] if isinstance(cells[i], str) else str(numbers[i])) for i in plain}


def _share(text: str) -> Answer | None:
    found = FORMS["percent"].fullmatch(text)
    return Fix(_moved(found[1], -2), "a percentage as text is a share of 1") if found else None


def _unscaled(number: str) -> Doubt:
    readings = (f"{number}%", f"{_moved(number, 2)}%")
    return Doubt(readings, "a plain number among percentages is a percentage or a share: answer with a %")


def _moved(number: str, places: int) -> str:
    """Move the point, which loses no digit."""
    sign, digits, exponent = Decimal(number).as_tuple()
    return format(Decimal((sign, digits, int(exponent) + places)), "f")


@repair("durations", "5h03m, 2h, 5:03 and 183 minutes become minutes; 5h3 and 45:30 are questions")
def durations(cells: Cells) -> dict[int, Answer]:
    """Turn hours and minutes into minutes, unless a clock of the column goes beyond a day and may be one of seconds."""
    texts = {cell.strip() for cell in cells.texts}
    beyond = any(found["h"] and int(found["h"]) >= DAY for text in texts if (found := FORMS["clock"].fullmatch(text)))
    return by_text(cells, lambda text: _duration(text.strip(), beyond=beyond))


def _duration(text: str, *, beyond: bool) -> Answer | None:
    found = FORMS["duration"].fullmatch(text) or FORMS["clock"].fullmatch(text) or FORMS["long clock"].fullmatch(text)
    if not found:
        return None
    parts = found.groupdict()
    if parts.get("only"):
        return Fix(str(int(parts["only"])), "a duration, in minutes")
    hours, minutes = int(parts["h"]), int(parts["m"] or 0)
    total = str(60 * hours + minutes)
    if minutes > 59:
        return Doubt((total,), "60 minutes or more beside the hours")
    if beyond and found.re is FORMS["clock"]:
        why = "hours and minutes, or minutes and seconds: the column has a clock of a day or more"
        return Doubt((total, f"{hours + minutes / 60:g}"), why)
    if len(parts["m"] or "00") == 1 and not parts["unit"]:
        why = "one digit of minutes: a leading or a trailing 0 may be lost"
        return Doubt((total, str(60 * hours + 10 * minutes)), why)
    return Fix(total, "a duration, in minutes")


@repair(
    "notes",
    "12*, 891,748 [1] and 45 (see note) lose the note, which the log keeps; 3 (thousand) is a question",
    "[^0-9.,]",
)
def notes(text: str) -> Answer | None:
    """Take the marks and brackets off the end of a number."""
    if not (found := FORMS["noted"].fullmatch(text)):
        return None
    if scale := FORMS["scale"].search(found["note"]):
        return _scaled(found["number"], scale)
    return Fix(found["number"], f"the note {found['note'].strip()!r} is kept here")


def _scaled(number: str, scale: re.Match[str]) -> Doubt:
    places = SCALES.get(str(scale["word"] or scale["zeros"] or scale["sign"] or scale["short"]).lower())
    known = places is not None and TYPES["number"].read(number) is not UNREADABLE
    readings = (_moved(number, places or 0), number) if known else ()
    return Doubt(readings, "the note is a unit, and the number without it is another number")


@repair("label-notes", "Kent [1], Kent* and Kent (2) lose the note, which the log keeps, unless Kent is there too")
def label_notes(cells: Cells) -> dict[int, Answer]:
    """Take the marks of notes off the ends of labels, where that makes no two of them one."""
    labels = {cell for cell in cells.texts if len(cell) <= LONGEST_LABEL}
    found = {cell: label for cell in labels if (label := FORMS["label notes"].sub("", cell)) not in {"", cell}}
    texts = Counter(cell for cell in cells if isinstance(cell, str) and cell in labels) if found else {}
    bare = Counter(found.values()) + Counter(texts.keys() - found.keys())
    once = max((count for cell, count in texts.items() if cell not in found), default=1) == 1
    answers, why = dict[str, Answer](), "a mark of a note, or part of the name: it is there without it too"
    for cell, label in found.items():
        if bare[label] == 1 or not (once or cell.endswith(")")):
            answers[cell] = Fix(label, f"the note {cell.removeprefix(label).strip()!r} is kept here")
        elif label in texts:
            answers[cell] = Doubt((label, cell), why, blocks=False)
    return by_text(cells, (answers | _glued(labels)).get)


def _glued(labels: set[str]) -> dict[str, Answer]:
    """Ask about digits behind what is a label too, or the name of a force or a place where most labels are such."""
    found = {cell: form[1] for cell in labels if (form := FORMS["glued"].fullmatch(cell))}
    known = labels | official((labels - found.keys()) | {*found.values()}).keys() if found else set()
    why = "its digit is the mark of a note, or part of the name"
    return {cell: Doubt((bare, cell), why, blocks=False) for cell, bare in found.items() if bare in known}


@repair("spaces", "spaces at the ends, double, non-breaking and invisible ones go", rf"\s|{UNSEEN.pattern}")
def spaces(text: str) -> Answer | None:
    """Leave single spaces between words and none around them."""
    plain = tidy(text)
    return Fix(plain, "stray spaces") if plain != text else None


def tidy(cell: Any) -> Any:
    """Return a text without invisible signs, spaces around it or double ones; what is no text as it is."""
    return " ".join(UNSEEN.sub("", cell).split()) if isinstance(cell, str) else cell


USUAL = "N/A, -, n/k, the empty cell and the like become missing, never 0"
REPAIRS["missing-marks"] = _missing(USUAL, ("", *DASHES, *MISSING))


def unlike(names: Sequence[str]) -> list[str]:
    """Return the names, those that were there before with a number behind them."""
    taken, seen, found = {*names}, Counter[str](), list[str]()
    for name in names:
        seen[name] += 1
        while seen[name] > 1 and f"{name} ({seen[name]})" in taken:
            seen[name] += 1
        found.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
        taken.add(found[-1])
    return found
