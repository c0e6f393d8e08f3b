"""Disproportionality between groups: the ratio of two shares, three readings of one figure, and what is above parity.

Group differentials and the share of one group among errors have their door in `disprop.alerts`.
"""

from disprop import _calls
from disprop.disparity._monitor import Monitored as Monitored, monitor as monitor
from disprop.disparity._readings import Excess as Excess, Readings as Readings, excess as excess, readings as readings
from disprop.disparity._selection import Selection as Selection, selection as selection, share_ratio as share_ratio
from disprop.disparity._several import (
    Equivalence as Equivalence,
    Several as Several,
    equivalence as equivalence,
    several as several,
)
from disprop.disparity._stages import Stages as Stages, stages as stages
from disprop.disparity._unequal import Index as Index, Inequality as Inequality, inequality as inequality

_calls.in_words(__name__)
