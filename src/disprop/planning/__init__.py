"""How many must be counted, what a study can show, and when it may stop early."""

from disprop import _calls
from disprop.planning.detection import detectable_ratio, power, size_to_detect
from disprop.planning.precision import design_effect, events_needed, size_below, size_within
from disprop.planning.sequential import SequentialPlan

__all__ = [
    "SequentialPlan",
    "design_effect",
    "detectable_ratio",
    "events_needed",
    "power",
    "size_below",
    "size_to_detect",
    "size_within",
]

_calls.in_words(__name__)
