"""One comparison from many strata: like is compared with like, and the comparisons are joined.

Strata are on the last axis of the counts: ages, areas, offences. Everything before it broadcasts, so that a table of
areas by ages gives a result for each area.
"""

from disprop import _calls
from disprop.strata._estimates import mantel_haenszel, stratified_score
from disprop.strata._tests import ChiSquared as ChiSquared, cmh_test, homogeneity

__all__ = ["cmh_test", "homogeneity", "mantel_haenszel", "stratified_score"]

_calls.in_words(__name__)
