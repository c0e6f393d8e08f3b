"""Labels and names that look alike and are not: the eye cannot tell them apart, and an engine makes two groups."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from disprop._errors import Said, advised

SHOWN = 20
NEAR = 0.6
# Cyrillic and Greek letters, dashes and quotes, and the ASCII that they are printed like.
LIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеоѕіјрсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυ" + "‐‑‒–—―⁃−﹘" + "‘’‚‛ʹʼʻʽ′´" + "“”„‟″",
    "ABESIJKMHOPCTYXaeosijpcyxABEZHIKMNOPTYXovu" + "-" * 9 + "'" * 10 + '"' * 5,
)
# What no font draws (Default_Ignorable_Code_Point of Unicode 15), and the marks of direction.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)


def plain(label: object) -> str:
    """Return what the eye makes of a label: no capitals, no spaces around it, one dash, one quote, nothing unseen."""
    seen = label.decode(errors="replace") if isinstance(label, bytes) else str(label)
    if not seen.isascii():
        seen = unicodedata.normalize("NFKC", UNSEEN.sub("", seen).translate(LIKE))
    return " ".join(seen.split()).casefold()


def refuse_alike(name: str, labels: Iterable[Any]) -> None:
    """Refuse a column with two labels that look alike, such as 1 beside "1", or a Latin A beside a Cyrillic one."""
    different = list(dict.fromkeys(labels))
    if _cannot_mislead(different):
        return
    first: dict[str, Any] = {}
    for label in different:
        other = first.setdefault(plain(label), label)
        if other is not label:
            both = Said(f"{other!a} and {label!a}")
            said = f"column {name!r} has labels that look alike and would be two groups: {both}"
            raise advised(said, "; make them one", what=name, got=both)


def refuse_alike_across(
    name: str, ours: Iterable[Any], theirs: Iterable[Any], advice: Callable[[], str] = lambda: ""
) -> None:
    """Refuse labels of the counts that look like labels of the population, and would not meet them, with advice."""
    here, there = dict.fromkeys(ours), dict.fromkeys(theirs)
    seen = {plain(label): label for label in there if label not in here}
    pairs = [(label, seen[plain(label)]) for label in here if label not in there and plain(label) in seen]
    if pairs:
        said = Said(in_line(f"{one!a} and {other!a}" for one, other in pairs))
        which = f"column {name!r} has labels in the counts and in the population that look alike and do not meet"
        raise advised(f"{which}: {said}", f"; make them one{advice()}", what=name, got=said)


def _cannot_mislead(labels: list[Any]) -> bool:
    """Return whether labels are text without foreign letters, or no text: most are, and need no second look."""
    text = {isinstance(label, str) for label in labels}
    return len(text) < 2 and (text != {True} or all(map(str.isascii, labels)))


def did_you_mean(got: object, known: Sequence[Any]) -> str:
    """Return the sentence that suggests the label nearest to `got`, or nothing; capitals make no distance."""
    seen = {plain(label): label for label in reversed(known)}
    near = difflib.get_close_matches(plain(got), seen, n=1, cutoff=NEAR)
    return f" Did you mean {seen[near[0]]!r}?" if near else ""


def listed_labels(labels: Sequence[Any]) -> str:
    """Return labels as a list, and how many more there are than fit."""
    more = f" and {len(labels) - SHOWN} more" if len(labels) > SHOWN else ""
    return f"{list(labels[:SHOWN])}{more}"


def in_line(names: Iterable[str], most: int = SHOWN) -> str:
    """Return names in a line, and how many more there are than fit."""
    every = list(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
