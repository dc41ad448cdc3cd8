"""The question bank of a job: what its content asks, and what the company wrote itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from interviews.models import BankQuestion, Position
from interviews.selectors.job_page import node_paths
from ncs.content import JobContent


class BankKind(StrEnum):
    OPENING = "opening"
    FOLLOW_UP = "follow_up"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class BankEntry:
    """A question that can be asked. ``option_id``: as ``analysis.questions`` names it.

    ``slotted``: needs a word of the answer, so it can only follow one. ``path``: the names from
    the tree down to its node. ``row_id``: of the company's own question.
    """

    option_id: str
    kind: BankKind
    text: str
    competency: str = ""
    asks: str = ""
    path: tuple[str, ...] = ()
    slotted: bool = False
    row_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class BankFilter:
    """Empty fields let everything through. ``query``: every word must be in the text or path."""

    competency: str = ""
    kind: str = ""
    query: str = ""

    def lets_through(self, entry: BankEntry) -> bool:
        text = " ".join((entry.text, *entry.path)).lower()
        return (
            (not self.competency or entry.competency == self.competency)
            and (not self.kind or entry.kind == self.kind)
            and all(word in text for word in self.query.lower().split())
        )


def bank_entries(job_code: str, content: JobContent | None, language: str) -> list[BankEntry]:
    """The company's own questions first, then openings, then follow-ups. One query."""
    own = BankQuestion.objects.filter(job_id=job_code, language=language, retired_at=None)
    entries = [
        BankEntry(
            option_id=f"company:{row.id}",
            kind=BankKind.OWN,
            text=row.text,
            competency=row.competency,
            asks=row.asks,
            row_id=row.id,
        )
        for row in own.order_by("-created_at", "id")
    ]
    return [*entries, *(_of_content(content, language) if content else ())]


def _of_content(content: JobContent, language: str) -> Iterator[BankEntry]:
    for competency in content.competencies:
        for n, opening in enumerate(competency.openings):
            yield BankEntry(
                f"opening:{competency.id}/{n}",
                BankKind.OPENING,
                opening[language],
                competency.id,
            )
    paths = node_paths(content, language)
    for node in content.nodes.values():
        for n, question in enumerate(node.questions):
            yield BankEntry(
                f"node:{node.id}/{n}",
                BankKind.FOLLOW_UP,
                question.text[language],
                node.competency,
                question.asks,
                paths[node.id],
                question.slotted,
            )


def suggested_openings(position: Position, entries: list[BankEntry]) -> set[str]:
    """Ids of one opening for every competency that the position's list does not ask about yet."""
    listed = list(position.questions.values_list("competency", "text"))
    covered = {competency for competency, _text in listed}
    texts = {text for _competency, text in listed}
    chosen: dict[str, str] = {}
    for entry in entries:
        fits = entry.kind == BankKind.OPENING and entry.text not in texts
        if fits and entry.competency not in covered:
            chosen.setdefault(entry.competency, entry.option_id)
    return set(chosen.values())
