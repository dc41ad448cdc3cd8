"""Writing, reading and destroying encrypted objects."""

from __future__ import annotations

import io
import os
import uuid
from bisect import bisect_right
from collections import OrderedDict
from itertools import accumulate
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.core.errors import Conflict, DomainError
from hireapp.core.scope import current_company_id
from hireapp.vault import crypto
from hireapp.vault.keys import KeyDestroyed, new_object_key, object_key, subject_key_open
from hireapp.vault.models import DeletionCertificate, MediaObject, ObjectKind, SubjectKey
from hireapp.vault.storage import Storage, default_storage

SEGMENT_BYTES = 256 * 1024


class WrongOffset(Conflict):
    id = "wrong_offset"
    sentence = _("The upload continues at another place. Ask for the offset again.")


class TooLarge(DomainError):
    id = "too_large"
    status = 413
    sentence = _("This file is larger than allowed.")


def object_create(
    *, subject_id: UUID, kind: ObjectKind, content_type: str, declared_size: int | None = None
) -> MediaObject:
    """An empty object of a subject; ``declared_size`` None while it is not known."""
    subject = subject_key_open(subject_id)
    object_id = uuid.uuid4()
    media: MediaObject = MediaObject.objects.create(
        id=object_id,
        subject=subject,
        kind=kind,
        content_type=content_type,
        wrapped_key=new_object_key(subject, object_id),
        declared_size=declared_size,
    )
    return media


def object_append(
    *, object_id: UUID, offset: int, data: bytes, max_bytes: int, storage: Storage | None = None
) -> int:
    """Seals ``data`` as the next segment, and returns the new size once both the segment and the
    row are durable. The row lock makes writers take turns; a writer with a stale offset is told.
    """
    if not 0 < len(data) <= SEGMENT_BYTES:
        raise ValueError(f"a segment holds 1 to {SEGMENT_BYTES} bytes, not {len(data)}")
    with transaction.atomic():
        media = (
            MediaObject.objects.select_for_update(of=("self",))
            .select_related("subject")
            .get(id=object_id)
        )
        if media.size != offset or media.completed_at is not None:
            raise WrongOffset
        limit = max_bytes if media.declared_size is None else media.declared_size
        if offset + len(data) > limit:
            raise TooLarge
        _append_segment(media, object_key(media), data, storage or default_storage())
        if media.size == media.declared_size:
            media.completed_at = timezone.now()
        media.save(update_fields=["segment_sizes", "segment_names", "size", "completed_at"])
    return media.size


def _append_segment(media: MediaObject, key: bytes, data: bytes, storage: Storage) -> None:
    index = len(media.segment_sizes)
    name = f"{index:08d}-{os.urandom(4).hex()}"
    sealed = crypto.seal(key, data, crypto.segment_binding(media.id, index))
    storage.put(media.company_id, media.id, name, sealed)
    media.segment_sizes.append(len(data))
    media.segment_names.append(name)
    media.size += len(data)


def object_declare_size(*, object_id: UUID, size: int, max_bytes: int) -> None:
    """Says how long a deferred upload is; may be said once."""
    if size > max_bytes:
        raise TooLarge
    with transaction.atomic():
        media = MediaObject.objects.select_for_update().get(id=object_id)
        if media.declared_size == size:
            return
        if media.declared_size is not None or size < media.size:
            raise Conflict(_("The length of this upload was already said."))
        media.declared_size = size
        media.save(update_fields=["declared_size"])


def object_complete(*, object_id: UUID) -> bool:
    """Closes an object that has all its bytes. Returns whether it is complete.

    ``object_append`` closes as well; here is the door for an object whose length was said last.
    """
    media = MediaObject.objects.get(id=object_id)
    if media.declared_size is None or media.size < media.declared_size:
        return False
    MediaObject.objects.filter(id=object_id, completed_at__isnull=True).update(
        completed_at=timezone.now()
    )
    return True


def object_store(
    *, subject_id: UUID, kind: ObjectKind, content_type: str, data: bytes | memoryview
) -> MediaObject:
    """Stores a whole object in fixed-size segments."""
    media = object_create(
        subject_id=subject_id, kind=kind, content_type=content_type, declared_size=len(data)
    )
    view = memoryview(data)
    key, storage = object_key(media), default_storage()
    for start in range(0, len(view), SEGMENT_BYTES):
        _append_segment(media, key, bytes(view[start : start + SEGMENT_BYTES]), storage)
    media.completed_at = timezone.now()
    media.save(update_fields=["segment_sizes", "segment_names", "size", "completed_at"])
    return media


class ObjectReader(io.RawIOBase):
    """A seekable reader over decrypted segments: serves HTTP ranges and PyAV alike.

    Takes what it needs from the row when it is made, so that it works after the scope has closed.
    Keeps the last few decrypted segments in memory; plaintext never touches the disk.
    """

    KEPT_SEGMENTS = 4

    def __init__(self, media: MediaObject, storage: Storage | None = None) -> None:
        self._company, self._id = media.company_id, media.id
        self._key = object_key(media)
        self._starts = [0, *accumulate(media.segment_sizes)]
        self._names = list(media.segment_names)
        self._storage = storage or default_storage()
        self._position = 0
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    @property
    def size(self) -> int:
        return self._starts[-1]

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        end = self.size if size is None or size < 0 else min(self.size, self._position + size)
        pieces: list[bytes] = []
        while self._position < end:
            index = bisect_right(self._starts, self._position) - 1
            start = self._position - self._starts[index]
            piece = self._segment(index)[start : start + end - self._position]
            pieces.append(piece)
            self._position += len(piece)
        return b"".join(pieces)

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def _segment(self, index: int) -> bytes:
        if index not in self._kept:
            sealed = self._storage.get(self._company, self._id, self._names[index])
            binding = crypto.segment_binding(self._id, index)
            self._kept[index] = crypto.unseal(self._key, sealed, binding)
            if len(self._kept) > self.KEPT_SEGMENTS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(index)
        return self._kept[index]


def object_reader(object_id: UUID) -> ObjectReader:
    media = MediaObject.objects.select_related("subject").get(id=object_id)
    if media.destroyed_at is not None:
        raise KeyDestroyed
    return ObjectReader(media)


def object_destroy(*, media: MediaObject) -> None:
    """Forgets one object's key at once and its bytes once that is committed."""
    MediaObject.objects.filter(id=media.id).update(wrapped_key=None, destroyed_at=timezone.now())
    company_id, object_id = media.company_id, media.id
    transaction.on_commit(lambda: default_storage().delete(company_id, object_id))


def subject_destroy(*, subject_id: UUID, reason: str) -> DeletionCertificate:
    """Destroys a subject's key and all its objects, and writes the certificate."""
    now = timezone.now()
    SubjectKey.objects.filter(subject_id=subject_id).update(wrapped=None, destroyed_at=now)
    alive = MediaObject.objects.filter(
        subject__subject_id=subject_id, destroyed_at__isnull=True
    ).select_for_update()
    count, size = 0, 0
    for media in alive:
        object_destroy(media=media)
        count, size = count + 1, size + media.size
    certificate: DeletionCertificate = DeletionCertificate.objects.create(
        company_id=current_company_id(),
        subject_id=subject_id,
        objects_destroyed=count,
        bytes_destroyed=size,
        reason=reason,
    )
    return certificate
