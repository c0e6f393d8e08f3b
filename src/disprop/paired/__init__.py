"""Two systems, or two thresholds, on the same faces: only the faces on which they differ say which is better.

Where people pass several times, the functions by person find from each person's counts how alike the passes are.
"""

from disprop.paired.by_person import difference_by_person, ratio_by_person
from disprop.paired.counts import difference, mcnemar, ratio

__all__ = ["difference", "difference_by_person", "mcnemar", "ratio", "ratio_by_person"]
