"""The statistics of disproportionality: how often, how many times more often, how sure, how accurate.

The functions of counts are here, and the questions of a field in modules; each loads when it is first used:
`disprop.alerts`, `disprop.areas`, `disprop.claims`, `disprop.classifications`, `disprop.cleaning`, `disprop.datasets`,
`disprop.disparity`, `disprop.imperfect`, `disprop.models`, `disprop.paired`, `disprop.periods`, `disprop.planning`,
`disprop.plot`, `disprop.report`, `disprop.schemas`, `disprop.strata`, `disprop.surveys`, `disprop.tables`.
"""

import ast
from importlib import import_module
from typing import Any

from disprop import _data

_OFFERED = [each for each in ast.parse(_data.text("__init__.pyi")).body if isinstance(each, ast.ImportFrom)]
_HOMES = {name.name: str(home.module) for home in _OFFERED for name in home.names}
__all__ = sorted(_HOMES)  # noqa: PLE0605 (a list)


def __getattr__(name: str) -> Any:
    """Load what is offered when it is first used (SPEC 1), and read the version when it is asked for."""
    if name == "__version__":
        return import_module("importlib.metadata").version("disprop")
    if name not in _HOMES:
        raise AttributeError(f"module 'disprop' has no attribute {name!r}")
    home = _HOMES[name]
    found = import_module(f"disprop.{name}") if home == "disprop" else getattr(import_module(home), name)
    return globals().setdefault(name, found)


def __dir__() -> list[str]:
    return __all__
