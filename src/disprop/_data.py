"""The files that come with the package: tables, words and rules."""

import json
from importlib import resources
from typing import Any


def text(*path: str) -> str:
    """Return the text of a file of the package, by its folders and its name."""
    return resources.files("disprop").joinpath(*path).read_text(encoding="utf-8")


def read(*path: str) -> Any:
    """Return what a file of JSON holds."""
    return json.loads(text(*path))
