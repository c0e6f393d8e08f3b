"""Plots of estimates and of deployments; each takes `ax` and returns it, so that more can be drawn.

Matplotlib is imported when something is drawn, never before.
"""

from disprop import _calls
from disprop.plot._axes import COLOURS, save_svg
from disprop.plot._bars import alert_funnel, tornado, waterfall
from disprop.plot._curves import det, funnel, predictive_curve
from disprop.plot._forest import forest, timeline

__all__ = [
    "COLOURS",
    "alert_funnel",
    "det",
    "forest",
    "funnel",
    "predictive_curve",
    "save_svg",
    "timeline",
    "tornado",
    "waterfall",
]

_calls.in_words(__name__)
