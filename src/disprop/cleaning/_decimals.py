"""Which mark a table writes before its decimals: a point, or a comma, told by all of its numbers together."""

import re
from collections.abc import Iterable

CORE = re.compile(r"[+−–-]?[£$€]?\s*(\d(?:[\d.,]*\d)?)")
COMMA = re.compile(r"\d+,(\d{1,2}|\d{4,})|0,\d+|\d{4,},\d+|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}", re.ASCII)
POINT = re.compile(r"\d+\.(\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d+|\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}", re.ASCII)
EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
MARKS = (".", ",")
ASKED = "commas before three digits separate thousands, or come before decimals, and no number of the table tells which"
ODD = "some numbers have a comma that separates no thousands, as if it came before decimals"


def decimal_of(cells: Iterable[str], *, semicolons: bool) -> tuple[str, str]:
    """Return the mark, and a question where the numbers do not tell.

    Where semicolons separate cells, and a comma can only come before decimals, so does every other comma.
    """
    numbers = [found[1] for cell in cells if (found := CORE.match(cell))]
    comma, point, either = (any(map(form.fullmatch, numbers)) for form in (COMMA, POINT, EITHER))
    if comma and not point and semicolons:
        return ",", ""
    unsure = either and semicolons and not point
    return ".", ASKED if unsure else ODD if comma and not point and not either else ""
