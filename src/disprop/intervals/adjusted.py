"""Intervals of a ratio that a regression has estimated, on the log scale."""

from disprop.intervals._compose import log_t_limits
from disprop.intervals._family import FACTS, Family

ADJUSTED_RATIO = Family(
    parameter="adjusted rate ratio",
    data=("ratio", "log_variance", "degrees_of_freedom"),
    default="cluster-robust",
    value=lambda ratio, *_: ratio,
    rises=(1, 0, 0),
)
for _name, _facts in FACTS["adjusted"].items():
    ADJUSTED_RATIO.method(_name, **_facts)(log_t_limits)
