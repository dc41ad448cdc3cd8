"""Consent is given, refused and withdrawn here: by appending, never by changing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from analysis.types import Purpose
from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict, Invalid
from hireapp.policy.purposes import PURPOSES
from interviews.access import interview_locked
from interviews.events import announce_room_of
from interviews.models import (
    Candidate,
    ConsentAct,
    ConsentRecord,
    Interview,
    InterviewKind,
    InterviewStatus,
)
from interviews.selectors.consent import consented_purposes, decisions_for, notice_for
from interviews.selectors.dialogue import NEEDED
from interviews.services.analysis_forget import analysis_forget_purposes
from interviews.services.analysis_run import analysis_stop_withdrawn
from interviews.services.follow_up import follow_ups_forget, interview_finish_if_done
from interviews.services.interview_status import interview_move

S = InterviewStatus
ANSWERING = frozenset({S.OPENED, S.CONSENTED, S.IN_PROGRESS, S.HUMAN_PATH})
ENDED = frozenset({S.WITHDRAWN, S.EXPIRED, S.CANCELLED})


class NoticeChanged(Conflict):
    id = "notice_changed"
    sentence = _("This notice changed while you were reading. Please read it once more.")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an act came from, kept as evidence: what was shown, and to which browser."""

    language: str
    notice_sha256: str
    address: str | None = None
    user_agent: str = ""


def candidate_set_country(*, interview: Interview, country: str) -> Candidate:
    """Where the candidate says they are; "" is "prefer not to say", the strictest."""
    interview_locked(interview.id)  # before the log, as every act upon a room does
    candidate: Candidate = interview.candidate
    if candidate.country != country:
        candidate.country = country
        candidate.save(update_fields=["country"])
        audit_record(
            action="candidate.country_said",
            actor=Actor.candidate(candidate),
            target=candidate,
            detail={"said": bool(country)},  # not where: the log outlives the person
        )
        analysis_stop_withdrawn(interview=interview)
    return candidate


def consent_give(
    *, interview: Interview, acts: Mapping[Purpose, ConsentAct], origin: Origin
) -> Interview:
    """Records one act per purpose that was asked, and opens the interview if it may be recorded.
    A live one is open to everybody who has answered: without recording they are only not recorded.

    Raises ``NoticeChanged`` when the notice shown is no longer the one that applies, ``Invalid``
    when an answer is missing or something was answered that may not be asked.
    """
    locked = interview_locked(interview.id)
    notice = notice_for(interview, language=origin.language)
    if notice.sha256 != origin.notice_sha256:
        raise NoticeChanged
    asked = {row.purpose for row in notice.rows}
    if set(acts) != asked or ConsentAct.WITHDRAWN in acts.values():
        raise Invalid(_("Please answer every line: yes or no. Both are fine."))
    _append(interview, acts, origin, notice_version=notice.version)
    if interview.kind == InterviewKind.LIVE:
        may_go_on = interview.finished_at is None
    else:
        may_go_on = acts[Purpose.RECORDING] == ConsentAct.GRANTED
    if may_go_on and locked.status in (S.OPENED, S.HUMAN_PATH):
        if locked.status == S.HUMAN_PATH:  # the candidate changed their mind
            interview.human_requested_at = None
            interview.save(update_fields=["human_requested_at"])
        interview_move(interview=interview, to=S.CONSENTED, actor=_actor(interview))
    analysis_stop_withdrawn(interview=interview)
    return interview


def consent_withdraw(
    *, interview: Interview, purposes: Iterable[Purpose], origin: Origin
) -> frozenset[Purpose]:
    """Takes consent back, for queued, running and stored work alike. Returns what was taken back.

    Withdrawing the recording takes back everything that rests on it; its files are then
    removed by ``candidate_rights.recording_withdraw``.
    """
    interview_locked(interview.id)
    given = consented_purposes(interview)
    wanted = frozenset(purposes)
    taken = given if Purpose.RECORDING in wanted else wanted & given
    if not taken:
        return frozenset()
    notice = notice_for(interview, language=origin.language)
    acts = dict.fromkeys(taken, ConsentAct.WITHDRAWN)
    _append(interview, acts, origin, notice_version=notice.version)
    analysis_stop_withdrawn(interview=interview)
    analysis_forget_purposes(interview=interview, purposes=taken)
    if taken & NEEDED:  # an open decision about a follow-up ends here, and may have been the last
        follow_ups_forget(interview=interview)
        interview_finish_if_done(interview=interview, actor=_actor(interview))
    return taken


def consent_grant_later(*, interview: Interview, purpose: Purpose, origin: Origin) -> None:
    """Says yes later to something refused or withdrawn before. The recording is not among
    these: its files are gone when it is withdrawn.
    """
    interview_locked(interview.id)
    asked = decisions_for(interview)[purpose].may_be_asked
    if purpose is Purpose.RECORDING or not asked or interview.status in ENDED:
        raise Conflict(_("This can no longer be switched on for this interview."))
    if purpose not in consented_purposes(interview):
        notice = notice_for(interview, language=origin.language)
        acts: dict[Purpose, ConsentAct] = {purpose: ConsentAct.GRANTED}
        _append(interview, acts, origin, notice_version=notice.version)


def _append(
    interview: Interview,
    acts: Mapping[Purpose, ConsentAct],
    origin: Origin,
    *,
    notice_version: str,
) -> None:
    ConsentRecord.objects.bulk_create(
        ConsentRecord(
            interview=interview,
            purpose=str(purpose),
            act=acts[purpose],
            notice_version=notice_version,
            notice_sha256=origin.notice_sha256,
            language=origin.language,
            address=origin.address,
            user_agent=origin.user_agent[:300],
        )
        for purpose in PURPOSES
        if purpose in acts
    )
    audit_record(
        action="consent.recorded",
        actor=_actor(interview),
        target=interview,
        detail={"acts": {str(p): str(act) for p, act in acts.items()}},
    )
    announce_room_of(interview)  # what is recorded and analysed there may be less, or more, now


def _actor(interview: Interview) -> Actor:
    return Actor.candidate(interview.candidate)
