"""What a candidate was told, what they agreed to, and what may therefore be looked at now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.lookups import Exact
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from analysis.types import Purpose
from hireapp.policy.purposes import (
    LIVE_PURPOSES,
    NOTICE_VERSION,
    PURPOSES,
    REVIEWERS,
    PurposeInfo,
)
from hireapp.policy.rules import Decision, Places, allowed_purposes, decide_all
from interviews.models import Answer, ConsentAct, ConsentRecord, Interview, InterviewKind, Seat
from interviews.selectors.seats import met_by


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """Where employer, job and candidate are, and what the company switched on; read afresh."""

    places: Places
    opted_in: frozenset[str]


def policy_facts(interview: Interview) -> PolicyFacts:
    """Straight from the rows: a worker's copy of an interview may be minutes old."""
    employer, opted_in, job, candidate = Interview.objects.values_list(
        "company__country", "company__opted_in_purposes", "position__country", "candidate__country"
    ).get(id=interview.id)
    return PolicyFacts(Places(employer, job, candidate), frozenset(opted_in))


def decisions_for(interview: Interview) -> dict[Purpose, Decision]:
    """What the policy says about every purpose for this interview."""
    facts = policy_facts(interview)
    return decide_all(places=facts.places, opted_in=facts.opted_in)


def latest_consents(interview: Interview) -> dict[Purpose, ConsentRecord]:
    """The record that counts, per purpose."""
    records = (
        ConsentRecord.objects.filter(interview=interview)
        .order_by("purpose", "-at")
        .distinct("purpose")
    )
    return {Purpose(record.purpose): record for record in records if record.purpose in PURPOSES}


def consented_purposes(interview: Interview) -> frozenset[Purpose]:
    """Purposes whose latest record says yes, whatever the policy has come to think of them."""
    latest = latest_consents(interview)
    return frozenset(p for p, record in latest.items() if record.act == ConsentAct.GRANTED)


def granted(purpose: Purpose, *, interview: str = "pk") -> Q:
    """For filters over many rows: the latest record of ``purpose`` says yes. ``interview``: where
    the filtered rows keep the interview. The policy is not asked: only for purposes that it
    forbids nowhere.
    """
    latest = ConsentRecord.objects.filter(interview=OuterRef(interview), purpose=str(purpose))
    return Q(Exact(Subquery(latest.order_by("-at").values("act")[:1]), Value(ConsentAct.GRANTED)))


def allowed_now(interview: Interview) -> frozenset[Purpose]:
    """What may be looked at now: consented, opted in where needed, not forbidden anywhere.

    Asked when work is queued and again before its result is stored. Without consent to the
    recording nothing rests on anything, so nothing is allowed.
    """
    facts = policy_facts(interview)
    allowed = allowed_purposes(
        places=facts.places, opted_in=facts.opted_in, consented=consented_purposes(interview)
    )
    return allowed if Purpose.RECORDING in allowed else frozenset()


def allowed_for(answer: Answer) -> frozenset[Purpose]:
    """What may be looked at in this answer: allowed now, and consented without a break since it
    began. A yes counts from then on, never for what was recorded under a no; the recording itself
    was made under a yes.
    """
    allowed = allowed_now(answer.interview)
    standing: set[Purpose] = set()
    records = ConsentRecord.objects.filter(interview=answer.interview, purpose__in=allowed)
    for record in records.order_by("at"):
        if record.act != ConsentAct.GRANTED:
            standing.discard(Purpose(record.purpose))
        elif record.at <= answer.started_at:
            standing.add(Purpose(record.purpose))
    return allowed & (standing | {Purpose.RECORDING})


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One purpose as the candidate reads it. ``granted`` None: not answered yet."""

    info: PurposeInfo
    who: str | Promise
    granted: bool | None

    @property
    def purpose(self) -> Purpose:
        return self.info.purpose


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of one interview in one language, and the hash of exactly that text."""

    language: str
    version: str
    intro: tuple[str, ...]
    rows: tuple[NoticeRow, ...]
    text: str
    sha256: str

    @property
    def required(self) -> tuple[NoticeRow, ...]:
        return tuple(row for row in self.rows if row.info.required)

    @property
    def optional(self) -> tuple[NoticeRow, ...]:
        return tuple(row for row in self.rows if not row.info.required)


def notice_for(interview: Interview, *, language: str) -> Notice:
    """What may be asked of this candidate, worded in ``language``.

    What is forbidden or not switched on is not asked: it does not appear.
    """
    latest = latest_consents(interview)
    decisions = decisions_for(interview)
    live = interview.kind == InterviewKind.LIVE
    purposes = LIVE_PURPOSES if live else PURPOSES
    rows = tuple(
        NoticeRow(
            info,
            REVIEWERS,
            latest[purpose].act == ConsentAct.GRANTED if purpose in latest else None,
        )
        for purpose, info in purposes.items()
        if decisions[purpose].may_be_asked
    )
    with translation.override(language):
        intro = _live_intro(interview) if live else _recorded_intro()
    text = _notice_text(interview, intro, rows, language)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Notice(language, NOTICE_VERSION, intro, rows, text, sha256)


def _recorded_intro() -> tuple[str, ...]:
    return (_("You will be talking to a machine, an AI interviewer. People decide."),)


def _live_intro(interview: Interview) -> tuple[str, ...]:
    """Who is there besides the candidate, and what is done with whose voice."""
    lines = [
        _("A person interviews you. Where you agree, a machine listens along. People decide."),
        _("The interviewer sees what it finds while you talk."),
    ]
    seat = Seat.objects.select_related("room").filter(interview=interview).first()
    if seat is not None and met_by(seat):
        lines.append(_("Other candidates take part. They see and hear you, and you them."))
    if seat is not None and seat.room.interviewer_recorded:
        lines.append(_("The interviewer's voice is recorded, too."))
    return tuple(lines)


def _notice_text(
    interview: Interview, intro: tuple[str, ...], rows: tuple[NoticeRow, ...], language: str
) -> str:
    """The words that count, line by line, without layout."""
    with translation.override(language):
        lines = [
            f"{interview.company.name} · {interview.position.title} · {NOTICE_VERSION}",
            *intro,
        ]
        for row in rows:
            info = row.info
            lines += [
                f"[{info.purpose}] {info.title}",
                f"+ {info.looks_at}",
                f"- {info.not_looked_at}",
                f"? {info.why}",
                f"@ {row.who}",
                _("Kept for %(days)d days.") % {"days": info.kept_days},
            ]
    return "\n".join(lines)
