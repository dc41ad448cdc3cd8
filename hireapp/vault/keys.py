"""The chain of keys: master → company → subject → object. All calls need an open company scope."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hireapp.core.errors import Gone
from hireapp.core.scope import current_company_id
from hireapp.vault import crypto
from hireapp.vault.models import CompanyKey, MediaObject, SubjectKey


class KeyDestroyed(Gone):
    id = "media_deleted"
    sentence = _("This recording was deleted and cannot be restored.")


def _company_key() -> bytes:
    master = crypto.master_key(settings.VAULT_MASTER_KEY)
    company_id = current_company_id()
    binding = b"company" + company_id.bytes
    row = CompanyKey.objects.first()
    if row is None:
        # Two first uploads at once: the unique constraint lets one in, both read that one.
        fresh = CompanyKey(
            company_id=company_id, wrapped=crypto.seal(master, crypto.new_key(), binding)
        )
        CompanyKey.objects.bulk_create([fresh], ignore_conflicts=True)
        row = CompanyKey.objects.get()
    return crypto.unseal(master, bytes(row.wrapped), binding)


def subject_key_open(subject_id: UUID) -> SubjectKey:
    """The key row of a subject (an interview), made at first use."""
    row = SubjectKey.objects.filter(subject_id=subject_id).first()
    if row is None:
        sealed = crypto.seal(_company_key(), crypto.new_key(), b"subject" + subject_id.bytes)
        fresh = SubjectKey(company_id=current_company_id(), subject_id=subject_id, wrapped=sealed)
        SubjectKey.objects.bulk_create([fresh], ignore_conflicts=True)
        row = SubjectKey.objects.get(subject_id=subject_id)
    if row.wrapped is None:
        raise KeyDestroyed
    return row


def _subject_key(row: SubjectKey) -> bytes:
    if row.wrapped is None:
        raise KeyDestroyed
    return crypto.unseal(_company_key(), bytes(row.wrapped), b"subject" + row.subject_id.bytes)


def new_object_key(subject: SubjectKey, object_id: UUID) -> bytes:
    """A fresh object key, wrapped."""
    return crypto.seal(_subject_key(subject), crypto.new_key(), b"object" + object_id.bytes)


def object_key(media: MediaObject) -> bytes:
    """The plain key of an object."""
    if media.wrapped_key is None:
        raise KeyDestroyed
    return crypto.unseal(
        _subject_key(media.subject), bytes(media.wrapped_key), b"object" + media.id.bytes
    )
