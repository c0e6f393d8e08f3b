"""Repairs of what spreadsheets and publishers make of a number or a band: formulas, powers of ten, dates, flags."""

from decimal import Decimal

from disprop import _ages
from disprop.cleaning._forms import FORMS, SAID
from disprop.cleaning._rules import Answer, Doubt, Fix, each
from disprop.periods._forms import number_of


@each("text-formulas", '="0100005" becomes 0100005: a formula that keeps a spreadsheet from reading a number', "[=']")
def text_formulas(text: str) -> Answer | None:
    """Take a text out of the formula, or from behind the quote, that says it is one."""
    within = bare(text)
    return Fix(within, "a spreadsheet's way of saying that this is text") if within != text else None


def bare(text: str) -> str:
    """Return the text that is in such a formula, or behind such a quote; another as it is."""
    found = FORMS["text formula"].fullmatch(text)
    return found[1] or found[2] or "" if found else text


@each("flagged", "120p, ~120, c. 120 and 1.2E+06 are questions: the number is not all that is said", "[A-Za-z~≈]")
def flagged(text: str) -> Answer | None:
    """Ask about a number with a word or a letter, and about one whose last digits a spreadsheet left out."""
    if FORMS["powers"].fullmatch(text):
        return _unpowered(Decimal(text))
    if not (found := FORMS["flagged"].fullmatch(text)):
        return None
    return Doubt((found["before"] or found["after"],), SAID["flagged"].format(found["about"] or found["flag"]))


def _unpowered(number: Decimal) -> Answer:
    half = Decimal((0, (5,), int(number.as_tuple().exponent) - 1))
    if half < 1:
        return Fix(f"{number:f}", "a number in powers of ten")
    low, high = sorted((abs(number) - half, abs(number) + half))
    bounds = (f"{low:f}-{high:f}",) if number > 0 else ()
    return Doubt((f"{number:f}", *bounds), SAID["powers"].format(len(number.as_tuple().digits), f"{half:f}"))


@each("dated-bands", "05-Sep becomes 5-9, which a spreadsheet takes for a date, and is a question", "-")
def dated_bands(text: str) -> Answer | None:
    """Read a date as the band that it was typed as, and ask."""
    bands = bands_in(text)
    return Fix(bands[0], SAID["dated"], (*bands, text)) if bands else None


@each("ages", "a text with a number of which no ages can be read, such as 18-2O, is a question", r"\d")
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
