"""What is computed of a claim, by its kind."""

from __future__ import annotations

from disprop.claims._amounts import PAIRS, Reading
from disprop.claims.checks._alone import fraction, interval, margin, ranked, spread
from disprop.claims.checks._combined import HOW, combined
from disprop.claims.checks._verdicts import Examined
from disprop.claims.claim import KINDS, Claim, Finding
from disprop.periods import Period


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
