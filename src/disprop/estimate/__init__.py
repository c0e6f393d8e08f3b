"""The one result type, made from a family of intervals, and what is said beside its numbers."""

from disprop.estimate._estimate import Estimate, from_family, notes_of
from disprop.estimate._limits import Number
from disprop.estimate._remarks import remarked, told, undefined

__all__ = ["Estimate", "Number", "from_family", "notes_of", "remarked", "told", "undefined"]
