"""One ratio for many areas: pooled, averaged, and why the averages differ."""

from disprop.areas._averages import Averages
from disprop.areas._over_areas import averages
from disprop.areas._pooled import Pooled
from disprop.areas.effects import fixed_effect, random_effects
from disprop.areas.pooling import pool

__all__ = ["Averages", "Pooled", "averages", "fixed_effect", "pool", "random_effects"]
