"""The one result type, records of several, what they rest on, and what is said beside their numbers."""

from disprop.estimate._basis import WORDS, numbers
from disprop.estimate._bounds import covering_value, hull, stack
from disprop.estimate._estimate import Estimate, notes_of
from disprop.estimate._from_family import from_family, without_test
from disprop.estimate._how import axes_of, corners_of, family_of, remade
from disprop.estimate._limits import Number
from disprop.estimate._record import Record, elements_of, estimates_of, stacked
from disprop.estimate._remarks import based, remarked, told, undefined, unsaid
from disprop.estimate._result import Result

__all__ = [
    "WORDS",
    "Estimate",
    "Number",
    "Record",
    "Result",
    "axes_of",
    "based",
    "corners_of",
    "covering_value",
    "elements_of",
    "estimates_of",
    "family_of",
    "from_family",
    "hull",
    "notes_of",
    "numbers",
    "remade",
    "remarked",
    "stack",
    "stacked",
    "told",
    "undefined",
    "unsaid",
    "without_test",
]
