"""How hard the laws are tried: HYPOTHESIS_PROFILE=thorough draws anew each time, and many more examples.

A law of the intervals draws batches of cases: 2,000 of them in all, for each method. `make thorough` runs it.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, Phase, settings

COMMON: dict[str, Any] = {
    "deadline": None,
    "phases": [Phase.explicit, Phase.generate],  # a failing batch names its cases: nothing is gained by smaller ones
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.large_base_example],
}
settings.register_profile("quick", max_examples=32, derandomize=True, database=None, **COMMON)
settings.register_profile("thorough", max_examples=2_000, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
