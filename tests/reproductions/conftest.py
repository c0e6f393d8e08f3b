"""The ledger, computed once for all reports, by the id of the claim."""

from __future__ import annotations

import pandas as pd
import pytest

from disprop import claims


@pytest.fixture(scope="session")
def ledger() -> pd.DataFrame:
    return claims.ledger().set_index("id")
