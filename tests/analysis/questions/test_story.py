"""Which parts of a story are told, in both languages, as speech comes out: without punctuation."""

from __future__ import annotations

import pytest

from analysis.questions.story import missing_parts, numbers, story_parts
from analysis.questions.types import Conversation, Turn, Utterance
from ncs.content import Asks

WHOLE = {
    "en": "last year our checkout failed under load and i was responsible for the payment part "
    "so i split the queue because retries blocked everyone and as a result errors dropped by 40 "
    "percent",
    "ko": "작년에 결제가 몰릴 때 장애가 났는데 제가 결제 파트를 맡아서 큐를 나눴습니다 "
    "재시도가 다른 요청을 막았기 때문입니다 그 결과 오류가 40퍼센트 줄었습니다",
}


def _asked(language: str, *answers: str, ids: tuple[str, ...] = ()) -> Conversation:
    names = ids or ("",) * len(answers)
    turns = (Turn("?", Utterance(a), i) for a, i in zip(answers, names, strict=True))
    return Conversation(language, tuple(turns))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_whole_story_leaves_nothing_out(language: str) -> None:
    told = story_parts(0, Utterance(WHOLE[language]), language)
    assert {Asks.SITUATION, Asks.ROLE, Asks.ACTION, Asks.REASON, Asks.RESULT} <= told.keys()
    assert missing_parts(_asked(language, WHOLE[language])) == ()


@pytest.mark.parametrize(
    ("language", "answer", "missing"),
    [
        (
            "en",
            "at that time i led the team and i built a cache in front of the database",
            Asks.RESULT,
        ),
        ("en", "as a result the errors dropped and everybody was happy", Asks.ACTION),
        ("ko", "당시 제가 담당자로 캐시를 도입했습니다", Asks.RESULT),
        ("ko", "결국 오류가 줄었습니다", Asks.ACTION),
    ],
)
def test_what_was_left_out_is_missing(language: str, answer: str, missing: Asks) -> None:
    assert missing in missing_parts(_asked(language, answer))


def test_a_story_goes_on_over_its_follow_ups_and_ends_with_the_next_question() -> None:
    first = "at that time i led the team and i built a cache in front of the database"
    second = "in the end response times dropped from 900 to 200 milliseconds"
    going_on = _asked("en", first, second, ids=("opening:x/0", "node:cache/0"))
    assert missing_parts(going_on) == ()
    new = _asked("en", first, second, ids=("opening:x/0", "opening:y/0"))
    assert Asks.ROLE in missing_parts(new)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("it went from 900 milliseconds to 200 ms", ["900 milliseconds", "200 ms"]),
        ("about forty percent in two months", ["forty percent", "two months"]),
        ("불량률이 3.2%에서 1%로", ["3.2%", "1%"]),
        ("we talked about it for a while", []),
    ],
)
def test_figures_are_found_digits_or_spoken(text: str, figures: list[str]) -> None:
    assert [span.text for span in numbers(0, Utterance(text))] == figures


def test_every_span_is_where_it_says() -> None:
    for language, text in WHOLE.items():
        for spans in story_parts(0, Utterance(text), language).values():
            assert all(text[span.start : span.end] == span.text for span in spans)
