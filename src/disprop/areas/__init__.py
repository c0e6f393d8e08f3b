"""Many areas: one ratio for all of them, and why the averages differ; and which of them stand out."""

from disprop import _calls
from disprop.areas._averages import Averages as Averages
from disprop.areas._funnel import Funnel as Funnel, funnel as funnel
from disprop.areas._over_areas import averages as averages
from disprop.areas._ranks import Ranks as Ranks, ranks as ranks
from disprop.areas._shrunk import Shrunk as Shrunk, shrunk as shrunk
from disprop.pooling._pooled_ratio import Pooled as Pooled
from disprop.pooling.logs import fixed_effect as fixed_effect, random_effects as random_effects
from disprop.pooling.ratios import pool as pool

_calls.in_words(__name__)
