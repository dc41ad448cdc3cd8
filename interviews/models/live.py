"""Live interviews: a room with one interviewer and up to five candidates.

What is only true while somebody is connected (who is there, what was just heard) is no row: it
stands in Valkey and comes back by itself (``interviews/live``).
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hireapp.core.models import CompanyRow
from interviews.models.interview import Interview
from interviews.models.position import Position

MOST_SEATS = 5


class RoomStatus(models.TextChoices):
    """scheduled → open → live → ended, or → cancelled before it is live; open → scheduled where the
    plan is changed while nobody is in.

    Moves only in ``interviews.services.room_status``. Recorded and analysed while live, never else.
    """

    SCHEDULED = "scheduled", _("Scheduled")
    OPEN = "open", _("Lobby open")
    LIVE = "live", _("Live")
    ENDED = "ended", _("Ended")
    CANCELLED = "cancelled", _("Cancelled")


class Room(CompanyRow):
    """One live interview: when, by whom, and what was promised to everybody in it."""

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="rooms")
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        max_length=10, choices=RoomStatus.choices, default=RoomStatus.SCHEDULED
    )
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=45, validators=[MinValueValidator(10), MaxValueValidator(240)]
    )
    # IANA name of the zone in which it was planned; candidates read the time in their own.
    time_zone = models.CharField(_("time zone"), max_length=64)
    candidates_meet = models.BooleanField(_("candidates see and hear each other"), default=True)
    # Everybody is told before they join, and while it goes on.
    interviewer_recorded = models.BooleanField(_("record the interviewer's voice"), default=False)
    # SEQUENCE of the calendar entry (RFC 5545): rises with every change.
    calendar_sequence = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-starts_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=RoomStatus.values), name="room_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="live") | models.Q(started_at__isnull=False),
                name="live_room_has_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ended") | models.Q(ended_at__isnull=False),
                name="ended_room_has_end",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["status", "starts_at"], name="room_due")]


class SeatStatus(models.TextChoices):
    """Who may be in the room. Whether they are there now is no row."""

    EXPECTED = "expected", pgettext_lazy("people", "Expected")
    ADMITTED = "admitted", _("Admitted")
    REMOVED = "removed", _("Removed")


class Seat(CompanyRow):
    """One candidate's place in a room; everything else about them is their own interview.

    Who was called off keeps their number: at most ``MOST_SEATS`` come, but there may be more seats.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seats")
    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="seat")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=10, choices=SeatStatus.choices, default=SeatStatus.EXPECTED
    )
    admitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "number"], name="seat_number_unique"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="seat_number_from_one"),
            models.CheckConstraint(
                condition=models.Q(status__in=SeatStatus.values), name="seat_status_known"
            ),
        ]


class InterviewerLetter(CompanyRow):
    """What a room has in the calendar of somebody who holds it, or held it before a change: one row
    each. ``due_at``: when a worker is sent (again); None where nothing is to be written. What the
    letter says is decided by the room, when it is sent.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="letters")
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField(null=True, blank=True)
    # When the mail server took the last one.
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "interviewer"], name="one_letter_per_interviewer"
            ),
        ]


class RoomNote(CompanyRow):
    """What the interviewer wrote down, and when it was: about one candidate, or about all."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="notes")
    seat = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.CASCADE, related_name="notes"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    text = models.TextField(max_length=2000)
    # Given by the page that wrote it, so that a repeated request writes it once.
    client_id = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "client_id"], name="room_note_once"),
        ]


class RoomVoice(CompanyRow):
    """One piece of the interviewer's own voice; a page that was reloaded begins another.

    ``words``: [[word, start, end, confidence], ...] once it was listened to; None before that.
    ``due_at``: when a worker is sent (again); None where nothing is to be done any more.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="voices")
    media = models.OneToOneField(
        "vault.MediaObject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    words = models.JSONField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["started_at"]
