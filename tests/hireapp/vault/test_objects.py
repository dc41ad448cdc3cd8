"""Encrypted objects: what goes in comes out, and nothing else does."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from hireapp.core.scope import company_scope
from hireapp.vault.crypto import Undecryptable
from hireapp.vault.keys import KeyDestroyed
from hireapp.vault.models import CompanyKey, DeletionCertificate, MediaObject, ObjectKind
from hireapp.vault.objects import (
    SEGMENT_BYTES,
    TooLarge,
    WrongOffset,
    object_append,
    object_create,
    object_declare_size,
    object_destroy,
    object_reader,
    object_store,
    subject_destroy,
)
from hireapp.vault.storage import DiskStorage, MissingSegment
from tests.factories import Member

MARKER = b"PLAINTEXT-THAT-MUST-NEVER-TOUCH-THE-DISK"


@pytest.fixture(autouse=True)
def vault_root(tmp_path: Path, settings: Settings) -> Path:
    settings.VAULT_ROOT = tmp_path / "vault"
    return tmp_path / "vault"


@pytest.fixture
def stored(alice: Member) -> UUID:
    """2.5 segments of known bytes."""
    with company_scope(alice.company.id):
        return object_store(
            subject_id=uuid4(),
            kind=ObjectKind.ANSWER,
            content_type="video/webm",
            data=_bytes(SEGMENT_BYTES * 2 + SEGMENT_BYTES // 2),
        ).id


def _bytes(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def _segments(root: Path) -> list[Path]:
    return sorted(root.rglob("*.seg"))


def _new(company_id: UUID, *, declared: int | None = None) -> UUID:
    with company_scope(company_id):
        return object_create(
            subject_id=uuid4(),
            kind=ObjectKind.ANSWER,
            content_type="video/webm",
            declared_size=declared,
        ).id


def test_what_is_stored_is_read_back(alice: Member, stored: UUID) -> None:
    with company_scope(alice.company.id):
        reader = object_reader(stored)
    assert reader.read() == _bytes(reader.size)
    assert reader.size == SEGMENT_BYTES * 2 + SEGMENT_BYTES // 2


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_reader_behaves_like_a_file(alice: Member, stored: UUID, data: st.DataObject) -> None:
    with company_scope(alice.company.id):
        reader = object_reader(stored)
    file = io.BytesIO(_bytes(reader.size))
    for _ in range(data.draw(st.integers(1, 12))):
        whence = data.draw(st.sampled_from([io.SEEK_SET, io.SEEK_CUR, io.SEEK_END]))
        low = 0 if whence == io.SEEK_SET else -min(file.tell(), reader.size)
        offset = data.draw(st.integers(low, reader.size + 10))
        size = data.draw(st.one_of(st.integers(0, SEGMENT_BYTES + 7), st.just(-1)))
        assert reader.seek(offset, whence) == file.seek(offset, whence)
        assert reader.read(size) == file.read(size)
        assert reader.tell() == file.tell()


def test_a_changed_byte_is_refused(alice: Member, stored: UUID, vault_root: Path) -> None:
    segment = _segments(vault_root)[1]
    sealed = bytearray(segment.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    segment.write_bytes(sealed)
    with company_scope(alice.company.id):
        reader = object_reader(stored)
    reader.seek(SEGMENT_BYTES)
    with pytest.raises(Undecryptable):
        reader.read(1)


def test_swapped_segments_are_refused(alice: Member, stored: UUID, vault_root: Path) -> None:
    first, second, _ = _segments(vault_root)
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)
    with company_scope(alice.company.id), pytest.raises(Undecryptable):
        object_reader(stored).read(1)


def test_a_segment_of_another_object_is_refused(alice: Member, vault_root: Path) -> None:
    subject = uuid4()
    with company_scope(alice.company.id):
        first, second = (
            object_store(
                subject_id=subject, kind=ObjectKind.SIGNALS, content_type="x/y", data=b"same"
            )
            for _ in range(2)
        )
        one, two = (
            next(path for path in _segments(vault_root) if media.id.hex in str(path))
            for media in (first, second)
        )
        one.write_bytes(two.read_bytes())
        with pytest.raises(Undecryptable):
            object_reader(first.id).read()
        assert object_reader(second.id).read() == b"same"


def test_a_missing_segment_is_told_apart_from_a_changed_one(
    alice: Member, stored: UUID, vault_root: Path
) -> None:
    _segments(vault_root)[0].unlink()
    with company_scope(alice.company.id), pytest.raises(MissingSegment):
        object_reader(stored).read(1)


def test_another_companys_object_does_not_exist(
    alice: Member, charlie: Member, stored: UUID
) -> None:
    with company_scope(charlie.company.id), pytest.raises(MediaObject.DoesNotExist):
        object_reader(stored)


def test_companies_do_not_share_keys(alice: Member, charlie: Member) -> None:
    wrapped = set()
    for member in (alice, charlie):
        _new(member.company.id)
        with company_scope(member.company.id):
            wrapped.add(bytes(CompanyKey.objects.get().wrapped))
    assert len(wrapped) == 2


def test_plaintext_never_touches_the_disk(alice: Member, vault_root: Path, tmp_path: Path) -> None:
    media_id = _new(alice.company.id)
    with company_scope(alice.company.id):
        object_append(object_id=media_id, offset=0, data=MARKER * 100, max_bytes=10**6)
        assert object_reader(media_id).read() == MARKER * 100
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert MARKER[:16] not in path.read_bytes(), path


class BreaksBeforeCommit(DiskStorage):
    """The machine stops after the segment is on disk and before the row is."""

    def put(self, company: UUID, obj: UUID, name: str, sealed: bytes) -> None:
        super().put(company, obj, name, sealed)
        raise OSError("power cut")


def test_after_a_crash_between_segment_and_row_the_upload_goes_on(
    alice: Member, vault_root: Path
) -> None:
    media_id = _new(alice.company.id, declared=8)
    with pytest.raises(OSError, match="power cut"), company_scope(alice.company.id):
        object_append(
            object_id=media_id,
            offset=0,
            data=b"lost",
            max_bytes=100,
            storage=BreaksBeforeCommit(vault_root),
        )
    with company_scope(alice.company.id):
        assert MediaObject.objects.get(id=media_id).size == 0
        assert object_append(object_id=media_id, offset=0, data=b"kept", max_bytes=100) == 4
        assert object_append(object_id=media_id, offset=4, data=b"too!", max_bytes=100) == 8
        assert object_reader(media_id).read() == b"kepttoo!"


class LateWriter(DiskStorage):
    """Another writer gets in between: the database lost the first one's lock while it slept."""

    def __init__(self, root: Path, company_id: UUID, media_id: UUID) -> None:
        super().__init__(root)
        self._company_id, self._media_id = company_id, media_id

    def put(self, company: UUID, obj: UUID, name: str, sealed: bytes) -> None:
        super().put(company, obj, f"{name[:8]}-{os.urandom(4).hex()}", b"another writer's bytes")
        super().put(company, obj, name, sealed)


