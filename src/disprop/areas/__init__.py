"""One ratio for many areas: pooled, averaged, and why the averages differ."""

from disprop import _calls
from disprop.areas._averages import Averages as Averages
from disprop.areas._over_areas import averages
from disprop.pooling._pooled_ratio import Pooled as Pooled
from disprop.pooling.logs import fixed_effect, random_effects
from disprop.pooling.ratios import pool

__all__ = ["averages", "fixed_effect", "pool", "random_effects"]

_calls.in_words(__name__)
