"""English word forms folded together, and which English words exist.

A key does not depend on the sentence: a term of a job and what somebody said meet when their keys
are equal, whatever a tagger makes of a transcript without punctuation.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache
from itertools import pairwise

from analysis.language.function_words import ENGLISH
from analysis.language.tokens import english_stem
from analysis.weights import WeightStore

_IRREGULAR = """
be am is are was were been being; become became; begin began begun; bring brought; build built;
buy bought; catch caught; choose chose chosen; come came; cut cutting; deal dealt; do did done does;
draw drew drawn; drive drove driven; eat ate eaten; fall fallen; feed fed; fight fought; find found;
forget forgot forgotten; get got gotten; give gave given; go went gone; grow grew grown; have had
has; hear heard; hold held; keep kept; know knew known; lead led; learn learnt; leave left; lend
lent; lose lost; make made; meet met; pay paid; rewrite rewrote rewritten; run ran; say said; see
seen; seek sought; sell sold; send sent; set setting; shrink shrank shrunk; speak spoke spoken;
spend spent; split splitting; stick stuck; swap swapped; take took taken; teach taught; tell told;
think thought; throw threw thrown; understand understood; withdraw withdrew withdrawn; write wrote
written; child children; person people; man men; woman women; analysis analyses; axis axes; basis
bases; criterion criteria; crisis crises; diagnosis diagnoses; hypothesis hypotheses; index indices
indexes; matrix matrices; phenomenon phenomena; schema schemata; vertex vertices; foot feet; tooth
teeth; shelf shelves; life lives; knife knives; half halves; api apis; kpi kpis; gui guis
"""
# Their stem is another word: goods are not good, a market is not marketing.
_WHOLE = """
accounting accounts building buildings business clothing customs earnings engineering evening
findings glasses goods housing marketing meaning means meeting meetings morning news nothing
operations proceeds savings series something spares species spring string terms thing training
anything everything during king ring bring sing wing swing bling ceiling pudding wedding
wiring nursing staging hearing shipping banking
"""
_SPELLINGS = (
    *[("isation", "ization"), ("isations", "ization"), ("ising", "iz"), ("ised", "iz")],
    *[
        ("ise", "iz"),
        ("ises", "iz"),
        ("iser", "izer"),
        ("ising", "iz"),
        ("yse", "yz"),
        ("ysing", "yz"),
    ],
    *[("ysed", "yz"), ("our", "or"), ("ours", "or"), ("tre", "ter"), ("tres", "ter")],
    *[("oured", "or"), ("ogue", "og"), ("elling", "el"), ("elled", "el"), ("eling", "el")],
)
_BASES = {form: group.split()[0] for group in _IRREGULAR.split(";") for form in group.split()[1:]}
_KEPT = frozenset(_WHOLE.split())
_SILENT_E = re.compile(r"[^aeiou]?[aeiou][^aeiouwxy]")
_LONG = 6  # letters from which British spellings are folded: hour and four keep their own


def english_key(word: str) -> str:
    """What all forms of ``word`` (lower case) have in common: compare it, do not show it.

    Keys of function words are marked: "them" is no form of theme, "not" none of note.
    """
    base = _BASES.get(word, word)
    if base in ENGLISH:
        return f"{base}."
    if base in _KEPT or not base.isascii():
        return base
    if len(base) >= _LONG:
        for ending, folded in _SPELLINGS:
            if base.endswith(ending):
                return base.removesuffix(ending) + folded
    for ending in ("ing", "ed"):
        stem = base.removesuffix(ending)
        if stem != base and _SILENT_E.fullmatch(stem):
            return f"{stem}e"  # tuning is of tune: of tun it would be tunning
    stem = english_stem(base)
    short = base.removesuffix("s")
    return short if len(stem) <= 3 and short.endswith("e") else stem  # note, notes


@cache
def _dictionary() -> frozenset[str]:
    """WordNet's words, as they come with spaCy's English lemmatiser; 18 ms, without spaCy."""
    import srsly

    folder = WeightStore().path("en_core_web_sm")
    tables = srsly.read_msgpack(folder / "lemmatizer" / "lookups" / "lookups.bin")
    own = (word for words in tables["lemma_index"].values() for word in words)
    odd = (word for words in tables["lemma_exc"].values() for word in words)
    return frozenset([*own, *odd]) | ENGLISH


@cache
def _letter_pairs() -> tuple[Counter[str], Counter[str]]:
    """How often a letter follows another in English words, and how often each is followed."""
    pairs: Counter[str] = Counter()
    for word in _dictionary():
        if word.isascii() and word.isalpha():
            pairs.update(map("".join, pairwise(f"^{word}$")))
    firsts: Counter[str] = Counter()
    for pair, count in pairs.items():
        firsts[pair[0]] += count
    return pairs, firsts


def spelling_likelihood(word: str) -> float:
    """Mean log probability of the letters of ``word`` (a-z) given the one before.

    English words have about -2.3. Of 391 names and terms of the catalogue that are in no dictionary
    1.5 % are below -4.0 (tcpdump, mysql), of keys struck at random 74 % (n = 311).
    """
    pairs, firsts = _letter_pairs()
    steps = [
        math.log((pairs[one + other] + 0.5) / (firsts[one] + 14))
        for one, other in pairwise(f"^{word}$")
    ]
    return sum(steps) / len(steps)


def in_dictionary(word: str) -> bool:
    """Whether ``word`` (lower case) itself stands in the dictionary."""
    return word in _dictionary()


def is_english_word(word: str) -> bool:
    """Whether ``word`` (lower case) or what it is a form of stands in the dictionary.

    Raises ``MissingWeights`` where the English pipeline is not installed.
    """
    known = _dictionary()
    word = word.removesuffix("'s").removesuffix("'")
    if word in known or word.isnumeric():
        return True
    for ending, other in (
        *[("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y")],
        *[("ing", ""), ("ing", "e"), ("ly", ""), ("er", ""), ("er", "e"), ("est", "")],
    ):
        stem = word.removesuffix(ending)
        if stem != word and stem and (stem + other in known or _single(stem) in known):
            return True
    return False


def _single(stem: str) -> str:
    """stopp → stop."""
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem
