"""``evaluate followups``: figures by hand, both formats, and data that cannot be used."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from analysis.__main__ import main
from analysis.evaluation import followups
from analysis.evaluation.common import UnusableData
from analysis.evaluation.ranks import auc, places, ranking_figures
from analysis.weights import WeightStore

RANKING = ("id", "question", "answer", "candidate", "is_asked")
PAIRS = ("question", "answer", "follow-up", "related")
TALK = (
    ("How was the move?", "The new warehouse had no racks, so we stacked pallets outside."),
    ("What did you cook?", "I made a fish soup for forty guests and the stock boiled over."),
    ("Which pupils?", "Two pupils in my class could not read the board from the back row."),
)
NEXT = (
    "What happened to the pallets outside when it rained?",
    "How did you save the soup for the guests?",
    "Did the pupils read better after you moved them forward?",
)


def written(path: Path, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def evaluated(path: Path) -> dict[str, object]:
    return followups.evaluate(path, limit=None, device="cpu", threads=1, store=WeightStore())


def ranking_rows() -> list[tuple[object, ...]]:
    return [
        (moment, *TALK[moment], candidate, int(moment == number))
        for moment in range(3)
        for number, candidate in enumerate(NEXT)
    ]


def pair_rows() -> list[tuple[object, ...]]:
    return [
        (*TALK[moment], candidate, int(moment == number))
        for moment in range(3)
        for number, candidate in enumerate(NEXT)
    ]


def test_places_and_figures_by_hand() -> None:
    assert places(np.array([0.1, 0.9, 0.5]), 2) == 1
    assert places(np.array([0.5, 0.5, 0.5]), 0) == 1  # a tie of three: the middle
    figures = ranking_figures(np.array([0.0, 1.0, 3.0, 9.0]))
    assert figures["recall1"] == 0.25
    assert figures["recall3"] == 0.5
    assert figures["mrr"] == pytest.approx((1 + 1 / 2 + 1 / 4 + 1 / 10) / 4)
    assert figures["intervals"]["mrr"][0] < figures["mrr"] < figures["intervals"]["mrr"][1]


def test_auc_by_hand() -> None:
    scores, related = np.array([3.0, 1.0, 2.0, 2.0]), np.array([1.0, 0.0, 1.0, 0.0])
    assert auc(scores, related) == pytest.approx((1 + 1 + 1 + 0.5) / 4)
    assert np.isnan(auc(scores, np.ones(4)))


def test_the_question_that_was_asked_is_found(tmp_path: Path) -> None:
    figures = evaluated(written(tmp_path / "r.csv", RANKING, ranking_rows()))
    assert figures["n"] == 3
    assert figures["candidates"] == 3
    assert figures["recall1"] == 1
    for baseline in ("random", "bm25", "cosine"):
        assert {"recall1", "recall3", "mrr", "mrr_low", "mrr_high"} <= figures[baseline].keys()


def test_related_pairs_score_above_others(tmp_path: Path) -> None:
    figures = evaluated(written(tmp_path / "p.csv", PAIRS, pair_rows()))
    assert figures["n"] == 9
    assert figures["auc"] == 1
    assert {"auc", "auc_low", "auc_high"} <= figures["cosine"].keys()


def test_the_command_prints_a_table_and_writes_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "INDEX.csv", RANKING, ranking_rows())
    out = tmp_path / "out.json"
    assert main(["evaluate", "followups", str(tmp_path), "--json", str(out)]) == 0
    assert "recall1" in capsys.readouterr().out
    assert json.loads(out.read_text())["mrr"] == 1


@pytest.mark.parametrize(
    ("columns", "rows", "complaint"),
    [
        (("question", "text"), [("a", "b")], "answer"),
        (("question", "answer"), [("a", "b")], "follow-up, related"),
        (("id", "question", "answer", "candidate"), [("1", "a", "b", "c")], "is_asked"),
        (PAIRS, [("q", "a", "f", "1"), ("q", "a", "f", "maybe")], "line 3: column related"),
        (PAIRS, [("q", "a", "f", "1"), ("q", "a", "f", "1")], "column related is the same"),
        (RANKING, [("1", "q", "a", "c", "1"), ("1", "q", "a", "d", "1")], "line 2: id '1'"),
        (RANKING, [("1", "q", "a", "c", "1"), ("2", "q", "a", "d", "1")], "has 1 candidates"),
    ],
)
def test_unusable_data_is_named(
    tmp_path: Path,
    columns: tuple[str, ...],
    rows: list[tuple[object, ...]],
    complaint: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = written(tmp_path / "bad.csv", columns, rows)
    with pytest.raises(UnusableData, match=complaint):
        evaluated(path)
    assert main(["evaluate", "followups", str(path)]) == 2
    assert "bad.csv" in capsys.readouterr().err
