"""Find your function: every question with the function that answers it, and what people call it."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tools.pages.names import DOCS
from tools.public import table

README = DOCS.parent / "README.md"
WORDS = Path(__file__).with_name("words.csv")


class Said(NamedTuple):
    """What people say, the functions that they mean, and the page that shows how."""

    words: list[str]
    functions: list[str]
    page: str


@cache
def said() -> list[Said]:
    """Return what people say for it, as words.csv has it."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return [
            Said(line["words"].split("; "), line["functions"].split("; "), line["page"])
            for line in csv.DictReader(file)
        ]


def words_of(function: str) -> list[str]:
    """Return what people say when the first function for it is this one, or a method of this class."""
    return [word for one in said() if f"{one.functions[0]}.".startswith(f"{function}.") for word in one.words]


def words_table() -> str:
    """Return what people say beside the function, as Markdown."""
    lines = (
        f"| {', '.join(one.words)} | {', '.join(f'`{name}()`' for name in one.functions)} | {{doc}}`/{one.page}` |"
        for one in said()
    )
    return "\n".join(["| you say | function | how |\n|---|---|---|", *lines])


def questions_table() -> str:
    """Return the questions of all statistics of counts, from the registry."""
    return table(alerts=True)


def others_table() -> str:
    """Return the questions that the README lists by hand, with links from where the documentation is."""
    hand = README.read_text(encoding="utf-8").partition("<!-- end of statistics -->")[2]
    tables = re.findall(r"^\| question .*\n(?:\|.*\n)+", hand, re.MULTILINE)
    rows = [row for each in tables for row in each.splitlines()[2:]]
    return "\n".join(["| question | function |\n|---|---|", *rows]).replace("](docs/", "](/")
