"""How large a trial must be, what a trial can show, and when it may stop early."""

from disprop import _calls
from disprop.planning.errors import design_effect, errors_needed, passes_needed
from disprop.planning.power import detectable_ratio, detection_power, passes_to_detect
from disprop.planning.sequential import SequentialPlan

__all__ = [
    "SequentialPlan",
    "design_effect",
    "detectable_ratio",
    "detection_power",
    "errors_needed",
    "passes_needed",
    "passes_to_detect",
]

_calls.in_words(__name__)
