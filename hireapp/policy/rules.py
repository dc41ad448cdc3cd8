"""Which analysis may run: a table of rules, each with an id and the law it comes from.

The strictest of three places counts: where the employer, the job and the candidate are. A place
that is not known is treated as the strictest. New rules are new lines here, never ifs elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop as _

from analysis.types import Purpose
from hireapp.policy.purposes import PURPOSES

_EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_REST_OF_EEA = "IS LI NO"
EU_AND_EEA = frozenset(f"{_EU} {_REST_OF_EEA}".split())
UNKNOWN = ""


class Outcome(StrEnum):
    """From the mildest to the strictest."""

    NEEDS_CONSENT = "needs_consent"
    NOT_OPTED_IN = "not_opted_in"
    FORBIDDEN = "forbidden"


_STRICTNESS = list(Outcome)


@dataclass(frozen=True, slots=True)
class Places:
    """ISO 3166-1 alpha-2 codes; ``UNKNOWN`` where nobody said."""

    employer: str
    job: str
    candidate: str

    def all(self) -> frozenset[str]:
        return frozenset((self.employer, self.job, self.candidate))


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules look at."""

    purpose: Purpose
    places: Places
    opted_in: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """``law`` is English here; pages translate it."""

    id: str
    law: str
    outcome: Outcome
    applies: Callable[[Context], bool]


@dataclass(frozen=True, slots=True)
class Decision:
    """``rule_id`` and ``law`` say why."""

    purpose: Purpose
    outcome: Outcome
    rule_id: str
    law: str

    @property
    def may_be_asked(self) -> bool:
        """Whether the candidate may be asked for consent at all."""
        return self.outcome is Outcome.NEEDS_CONSENT


RULES: tuple[Rule, ...] = (
    Rule(
        "consent.every-purpose",
        _("GDPR Art. 6 and 7; Korea PIPA Art. 15 and 22; Illinois 820 ILCS 42"),
        Outcome.NEEDS_CONSENT,
        lambda context: True,
    ),
    Rule(
        "emotion.off-by-default",
        _("House rule (TRUST T1.3): a company opts in, the candidate consents, no score reads it"),
        Outcome.NOT_OPTED_IN,
        lambda c: PURPOSES[c.purpose].emotion and c.purpose not in c.opted_in,
    ),
    Rule(
        "eu-ai-act.5-1-f",
        _("Regulation (EU) 2024/1689 Art. 5(1)(f): no emotion inference in the workplace"),
        Outcome.FORBIDDEN,
        lambda c: PURPOSES[c.purpose].emotion and not EU_AND_EEA.isdisjoint(c.places.all()),
    ),
    Rule(
        "emotion.unknown-place",
        _("An unknown place is the strictest (TRUST T1.1)"),
        Outcome.FORBIDDEN,
        lambda c: PURPOSES[c.purpose].emotion and UNKNOWN in c.places.all(),
    ),
)


def decide(purpose: Purpose, *, places: Places, opted_in: frozenset[str]) -> Decision:
    """The strictest rule that applies to ``purpose``; of equally strict ones the first."""
    context = Context(purpose, places, opted_in)
    matching = [rule for rule in RULES if rule.applies(context)]
    rule = max(matching, key=lambda rule: _STRICTNESS.index(rule.outcome))
    return Decision(purpose, rule.outcome, rule.id, rule.law)


def decide_all(*, places: Places, opted_in: frozenset[str]) -> dict[Purpose, Decision]:
    return {p: decide(p, places=places, opted_in=opted_in) for p in PURPOSES}


def allowed_purposes(
    *, places: Places, opted_in: frozenset[str], consented: frozenset[Purpose]
) -> frozenset[Purpose]:
    """What may run now: not forbidden, opted in where needed, and consented to."""
    decisions = decide_all(places=places, opted_in=opted_in)
    return frozenset(p for p, d in decisions.items() if d.may_be_asked and p in consented)
