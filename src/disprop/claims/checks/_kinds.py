"""The kinds of claims, the check that looks a claim up among them, and those that nothing printed can check."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple, TypeVar

from disprop._errors import advised, of_kind, one_of, refused, worded
from disprop.claims.checks._readings import number
from disprop.claims.claim import VERDICTS, WORDS, Claim, Finding, ImpossibleError, with_names
from disprop.claims.sources import named, positive
from disprop.periods import Period

Checker = TypeVar("Checker", bound=Callable[..., Finding])


class Kind(NamedTuple):
    """A kind of claim: how it is checked, and the inputs that it understands."""

    check: Callable[[Claim], Finding]
    needed: tuple[str, ...]
    optional: tuple[str, ...]


KINDS: dict[str, Kind] = {}


def kind(name: str, *needed: str, optional: tuple[str, ...] = (), each: bool = False) -> Callable[[Checker], Checker]:
    """Register a checker of whole claims under the name of its kind, with the inputs that it reads.

    With `each` it is one of a figure and its inputs; a claim of several gives the inputs of each under "figures".
    """

    def register(checker: Checker) -> Checker:
        def checked(claim: Claim) -> Finding:
            figures = _figures(claim) if each else [("", claim.inputs)]
            for _, inputs in figures:
                require(inputs, needed, optional)
            return _together([checker(*one) for one in figures]) if each else checker(claim)

        KINDS[name] = Kind(checked, needed, optional)
        return checker

    return register


each_figure = partial(kind, each=True)


def require(given: Any, needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """Return a mapping that has every needed name and no unknown one."""
    of_kind(Mapping, "expected", f"a mapping with {', '.join(needed)}", given)
    return with_names(given, needed, (*needed, *optional), "input of this kind of claim", "this kind of claim")


def check(claim: Claim) -> Finding:
    """Recompute a printed figure and say what the counts behind it allow.

    Parameters
    ----------
    claim
        The claim; its kind decides what is computed.

    Returns
    -------
    Finding
        With the verdict "reproduced" (the counts give the figure, and by which rounding), "consistent" (it
        lies inside what rounding allows, claims fewer figures than it shows, or was derived here), "impossible" (no
        integer count gives it by any rounding), "contradicted" (by every rounding the counts give another figure) or
        "not recomputable" (with what is missing).

    Raises
    ------
    DispropError
        If the kind or an input is not known, a printed figure cannot be read, or a reference leads nowhere.

    Examples
    --------
    >>> from disprop.claims import Claim, check
    >>> matches = Claim(
    ...     id="matches",
    ...     source="a briefing",
    ...     statement="85% of 175 matches were false",
    ...     kind="proportion",
    ...     printed="85%",
    ...     inputs={"part": 150, "whole": 175},
    ... )
    >>> finding = check(matches)
    >>> finding.verdict, finding.roundings
    ('reproduced', ('truncated',))
    """
    of_kind(Claim, "check", "takes a Claim, which Claim.from_dict makes of a record", claim)
    one_of("kind of claim", claim.kind, KINDS)
    try:
        finding = KINDS[claim.kind].check(claim)
    except ImpossibleError as reason:
        finding = Finding("impossible", str(reason))
    finding = replace(finding, missing=claim.missing or finding.missing)
    if claim.derived:
        verdict = "consistent" if finding.verdict == "reproduced" else finding.verdict
        return replace(finding, verdict=verdict, said=f"Not printed: worked out here. {finding.said}")
    return finding


def _figures(claim: Claim) -> list[tuple[str, Mapping[str, Any]]]:
    """Return each printed figure with its inputs."""
    inputs = claim.inputs.get("figures", [claim.inputs])
    if not isinstance(inputs, (list, tuple)) or ("figures" in claim.inputs and len(claim.inputs) > 1):
        raise refused("'figures'", "must be a list of inputs, and all of them", dict(claim.inputs))
    if len(inputs) != len(claim.figures):
        raise worded("figures and inputs", "figures", len(inputs), claim.id, figures=len(claim.figures))
    return list(zip(claim.figures, inputs, strict=True))


def _together(findings: list[Finding]) -> Finding:
    """Return the first finding with the worst verdict, the roundings that all share, and every sentence."""
    first = findings[0]
    return replace(
        first,
        verdict=min((each.verdict for each in findings), key=VERDICTS.index),
        said=" ".join(each.said for each in findings),
        roundings=tuple(name for name in first.roundings if all(name in each.roundings for each in findings)),
        missing=tuple(dict.fromkeys(word for each in findings for word in each.missing)),
    )


REASONS = WORDS["kinds that nothing can check"]


def _refused(reason: str, _claim: Claim) -> Finding:
    return Finding("not recomputable", reason)


for _name, _reason in REASONS.items():
    kind(_name)(partial(_refused, _reason))


@kind("average of ratios", optional=("areas", "per"))
def check_average(claim: Claim) -> Finding:
    """Say why an average over areas cannot be recomputed; `areas` are populations that may sway it."""
    words = ["An average over areas: it needs the counts of every area, and which average was taken."]
    areas = named("areas", claim.inputs.get("areas", {}))
    if areas and "per" not in claim.inputs:
        raise advised("'areas' need the input 'per'", ": what the rate is per, such as 10_000", what="per")
    for name, population in areas.items():
        residents, per = positive(population), positive(claim.inputs["per"])
        moved = number(Fraction(per, residents), 3)
        words.append(f"In {name} ({residents:,} of the group) one event moves the rate by {moved} per {per:,}.")
    return Finding("not recomputable", " ".join(words))


@kind("period", "start", "end")
def check_period(claim: Claim) -> Finding:
    """Count the months of a period that is given as its first and last month, such as "2019-03"."""
    months = Period(claim.inputs["start"], claim.inputs["end"]).months
    return Finding("not recomputable", f"The period has {months:g} months. {REASONS['bare fact']}")
