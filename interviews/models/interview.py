"""Candidates and their interviews."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.core.models import CompanyRow
from interviews.models.position import Language, Position, QuestionFields


class Candidate(CompanyRow):
    """A person who applies. Not a user: comes with a link."""

    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail"))
    # ISO 3166-1 alpha-2; "" until the candidate says where they are.
    country = models.CharField(_("country"), max_length=2, blank=True)
    # Shown instead of the name in blind mode, e.g. "C-4F2A".
    code = models.CharField(max_length=12)
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "code"], name="candidate_code_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class InterviewKind(models.TextChoices):
    RECORDED = "recorded", _("Recorded")
    LIVE = "live", _("Live")


class InterviewStatus(models.TextChoices):
    """Moves only in ``interviews.services.interview_status``."""

    INVITED = "invited", _("Invited")
    OPENED = "opened", _("Opened")
    CONSENTED = "consented", _("Getting ready")
    IN_PROGRESS = "in_progress", _("In progress")
    FINISHED = "finished", _("Finished")
    ANALYSED = "analysed", _("Ready to review")
    HUMAN_PATH = "human_path", _("Asked for a person")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled")


class DecisionOutcome(models.TextChoices):
    ADVANCE = "advance", _("Next round")
    HIRE = "hire", _("Hire")
    REJECT = "reject", _("Reject")


class Interview(CompanyRow):
    """One candidate's interview for one position; recorded and live share this row."""

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="interviews")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="interviews")
    kind = models.CharField(
        max_length=10, choices=InterviewKind.choices, default=InterviewKind.RECORDED
    )
    status = models.CharField(
        max_length=20, choices=InterviewStatus.choices, default=InterviewStatus.INVITED
    )
    language = models.CharField(max_length=2, choices=Language.choices)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    invited_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    analysed_at = models.DateTimeField(null=True, blank=True)
    # Frozen at invitation, as the questions are: the position's settings, and the version of the
    # job's content (SHA-256, see models/content.py); "" where the job had none yet.
    follow_ups = models.PositiveSmallIntegerField(default=0)
    follow_up_depth = models.PositiveSmallIntegerField(default=1)
    content_version = models.CharField(max_length=64, blank=True)
    # The candidate asked for a person, or refused automated processing (TRUST T3.2).
    human_requested_at = models.DateTimeField(null=True, blank=True)
    human_request_note = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering: ClassVar = ["-invited_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=InterviewStatus.values),
                name="interview_status_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["finished", "analysed"])
                | models.Q(finished_at__isnull=False),
                name="interview_finished_has_time",
            ),
            models.UniqueConstraint(
                fields=["position", "candidate", "kind"],
                condition=~models.Q(status__in=["withdrawn", "expired", "cancelled"]),
                name="one_current_interview_per_position",
            ),
        ]


class CandidateLink(CompanyRow):
    """A link that opens one interview: expiring, revocable. The token is signed, not stored."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="links")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    # The mail with this link: last handed to the mail server at; due (again), tried from. Neither:
    # the link was not to be mailed.
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)


class InterviewQuestion(QuestionFields, CompanyRow):
    """A question frozen at invitation (``follow_up`` 0), or asked after the answer to one.

    ``spoken``: the server's voice saying it (English). A follow-up carries why it was asked:
    ``path`` and ``reason`` as in ``analysis.questions.types``, ``model``: what ranked it.
    In a live interview nothing is frozen: a row is made when the interviewer asks (``asked_at``).
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="questions")
    follow_up = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20, blank=True)  # QuestionKind
    path = models.JSONField(null=True, blank=True)
    reason = models.JSONField(null=True, blank=True)
    probability = models.FloatField(null=True, blank=True)
    model = models.JSONField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    # Given by the interviewer's page for one press, so that a repeated request asks once.
    client_id = models.UUIDField(null=True, blank=True)
    spoken = models.ForeignKey(
        "vault.MediaObject", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["order", "follow_up"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["interview", "order", "follow_up"], name="interview_question_order_unique"
            ),
            models.UniqueConstraint(
                fields=["interview", "client_id"], name="interview_question_once"
            ),
        ]

    @property
    def label(self) -> str:
        """How people name it: "2" for a prepared question, "2-1" for its first follow-up."""
        return f"{self.order}-{self.follow_up}" if self.follow_up else str(self.order)


class AnswerStatus(models.TextChoices):
    """recording → submitted, or → discarded (a retake was taken, or an interruption given up)."""

    RECORDING = "recording", _("Recording")
    SUBMITTED = "submitted", _("Submitted")
    DISCARDED = "discarded", _("Discarded")


class Answer(CompanyRow):
    """One take of an answer. At most one take of a question is submitted."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(
        InterviewQuestion, on_delete=models.CASCADE, related_name="answers"
    )
    take = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=12, choices=AnswerStatus.choices, default=AnswerStatus.RECORDING
    )
    # The browser's own recording; playback is the remuxed copy that can be sought.
    media = models.OneToOneField(
        "vault.MediaObject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    playback = models.OneToOneField(
        "vault.MediaObject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The recording broke off (tab closed, crash); the candidate chose to keep what was saved.
    interrupted = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    client_seconds = models.FloatField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["question__order", "question__follow_up", "take"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "take"], name="answer_take_unique"),
            models.UniqueConstraint(
                fields=["question"],
                condition=models.Q(status="submitted"),
                name="one_submitted_answer_per_question",
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=models.Q(status="recording"),
                name="one_recording_answer_per_question",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="submitted")
                | models.Q(media__isnull=False, submitted_at__isnull=False),
                name="submitted_answer_has_media",
            ),
        ]
