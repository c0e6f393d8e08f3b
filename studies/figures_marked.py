"""Texts with the figures that a person marked in them, and which of these a finder reads."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from disprop import claims

Span = tuple[int, int]
MARKS = Path(__file__).parent / "figures" / "marks.json"
NUMBER = re.compile(
    r"\d[\d,]*(?:\.\d+)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|thirty|ninety"
    r"|dozen|half|thirds?|fifths?|tenths?|quarters?|twice|doubled?|tripl(?:ed|ing))\b",
    re.IGNORECASE,
)
# Names that the finder may give to what was marked: "1 in 4" is a share, and a total is a count.
ALSO = {"share": ("one in", "part of a whole"), "rate": ("one in",), "points": ("difference",), "count": ("sum",)}


@dataclass(frozen=True)
class Mark:
    """A figure that a person marked: its kinds (any is right), where it is printed, and what it is bound to."""

    first: str
    kinds: frozenset[str]
    span: Span
    printed: str
    leads: tuple[Span, ...]
    numbers: Mapping[str, str]
    optional: bool = False

    @classmethod
    def of(cls, text: str, mark: Mapping[str, Any]) -> Mark:
        """Return a mark of marks.json at its place in the text."""
        printed, also = mark["print"], mark.get("also", "")
        start = place(text, printed, mark["nth"])
        names = mark["kinds"]
        first = NUMBER.search(printed)
        leads = [first.span()] if first else []
        leads += [(printed.index(also), printed.index(also) + len(also.rstrip("%")))] if also else []
        return cls(
            names[0],
            frozenset(name for each in names for name in (each, *ALSO.get(each, ()))),
            (start, start + len(printed)),
            printed,
            tuple((start + low, start + high) for low, high in leads) or ((start, start + len(printed)),),
            mark.get("numbers", {}),
            mark.get("optional", False),
        )


@dataclass(frozen=True)
class Text:
    """A passage with its marks and what the finder says of it."""

    name: str
    half: str
    form: str
    body: str
    marks: tuple[Mark, ...]

    @cached_property
    def finds(self) -> tuple[tuple[claims.Figure, Span], ...]:
        """Return the figures that are found, each with its place in the text."""
        return tuple((figure, figure.source) for sentence in claims.find(self.body) for figure in sentence.figures)

    def reading(self, mark: Mark) -> list[claims.Figure]:
        """Return the finds that read the leading number of a mark."""
        return [figure for figure, span in self.finds if reads(self.body, figure, span, mark)]

    def within(self, mark: Mark) -> list[claims.Figure]:
        """Return the finds that lie in a mark: a second number of it."""
        low, high = mark.span
        return [figure for figure, (start, end) in self.finds if low <= start and end <= high]

    def right(self, mark: Mark) -> bool:
        """Say whether a mark is found with a right kind."""
        read = self.reading(mark)
        return bool(read) and any(each.kind in mark.kinds for each in read + self.within(mark))

    def bound(self, mark: Mark) -> bool:
        """Say whether a mark is found with all numbers that its sentence binds to it."""
        had = {plain(each) for figure in self.reading(mark) + self.within(mark) for each in figure.numbers.values()}
        return bool(self.reading(mark)) and all(plain(each) in had for each in mark.numbers.values())

    def false(self) -> Iterator[tuple[claims.Figure, Span]]:
        """Yield the finds that are no mark, nor a number of one."""
        told = {id(each) for mark in self.marks for each in self.reading(mark) + self.within(mark)}
        yield from ((figure, span) for figure, span in self.finds if id(figure) not in told)

    def around(self, span: Span, width: int = 45) -> str:
        """Return the words around a place, on one line."""
        before, after = self.body[max(span[0] - width, 0) : span[0]], self.body[span[1] : span[1] + width]
        return " ".join(f"...{before}[[{self.body[span[0] : span[1]]}]]{after}...".split())


def place(text: str, printed: str, nth: int) -> int:
    """Return where a print stands in a text for the nth time; ValueError where it does not."""
    start = -1
    for _ in range(nth):
        start = text.index(printed, start + 1)
    return start


def plain(number: str) -> str:
    """Return a number without commas, signs and units, to compare two prints of it."""
    whole = re.sub(r"(?<=\d)(?:,(?=\d\d)| (?=\d{3}))", "", number)
    found = NUMBER.search(whole)
    return found.group().lower() if found else whole.lower()


def reads(text: str, figure: claims.Figure, span: Span, mark: Mark) -> bool:
    """Say whether a find is of a mark: it covers the leading number, and where it binds numbers that is one of them."""
    bound = {plain(each) for each in figure.numbers.values()}
    return any(
        span[0] <= low and high <= span[1] and (not bound or plain(text[low:high]) in bound) for low, high in mark.leads
    )


def texts(folder: Path, sets: str) -> list[Text]:
    """Return the texts of some sets; a text whose words are not those that were marked is refused."""
    return [of_file(folder / f"{each['id']}.txt", each) for each in marked() if each["half"] in sets]


def marked() -> list[dict[str, Any]]:
    """Return the texts as marks.json has them."""
    return list(json.loads(MARKS.read_text(encoding="utf-8")))


def of_file(file: Path, entry: Mapping[str, Any]) -> Text:
    """Return a text with its marks."""
    body = file.read_text(encoding="utf-8")
    if hashlib.sha256(" ".join(body.split()).encode()).hexdigest() != entry["sha256"]:
        raise SystemExit(f"{file}: these are not the words that were marked: {entry['begins']} ... {entry['ends']}")
    marks = tuple(Mark.of(body, each) for each in entry["marks"])
    return Text(entry["id"], entry["half"], entry["form"], body, marks)
