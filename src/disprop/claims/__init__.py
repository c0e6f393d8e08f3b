"""The claims ledger: every figure that a report prints is recomputed, bounded, or refused with the reason."""

from disprop import _calls
from disprop.claims._file import read as read, write as write
from disprop.claims._jointly import jointly as jointly
from disprop.claims._ledger import Ledger as Ledger, check as check
from disprop.claims.claim import KINDS as KINDS, Claim as Claim, Finding as Finding
from disprop.claims.finder import (
    Figure as Figure,
    Sentence as Sentence,
    draft as draft,
    find as find,
    requests as requests,
)
from disprop.claims.text import (
    KEY as KEY,
    MEANINGS as MEANINGS,
    ledger as ledger,
    to_markdown as to_markdown,
    to_text as to_text,
    verdicts as verdicts,
)

_calls.in_words(__name__, Claim, Ledger)
