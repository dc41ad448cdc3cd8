"""What can be counted in an utterance without a model: sentences, stems, facts, mentions.

Rules that cost microseconds a sentence. What takes lists, a job's terms and a tagger, numbers,
dates, tools, roles and organisations, is counted in ``named``.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from analysis.questions.bm25 import stems
from analysis.types import Floats

BUCKETS = 256  # of the hashed bag of words
RARITY_BUCKETS = 8192  # of the table of document frequencies
MAX_SENTENCE_WORDS = 32  # a recogniser may leave out the full stops

_END = re.compile(r"(?<=[.?!…。])\s+|\n+")
_CAPITAL = re.compile(r"(?<![.?!…]\s)(?<!^)\b[A-Z][a-z]+\b")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_HANGUL = re.compile(r"[가-힣]")

#: The fact features: words that carry a story, and what is written like a name.
_FACTS: dict[str, re.Pattern[str]] = {
    "acronym": re.compile(r"\b[A-Z]{2,}[\w+#.]*|\b\w+[A-Z]\w*|\b[A-Za-z]+\d\w*"),
    "person": re.compile(
        r"\b(?:manager|lead|leader|director|customer|client|colleague|supervisor|team|boss)s?\b"
        r"|팀장|부장|과장|대리|고객|동료|상사|선배|후배|담당자|환자|보호자|임원",
        re.I,
    ),
    "own": re.compile(r"\b(?:I|my|me|myself|mine)\b|제가|저는|저도|제 |저의|직접|스스로|본인"),
    "shared": re.compile(r"\b(?:we|our|us|they|someone)\b|저희|우리|다른 (?:팀|사람|부서)", re.I),
    "cause": re.compile(r"\b(?:because|since|reason|why|so that)\b|때문|이유|위해|판단", re.I),
    "contrast": re.compile(
        r"\b(?:but|however|although|instead|rather|actually)\b|하지만|그런데|오히려|다만|보다는",
        re.I,
    ),
    "denial": re.compile(
        r"\b(?:not|never|no|nothing|hardly|didn't|don't|wasn't)\b|않|없|못|아니|별로", re.I
    ),
    "outcome": re.compile(
        r"\b(?:result|end|finally|increase|decrease|reduce|cut|save|improve|grow|f[ae]ll|drop|rise|rose)\w*\b"
        r"|결과|결국|줄|늘|개선|달성|절감|성과|떨어|올랐",
        re.I,
    ),
    "asking": re.compile(r"\?|나요|까요|ㄹ까|습니까|주세요"),
}
FACTS = (*_FACTS, "name", "length")


_LEAD = re.compile(
    r"^(?:(?:okay|ok|right|yeah|yes|no|so|and|well|great|good|cool|perfect|sure|finally|got it|"
    r"i got it|i see|all ?right|sounds good|makes sense|that's great|interesting|h+m+|u+[hm]+|oh)"
    r"\b[\s,.!:-]*)+",
    re.I,
)


@lru_cache(maxsize=8192)
def without_lead(question: str) -> str:
    """A spoken question without "Okay, got it. So": it says nothing about what is asked."""
    bare = _LEAD.sub("", question.strip())
    return bare if len(bare.split()) >= 3 else question.strip()


@lru_cache(maxsize=8192)
def sentences(text: str) -> tuple[str, ...]:
    """Sentences of an utterance, at most 32 words each; nothing for an empty text."""
    found: list[str] = []
    for sentence in _END.split(text.strip()):
        words = sentence.split()
        for start in range(0, len(words), MAX_SENTENCE_WORDS):
            found.append(" ".join(words[start : start + MAX_SENTENCE_WORDS]))
    return tuple(found)


@lru_cache(maxsize=16384)
def stem_set(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def _hash(word: str) -> int:
    return zlib.crc32(word.encode())  # hash() differs from process to process


def rarity_bucket(stem: str) -> int:
    return _hash(stem) % RARITY_BUCKETS


@lru_cache(maxsize=16384)
def buckets(text: str) -> tuple[int, ...]:
    """The hashed bag of words: buckets of the stems that occur, sorted."""
    return tuple(sorted({_hash(stem) % BUCKETS for stem in stems(text)}))


def bag(texts: Sequence[str]) -> Floats:
    """(N, BUCKETS), rows of length 1 or zero."""
    out = np.zeros((len(texts), BUCKETS), np.float32)
    for row, text in zip(out, texts, strict=True):
        if own := buckets(text):
            row[list(own)] = 1.0 / np.sqrt(len(own))
    return out


@lru_cache(maxsize=16384)
def _facts(text: str) -> tuple[float, ...]:
    counts = [len(pattern.findall(text)) for pattern in _FACTS.values()]
    names = len(_LATIN.findall(text)) if _HANGUL.search(text) else len(_CAPITAL.findall(text))
    logs = (float(np.log1p(n)) for n in (*counts, names))
    return (*logs, float(np.log1p(len(text.split()))) / 3.0)


def facts(texts: Sequence[str]) -> Floats:
    """(N, len(FACTS)): log(1 + how often each fact occurs), and the length in words."""
    return np.array([_facts(text) for text in texts], np.float32).reshape(len(texts), len(FACTS))


@lru_cache(maxsize=65536)
def _term(term: str) -> re.Pattern[str]:
    """A term as it may be said: any spacing; what follows is an ending, not another word."""
    loose = r"\s*".join(map(re.escape, term.casefold().split()))
    if _HANGUL.search(term):
        return re.compile(loose)
    return re.compile(rf"(?<![a-z0-9]){loose}(?:s|es|'s)?(?![a-z0-9])")


def mentions(terms: Sequence[str], text: str) -> int:
    """How often any of ``terms`` is said in ``text``."""
    folded = text.casefold()
    return sum(len(_term(term).findall(folded)) for term in terms) if folded else 0
