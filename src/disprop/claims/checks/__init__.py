"""One small checker for each kind of claim, found by its name in `KINDS`."""

from disprop.claims.checks import fractions, ratios, totals
from disprop.claims.checks._kinds import KINDS, check

__all__ = ["KINDS", "check", "fractions", "ratios", "totals"]
