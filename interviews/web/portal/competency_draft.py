"""A competency while somebody edits it: from a document, from a form, and back."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from interviews.web.portal.content_texts import (
    Errors,
    Pair,
    check_terms,
    check_text,
    joined,
    new_id,
    normal,
    page_language,
    terms_of,
)
from ncs.content import Document, JobContent

FEWEST_KEYWORDS, MOST_KEYWORDS = 10, 40
FEWEST_OPENINGS, MOST_OPENINGS = 2, 12


@dataclass(slots=True)
class KeywordRow:
    """``ko`` and ``en``: terms as ``joined`` writes them. ``id``: "" for a new one."""

    id: str = ""
    ko: str = ""
    en: str = ""

    @property
    def empty(self) -> bool:
        return not (self.ko.strip() or self.en.strip())


@dataclass(slots=True)
class CompetencyDraft:
    id: str
    name: Pair
    about: Pair
    keywords: list[KeywordRow] = field(default_factory=list)
    openings: list[Pair] = field(default_factory=list)

    @classmethod
    def of(cls, content: JobContent, competency_id: str) -> CompetencyDraft:
        """Raises StopIteration when there is no such competency."""
        found = content.competency(competency_id)
        return cls(
            found.id,
            Pair(found.name.ko, found.name.en),
            Pair(found.about.ko, found.about.en),
            [KeywordRow(k.id, joined(k.ko), joined(k.en)) for k in found.keywords],
            [Pair(opening.ko, opening.en) for opening in found.openings],
        )

    @classmethod
    def typed(cls, competency_id: str, form: QueryDict) -> CompetencyDraft:
        """What was typed, in the order in which it stood on the page."""
        rows = zip(
            form.getlist("keyword_id"),
            form.getlist("keyword_ko"),
            form.getlist("keyword_en"),
            strict=False,
        )
        openings = zip(form.getlist("opening_ko"), form.getlist("opening_en"), strict=False)
        return cls(
            competency_id,
            Pair(form.get("name_ko", ""), form.get("name_en", "")),
            Pair(form.get("about_ko", ""), form.get("about_en", "")),
            [KeywordRow(*row) for row in rows][:MOST_KEYWORDS],
            [Pair(*opening) for opening in openings][:MOST_OPENINGS],
        )

    def act(self, act: str) -> None:
        """A button of the form: "add:keyword", "remove:opening:2", "up:keyword:3". Else nothing."""
        verb, _colon, rest = act.partition(":")
        kind, _colon, place = rest.partition(":")
        lists: dict[str, list[Any]] = {"keyword": self.keywords, "opening": self.openings}
        rows = lists.get(kind, [])
        n = int(place) if place.isdecimal() and len(place) < 4 else -1
        if verb == "add":
            rows.append(KeywordRow() if kind == "keyword" else Pair())
        elif 0 <= n < len(rows):
            if verb == "remove":
                del rows[n]
            elif verb == "up" and n:
                rows[n - 1], rows[n] = rows[n], rows[n - 1]
            elif verb == "down" and n + 1 < len(rows):
                rows[n + 1], rows[n] = rows[n], rows[n + 1]

    def errors(self, content: JobContent) -> Errors:
        """By field. Rows that are wholly empty count as not there."""
        errors: Errors = {}
        check_text(errors, "name", self.name)
        check_text(errors, "about", self.about)
        self._check_keywords(errors, content)
        openings = [opening for opening in self.openings if not opening.empty]
        if len(openings) < FEWEST_OPENINGS:
            errors["openings"] = _("At least %(n)d opening questions.") % {"n": FEWEST_OPENINGS}
        for n, opening in enumerate(self.openings):
            if not opening.empty:
                check_text(errors, f"opening-{n}", opening, question=True)
                if "{term}" in opening.ko + opening.en:
                    errors[f"opening_ko-{n}"] = _(
                        "An opening question follows no answer: {term} cannot stand in it."
                    )
        return errors

    def _check_keywords(self, errors: Errors, content: JobContent) -> None:
        if len([row for row in self.keywords if not row.empty]) < FEWEST_KEYWORDS:
            errors["keywords"] = _("At least %(n)d keywords.") % {"n": FEWEST_KEYWORDS}
        others = [k for k in content.keywords.values() if content.competency_of[k.id] != self.id]
        for language in ("ko", "en"):
            taken = {normal(t): k.terms(language)[0] for k in others for t in k.terms(language)}
            for n, row in enumerate(self.keywords):
                if row.empty:
                    continue
                typed = row.ko if language == "ko" else row.en
                check_terms(errors, f"keyword_{language}-{n}", typed, taken)
                own = terms_of(typed)
                taken |= {normal(term): own[0] for term in own}
        kept = {row.id for row in self.keywords if not row.empty}
        gone = {k.id for k in content.competency(self.id).keywords} - kept
        for node in content.nodes.values():
            if node.keywords and set(node.keywords) <= gone:
                errors["keywords"] = _(
                    "“%(node)s” in a keyword tree would have no keyword left. "
                    "Give it another one there first."
                ) % {"node": node.term[page_language()]}

    def into(self, document: Document, content: JobContent) -> dict[str, Any]:
        """The document with this competency in it; keywords that are gone leave the trees too."""
        changed: dict[str, Any] = copy.deepcopy(dict(document))
        known = set(content.keywords)
        keywords = []
        for row in self.keywords:
            if row.empty:
                continue
            english = terms_of(row.en)
            if row.id not in content.keywords:
                row.id = new_id(english[0] if english else "", known, "keyword")
            known.add(row.id)
            keywords.append({"id": row.id, "ko": terms_of(row.ko), "en": english})
        for competency in changed["competencies"]:
            if competency["id"] == self.id:
                competency["name"], competency["about"] = (
                    self.name.document(),
                    self.about.document(),
                )
                competency["openings"] = [o.document() for o in self.openings if not o.empty]
                competency["keywords"] = keywords
        there = {k["id"] for c in changed["competencies"] for k in c["keywords"]}
        for tree in changed["trees"]:
            _leave_out(tree, there)
        return changed


def _leave_out(branch: dict[str, Any], there: set[str]) -> None:
    for node in branch.get("children", ()):
        node["keywords"] = [each for each in node["keywords"] if each in there]
        _leave_out(node, there)
