"""Plots of estimates and of deployments; each takes `ax` and returns it, so that more can be drawn.

Matplotlib is imported when something is drawn, never before.
"""

from disprop import _calls
from disprop.plot._axes import COLOURS as COLOURS, save_svg as save_svg
from disprop.plot._bars import alert_funnel as alert_funnel, tornado as tornado, waterfall as waterfall
from disprop.plot._curves import det as det, funnel as funnel, predictive_curve as predictive_curve
from disprop.plot._forest import bars as bars, confidence_curve as confidence_curve, forest as forest
from disprop.plot._timeline import timeline as timeline

_calls.in_words(__name__)
