"""The main job, run as a reader runs it."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pandas as pd
import pytest

SCRIPT = Path(__file__).parents[2] / "examples" / "reproduce_reports.py"


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("job")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [str(SCRIPT), "--output", str(folder)])
        runpy.run_path(str(SCRIPT), run_name="__main__")
    return folder


def test_it_writes_the_ledger_and_the_plot(job: Path) -> None:
    assert sorted(path.name for path in job.iterdir()) == [
        "forest.png",
        "forest.svg",
        "ledger.csv",
        "ledger.md",
    ]


def test_the_csv_is_the_ledger(job: Path, ledger: pd.DataFrame) -> None:
    written = pd.read_csv(job / "ledger.csv", keep_default_na=False).set_index("id")
    assert list(written.index) == list(ledger.index)
    assert list(written["verdict"]) == list(ledger["verdict"])


def test_the_plot_shows_what_cannot_be_recomputed(job: Path) -> None:
    drawn = (job / "forest.svg").read_text(encoding="utf-8")
    assert drawn.partition("</desc>")[2].count("not recomputable") == 5
    assert "BAME to White British and Irish" in drawn


def test_it_prints_every_claim_and_the_count_of_verdicts(
    tmp_path: Path, ledger: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), "--output", str(tmp_path)])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    printed = capsys.readouterr().out
    assert all(claim in printed for claim in ledger.index)
    assert "108 printed figures" in printed
    assert "39 reproduced" in printed
