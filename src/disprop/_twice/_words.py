"""Labels that read like those of totals, by themselves or beside the others of their column."""

import re
from collections import Counter
from collections.abc import Iterable

from disprop import _data
from disprop._names import words_of
from disprop._twice._nests import Adds, nested

# "no total" follows "all": those left over, and names of places; "shared" are regions that a city or a force is too.
SAID = {name: {*words} for name, words in _data.read("_twice", "words.json").items()}
LONGEST = 10  # words: what is longer is a sentence and no label
LEVELS = ["national", "country", "nation", "state", "regional", "region", "county", "health board", "local authority"]
LEVELS += ["council area", "force", "police force", "district", "local authority district", "ward", "school"]
NATIONS = SAID["unions"] | {word for state in SAID["states"] for word in state.split()} | {"great", "united"}
FEW = 2
WIDEST = 200  # characters of a label that holds others, or is held
PARTED = re.compile(r"\s*:\s+|\s+[-–—]\s+")

READS = "reads like a total"
REGION = "a region, beside areas of regions"
NATION = "a nation, beside its areas"
LEVEL = "a level of areas, beside a lower one that has the same people"
PARENT = "holds the labels that begin with it"


def reads_like_total(label: object) -> bool:
    """Whether a label reads like that of a total, whatever is beside it."""
    words = words_of(label)
    if not words or len(words) > LONGEST:
        return bool(words) and words[0] in SAID["summed"]
    everybody = "all" in (words[0], words[-1]) and not SAID["no total"] & set(words[1:2])
    said = bool(SAID["summed"] & set(words)) or everybody or " ".join(words) in SAID["everybody"] | SAID["wide"]
    return said or _is_union(set(words) - SAID["links"])


def totals_among(labels: Iterable[object]) -> dict[object, str]:
    """Return the labels of one column that are totals of others of it, each with what says so."""
    return twice_among(labels)[0]


def twice_among(
    labels: Iterable[object], adds_up: Adds = lambda *_: True
) -> tuple[dict[object, str], dict[object, str]]:
    """Return the labels of one column that are totals of others of it, and those that overlap, with what says so.

    A wider group that has more parts than are there, and does not add up, is no total: its parts are there twice.
    """
    texts: dict[object, str] = {label: " ".join(words_of(label)) for label in labels if isinstance(label, str)}
    said = {label: READS for label in texts if reads_like_total(label)}
    others = {label: text for label, text in texts.items() if label not in said}
    found: dict[object, str] = {**said, **_of_regions(others), **_parents(others), **_levels(others)}
    twice, shared = nested([label for label in others if label not in found], adds_up)
    found |= twice
    return (found, shared) if len(found) < len(texts) else ({}, {})


def _is_union(words: set[str]) -> bool:
    """Whether the words name several nations together."""
    states = sum(set(state.split()) <= words for state in SAID["states"])
    return words <= NATIONS and (states > 1 or bool(words & SAID["unions"]))


def _of_regions(texts: dict[object, str]) -> dict[object, str]:
    """Return England, and regions, where the areas that they hold are there too, which are more than they are."""
    regions = [label for label, text in texts.items() if text in SAID["regions"]]
    england = [label for label, text in texts.items() if text == "england"]
    areas = [label for label, text in texts.items() if text not in SAID["regions"] | SAID["shared"] | SAID["states"]]
    beside = areas or [label for label in regions if texts[label] not in SAID["states"]]
    found = dict.fromkeys(england, NATION) if beside else {}
    return found | (dict.fromkeys(regions, REGION) if FEW <= len(regions) < len(areas) else {})


def _levels(texts: dict[object, str]) -> dict[object, str]:
    """Return the levels of areas above the lowest, in a column of nothing but levels."""
    known = {label: LEVELS.index(text) for label, text in texts.items() if text in LEVELS}
    lowest = max(known.values(), default=0)
    return {label: LEVEL for label, at in known.items() if at < lowest} if len(known) == len(texts) else {}


def _parents(texts: dict[object, str]) -> dict[object, str]:
    """Return the labels that several others begin with, as White begins White: Irish."""
    names = {str(label).strip().casefold(): label for label in texts if len(str(label)) <= WIDEST}
    begun = Counter(name[: parted.start()] for name in names for parted in PARTED.finditer(name))
    return {names[name]: PARENT for name, children in begun.items() if children >= FEW and name in names}
