"""Who may listen to a seat: one at a time, for as long as it takes."""

from __future__ import annotations

from uuid import uuid4

import pytest

from interviews.live import listening
from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.live.listening import LockLost, SeatLock


@pytest.fixture(autouse=True)
def renew_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "RENEW_S", 0.0)


def test_a_lock_that_ran_out_is_taken_again_where_nobody_else_has_it() -> None:
    keys, seat_id = RoomKeys(uuid4(), uuid4()), uuid4()
    with SeatLock(valkey(), keys, seat_id) as lock:
        assert valkey().delete(lock._key)  # as Valkey does after its time
        lock.renew()
        with SeatLock(valkey(), keys, seat_id) as other:
            assert not other
        lock.renew()
    with SeatLock(valkey(), keys, seat_id) as other:
        assert other


def test_a_lock_that_somebody_else_took_is_lost() -> None:
    keys, seat_id = RoomKeys(uuid4(), uuid4()), uuid4()
    with SeatLock(valkey(), keys, seat_id) as lock:
        valkey().delete(lock._key)
        with SeatLock(valkey(), keys, seat_id) as other:
            assert other
            with pytest.raises(LockLost):
                lock.renew()
            other.renew()
