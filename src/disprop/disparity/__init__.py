"""Disproportionality between groups: the ratio of two shares, three readings of one figure, and what is above parity.

Group differentials and the share of one group among errors have their door in `disprop.alerts`.
"""

from disprop import _calls
from disprop.disparity._monitor import Monitored as Monitored, monitor
from disprop.disparity._readings import Excess as Excess, Readings as Readings, excess, readings
from disprop.disparity._selection import Selection as Selection, selection, share_ratio
from disprop.disparity._several import Equivalence as Equivalence, Several as Several, equivalence, several
from disprop.disparity._stages import Stages as Stages, stages
from disprop.disparity._unequal import Index as Index, Inequality as Inequality, inequality

__all__ = [
    "equivalence",
    "excess",
    "inequality",
    "monitor",
    "readings",
    "selection",
    "several",
    "share_ratio",
    "stages",
]

_calls.in_words(__name__)
