"""The claims ledger: every figure that a report prints is recomputed, bounded, or refused with the reason."""

from disprop import _calls
from disprop.claims.checks import KINDS, check
from disprop.claims.claim import Claim, Finding as Finding
from disprop.claims.derived import also_computed
from disprop.claims.text import KEY, MEANINGS, by_report, ledger, ratios, to_markdown, to_text, verdicts

__all__ = [
    "KEY",
    "KINDS",
    "MEANINGS",
    "Claim",
    "also_computed",
    "by_report",
    "check",
    "ledger",
    "ratios",
    "to_markdown",
    "to_text",
    "verdicts",
]

_calls.in_words(__name__)
