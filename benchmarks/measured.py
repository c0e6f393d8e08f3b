"""Time and memory of one call."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from typing import Any

Call = Callable[[], Any]


def seconds(call: Call) -> float:
    """Return the CPU time of one call."""
    started = time.process_time_ns()
    call()
    return (time.process_time_ns() - started) / 1e9


def memory(call: Call) -> int:
    """Return the most bytes held at once, the result included."""
    tracemalloc.start()
    result = call()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del result
    return most
