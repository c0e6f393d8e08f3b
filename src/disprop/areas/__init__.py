"""Many areas: one ratio for all of them, and why the averages differ; and which of them stand out."""

from disprop import _calls
from disprop.areas._averages import Averages as Averages
from disprop.areas._funnel import Funnel as Funnel, funnel
from disprop.areas._over_areas import averages
from disprop.areas._ranks import Ranks as Ranks, ranks
from disprop.areas._shrunk import Shrunk as Shrunk, shrunk
from disprop.pooling._pooled_ratio import Pooled as Pooled
from disprop.pooling.logs import fixed_effect, random_effects
from disprop.pooling.ratios import pool

__all__ = ["averages", "fixed_effect", "funnel", "pool", "random_effects", "ranks", "shrunk"]

_calls.in_words(__name__)
