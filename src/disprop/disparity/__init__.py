"""Disproportionality between groups: the ratio of two shares, three readings of one figure, and what is above parity.

Group differentials and the share of one group among errors have their door in `disprop.alerts`.
"""

from disprop import _calls
from disprop.disparity._monitor import Monitored as Monitored, monitor
from disprop.disparity._readings import Excess as Excess, Readings as Readings, excess, readings
from disprop.disparity._selection import Selection as Selection, selection, share_ratio
from disprop.disparity._stages import Stages as Stages, stages

__all__ = ["excess", "monitor", "readings", "selection", "share_ratio", "stages"]

_calls.in_words(__name__)
