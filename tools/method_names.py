"""Write the names of methods as Literal types, from the families, so that a misspelt one is an error to type checkers.

    python -m tools.method_names           write src/disprop/_methods.py
    python -m tools.method_names --check   fail where it is out of date
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from disprop.intervals import FAMILIES

TARGET = Path(__file__).parents[1] / "src/disprop/_methods.py"
HEAD = '''"""The names of methods and sides for type checkers; `make names` writes this file from the families."""

from __future__ import annotations

from typing import Literal

Sides = Literal["two", "lower", "upper"]
'''


def name_of(parameter: str) -> str:
    """Return the name of the type of a parameter's methods: RateRatioMethod."""
    return "".join(word.capitalize() for word in re.findall(r"[a-zA-Z]+", parameter)) + "Method"


def text() -> str:
    """Return the file: one type for each family, in the order of the families."""
    types = (_type(name_of(parameter), list(family.methods)) for parameter, family in FAMILIES.items())
    return HEAD + "\n".join(dict.fromkeys(types)) + "\n"


def _type(name: str, methods: list[str]) -> str:
    listed = ", ".join(f'"{method}"' for method in methods)
    if len(line := f"{name} = Literal[{listed}]") <= 120:  # noqa: PLR2004 (a line)
        return line
    return f"{name} = Literal[\n" + "".join(f'    "{method}",\n' for method in methods) + "]"


def main() -> int:
    """Write the file, or say that it is out of date."""
    if "--check" not in sys.argv:
        TARGET.write_text(text(), encoding="utf-8")
        return 0
    if TARGET.read_text(encoding="utf-8") == text():
        return 0
    print(f"{TARGET.name}: the families have other methods; run `make names`")  # noqa: T201 (its answer)
    return 1


if __name__ == "__main__":
    sys.exit(main())
