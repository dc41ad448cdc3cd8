"""Bag of words over a job's keywords."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.language.vocabulary import bag_of_words, keyword_counts, keyword_weights
from ncs.content import shared_job

SOFTWARE = shared_job("200102")
PLACE = {keyword: i for i, keyword in enumerate(SOFTWARE.keywords)}


def test_both_languages_and_all_forms_count_for_the_same_keyword() -> None:
    text = "code reviews, 코드리뷰를 하고 카프카를 썼습니다"
    assert keyword_counts(text, SOFTWARE) == {"code-review": 2, "message-queue": 1}


def test_a_bag_has_one_place_for_each_keyword_and_length_one() -> None:
    bag = bag_of_words("We did code review and used Kafka.", SOFTWARE)
    assert bag.shape == (len(SOFTWARE.keywords),)
    assert bag.dtype == np.float32
    assert set(np.flatnonzero(bag)) == {PLACE["code-review"], PLACE["message-queue"]}
    assert np.linalg.norm(bag) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("text", ["", "I like pizza."])
def test_what_says_no_keyword_is_all_zeros(text: str) -> None:
    assert not bag_of_words(text, SOFTWARE).any()


def test_a_second_mention_adds_less_than_the_first() -> None:
    bag = bag_of_words("Kafka Kafka, code review", SOFTWARE)
    weights = keyword_weights(SOFTWARE)
    queue, review = PLACE["message-queue"], PLACE["code-review"]
    ratio = (bag[queue] / weights[queue]) / (bag[review] / weights[review])
    assert ratio == pytest.approx(1 + np.log(2), rel=1e-5)


def test_what_fewer_jobs_share_weighs_more() -> None:
    weights = keyword_weights(shared_job("150302"))
    place = {keyword: i for i, keyword in enumerate(shared_job("150302").keywords)}
    everywhere, nowhere_else = place["risk-assessment"], place["line-balancing"]
    assert 1 <= weights[everywhere] < weights[nowhere_else]
