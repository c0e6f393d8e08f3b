"""The counts of a finding as ranges, which tests list."""

from __future__ import annotations

from disprop.claims import Finding


def ranges(finding: Finding) -> tuple[range, ...]:
    """Return the counts of each side."""
    return tuple(range(int(counts.low), int(counts.high) + 1) for counts in finding.counts)
