"""What a company hires for, and what it asks."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.core.models import CompanyRow


class Language(models.TextChoices):
    KOREAN = "ko", _("Korean")
    ENGLISH = "en", _("English")


class PositionStatus(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Position(CompanyRow):
    """An opening, tied to one NCS job. ``language``: in which interviews are held."""

    job = models.ForeignKey("interviews.Job", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=5000)
    language = models.CharField(_("interview language"), max_length=2, choices=Language.choices)
    # ISO 3166-1 alpha-2 of the place of work; "" is unknown (policy takes the strictest).
    country = models.CharField(_("place of work"), max_length=2, blank=True)
    blind = models.BooleanField(_("blind review"), default=False)
    link_valid_days = models.PositiveSmallIntegerField(
        _("days a link is valid"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    # What the AI interviewer may ask beyond the list: in the whole interview, and in a row.
    follow_ups = models.PositiveSmallIntegerField(
        _("follow-up questions"), default=0, validators=[MaxValueValidator(10)]
    )
    follow_up_depth = models.PositiveSmallIntegerField(
        _("follow-ups in a row"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )
    # None: the rubric that the product ships.
    rubric = models.ForeignKey(
        "interviews.Rubric", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        max_length=10, choices=PositionStatus.choices, default=PositionStatus.OPEN
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=PositionStatus.values), name="position_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="position_language_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class QuestionFields(models.Model):
    """What a question is, in a position's list and frozen in an interview."""

    order = models.PositiveSmallIntegerField()
    text = models.TextField(_("question"), max_length=600)
    thinking_seconds = models.PositiveSmallIntegerField(
        _("thinking time (s)"), default=30, validators=[MaxValueValidator(600)]
    )
    answer_seconds = models.PositiveSmallIntegerField(
        _("answer limit (s)"),
        default=120,
        validators=[MinValueValidator(10), MaxValueValidator(900)],
    )
    retakes = models.PositiveSmallIntegerField(
        _("retakes"), default=1, validators=[MaxValueValidator(5)]
    )
    # Where the job's content has it: ids of a competency and of a QuestionOption.
    competency = models.CharField(max_length=40, blank=True)
    option_id = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True


class Question(QuestionFields, CompanyRow):
    """A question in a position's list. Editing it never changes interviews already invited."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="questions")

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["position", "order"],
                name="question_order_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
