"""What kind of answer it is, before anything is asked about it.

Doubt goes for the candidate: whatever is not clearly something else is a full answer. The order of
the questions asked here matters: what the recogniser is unsure of is held against nobody, and a
refusal in another language is a refusal first.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.language.embedding import SentenceEncoder, shared_encoder
from analysis.language.entities import common_index
from analysis.language.keywords import keyword_index
from analysis.language.tokens import bare, key_of
from analysis.language.units import units_of
from analysis.questions.commands import commands
from analysis.questions.phrases import abuses, nothing_said, refuses
from analysis.questions.plausibility import is_gibberish, is_other_language
from analysis.questions.subject import is_off_topic
from analysis.questions.types import AnswerState, Turn
from ncs.content import JobContent


@dataclass(frozen=True, slots=True)
class AnswerConfig:
    """Thresholds, chosen on the texts of tests/analysis/questions/answer_texts.py.

    ``doubtful_below``: mean word probability. Whisper base on 6 read clips: 0.79-0.91 as recorded,
    0.51-0.74 with noise as loud as the voice, 0.31-0.55 when played backwards.
    ``short_words``: "a word or two"; ``short_keys``: a few more words that carry at most this many
    contents ("yes I did that"). "Kafka lag. I added partitions." is short and complete.
    ``refusal_left``: content words beside "I don't know" from which on it is part of an answer.
    ``foul_share``: of words; one in three is more than any story needs.
    ``echo_known``: share of the answer's words that stand in the question; ``echo_new``: contents
    of its own below which it is nothing but the question; ``echo_least_words``: below that, words
    shared with the question are the natural way to answer.
    ``off_least_words``, ``off_least_eojeols``: fewer say too little to be called off topic.
    ``off_to_question``, ``off_difference``, ``off_share``: see ``subject``; the difference is at
    most 0.10 on 184 written answers and 0.17-0.73 on 21 pieces of small talk.
    ``most_words``, ``most_characters``: of a longer answer the beginning and the last
    ``end_words`` are read; 1,200 words are eight minutes of speech.
    """

    doubtful_below: float = 0.5
    short_words: int = 2
    short_keys: int = 0
    refusal_left: int = 1
    foul_share: float = 0.3
    echo_known: float = 0.8
    echo_new: int = 1
    echo_least_words: int = 4
    off_least_words: int = 6
    off_least_eojeols: int = 4
    off_to_question: float = 0.2
    off_difference: float = 0.15
    off_share: float = 0.7
    most_words: int = 1200
    end_words: int = 200
    most_characters: int = 12_000


@dataclass(frozen=True, slots=True)
class Reading:
    """``text``: what was read. ``cut``: the answer is longer, only its beginning and end were read.

    The growth of the trees does not depend on this: it goes through the whole answer.
    """

    state: AnswerState
    text: str
    cut: bool


def answer_state(
    turn: Turn,
    language: str,
    encoder: SentenceEncoder | None = None,
    content: JobContent | None = None,
    *,
    heard: str = "",
    config: AnswerConfig | None = None,
) -> AnswerState:
    """What kind of answer ``turn`` has; see ``read_answer``."""
    return read_answer(turn, language, encoder, content, heard=heard, config=config).state


def read_answer(
    turn: Turn,
    language: str,
    encoder: SentenceEncoder | None = None,
    content: JobContent | None = None,
    *,
    heard: str = "",
    config: AnswerConfig | None = None,
) -> Reading:
    """What kind of answer ``turn`` has in an interview held in ``language`` (ko | en).

    ``content``: the job, whose own words are no gibberish and never off topic. ``heard``: the
    language that the recogniser is sure to have heard, "" where it is not or where it was typed.
    ``encoder``: the process's own if none is given.
    """
    config = config or AnswerConfig()
    text, cut = bounded(turn.answer.text, config)
    state = _state(text, turn, language, encoder or shared_encoder(), content, heard, config)
    return Reading(state, text, cut)


def bounded(text: str, config: AnswerConfig) -> tuple[str, bool]:
    """The part of an answer that is read, and whether it is only a part."""
    words = text.split()
    if len(words) > config.most_words:
        kept = config.most_words - config.end_words
        text = " ".join([*words[:kept], *words[-config.end_words :]])
    cut = len(words) > config.most_words or len(text) > config.most_characters
    return text[: config.most_characters], cut


def _state(
    text: str,
    turn: Turn,
    language: str,
    encoder: SentenceEncoder,
    content: JobContent | None,
    heard: str,
    config: AnswerConfig,
) -> AnswerState:
    if nothing_said(text):
        return AnswerState.EMPTY
    if _is_doubtful(turn, config):
        return AnswerState.DOUBTFUL
    said = keyword_index(content).find(text) if content else ()
    if not said and is_gibberish(text) and not common_index().find(text):
        return AnswerState.GIBBERISH
    if commands(text):
        return AnswerState.INSTRUCTION
    if abuses(text, config.foul_share):
        return AnswerState.PROFANE
    if refuses(text, config.refusal_left):
        return AnswerState.REFUSAL
    if is_other_language(text, language) or (heard and heard != language):
        return AnswerState.OTHER_LANGUAGE
    if _is_echo(text, turn.question, config):
        return AnswerState.ECHO
    if _is_short(text, config):
        return AnswerState.SHORT
    if not said and _is_off_topic(text, turn.question, encoder, content, config):
        return AnswerState.OFF_TOPIC
    return AnswerState.FULL


def _is_doubtful(turn: Turn, config: AnswerConfig) -> bool:
    words = turn.answer.words
    if not words:
        return False
    return sum(word.confidence for word in words) / len(words) < config.doubtful_below


def _contents(text: str) -> set[str]:
    return {key for word in text.split() if (key := key_of(word))}


def _is_short(text: str, config: AnswerConfig) -> bool:
    words = [word for word in map(bare, text.split()) if word]
    if len(words) <= config.short_words:
        return len(_contents(text)) < 2
    return len(words) <= 2 * config.short_words and len(_contents(text)) <= config.short_keys


def _is_echo(text: str, question: str, config: AnswerConfig) -> bool:
    """The question read back, in whole or in part, with nothing new."""
    answered = [unit.key for unit in units_of(text)]
    if len(text.split()) < config.echo_least_words:
        return False
    asked = {unit.key for unit in units_of(question)}
    known = sum(key in asked for key in answered) / len(answered)
    new = _contents(text) - _contents(question)
    return known >= config.echo_known and len(new) <= config.echo_new


def _is_off_topic(
    text: str,
    question: str,
    encoder: SentenceEncoder,
    content: JobContent | None,
    config: AnswerConfig,
) -> bool:
    korean = any("가" <= character <= "힣" for character in text)
    least = config.off_least_eojeols if korean else config.off_least_words
    if len(text.split()) < least or _contents(text) & _contents(question):
        return False
    return is_off_topic(
        text,
        question,
        encoder,
        content,
        most_to_question=config.off_to_question,
        least_difference=config.off_difference,
        share=config.off_share,
    )
