"""A training sample: a conversation, the questions that could have come next, the one that did.

One JSON object a line (UTF-8), the same whether it was made from a tree, comes from a real
interview of the public data, or from a company's own reviewed interviews:

    id        unique within the file
    language  "ko" or "en": in which the interview was held
    source    "tree" | "human" | "company"
    group     what is held out together: a job's NCS code, a domain, a position
    turns     [{question, answer, question_id, competency}], oldest first, at least one
    options   [{id, kind, text, asks, node, competency, terms}], at least two, ids unique: the
              fields of ``QuestionOption``; asks may be null, node and competency "", terms []
    asked     id of the option that was asked next
    half      optional: "measure" for sentences that are never trained on
    job       optional: NCS code of the job that the interview is about; its shared content is read
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from analysis.questions.heard import spoken
from analysis.questions.types import Conversation, QuestionKind, QuestionOption, Turn, Utterance
from ncs.content import Asks, JobContent, content_codes, shared_job

SOURCES = ("tree", "human", "company")


class UnusableSamples(Exception):
    """A file of samples cannot be trained on; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Sample:
    id: str
    source: str
    group: str
    conversation: Conversation
    options: tuple[QuestionOption, ...]
    asked: int  # index of the option that was asked
    half: str = "train"
    job: str = ""

    @property
    def content(self) -> JobContent | None:
        """What the catalogue says of the job; None without one, or when it knows no such job."""
        return shared_job(self.job) if self.job in _codes() else None

    @property
    def language(self) -> str:
        return self.conversation.language


@cache
def _codes() -> frozenset[str]:
    return frozenset(content_codes())


def texts_only(sample: Sample) -> Sample:
    """The same without what the job's content says: as with questions that a company wrote."""
    options = tuple(
        QuestionOption(f"company:{index}", QuestionKind.COMPANY, spoken(option))
        for index, option in enumerate(sample.options)
    )
    turns = tuple(
        replace(turn, question_id="", competency="") for turn in sample.conversation.turns
    )
    return replace(sample, options=options, conversation=Conversation(sample.language, turns))


def write_samples(path: Path, samples: Iterable[Sample]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for sample in samples:
            file.write(json.dumps(_document(sample), ensure_ascii=False) + "\n")


def read_samples(path: Path) -> list[Sample]:
    """Raises UnusableSamples with the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableSamples(f"{path}: {error}") from error
    samples = []
    for number, line in enumerate(lines, start=1):
        try:
            samples.append(sample_of(json.loads(line)))
        except KeyError as error:
            raise UnusableSamples(f"{path}, line {number}: {error} is missing") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise UnusableSamples(f"{path}, line {number}: {error}") from error
    if not samples:
        raise UnusableSamples(f"{path} has no samples")
    return samples


def _document(sample: Sample) -> dict[str, Any]:
    return {
        "id": sample.id,
        "language": sample.language,
        "source": sample.source,
        "group": sample.group,
        "half": sample.half,
        "job": sample.job,
        "turns": [
            {
                "question": turn.question,
                "answer": turn.answer.text,
                "question_id": turn.question_id,
                "competency": turn.competency,
            }
            for turn in sample.conversation.turns
        ],
        "options": [
            {
                "id": option.id,
                "kind": option.kind,
                "text": option.text,
                "asks": option.asks,
                "node": option.node,
                "competency": option.competency,
                "terms": option.terms,
            }
            for option in sample.options
        ],
        "asked": sample.options[sample.asked].id,
    }


def sample_of(document: Mapping[str, Any]) -> Sample:
    """Raises KeyError for what is missing, ValueError for what cannot be."""
    options = tuple(_options(document["options"]))
    ids = [option.id for option in options]
    if len(set(ids)) != len(ids) or len(ids) < 2:
        raise ValueError("options: at least two, each with an id of its own")
    if document["asked"] not in ids:
        raise ValueError(f"asked: there is no option {document['asked']!r}")
    if document["source"] not in SOURCES:
        raise ValueError(f"source: one of {', '.join(SOURCES)}")
    if document["language"] not in ("ko", "en"):
        raise ValueError("language: ko or en")
    turns = tuple(
        Turn(
            str(turn["question"]),
            Utterance(str(turn["answer"])),
            turn.get("question_id", ""),
            turn.get("competency", ""),
        )
        for turn in document["turns"]
    )
    if not turns:
        raise ValueError("turns: at least one")
    return Sample(
        str(document["id"]),
        document["source"],
        str(document["group"]),
        Conversation(document["language"], turns),
        options,
        ids.index(document["asked"]),
        document.get("half", "train"),
        str(document.get("job", "")),
    )


def _options(documents: list[dict[str, Any]]) -> Iterator[QuestionOption]:
    for one in documents:
        yield QuestionOption(
            str(one["id"]),
            QuestionKind(one["kind"]),
            str(one["text"]),
            None if one.get("asks") is None else Asks(one["asks"]),
            one.get("node", ""),
            one.get("competency", ""),
            tuple(map(str, one.get("terms", ()))),
        )
