"""Two systems, or two thresholds, on the same faces: only the faces on which they differ say which is better.

Where people pass several times, `person="repeated"` finds from each person's counts how alike the passes are.
"""

from disprop import _calls
from disprop.paired.counts import difference as difference, mcnemar as mcnemar, ratio as ratio

_calls.in_words(__name__)
