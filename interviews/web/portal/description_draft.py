"""A job's summary and description table while somebody edits them: one line for each entry."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.selectors.job_page import PART_WORDS
from interviews.web.portal.content_texts import Errors, Pair, check_text
from ncs.content import Document, JobContent

FEWEST = {"duties": 5, "knowledge": 4, "skills": 4, "attitudes": 3}
MOST = 12


@dataclass(slots=True)
class DescriptionDraft:
    """``parts``: lines under each other, in both languages."""

    summary: Pair
    parts: dict[str, Pair] = field(default_factory=dict)

    @classmethod
    def of(cls, content: JobContent) -> DescriptionDraft:
        return cls(
            Pair(content.summary.ko, content.summary.en),
            {
                part: Pair("\n".join(t.ko for t in lines), "\n".join(t.en for t in lines))
                for part, lines in content.description.items()
            },
        )

    @classmethod
    def typed(cls, form: QueryDict) -> DescriptionDraft:
        return cls(
            Pair(form.get("summary_ko", ""), form.get("summary_en", "")),
            {
                part: Pair(form.get(f"{part}_ko", ""), form.get(f"{part}_en", ""))
                for part in PART_WORDS
            },
        )

    @property
    def rows(self) -> list[tuple[str, str | Promise, Pair]]:
        return [(part, PART_WORDS[part], self.parts[part]) for part in PART_WORDS]

    def act(self, act: str) -> None:
        """Nothing to add or move here: lines are typed."""

    def errors(self, content: JobContent) -> Errors:
        del content
        errors: Errors = {}
        check_text(errors, "summary", self.summary)
        for part, typed in self.parts.items():
            korean, english = _lines(typed.ko), _lines(typed.en)
            if len(korean) != len(english):
                errors[f"{part}_en"] = _(
                    "%(ko)d lines in Korean and %(en)d in English: each needs its counterpart."
                ) % {"ko": len(korean), "en": len(english)}
            elif not FEWEST[part] <= len(korean) <= MOST:
                errors[f"{part}_ko"] = ngettext(
                    "From %(least)d to %(most)d line.", "From %(least)d to %(most)d lines.", MOST
                ) % {"least": FEWEST[part], "most": MOST}
            for ko, en in zip(korean, english, strict=False):
                found: Errors = {}
                check_text(found, part, Pair(ko, en))
                for name, sentence in found.items():
                    errors.setdefault(name, sentence)
        return errors

    def into(self, document: Document, content: JobContent) -> dict[str, Any]:
        del content
        changed: dict[str, Any] = copy.deepcopy(dict(document))
        changed["summary"] = self.summary.document()
        changed["description"] = {
            part: [
                {"ko": ko, "en": en}
                for ko, en in zip(_lines(typed.ko), _lines(typed.en), strict=True)
            ]
            for part, typed in self.parts.items()
        }
        return changed


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]
