"""Named things in an answer: skills, tools, roles, organisations, places, dates and numbers.

First come the job's own keywords and the lists of ``common_terms``, then rules for numbers and
dates, then what spaCy's tagger finds in English. Names of people are left out: an answer is read
for what somebody did, not for whom they know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from analysis.language import common_terms
from analysis.language.keywords import keyword_index
from analysis.language.morphemes import spacy_pipeline
from analysis.language.quantities import quantities
from analysis.language.recent import Recent
from analysis.language.terms import TermIndex
from analysis.language.tokens import korean_stem
from ncs.content import JobContent

MOST_CHARACTERS = 20_000  # an answer of 20 minutes; the tagger's time and memory grow with the text
KEPT_TEXTS = 32_768  # that the tagger has read: sentences of a conversation come again every turn


class EntityKind(StrEnum):
    SKILL = "skill"  # a keyword of the job that is no product
    TOOL = "tool"
    ROLE = "role"
    ORGANISATION = "organisation"
    PLACE = "place"
    DATE = "date"
    PERCENT = "percent"
    MONEY = "money"
    PEOPLE = "people"
    DURATION = "duration"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Entity:
    """Characters [start, end) of the text; ``text`` is what stands there."""

    kind: EntityKind
    text: str
    start: int
    end: int


_Found = tuple[EntityKind, int, int]

# What the tagger's labels are here; PERSON, NORP and all others are not asked for.
_LABELS = {
    "ORG": EntityKind.ORGANISATION,
    "PRODUCT": EntityKind.TOOL,
    "GPE": EntityKind.PLACE,
    "LOC": EntityKind.PLACE,
    "FAC": EntityKind.PLACE,
    "DATE": EntityKind.DATE,
}
_NOT_ASKED = ("tagger", "attribute_ruler", "lemmatizer")  # entities do not rest on them
_ORGANISATION_KO = re.compile(
    r"(?:주식회사 ?|\(주\) ?|㈜ ?)[가-힣A-Za-z]{2,15}"
    r"|(?<![가-힣])(?!종합|상급|요양|개인|동네|시중|협력|대학|국공립|해당|지역|해외|국내|우리가|다른)"
    r"[가-힣A-Za-z]{2,8}(?:전자|건설|은행|병원|대학교|그룹|공사|증권|생명|화재|제약|화학|중공업|물산|텔레콤|회계법인"
    r"|연구소|협회|재단|시청|구청|교육청|코리아)(?![가-힣]{3})"
)
_ORGANISATION_EN = re.compile(
    r"\b(?:[A-Z][\w&'-]+ ){1,4}(?:University|Hospital|Bank|Electronics|College|Institute"
    r"|Corporation|Inc|Ltd|Group|Holdings|Securities|Insurance|Airlines|Motors|Ministry|Foundation)\b"
)
_PLACE_KO = re.compile(
    r"(?<![가-힣])[가-힣]{2,3}(?:특별시|광역시|특별자치[시도]|신도시|산업단지|산단|공항)"
)


@cache
def common_index() -> TermIndex:
    """Tools, roles, organisations and places that every job may name; ids are kinds."""
    return TermIndex(
        {
            EntityKind.TOOL: common_terms.listed(common_terms.TOOLS),
            EntityKind.ROLE: common_terms.listed(common_terms.ROLES),
            EntityKind.ORGANISATION: common_terms.listed(common_terms.ORGANISATIONS),
            EntityKind.PLACE: common_terms.listed(common_terms.PLACES),
        },
        names=True,
    )


def entities(text: str, language: str, content: JobContent | None = None) -> tuple[Entity, ...]:
    """The entities of ``text`` in its order; none overlap. ``language``: ko | en.

    Of a text beyond ``MOST_CHARACTERS`` the beginning is read. Without capitals the English tagger
    finds few organisations and places; those in the lists it does not have to find.
    """
    text = text[:MOST_CHARACTERS]
    taken = [False] * len(text)
    found: list[Entity] = []
    for kind, start, end in _candidates(text, language, content):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            found.append(Entity(kind, text[start:end], start, end))
    return tuple(sorted(found, key=lambda entity: entity.start))


def _candidates(text: str, language: str, content: JobContent | None) -> Iterator[_Found]:
    """Everything that could be an entity, what is surer first."""
    common = {(f.start, f.end): EntityKind(f.ids[0]) for f in common_index().find(text)}
    if content is not None:
        names = _product_names(content)
        for term in keyword_index(content).find(text):
            span = term.start, term.end
            named = text[slice(*span)].casefold() in names
            yield common.get(span, EntityKind.TOOL if named else EntityKind.SKILL), *span
    for match in _ORGANISATION_KO.finditer(text):
        *_, last = match.group().split()
        particle = len(last) - len(korean_stem(last) or last) if match.group()[0] in "주(㈜" else 0
        yield EntityKind.ORGANISATION, match.start(), match.end() - particle
    for match in _ORGANISATION_EN.finditer(text):
        yield EntityKind.ORGANISATION, *match.span()
    for match in _PLACE_KO.finditer(text):
        yield EntityKind.PLACE, *match.span()
    for span, kind in common.items():
        yield kind, *span
    for quantity, start, end in quantities(text):
        yield EntityKind(quantity.value), start, end
    if language == "en":
        tag((text,))
        yield from _tags.get(text) or ()


#: What the tagger found in a text, by text; jobs make no difference to it.
_tags: Recent[str, tuple[_Found, ...]] = Recent(KEPT_TEXTS)


def tag(texts: Sequence[str]) -> None:
    """Lets the tagger read those of ``texts`` that it has not read: half the time of one by one."""
    new = [text for text in dict.fromkeys(texts) if _tags.get(text) is None]
    if not new:
        return
    for text, document in zip(new, spacy_pipeline().pipe(new, disable=_NOT_ASKED), strict=True):
        _tags.keep(text, tuple(_labelled(document)))


def _labelled(document: Any) -> Iterator[_Found]:
    for entity in document.ents:
        kind = _LABELS.get(entity.label_)
        own = entity.text
        # An acronym is as often a method (ECG, API) as a firm; firms known by one are listed.
        acronym = kind is EntityKind.ORGANISATION and own.isupper() and len(own) <= 4
        if kind and not acronym:
            skipped = len(own) - len(re.sub(r"^(?:the|The|a|an) ", "", own))
            yield kind, entity.start_char + skipped, entity.end_char


def _product_names(content: JobContent) -> frozenset[str]:
    """Terms written like names (Kafka, Next.js); methods are written small or as acronyms."""
    terms = (term for keyword in content.keywords.values() for term in (*keyword.en, *keyword.ko))
    return frozenset(
        term.casefold()
        for term in terms
        if term[0].isascii() and term[0].isupper() and not term.isupper() and " " not in term
    )
