"""A ledger: a report with the numbers that it rests on and its claims, and every claim with its finding as a frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

import pandas as pd

from disprop._errors import DispropError, of_kind, unknown, worded
from disprop._sets import Between
from disprop.claims._strict import at
from disprop.claims.checks import CHECKS
from disprop.claims.checks._verdicts import verdict
from disprop.claims.claim import FORM, KINDS, NOT_PRINTED, UNSAID, Claim, Finding, is_number

COLUMNS = ("id", "label", "report", "statement", "printed", *Finding("", "").to_dict(), "finding")
FORMS = ("sum", "less", "claim")
REFERRING = ("number", "numbers", "figure", "figures", "claim")


@dataclass(frozen=True, eq=False)
class Ledger:
    """A report, the numbers that it rests on under their names, and its claims.

    Parameters
    ----------
    claims
        The claims; what an input of theirs refers to is the name of a population, a count or another claim.
    report
        Title, publisher, date, period, address and text of the report.
    tables
        Tables by name: data frames, or mappings as in a claims file.
    populations, counts
        Numbers by name: a whole number, `disprop.between`, a mark such as "<5", "unknown" (nobody said), "blank" (asked
        and left empty), or a mapping that refers to a table, to other names or to a claim, as in a claims file.
    sha256
        The hash of the claims file, where it was read from one.

    Raises
    ------
    DispropError
        For two claims or numbers of one name, a name that nothing has, and claims that refer to each other in a circle.

    Examples
    --------
    >>> from disprop.claims import Claim, Ledger
    >>> black = Claim("black", "rate", "7", {"per": 10_000, "population": "Black"})
    >>> white = Claim("white", "rate", "2", {"per": 10_000, "population": "White British"})
    >>> ratio = Claim("ratio", "ratio", "3.5", {"group": "black", "reference": "white"}, derived=True)
    >>> ledger = Ledger((black, white, ratio), populations={"Black": 46_476, "White British": 1_761_205})
    >>> ledger.check()["verdict"].to_list()
    ['consistent', 'consistent', 'consistent']
    """

    claims: tuple[Claim, ...]
    report: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Any] = field(default_factory=dict)
    populations: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, Any] = field(default_factory=dict)
    sha256: str = ""

    def __post_init__(self) -> None:
        claims = tuple(of_kind(Claim, "a ledger", "is made of claims", each) for each in self.claims)
        object.__setattr__(self, "claims", claims)
        parts = {"populations": self.populations, "counts": self.counts, "claims": [each.id for each in self.claims]}
        taken: dict[str, str] = {}
        for part, name in [(part, name) for part, names in parts.items() for name in names]:
            with at(name):
                if name in taken or name in UNSAID or is_number(name) or not name.strip():
                    raise worded("a name taken", name, name, other=taken.get(name, "a number or nothing"))
            taken[name] = part
        try:
            TopologicalSorter({name: [*self._resting(part, name, taken)] for name, part in taken.items()}).prepare()
        except CycleError as error:
            first, circle = error.args[1][0], " -> ".join(error.args[1])
            with at(first):
                raise worded("claims in a circle", circle, circle) from None

    def _resting(self, part: str, name: str, known: Mapping[str, str]) -> Iterator[str]:
        """Return the names that a number or claim rests on, each of which there must be."""
        for key, value in self.by_id[name].inputs.items() if part == "claims" else [("", self.numbers[name])]:
            for other in referred(value) if not key or FORM["inputs"][key]["is"] in REFERRING else ():
                with at(key or name):
                    if other not in known:
                        raise unknown("population, count or claim", other, known)
                yield other

    @cached_property
    def by_id(self) -> dict[str, Claim]:
        """The claims by their ids."""
        return {claim.id: claim for claim in self.claims}

    @property
    def numbers(self) -> dict[str, Any]:
        """The populations and the counts by name."""
        return {**self.populations, **self.counts}

    def check(self) -> pd.DataFrame:
        """Return one row for each claim: the print, the verdict, and the figure with its interval or bounds.

        Returns
        -------
        pandas.DataFrame
            Columns id, label, report, statement, printed, verdict, rounding, value, low, high, least, most,
            counts, missing, finding. Numbers are in the units of the print: `low` and `high` are the 95% sampling
            interval (an envelope where several counts fit), `least` and `most` what rounding allows.
        """
        return pd.DataFrame([_row(self, claim) for claim in self.claims], columns=COLUMNS)

    def unused(self) -> tuple[str, ...]:
        """Return the names of numbers that nothing refers to: they were printed, and nothing checks them."""
        values = [*self.numbers.values(), *(claim.inputs for claim in self.claims)]
        used = {name for value in values for name in referred(value)}
        return tuple(name for name in self.numbers if name not in used)

    def to_dict(self) -> dict[str, Any]:
        """Return what a claims file holds, every number as text."""
        parts = {name: _plain(getattr(self, name)) for name in ("report", "tables", "populations", "counts")}
        claims = _plain({claim.id: _written(claim) for claim in self.claims})
        return {"format": FORM["format"], **{name: part for name, part in parts.items() if part}, "claims": claims}

    def __eq__(self, other: object) -> bool:
        """Return whether the other would be written the same."""
        return isinstance(other, Ledger) and self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]  # it holds mappings


def referred(value: Any) -> Iterator[str]:
    """Return the names in what an input or a number is given as: not numbers and marks."""
    if isinstance(value, str):
        if value not in UNSAID and not is_number(value):
            yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from referred(each)
    elif isinstance(value, Mapping):
        is_form = value.keys() <= FORM["number"].keys()
        yield from referred([value.get(part, ()) for part in FORMS] if is_form else [*value.values()])


def _written(claim: Claim) -> dict[str, Any]:
    rest = {each.name: getattr(claim, each.name) for each in fields(Claim) if each.name in FORM["common"]}
    return {claim.kind: claim.printed, **claim.inputs, **{name: value for name, value in rest.items() if value}}


def _plain(value: Any) -> Any:
    """Return texts, lists and mappings: what a file can hold."""
    if isinstance(value, Between):
        return {"between": [str(int(value.low)), str(int(value.high))]}
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items() if name != "frame"}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return {} if isinstance(value, pd.DataFrame) else str(value).lower() if isinstance(value, bool) else str(value)


def check(claim: Claim, ledger: Ledger | None = None) -> Finding:
    """Recompute a printed figure and say what the counts behind it allow.

    Parameters
    ----------
    claim
        The claim; its kind decides what is computed.
    ledger
        The ledger in which the names are that its inputs refer to; none is needed where they are numbers and claims.

    Returns
    -------
    Finding
        With the verdict "reproduced" (the counts give the figure, and by which rounding), "consistent" (it
        lies inside what rounding allows, claims fewer figures than it shows, or was derived here), "impossible" (no
        integer count gives it by any rounding), "contradicted" (by every rounding the counts give another figure) or
        "not recomputable" (with what is missing, or where nobody can say how words such as "nearly" were meant).

    Raises
    ------
    DispropError
        If a printed figure cannot be read, a name is that of nothing, or a reference leads nowhere.

    Examples
    --------
    >>> from disprop.claims import Claim, check
    >>> matches = Claim(id="matches", kind="share", printed="85%", inputs={"part": 150, "whole": 175})
    >>> finding = check(matches)
    >>> finding.verdict, finding.roundings
    ('reproduced', ('truncated',))
    """
    of_kind(Claim, "check", "takes a Claim", claim)
    why = KINDS[claim.kind].get("why")
    try:
        finding = Finding("not recomputable", why) if why else verdict(CHECKS[claim.kind], claim, ledger)
    except RecursionError:
        raise worded("nested too deeply", claim.id) from None
    except DispropError as error:
        raise worded("claim refused", claim.id, error.got, error.where, why=error) from None
    finding = replace(finding, missing=claim.missing or finding.missing)
    if claim.derived:
        named = "consistent" if finding.verdict == "reproduced" else finding.verdict
        return replace(finding, verdict=named, said=f"Not printed: worked out here. {finding.said}")
    return finding


def _row(ledger: Ledger, claim: Claim) -> dict[str, object]:
    finding, about = check(claim, ledger), ledger.report
    return {
        "id": claim.id,
        "label": claim.label,
        "report": claim.source or ", ".join(about[name] for name in ("title", "by", "date") if name in about),
        "statement": claim.statement or claim.says,
        "printed": f"{NOT_PRINTED} ({claim.said})" if claim.derived and claim.printed != NOT_PRINTED else claim.said,
        **{name: cell for name, (cell,) in finding.to_dict().items()},
        "finding": " ".join(filter(None, [finding.said, claim.note])),
    }
