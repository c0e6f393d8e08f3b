"""A printed claim, and the finding about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from disprop import _arrays, _data
from disprop._errors import DispropError, lacking, of_kind, one_of, refused, unknown
from disprop._marks import reader
from disprop._sets import Between
from disprop.estimate import Estimate, Record, Result
from disprop.imperfect import Printed
from disprop.imperfect._published import spoken

WORDS: dict[str, Any] = _data.read("claims", "words.json")
FORM: dict[str, Any] = _data.read("claims", "kinds.json")  # what a claims file may hold
KINDS: dict[str, dict[str, Any]] = FORM["kinds"]
UNSAID = tuple(FORM["unsaid"])
# From the worst to the best: what one way of rounding makes impossible, another may still contradict.
VERDICTS = tuple(reversed(WORDS["verdicts"]))
NOT_PRINTED = "not printed"
MARK = reader(None, "possible", shares=False)
WHOLE = re.compile("[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+")
TWO_COUNTS = re.compile(r"([^()]+?)(?: out)? of ([^()]+?)(?: \(([^()]+)\))?")
CHANGED = re.compile(WORDS["changed"], re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that a report prints, and what is known about the counts behind it.

    Parameters
    ----------
    id
        A short name, unique in the ledger.
    kind
        What sort of figure it is; one of `disprop.claims.KINDS`, which says what it prints and which inputs it has.
    printed
        The figure as printed, with the words before it, such as "93%" or "nearly 60%"; "not printed" for a figure that
        is worked out here.
    inputs
        What it is computed from, by the names of its kind: numbers, `disprop.between`, "unknown", "blank", a mark such
        as "<5", the name of a number or of another claim in the ledger, another claim, or a list of these.
    says
        The words of the report, verbatim.
    at
        Where the figure stands in the text of the report: its first character and the one after its last.
    statement
        What the report says, in words of one's own.
    source
        Where it is printed, as a reader would cite it, if not in the report of the ledger.
    missing
        What was not published and would be needed.
    note
        What a reader should know that no computation can tell.
    label
        A short name for the plot of ratios; without one it is not drawn there.
    derived
        Whether the figure is not in the report but was worked out from it.
    expect
        The verdict that it has to get.

    Raises
    ------
    DispropError
        If a text is empty, the kind or an input is not known, or one that the kind must have is not there.

    Examples
    --------
    >>> from disprop.claims import Claim, check
    >>> survey = Claim(id="survey", kind="share", printed="93%", inputs={"whole": 115})
    >>> check(survey).verdict
    'consistent'
    """

    id: str
    kind: str
    printed: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    at: tuple[int, int] | None = None
    statement: str = ""
    source: str = ""
    missing: tuple[str, ...] = ()
    note: str = ""
    label: str = ""
    derived: bool = False
    expect: str = ""

    def __post_init__(self) -> None:
        for name in ("id", "kind", "printed"):
            _text(name, getattr(self, name))
        for name in ("says", "statement", "source", "note", "label", "expect"):
            of_kind(str, f"{name} of a claim", "must be text", getattr(self, name))
        kind = KINDS[one_of("kind of claim", self.kind, KINDS)]
        for name in of_kind(Mapping, "inputs", "must be a mapping of names to counts", self.inputs):
            if name not in kind["inputs"]:
                raise unknown(f"input of the kind {self.kind}", name, kind["inputs"])
        for name in kind["must"]:
            if name not in self.inputs:
                raise lacking(f"a {self.kind}", name, self.inputs)
        if self.expect:
            one_of("verdict", self.expect, VERDICTS)
        given: Any = self.missing
        missing = given if isinstance(given, (list, tuple)) else (given,)
        object.__setattr__(self, "missing", tuple(_text("missing", each) for each in missing))

    @property
    def figure(self) -> Printed | None:
        """The figure that it prints; None where it prints none, or several."""
        if self.printed == NOT_PRINTED or "figure" in KINDS[self.kind]:
            return None
        if self.kind == "share" and (two := TWO_COUNTS.fullmatch(self.printed)):
            return Printed(two[3] or f"{two[1]} in {two[2]}")
        if self.kind == "change":
            return Printed(CHANGED.sub("", self.printed))
        return Printed(f"1 in {self.printed}" if self.kind == "one in" and " in " not in self.printed else self.printed)

    @property
    def way(self) -> int:
        """Whether a change is printed as a rise (1), as a fall (-1), or as neither (0)."""
        found = CHANGED.match(self.printed) if self.kind == "change" else None
        return (1 if found["rise"] else -1) if found else 0

    @property
    def per(self) -> int:
        """What the figure is per: 100 by a percent sign, 1 where nothing says."""
        own = self.figure.per if self.figure else None
        if self.kind != "rate" or ("per" not in self.inputs and own):
            return own or 1
        if "per" not in self.inputs:
            raise lacking("a rate", "per", self.inputs)
        given = uncommaed(str(self.inputs["per"]))
        size = _arrays.integer("per", int(given) if given.isdecimal() else self.inputs["per"], 1)
        if own not in {None, size}:
            raise refused("per", f"is {own} by the sign of {self.printed!r}", size)
        return size

    @property
    def said(self) -> str:
        """The figure with what it is per; a percentage carries its own sign."""
        alone = self.kind != "rate" or self.figure is None or self.figure.per
        return self.printed if alone else f"{self.printed} per {self.per:,}"


