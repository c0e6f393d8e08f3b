"""The shape of a text, every number as one character that says what sort it is; and the figures that templates find."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from disprop.claims.claim import KINDS
from disprop.claims.finder._reading import LINES, TABLE, TEXT, Plain, Span
from disprop.imperfect._numbers import QUALIFIERS, figure as parsed

# Private characters, one for each sort of number, and for each reason why digits are no figure, under a longer name.
MARKS = {name: chr(0xE000 + place) for place, name in enumerate(TABLE["mark"])}
MARKER = MARKS["m"]
NUMBERS = "".join(mark for name, mark in MARKS.items() if len(name) == 1 and mark != MARKER)
NOT = f"[{''.join(mark for name, mark in MARKS.items() if len(name) > 1)}]"
RULES = [(kind, template) for what, kind, template in LINES if what == "rule"]
UNLIKE = ("count", "interval", "range", "margin", "one in", "none")
KEPT = ("per", "value")  # of the numbers of a rate, by the rate of the next group
DASHES = {0x2010: "-", 0x2011: "-", 0x2012: "–"}
# The words before a number that say how near it is; "c." begins an item of a list.
BEFORE = "|".join(re.escape(words) for words in QUALIFIERS if parsed(f"{words} 1"))
QUALIFIER = re.compile(rf"(?i)(?<![\w-])(?!c\.)({BEFORE})(?: (?:a|an|one|the))?\s?$")


def filled(pattern: str) -> str:
    """Return a pattern in which the names of parts stand for their own patterns."""
    for name, part in reversed(TABLE["part"].items()):
        pattern = pattern.replace(name, part)
    return pattern


@cache
def lexer() -> re.Pattern[str]:
    """Return the one expression that reads numbers: first what is no figure, then the sorts in order."""
    every = "|".join(f"(?P<{name}>{filled(each)})" for name, each in TABLE["mark"].items())
    return re.compile(f"{TABLE['text']['start of a number']}(?:{every})")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a report prints, with the numbers that its own sentence or table binds to it."""

    kind: str
    printed: str
    span: Span
    source: Span
    numbers: Mapping[str, str]
    qualifier: str = ""
    label: str = ""
    verdict: str = "not recomputable"
    why: str = ""
    cells: Mapping[str, Any] = field(default_factory=dict)  # in a table what it rests on, by input

    @property
    def missing(self) -> tuple[str, ...]:
        """What it would take to recompute the figure and was not printed beside it."""
        return tuple(name for name in KINDS.get(self.kind, {"needs": ["value"]})["needs"] if name not in self.numbers)

    def number(self, name: str) -> Fraction | None:
        """Return one of its numbers, None where it is not there."""
        found = parsed(self.numbers.get(name, ""))
        return found and found[0].value

    @property
    def is_percentage(self) -> bool:
        """Whether its number is per cent."""
        return re.search("%|cent|pc", self.numbers.get("value", "")) is not None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, a list or a table of a report that prints figures."""

    text: str
    span: Span
    source: Span
    figures: Sequence[Figure]


class Shape(NamedTuple):
    """A plain text, its shape, and where each number is in both."""

    plain: Plain
    text: str
    at: tuple[int, ...]
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, plain: Plain) -> Shape:
        """Read the numbers of a text."""
        text, pieces, at, spans, end, length = plain.text.translate(DASHES), [], [], [], 0, 0
        for each in lexer().finditer(TEXT["wrapped"].sub(" ", text)):
            pieces += [text[end : each.start()], MARKS[str(each.lastgroup)]]
            at.append(length + each.start() - end)
            length, end = at[-1] + 1, each.end()
            spans.append(each.span())
        return cls(plain, "".join([*pieces, text[end:]]), tuple(at), tuple(spans))

    def place(self, position: int) -> int:
        """Return where a position of the shape is in the plain text."""
        before = bisect_right(self.at, position - 1) - 1
        return position if before < 0 else self.spans[before][1] + position - self.at[before] - 1

    def part(self, start: int, end: int) -> tuple[str, Span, Span]:
        """Return what stands between two positions of the shape, where in the plain text and where in the source."""
        span = self.place(start), self.place(end)
        return self.plain.text[slice(*span)], span, self.plain.source(span)

    def words(self, span: Span) -> str:
        """Return the words between two positions of the shape."""
        return self.part(*span)[0].strip()

    def number(self, at: int) -> str:
        """Return the number at a position of the shape, with commas between thousands, not blanks or those of lakhs."""
        number = TEXT["thousands"].sub(",", self.part(at, at + 1)[0])
        return f"{int(number.replace(',', '')):,}" if TEXT["lakhs"].fullmatch(number) else number

    def figure(self, kind: str, start: int, end: int, places: Mapping[str, int], label: str = "") -> Figure:
        """Return the figure between two positions, with the numbers that stand at others; x1 and x2 are not its own."""
        own = {key: self.number(at) for key, at in places.items() if key[0] != "x"}
        first = self.place(min((at for at in places.values() if at >= start), default=start))
        before = QUALIFIER.search(self.plain.text[max(first - 24, 0) : first])
        return Figure(kind, *self.part(start, end), own, before[1].lower() if before else "", label)


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
            part, whole = figure.number("part"), figure.number("whole")
            if taken.isdisjoint(inside) and (whole is None or max(part or 1, 1) <= whole):
                taken |= inside
                figures.append(figure)
    return _named(sorted(figures, key=lambda figure: figure.span), before)


def _named(figures: list[Figure], before: dict[bool, str]) -> list[Figure]:
    """Give a number whose words do not say what it is the kind of the figure of its sort before it, if there is one.

    A number of the next group is a rate per as many where a rate stands before it: "7 per 1,000 for men, 9 for women".
    """
    for place, each in enumerate(figures):
        if each.kind == "next" and figures[max(place - 1, 0)].kind == "rate":
            numbers = {**figures[place - 1].numbers, **each.numbers}
            figures[place] = replace(each, kind="rate", numbers={k: numbers[k] for k in numbers if k in KEPT})
        elif each.kind in ("same", "next"):
            kind = "count" if each.kind == "next" and "." not in each.numbers["value"] else before[each.is_percentage]
            figures[place] = replace(each, kind=kind)
        elif each.kind not in UNLIKE:
            before[each.is_percentage] = each.kind
    return [each for each in figures if each.kind not in ("", "none")]
