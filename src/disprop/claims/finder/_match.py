"""The figures of a sentence: short templates over its shape, the most specific first."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache

from disprop.claims.finder._reading import LINES, TABLE, TEXT
from disprop.claims.finder._shape import MARKER, MARKS, NOT, NUMBERS, Figure, Shape, filled

RULES = [(kind, template) for what, kind, template in LINES if what == "rule"]
UNLIKE = ("count", "interval", "range", "margin", "one in")


@cache
def pattern(template: str) -> re.Pattern[str]:
    """Return the expression of a template.

    {name:n} is a number of a set, <3> up to three words, <~60> up to 60 characters without a number, <name> a part.
    """
    for name, text in TABLE["words"].items():
        template = template.replace(f"<{name}>", text)
    template = re.sub(r"<(\d)>", lambda found: f"(?: {TABLE['words']['word']}){{0,{found[1]}}}?", filled(template))
    template = template.replace("NOT", NOT).replace("MARKER", MARKER).replace("<digits>", NUMBERS)
    template = re.sub(r"<~(\d+)>", rf"[^{NUMBERS}.;]{{0,\1}}?", template)
    template = re.sub(r"\{(\w+):(\w+)\}", lambda m: f"(?P<{m[1]}>[{''.join(map(MARKS.__getitem__, m[2]))}])", template)
    return re.compile(template, re.IGNORECASE)


def matched(shape: Shape, start: int, end: int, before: dict[bool, str]) -> list[Figure]:
    """Return the figures of a sentence, in order; a question prints none.

    `before` is the kind of the last figure in per cent, and of the last one that is not.
    """
    piece = shape.text[start:end].replace("\n", " ")
    if TEXT["question"].search(piece) or not TEXT["figure"].search(piece):
        return []
    taken: set[int] = set()
    figures: list[Figure] = []
    for kind, template in RULES:
        for match in pattern(template).finditer(piece):
            first, last = (start + each for each in match.span())
            places = {name: start + match.start(name) for name, mark in match.groupdict().items() if mark}
            inside = {place for place in places.values() if place < last} or set(range(first, last))
            figure = shape.figure(kind, first, last, places)
            if taken.isdisjoint(inside) and _is_sound(figure):
                taken |= inside
                figures.append(figure)
    return _named(sorted(figures, key=lambda figure: figure.span), before)


def _is_sound(figure: Figure) -> bool:
    """Say whether a part is a whole number and not above its whole, and the ends of a range differ."""
    part, whole = figure.number("part") or Fraction(1), figure.number("whole")
    is_part = part.denominator == 1 and (whole is None or max(part, Fraction(1)) <= whole)
    return is_part and (figure.kind != "range" or figure.numbers["low"] != figure.numbers["high"])


def _named(figures: list[Figure], before: dict[bool, str]) -> list[Figure]:
    """Give a number whose words do not say what it is the kind of the figure of its sort before it, if there is one."""
    for place, each in enumerate(figures):
        if each.kind == "same":
            figures[place] = replace(each, kind=before[each.is_percentage])
        elif each.kind not in UNLIKE:
            before[each.is_percentage] = each.kind
    return [each for each in figures if each.kind]
