"""The one result type, records of several, what they rest on, and what is said beside their numbers."""

from disprop.estimate._basis import WORDS as WORDS
from disprop.estimate._basis import numbers as numbers
from disprop.estimate._bounds import covering_value as covering_value
from disprop.estimate._bounds import hull as hull
from disprop.estimate._bounds import stack as stack
from disprop.estimate._estimate import Estimate as Estimate
from disprop.estimate._estimate import notes_of as notes_of
from disprop.estimate._from_family import from_family as from_family
from disprop.estimate._from_family import without_test as without_test
from disprop.estimate._how import axes_of as axes_of
from disprop.estimate._how import corners_of as corners_of
from disprop.estimate._how import family_of as family_of
from disprop.estimate._how import remade as remade
from disprop.estimate._limits import Number as Number
from disprop.estimate._record import Record as Record
from disprop.estimate._record import elements_of as elements_of
from disprop.estimate._record import estimates_of as estimates_of
from disprop.estimate._record import stacked as stacked
from disprop.estimate._remarks import based as based
from disprop.estimate._remarks import remarked as remarked
from disprop.estimate._remarks import told as told
from disprop.estimate._remarks import undefined as undefined
from disprop.estimate._remarks import unsaid as unsaid
from disprop.estimate._result import Result as Result
