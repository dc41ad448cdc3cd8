"""Encrypted media: which objects exist, how they are cut, and their wrapped keys."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.core.models import CompanyRow


class CompanyKey(CompanyRow):
    """A company's key, wrapped by the master key of the deployment."""

    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company"], name="one_key_per_company"),
        ]


class SubjectKey(CompanyRow):
    """The key of one interview, wrapped by the company's. Destroying it destroys its media.

    ``subject_id`` is the interview's id; the vault does not know interviews.
    """

    subject_id = models.UUIDField()
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "subject_id"], name="one_key_per_subject"),
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=False) | models.Q(destroyed_at__isnull=False),
                name="key_present_until_destroyed",
            ),
        ]


class ObjectKind(models.TextChoices):
    ANSWER = "answer", _("Recorded answer")
    PLAYBACK = "playback", _("Playable copy")
    SIGNALS = "signals", _("Signals")
    SPEECH = "speech", _("Spoken question")
    RESUME = "resume", _("Résumé")
    MODEL = "model", _("Question model")
    ROOM_VOICE = "room_voice", _("Interviewer's voice")


class MediaObject(CompanyRow):
    """One encrypted object: a list of segments that are never rewritten.

    ``segment_sizes`` are plaintext bytes; segment *n* is a file of its own in the storage, called
    ``segment_names[n]``. A segment exists for the product once it stands here: a file that a
    writer left behind before its commit is nobody's.
    """

    subject = models.ForeignKey(SubjectKey, on_delete=models.PROTECT, related_name="objects_of")
    kind = models.CharField(max_length=20, choices=ObjectKind.choices)
    content_type = models.CharField(max_length=100)
    wrapped_key = models.BinaryField(null=True)
    segment_sizes = ArrayField(models.IntegerField(), default=list)
    segment_names = ArrayField(models.CharField(max_length=24), default=list)
    size = models.BigIntegerField(default=0)
    # None while an upload has not said its length yet (tus creation-defer-length).
    declared_size = models.BigIntegerField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(wrapped_key__isnull=False)
                | models.Q(destroyed_at__isnull=False),
                name="object_key_present_until_destroyed",
            ),
            models.CheckConstraint(
                condition=models.Q(declared_size__isnull=True)
                | models.Q(size__lte=models.F("declared_size")),
                name="object_not_larger_than_declared",
            ),
        ]


class DeletionCertificate(CompanyRow):
    """Proof that a subject's keys and objects were destroyed. Holds no personal data."""

    subject_id = models.UUIDField()
    objects_destroyed = models.IntegerField()
    bytes_destroyed = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
