"""One comparison from many strata: like is compared with like, and the comparisons are joined.

Strata are on the last axis of the counts: ages, areas, offences. Everything before it broadcasts, so that a table of
areas by ages gives a result for each area.
"""

from disprop import _calls
from disprop.strata._estimates import mantel_haenszel as mantel_haenszel, stratified_score as stratified_score
from disprop.strata._tests import ChiSquared as ChiSquared, cmh_test as cmh_test, homogeneity as homogeneity

_calls.in_words(__name__)
