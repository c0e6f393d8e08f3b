"""Labels of the caller's as they are: no formulas in them, and nothing that a file cannot hold."""

import re
from typing import Any

LITERAL: dict[str, Any] = {"parse_math": False}  # for matplotlib, which reads $5-$10 as a formula
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # of XML 1.0, and controls


def writable(label: object) -> str:
    """Return a label with a mark in the place of each character that SVG cannot hold."""
    return UNWRITABLE.sub("\ufffd", str(label))
