"""How a label may be written and still be read as one of a list: what is forgiven is told, never guessed."""

import re
from functools import lru_cache, reduce
from itertools import product

from disprop import _data
from disprop._errors import plain

WRITTEN = "capitals, blanks or punctuation"
BESIDE = "the wider group beside it"
MOST = 3  # things taken off one label
RULES = [
    (rule["forgiven"], re.compile(rule["pattern"], re.IGNORECASE))
    for rule in _data.read("classifications", "_forgiving.json")
]


def key(label: str) -> str:
    """Return the letters and digits of a label, which tell it from the others of its list."""
    return "".join(filter(str.isalnum, plain(label).replace("&", "and")))


@lru_cache(maxsize=10_000)
def ways(label: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the keys under which a label may be known, and what each forgives, the least first."""
    found: dict[str, tuple[str, ...]] = {}
    for size in range(MOST + 1):
        for rules in product(RULES, repeat=size):
            text = reduce(lambda seen, rule: rule[1].sub("", seen), rules, label)
            found.setdefault(key(text), tuple(dict.fromkeys(forgiven for forgiven, _ in rules)))
    return tuple(found.items())