class Finding(Record):
    """What a check of one claim found, in the units of the print.

    Attributes
    ----------
    verdict
        One of `disprop.claims.MEANINGS`.
    said
        The finding in plain words.
    roundings
        The roundings that reproduce the figure or, for "consistent", the one that the counts assume: "any" where
        no single one fits all the figures, so that they were rounded in different ways.
    value
        The recomputed figure, or None where the counts are not known well enough.
    estimate
        The same with its interval, where there are counts.
    interval
        The sampling interval. Where the print allows several counts it holds those of them all.
    least, most
        What the rounding of the printed figures allows, less what no whole counts give where they are known.
    counts
        The counts that fit, for each side those that lie between two.
    missing
        What would be needed to say more.
    """

    verdict: str
    said: str
    roundings: tuple[str, ...] = ()
    value: float | None = None
    estimate: Estimate | None = None
    interval: tuple[float, float] | None = None
    least: float | None = None
    most: float | None = None
    counts: tuple[Between, ...] = ()
    missing: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns of one row: the verdict, the figure with what it may be, and what is missing."""
        low, high = self.interval or (None, None)
        row = {
            "verdict": self.verdict,
            "rounding": ", ".join(self.roundings),
            "value": self.value,
            "low": low,
            "high": high,
            "least": self.least,
            "most": self.most,
            "counts": "; ".join(spoken(float(count.low), float(count.high)) for count in self.counts),
            "missing": "; ".join(self.missing),
        }
        return {name: [cell] for name, cell in row.items()}

    _said = Result._said  # noqa: SLF001 (what it says, not what its estimate does)

    def __str__(self) -> str:
        """Write the verdict, and the finding in plain words."""
        return f"{self.verdict}: {self.said}"


class ImpossibleError(DispropError):
    """No whole number gives a printed figure; `check` turns it into its verdict."""

    verdict = "impossible"


class OtherError(ImpossibleError):
    """What is known of the counts gives another figure than is printed."""

    verdict = "contradicted"


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise refused(f"{name} of a claim", "must be text", value)
    return value


def is_number(text: str) -> bool:
    """Return whether a text is a number or a mark such as "<5", and so the name of nothing."""
    return bool(WHOLE.fullmatch(text)) or (not text.isalpha() and MARK(text) is not None)


def uncommaed(text: str) -> str:
    """Return a whole number without the commas of its thousands; any other text, such as "1,5", as it is."""
    return text.replace(",", "") if WHOLE.fullmatch(text) else text
