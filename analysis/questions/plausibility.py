"""Whether a text can be language at all, and which one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from analysis.language.function_words import ENGLISH, KOREAN
from analysis.language.inflection import is_english_word, spelling_likelihood
from analysis.language.tokens import bare

_JAMO = re.compile(r"[ㄱ-ㆎ]")
_HANGUL = re.compile(r"[가-힣]")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz")
_UNLIKELY = -4.0  # see spelling_likelihood
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}")
_LOOP = re.compile(r"(.{1,3}?)\1{2,}.?")  # hahahaha
_VOWELS = re.compile(r"[aeiouy]")
# The most frequent words of the languages most likely to be met: Spanish, French, German,
# Portuguese, Italian, Vietnamese, Indonesian.
_FOREIGN = """
de la que el en y los se del las por con una para es muy yo mi lo como pero su al mas nos
le les et des un une du dans est qui pas sur je nous avec mon ma au il ce
der die und den von zu das mit sich des ist im dem nicht ein eine ich habe hat mir sehr als
e do da em um com nao uma os no na mais as dos eu muito meu foi
di che per non sono ho io si molto anche nel
toi va cua cho mot cac trong voi duoc khong lam nam nguoi nay
saya dan yang untuk dengan ini itu dari dalam tidak pada adalah kami
"""
_FREQUENT = frozenset(_FOREIGN.split()) - ENGLISH


def is_gibberish(text: str) -> bool:
    """Keys struck at random, letters instead of syllables, or one word over and over.

    Words at random are not found here: each is a word.
    """
    words = [word for word in map(bare, text.split()) if word]
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return False
    jamo = sum(bool(_JAMO.match(c)) for c in letters)
    hangul = [c for c in letters if _HANGUL.match(c)]
    rare = sum(not _is_common_syllable(c) for c in hangul)
    if jamo >= 0.5 * len(letters) and jamo >= 2:
        return True
    if hangul and jamo + rare >= 0.4 * (len(hangul) + jamo):
        return True
    if _repeats(words):
        return True
    struck = sum(map(_is_struck, words))
    return struck >= 0.5 * len(words) and (struck > 1 or len(words[0]) >= 6)


def _is_common_syllable(syllable: str) -> bool:
    """One of the 2,350 syllables of KS X 1001, which hold nearly all that is written."""
    return len(syllable.encode("euc_kr", "replace")) == 2  # the others take eight bytes


def _repeats(words: list[str]) -> bool:
    """One or two words over and over; "yes yes yes yes" is short rather than senseless."""
    if len(words) == 1 and len(words[0]) >= 6:
        return bool(_LOOP.fullmatch(words[0]))
    counts = Counter(words)
    often, count = counts.most_common(1)[0]
    plain = often in ENGLISH or often in KOREAN
    alternating = len(counts) <= 2 and len(words) >= 6
    return (alternating or (count >= 4 and count >= 0.7 * len(words))) and not plain


def _is_struck(word: str) -> bool:
    """A Latin word that nobody could say: keys side by side, no vowel, five consonants in a row."""
    if not word.isascii() or not word.isalpha() or len(word) < 4 or is_english_word(word):
        return False
    beside = any(word[i : i + 4] in row for row in _ROWS for i in range(len(word) - 3))
    unheard = not _VOWELS.search(word) or bool(_CONSONANTS.search(word))
    return beside or unheard or spelling_likelihood(word) < _UNLIKELY


def is_other_language(text: str, language: str) -> bool:
    """Whether ``text`` is in another language than ``language`` (ko | en).

    Words of the other language within an answer are how people in these jobs speak; a list of
    product names is no sentence of any language.
    """
    scripts = Counter(_script(c) for c in text if c.isalpha())
    total = sum(scripts.values())
    if not total:
        return False
    if scripts["other"] >= 0.3 * total:
        return True
    words = [word for word in map(bare, text.split()) if word]
    if language == "en" and scripts["hangul"] >= 0.5 * total:
        return len(words) >= 2
    latin = [_unaccented(word) for word in words if _script(word[0]) == "latin"]
    if len(latin) < 4 or scripts["hangul"] >= 0.15 * total:
        return False
    english = sum(word in ENGLISH for word in latin) / len(latin)
    foreign = sum(word in _FREQUENT for word in latin) / len(latin)
    if foreign >= 0.2 and foreign > english:
        return True
    return language == "ko" and english >= 0.25 and len(latin) >= 5


def _script(character: str) -> str:
    if _HANGUL.match(character) or _JAMO.match(character):
        return "hangul"
    return "latin" if unicodedata.name(character, "").startswith("LATIN") else "other"


def _unaccented(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    plain = "".join(c for c in apart if not unicodedata.combining(c))
    return re.sub(r"^[a-z]{1,2}'", "", plain)  # j'ai, l'équipe
