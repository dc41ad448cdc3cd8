"""Which analysis may run: every rule, by its id."""

from __future__ import annotations

import pytest

from analysis.types import Purpose
from hireapp.policy.purposes import PURPOSES
from hireapp.policy.rules import (
    EU_AND_EEA,
    RULES,
    Outcome,
    Places,
    allowed_purposes,
    decide,
    decide_all,
)

KOREA = Places("KR", "KR", "KR")
EMOTION = [Purpose.FACE_EMOTION, Purpose.VOICE_EMOTION]
OPTED_IN = frozenset(map(str, EMOTION))
NOBODY = frozenset[str]()


def test_every_purpose_is_described() -> None:
    assert set(PURPOSES) == set(Purpose)
    for info in PURPOSES.values():
        assert all(map(str, (info.title, info.looks_at, info.not_looked_at, info.why)))
        assert info.kept_days > 0


def test_rule_ids_and_laws_are_named_once() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert all(rule.law for rule in RULES)


@pytest.mark.parametrize("purpose", [p for p in Purpose if p not in EMOTION])
def test_nothing_runs_without_consent(purpose: Purpose) -> None:
    decision = decide(purpose, places=KOREA, opted_in=NOBODY)
    assert (decision.outcome, decision.rule_id) == (Outcome.NEEDS_CONSENT, "consent.every-purpose")
    assert decision.may_be_asked
    asked = allowed_purposes(places=KOREA, opted_in=NOBODY, consented=frozenset())
    assert purpose not in asked


@pytest.mark.parametrize("purpose", EMOTION)
def test_emotion_is_off_until_the_company_opts_in(purpose: Purpose) -> None:
    off = decide(purpose, places=KOREA, opted_in=NOBODY)
    assert (off.outcome, off.rule_id) == (Outcome.NOT_OPTED_IN, "emotion.off-by-default")
    assert not off.may_be_asked
    on = decide(purpose, places=KOREA, opted_in=OPTED_IN)
    assert on.outcome is Outcome.NEEDS_CONSENT


@pytest.mark.parametrize("purpose", EMOTION)
def test_opting_in_to_one_purpose_does_not_switch_on_another(purpose: Purpose) -> None:
    other = next(p for p in EMOTION if p is not purpose)
    decision = decide(purpose, places=KOREA, opted_in=frozenset({str(other)}))
    assert decision.outcome is Outcome.NOT_OPTED_IN


@pytest.mark.parametrize("purpose", EMOTION)
@pytest.mark.parametrize("country", sorted(EU_AND_EEA))
@pytest.mark.parametrize("where", ["employer", "job", "candidate"])
def test_no_setting_allows_emotion_where_any_place_is_in_the_eu(
    purpose: Purpose, country: str, where: str
) -> None:
    places = Places(**{"employer": "KR", "job": "KR", "candidate": "KR", where: country})
    decision = decide(purpose, places=places, opted_in=OPTED_IN)
    assert (decision.outcome, decision.rule_id) == (Outcome.FORBIDDEN, "eu-ai-act.5-1-f")
    assert "2024/1689" in decision.law


@pytest.mark.parametrize("where", ["employer", "job", "candidate"])
def test_an_unknown_place_is_the_strictest(where: str) -> None:
    places = Places(**{"employer": "KR", "job": "KR", "candidate": "KR", where: ""})
    for purpose in EMOTION:
        decision = decide(purpose, places=places, opted_in=OPTED_IN)
        assert (decision.outcome, decision.rule_id) == (Outcome.FORBIDDEN, "emotion.unknown-place")


def test_the_eu_and_the_eea_are_thirty_countries_without_the_uk_and_switzerland() -> None:
    assert len(EU_AND_EEA) == 30
    assert not EU_AND_EEA & {"GB", "CH", "KR", "US", ""}


def test_what_is_consented_to_but_forbidden_does_not_run() -> None:
    germany = Places("KR", "KR", "DE")
    everything = frozenset(Purpose)
    running = allowed_purposes(places=germany, opted_in=OPTED_IN, consented=everything)
    assert running == everything - set(EMOTION)


def test_in_korea_with_opt_in_and_consent_everything_may_run() -> None:
    everything = frozenset(Purpose)
    assert allowed_purposes(places=KOREA, opted_in=OPTED_IN, consented=everything) == everything
    assert set(decide_all(places=KOREA, opted_in=OPTED_IN)) == everything
