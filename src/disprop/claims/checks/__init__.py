"""The check of a claim: its kind says what is computed, and one way leads from there to a finding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from disprop._errors import DispropError, of_kind, worded
from disprop.claims._amounts import PAIRS, Reading
from disprop.claims.checks._around import interval, margin, ranked, spread
from disprop.claims.checks._combined import HOW, combined
from disprop.claims.checks._fractions import fraction
from disprop.claims.checks._verdicts import Examined, verdict
from disprop.claims.claim import KINDS, Claim, Finding
from disprop.periods import Period

if TYPE_CHECKING:
    from disprop.claims._ledger import Ledger


def _period(claim: Claim, _: Reading) -> Finding:
    """Count the months of a period."""
    months = Period(claim.inputs["start"], claim.inputs["end"]).months
    return Finding("not recomputable", f"The period has {months:g} months. {KINDS['fact']['why']}")


CHECKS: dict[str, Examined] = {
    **dict.fromkeys(PAIRS, fraction),
    **dict.fromkeys(HOW, combined),
    "rank": ranked,
    "range": spread,
    "interval": interval,
    "margin": margin,
    "period": _period,
}


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
