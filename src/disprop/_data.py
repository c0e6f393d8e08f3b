"""The files that come with the package: tables, words and rules."""

import csv
import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any


def text(*path: str) -> str:
    """Return the text of a file of the package, by its folders and its name."""
    return resources.files("disprop").joinpath(*path).read_text(encoding="utf-8")


def read(*path: str) -> Any:
    """Return what a file of JSON holds."""
    return json.loads(text(*path))


def rows(*path: str) -> list[dict[str, Any]]:
    """Return the rows of a file of CSV."""
    return [*csv.DictReader(text(*path).splitlines())]


def pattern(form: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    """Return a form as a pattern, in which words in capitals stand for its parts."""
    for word, part in parts.items():
        form = form.replace(word, part)
    return re.compile(form, re.ASCII)
