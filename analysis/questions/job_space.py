"""Where the jobs of the catalogue lie among sentences, and which sentences are about no job.

Every line of the catalogue (duties, knowledge, skills, competencies, keywords, names; both
languages) is a point of its job; lines that stand in every résumé and interview
(``general_lines.yaml``) are points of no job. A linear discriminant (Fisher 1936; shrunken
covariance, Ledoit and Wolf 2004) says how likely a new line belongs to each. The encoder is
multilingual, so Korean and English share one space.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from analysis.language.embedding import SentenceEncoder, shared_encoder
from analysis.types import Floats
from ncs.content import JobContent, Text, shared_jobs
from ncs.groups import GroupEntry, JobEntry, catalogue

#: Chosen on the development half of docs/models/suitability.md.
SHRINKAGE = 0.5
TEMPERATURE = 3.0  # the discriminant is far too sure of itself: its points are not Gaussian
GENERAL = Path(__file__).with_name("general_lines.yaml")


@dataclass(frozen=True, slots=True)
class JobLine:
    """A line of a job's description: ``part`` duties, knowledge, skills or competencies."""

    code: str
    part: str
    text: Text


class JobSpace:
    """``codes``: the jobs in the order of all columns. Fitting takes about 8 s, once a process."""

    def __init__(self, jobs: Sequence[JobContent], encoder: SentenceEncoder) -> None:
        from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

        self._encoder = encoder
        self.ref = encoder.ref
        self.codes = tuple(job.code for job in jobs)
        self.entries = {code: entry for code, (_, entry) in job_entries().items()}
        self.groups = {code: group for code, (group, _) in job_entries().items()}
        self.lines = {job.code: tuple(_lines(job)) for job in jobs}
        general = yaml.safe_load(GENERAL.read_text(encoding="utf-8"))
        texts = [(n, t) for n, job in enumerate(jobs) for t in self._texts(job)]
        texts += [(len(jobs), line) for lines in general.values() for line in lines]
        self._fitted = LinearDiscriminantAnalysis(
            solver="lsqr",
            shrinkage=SHRINKAGE,
            priors=np.full(len(jobs) + 1, 1 / (len(jobs) + 1)),
        ).fit(encoder.encode([text for _, text in texts]), [n for n, _ in texts])
        self.names = encoder.encode([_name(self.entries[code]) for code in self.codes])
        versions = "".join(job.version for job in jobs) + repr(general)
        self.version = hashlib.sha256(versions.encode()).hexdigest()

    def likely(self, points: Floats) -> Floats:
        """(N, 512) → (N, jobs + 1): how likely each line is about each job; last: about none."""
        out = self._fitted.decision_function(points) / TEMPERATURE
        out = np.exp(out - out.max(axis=1, keepdims=True))
        return np.asarray(out / out.sum(axis=1, keepdims=True), np.float32)

    def encode(self, texts: Sequence[str]) -> Floats:
        return self._encoder.encode(texts)

    def _texts(self, job: JobContent) -> Iterator[str]:
        for language in ("en", "ko"):
            yield job.summary[language]
            for part in ("duties", "knowledge", "skills"):
                yield from (line[language] for line in job.description[part])
            for each in job.competencies:
                yield f"{each.name[language]}: {each.about[language]}"
                yield ", ".join(keyword.terms(language)[0] for keyword in each.keywords)
        entry = self.entries[job.code]
        yield from (entry.name_en, entry.name_ko, _name(entry), *entry.also.split())


def _lines(job: JobContent) -> Iterator[JobLine]:
    for part in ("duties", "knowledge", "skills"):
        yield from (JobLine(job.code, part, line) for line in job.description[part])
    for each in job.competencies:
        joined = Text(f"{each.name.ko}: {each.about.ko}", f"{each.name.en}: {each.about.en}")
        yield JobLine(job.code, "competencies", joined)


def _name(entry: JobEntry) -> str:
    """The job's English name with the everyday words for it."""
    words = [word for word in entry.also.split() if word.isascii()]
    return " ".join([entry.name_en, *words])


@cache
def job_entries() -> dict[str, tuple[GroupEntry, JobEntry]]:
    return {job.code: (group, job) for group in catalogue() for job in group.jobs}


@cache
def shared_space(threads: int = 1) -> JobSpace:
    """The one space of this process, over the shared originals."""
    return JobSpace(shared_jobs(), shared_encoder(threads))
