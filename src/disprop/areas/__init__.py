"""One ratio for many areas: pooled, averaged, and why the averages differ."""

from disprop.areas._pooled import Pooled
from disprop.areas.effects import fixed_effect, random_effects

__all__ = ["Pooled", "fixed_effect", "random_effects"]
