"""``python -m benchmarks.ranking``: CPU milliseconds to rank 60 questions, and the ratio to cosine.

Both rank the same options after the same conversation of three turns, on one CPU thread, in one
process. "known": every text was embedded before (the answer is, sentence by sentence, while it is
transcribed). "new": the last answer is embedded and tagged too. The questions always are known.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from analysis.questions.ranking import CosineRanker, QuestionRanker, Ranker
from analysis.questions.types import Conversation, QuestionOption, Turn, Utterance
from analysis.questions.wording import sentences
from analysis.training.tree_samples import general_options, node_options, opening_options
from ncs.content import JobContent, shared_job

OPTIONS = 60
ROUNDS = 30


def _case(language: str) -> tuple[Conversation, list[QuestionOption], JobContent]:
    job = shared_job("020101")
    nodes = list(job.nodes.values())
    options = [
        *itertools.chain.from_iterable(node_options(job, node, language) for node in nodes),
        *general_options(language, nodes[0].term[language]),
        *opening_options(job, language),
    ][:OPTIONS]
    story = " ".join(line[language] + "." for line in job.description["duties"])
    turns = [Turn(o.text, Utterance(story), o.id, o.competency) for o in options[:3]]
    return Conversation(language, tuple(turns)), options[3:] + options[:3], job


def _times_ms(run: Callable[[int], object]) -> list[float]:
    times = []
    for number in range(ROUNDS):
        begin = time.process_time()
        run(number)
        times.append((time.process_time() - begin) * 1000)
    return times


def _another(conversation: Conversation, number: int) -> Conversation:
    """The same with a last answer that nobody has heard: every sentence has another number."""
    last = conversation.turns[-1]
    answer = last.answer.text.replace(".", f" {number}.")
    turns = (*conversation.turns[:-1], replace(last, answer=Utterance(answer)))
    return replace(conversation, turns=turns)


def measure(language: str) -> dict[str, float]:
    torch.set_num_threads(1)
    conversation, options, job = _case(language)
    rankers: dict[str, Ranker] = {"network": QuestionRanker(), "cosine": CosineRanker()}
    found: dict[str, float] = {
        "options": len(options),
        "sentences_of_new_answer": len(sentences(conversation.turns[-1].answer.text)),
    }
    for number, (name, ranker) in enumerate(rankers.items(), start=1):
        ranker.rank(conversation, options, job)

        def once_more(_: int, ranker: Ranker = ranker) -> object:
            return ranker.rank(conversation, options, job)

        def another(n: int, ranker: Ranker = ranker, shift: int = number * 1000) -> object:
            return ranker.rank(_another(conversation, n + shift), options, job)

        known, new = _times_ms(once_more), _times_ms(another)
        for which, times in (("known", known), ("new", new)):
            found[f"{name}_{which}_ms"] = float(np.median(times))
            found[f"{name}_{which}_p95_ms"] = float(np.quantile(times, 0.95))
    batch = [(conversation, options)] * 32
    network = QuestionRanker()
    found["network_batch_ms_each"] = float(
        np.median(_times_ms(lambda _: network.scores(batch)))
    ) / len(batch)
    found["ratio_known"] = found["network_known_ms"] / found["cosine_known_ms"]
    found["ratio_new"] = found["network_new_ms"] / found["cosine_new_ms"]
    return {name: round(value, 3) for name, value in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    result = {language: measure(language) for language in ("en", "ko")}
    for language, figures in result.items():
        for name, value in figures.items():
            print(f"{language} {name:<26}{value:>10.3f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
