"""How well follow-up questions are chosen, beside chance, keyword overlap and embedding cosine.

DATA is a CSV, or a folder whose ``INDEX.csv`` it is. With the columns ``question, answer,
follow-up, related`` (1 or 0): does a score tell related pairs from others (AUC)? With ``id,
question, answer, candidate, is_asked``: of several candidates for one moment, where stands the one
that was asked? Only the last question and answer are known here; the product has the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analysis.evaluation.common import Row, UnusableData, read_csv, rounded, sampled
from analysis.evaluation.ranks import auc_figures, places, ranking_figures
from analysis.questions.ranking import (
    CosineRanker,
    KeywordRanker,
    QuestionRanker,
    RandomRanker,
    Ranker,
)
from analysis.questions.types import Conversation, QuestionKind, QuestionOption, Turn, Utterance
from analysis.types import Floats
from analysis.weights import WeightStore

PAIRS = ("question", "answer", "follow-up", "related")
RANKING = ("id", "question", "answer", "candidate", "is_asked")
BATCH = 64
_HANGUL = re.compile(r"[가-힣]")
_YES, _NO = ("1", "1.0", "true", "yes"), ("0", "0.0", "false", "no")

Numbered = tuple[int, Row]  # line of the file, row


def evaluate(
    data: Path, *, limit: int | None, device: str, threads: int, store: WeightStore
) -> dict[str, Any]:
    """Figures with intervals; ``random``, ``bm25``, ``cosine`` hold those of the baselines.

    ``limit``: pairs, or moments. Raises UnusableData naming the column or line.
    """
    import torch

    torch.set_num_threads(threads)
    path = data / "INDEX.csv" if data.is_dir() else data
    rows = list(enumerate(read_csv(path, ("question", "answer")), start=2))
    columns = set(rows[0][1])
    ranker = QuestionRanker(device=device)
    if columns.issuperset(RANKING):
        return _ranking(path, rows, limit, ranker)
    if columns.issuperset(PAIRS):
        return _pairs(path, rows, limit, ranker)
    wanted = RANKING if columns & {"candidate", "is_asked", "id"} else PAIRS
    missing = [column for column in wanted if column not in columns]
    raise UnusableData(f"{path} has no column {', '.join(missing)}")


def _baselines() -> dict[str, Ranker]:
    return {"random": RandomRanker(), "bm25": KeywordRanker(), "cosine": CosineRanker()}


def _pairs(
    path: Path, rows: Sequence[Numbered], limit: int | None, ranker: QuestionRanker
) -> dict[str, Any]:
    rows = sampled(rows, limit)
    related = np.array([_truth(path, line, row, "related") for line, row in rows], np.float32)
    if related.min() == related.max():
        raise UnusableData(f"{path}: column related is the same in all {len(rows)} rows")
    cases = [(_conversation(row), [_option(row["follow-up"], 0)]) for _, row in rows]
    scores = _scores(ranker, cases)
    own, interval = auc_figures(np.concatenate(scores), related)
    output: dict[str, Any] = {"n": len(rows), "auc": own, "intervals": {"auc": interval}}
    for name, baseline in _baselines().items():
        if name == "bm25":  # one pair has no collection: how much of the answer it takes up
            there = np.array([_overlap(c, o) for c, o in cases], np.float32)
        else:
            there = np.concatenate([baseline.rank(c, o) for c, o in cases])
        value, (low, high) = auc_figures(there, related)
        output[name] = {"auc": value, "auc_low": low, "auc_high": high}
    result: dict[str, Any] = rounded(output)
    return result


def _overlap(conversation: Conversation, options: Sequence[QuestionOption]) -> float:
    """BM25 of the follow-up among itself and the question before it."""
    before = conversation.turns[-1].question
    return float(KeywordRanker().rank(conversation, [*options, _option(before, 1)])[0])


def _ranking(
    path: Path, rows: Sequence[Numbered], limit: int | None, ranker: QuestionRanker
) -> dict[str, Any]:
    moments: dict[str, list[Numbered]] = {}
    for line, row in rows:
        moments.setdefault(row["id"].strip(), []).append((line, row))
    cases, asked = [], []
    for name, own in sampled(list(moments.items()), limit):
        truth = [_truth(path, line, row, "is_asked") for line, row in own]
        if sum(truth) != 1 or len(own) < 2:
            raise UnusableData(
                f"{path}, line {own[0][0]}: id {name!r} has {len(own)} candidates of which "
                f"{sum(truth)} are asked (column is_asked); needed are several and one"
            )
        asked.append(truth.index(1))
        options = [_option(row["candidate"], index) for index, (_, row) in enumerate(own)]
        cases.append((_conversation(own[0][1]), options))
    found = [places(s, a) for s, a in zip(_scores(ranker, cases), asked, strict=True)]
    output = ranking_figures(np.array(found))
    output["candidates"] = float(np.mean([len(options) for _, options in cases]))
    for name, baseline in _baselines().items():
        there = [places(baseline.rank(c, o), a) for (c, o), a in zip(cases, asked, strict=True)]
        output[name] = _flat(ranking_figures(np.array(there)))
    result: dict[str, Any] = rounded(output)
    return result


def _flat(figures: Mapping[str, Any]) -> dict[str, float]:
    """Intervals as columns, as the table prints nested results."""
    flat = {name: figures[name] for name in ("recall1", "recall3", "mrr")}
    for name, (low, high) in figures["intervals"].items():
        flat |= {f"{name}_low": low, f"{name}_high": high}
    return flat


def _scores(
    ranker: QuestionRanker, cases: Sequence[tuple[Conversation, Sequence[QuestionOption]]]
) -> list[Floats]:
    found: list[Floats] = []
    for first in range(0, len(cases), BATCH):
        found += ranker.scores(cases[first : first + BATCH])
    return found


def _truth(path: Path, line: int, row: Row, column: str) -> int:
    text = row[column].strip().lower()
    if text not in _YES and text not in _NO:
        raise UnusableData(f"{path}, line {line}: column {column} is {row[column]!r}, not 1 or 0")
    return int(text in _YES)


def _conversation(row: Row) -> Conversation:
    question, answer = row["question"].strip(), row["answer"].strip()
    language = "ko" if _HANGUL.search(f"{question} {answer}") else "en"
    return Conversation(language, (Turn(question, Utterance(answer)),))


def _option(text: str, index: int) -> QuestionOption:
    return QuestionOption(f"company:{index}", QuestionKind.COMPANY, text.strip())
