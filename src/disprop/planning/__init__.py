"""How many must be counted, what a study can show, and when it may stop early."""

from disprop import _calls
from disprop.planning.detection import (
    detectable_ratio as detectable_ratio,
    power as power,
    size_to_detect as size_to_detect,
)
from disprop.planning.precision import (
    design_effect as design_effect,
    events_needed as events_needed,
    size_below as size_below,
    size_within as size_within,
)
from disprop.planning.sequential import SequentialPlan as SequentialPlan

_calls.in_words(__name__, SequentialPlan)
