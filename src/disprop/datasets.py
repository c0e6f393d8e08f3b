"""The tables that come with disprop: `names()`, `load(name)` and `describe(name)`.

Where each table comes from, its licence and how it was typed stand in `data/datapackage.json`;
that file also fixes the type of every column. A count that is missing stays missing.
"""

import io
from typing import Any

import pandas as pd

from disprop import _calls, _data
from disprop._errors import one_of

__all__ = ["describe", "load", "names"]

DTYPES = {"integer": "Int64", "number": "float64", "string": "string", "date": "datetime64[ns]"}


def names() -> tuple[str, ...]:
    """Return the names of the datasets.

    Returns
    -------
    tuple of str
        In the order of the data package.

    Examples
    --------
    >>> from disprop import datasets
    >>> "census-2011" in datasets.names()
    True
    """
    return tuple(_resources())


def describe(name: str) -> dict[str, Any]:
    """Return what is known about a dataset: sources, licences, how it was typed, its columns.

    Parameters
    ----------
    name : str
        One of `names()`.

    Returns
    -------
    dict
        The resource of the data package (Data Package v2), a fresh copy.

    Raises
    ------
    DispropError
        If there is no dataset of that name.

    Examples
    --------
    >>> from disprop import datasets
    >>> datasets.describe("census-2011")["licenses"][0]["title"]
    'Open Government Licence v3.0'
    """
    known = _resources()
    return known[one_of("dataset", name, known)]


def load(name: str) -> Any:
    """Return a dataset: a pandas DataFrame, or what a claims file holds.

    Counts are `Int64`, so that a missing one is `<NA>` and never 0; dates are dates; text is `string`.

    Parameters
    ----------
    name : str
        One of `names()`.

    Returns
    -------
    pandas.DataFrame or dict
        A fresh copy at each call: changing it changes nothing here.

    Raises
    ------
    DispropError
        If there is no dataset of that name.

    Examples
    --------
    >>> from disprop import datasets
    >>> census = datasets.load("census-2011")
    >>> int(census.loc[census["force"] == "Metropolitan", "population"].sum())
    8166566
    """
    resource = describe(name)
    path = ("data", resource["path"])
    return _table(_data.text(*path), resource["schema"]) if "schema" in resource else _data.read(*path)


def _table(text: str, schema: dict[str, Any]) -> pd.DataFrame:
    types = {field["name"]: DTYPES[field["type"]] for field in schema["fields"]}
    cells = pd.read_csv(io.StringIO(text), dtype="string", keep_default_na=False, na_values=schema["missingValues"])
    return cells.astype(types)


def _resources() -> dict[str, dict[str, Any]]:
    """Return the resources of the data package by name, read anew so that nobody shares them."""
    listed = _data.read("data", "datapackage.json")["resources"]
    return {resource["name"]: resource for resource in listed}


_calls.in_words(__name__)