def test_a_writer_that_lost_its_turn_cannot_touch_an_acknowledged_segment(
    alice: Member, vault_root: Path
) -> None:
    media_id = _new(alice.company.id)
    with company_scope(alice.company.id):
        object_append(object_id=media_id, offset=0, data=b"acknowledged", max_bytes=100)
        before = _segments(vault_root)
        object_append(
            object_id=media_id,
            offset=12,
            data=b" twice",
            max_bytes=100,
            storage=LateWriter(vault_root, alice.company.id, media_id),
        )
        assert len(_segments(vault_root)) == len(before) + 2
        assert object_reader(media_id).read() == b"acknowledged twice"


def test_a_stale_offset_is_told(alice: Member) -> None:
    media_id = _new(alice.company.id)
    with company_scope(alice.company.id):
        object_append(object_id=media_id, offset=0, data=b"12345", max_bytes=100)
        for offset in (0, 4, 6):
            with pytest.raises(WrongOffset):
                object_append(object_id=media_id, offset=offset, data=b"x", max_bytes=100)


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_at_once_one_is_told_to_ask_again(alice: Member) -> None:
    media_id = _new(alice.company.id)
    barrier, outcomes = threading.Barrier(2), []

    def write(data: bytes) -> None:
        try:
            barrier.wait()
            with company_scope(alice.company.id):
                outcomes.append(
                    object_append(object_id=media_id, offset=0, data=data, max_bytes=100)
                )
        except WrongOffset:
            outcomes.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(data,)) for data in (b"left!", b"right")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["5", "told"]
    with company_scope(alice.company.id):
        assert object_reader(media_id).read() in (b"left!", b"right")


def test_an_object_cannot_outgrow_what_was_declared_or_allowed(alice: Member) -> None:
    declared, open_ended = _new(alice.company.id, declared=4), _new(alice.company.id)
    with company_scope(alice.company.id):
        with pytest.raises(TooLarge):
            object_append(object_id=declared, offset=0, data=b"12345", max_bytes=100)
        with pytest.raises(TooLarge):
            object_append(object_id=open_ended, offset=0, data=b"12345", max_bytes=4)
        with pytest.raises(TooLarge):
            object_declare_size(object_id=open_ended, size=101, max_bytes=100)


def test_the_last_byte_completes_an_object_even_if_the_answer_gets_lost(alice: Member) -> None:
    media_id = _new(alice.company.id, declared=8)
    with company_scope(alice.company.id):
        object_append(object_id=media_id, offset=0, data=b"1234", max_bytes=100)
        assert MediaObject.objects.get(id=media_id).completed_at is None
        object_append(object_id=media_id, offset=4, data=b"5678", max_bytes=100)
        assert MediaObject.objects.get(id=media_id).completed_at is not None


def test_destroying_an_object_forgets_its_key_and_its_bytes(
    alice: Member, stored: UUID, vault_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with (
        django_capture_on_commit_callbacks(execute=True),
        company_scope(alice.company.id),
    ):
        object_destroy(media=MediaObject.objects.get(id=stored))
    assert _segments(vault_root) == []
    with company_scope(alice.company.id), pytest.raises(KeyDestroyed):
        object_reader(stored)


def test_destroying_a_subject_destroys_all_of_it_and_certifies(
    alice: Member, vault_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    subject, other = uuid4(), uuid4()
    with company_scope(alice.company.id):
        for owner in (subject, subject, other):
            kept = object_store(
                subject_id=owner, kind=ObjectKind.ANSWER, content_type="x/y", data=b"12345"
            )
    with (
        django_capture_on_commit_callbacks(execute=True),
        company_scope(alice.company.id),
    ):
        certificate = subject_destroy(subject_id=subject, reason="withdrawn")
    assert (certificate.objects_destroyed, certificate.bytes_destroyed) == (2, 10)
    with company_scope(alice.company.id):
        assert DeletionCertificate.objects.get().subject_id == subject
        assert len(_segments(vault_root)) == 1
        assert object_reader(kept.id).read() == b"12345"
        with pytest.raises(KeyDestroyed):
            object_create(subject_id=subject, kind=ObjectKind.ANSWER, content_type="x/y")


def test_media_cannot_be_read_with_another_master_key(
    alice: Member, stored: UUID, settings: Settings
) -> None:
    settings.VAULT_MASTER_KEY = "another deployment's key"
    with company_scope(alice.company.id), pytest.raises(Undecryptable):
        object_reader(stored)
