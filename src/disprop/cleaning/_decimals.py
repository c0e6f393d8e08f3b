"""Which mark a table writes before its decimals: a point, or a comma, told by all of its numbers together."""

from collections.abc import Iterable

from disprop.cleaning._forms import FORMS, SAID

MARKS = (".", ",")


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
