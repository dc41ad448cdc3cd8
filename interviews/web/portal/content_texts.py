"""What the forms for a job's content share: texts in two languages, terms, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from interviews.services.question_guard import protected_sentence
from ncs.content import SLOT, JobContent

LONGEST = 400
LONGEST_TERM = 60
MOST_TERMS = 8
_HANGUL = re.compile("[가-힣]")
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")
Errors = dict[str, str]  # name of a field → sentence


def page_language() -> str:
    """ko or en."""
    return "ko" if (get_language() or "").startswith("ko") else "en"


@dataclass(slots=True)
class Pair:
    """A text as it was typed."""

    ko: str = ""
    en: str = ""

    def document(self) -> dict[str, str]:
        return {"ko": self.ko.strip(), "en": self.en.strip()}

    @property
    def empty(self) -> bool:
        return not (self.ko.strip() or self.en.strip())


def check_text(errors: Errors, name: str, text: Pair, *, question: bool = False) -> None:
    """``name``: of the fields, ``<name>_ko`` and ``<name>_en``, or ``<name>_ko-<n>`` in a list."""
    for language, value in (("ko", text.ko.strip()), ("en", text.en.strip())):
        field = field_of(name, language)
        if len(value) < 2:
            errors[field] = _("Both languages are needed: interviews are held in either.")
        elif len(value) > LONGEST:
            errors[field] = _("At most %(n)d characters.") % {"n": LONGEST}
        elif question and (sentence := protected_sentence(value)):
            errors[field] = sentence
        elif question and "{" in value.replace(SLOT, ""):
            errors[field] = _("Braces are only for {term}, the word that the candidate used.")
    if field_of(name, "ko") not in errors and not _HANGUL.search(text.ko):
        errors[field_of(name, "ko")] = _("This is the Korean text: it has no Korean letters.")
    if question and (SLOT in text.ko) != (SLOT in text.en):
        field = field_of(name, "ko" if SLOT in text.en else "en")
        errors.setdefault(field, _("{term} has to stand in both languages, or in neither."))


def field_of(name: str, language: str) -> str:
    """``opening-3`` → ``opening_ko-3``; ``about`` → ``about_ko``."""
    stem, dash, place = name.partition("-")
    return f"{stem}_{language}{dash}{place}"


def joined(terms: Iterable[str]) -> str:
    """Terms as they are typed: commas between, semicolons where a term itself has a comma."""
    terms = list(terms)
    return ("; " if any("," in term for term in terms) else ", ").join(terms)


def terms_of(typed: str) -> list[str]:
    """What ``joined`` joined, each once."""
    parts = re.split(r"[;\n]" if ";" in typed else r"[,，、\n]", typed)
    found = (" ".join(term.split()) for term in parts)
    return list(dict.fromkeys(term for term in found if term))


def normal(term: str) -> str:
    """What makes two terms the same to the search: case, spaces and hyphens do not count."""
    return re.sub(r"[\s\-·./]", "", term).casefold()


def check_terms(errors: Errors, field: str, typed: str, taken: Mapping[str, str]) -> None:
    """``taken``: normal form → name of the keyword that has it."""
    terms = terms_of(typed)
    if len({normal(term) for term in terms}) < 2:
        errors[field] = _(
            "At least two, with commas between: the first is shown, the others count."
        )
    elif len(terms) > MOST_TERMS:
        errors[field] = ngettext("At most %(n)d word.", "At most %(n)d words.", MOST_TERMS) % {
            "n": MOST_TERMS
        }
    elif long := [term for term in terms if len(term) > LONGEST_TERM]:
        errors[field] = _("“%(term)s” is too long for a keyword.") % {"term": long[0]}
    else:
        for term in terms:
            if owner := taken.get(normal(term)):
                errors[field] = _("“%(term)s” already belongs to “%(owner)s”.") % {
                    "term": term,
                    "owner": owner,
                }


def new_id(text: str, known: Iterable[str], kind: str) -> str:
    """An id made of English words, unlike every known one."""
    stem = _NOT_IN_ID.sub("-", text.lower()).strip("-")[:32].strip("-") or kind
    known, made, number = set(known), stem, 2
    while made in known:
        made, number = f"{stem}-{number}", number + 1
    return made


def all_ids(content: JobContent) -> set[str]:
    """Ids of trees and nodes, which share one space."""
    return {tree.id for tree in content.trees} | set(content.nodes)
