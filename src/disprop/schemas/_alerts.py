"""True and false alerts in either layout of a deployment table."""

import numpy as np

from disprop._arrays import FloatArray
from disprop.alerts._deployment import PRINTED
from disprop.schemas._table import Table


def total_of(table: Table, name: str) -> FloatArray:
    """Return the plain column of alerts, or confirmed + unconfirmed where that is not known."""
    plain, (confirmed, unconfirmed) = table.numbers(name), PRINTED[name]
    return np.where(np.isnan(plain), table.numbers(confirmed) + table.numbers(unconfirmed), plain)
