"""What the tap is told over the channel layer, and what it answers (docs/live.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict
from uuid import UUID

GROUP = "mediatap"  # every tap hears every offer; who holds the room answers
LONGEST_NAME = 200  # characters of a session or a channel's name


class TapAnswer(TypedDict):
    type: Literal["tap.answer"]
    seat_id: str
    session: str
    offer: int
    description: dict[str, str]


class TapGone(TypedDict):
    type: Literal["tap.gone"]
    seat_id: str
    session: str
    offer: int


class NotUnderstood(ValueError):
    """A message that is not of this protocol."""


@dataclass(frozen=True, slots=True)
class Place:
    """A seat, and which connection of its browser speaks."""

    company_id: UUID
    room_id: UUID
    seat_id: UUID
    session: str


@dataclass(frozen=True, slots=True)
class Offer:
    """``description`` comes from the browser, unread. ``reply``: the channel that answers go to.
    ``number``: the browser's own of this offer, by which it knows what is said of an older one.
    """

    place: Place
    number: int
    reply: str
    description: Any


@dataclass(frozen=True, slots=True)
class Trickled:
    """A candidate of the browser's, unread; None ends them."""

    place: Place
    candidate: Any


def understood(message: Mapping[str, Any]) -> Offer | Trickled:
    """Reads ``tap.offer`` and ``tap.candidate``. Raises NotUnderstood."""
    try:
        place = Place(
            company_id=UUID(message["company_id"]),
            room_id=UUID(message["room_id"]),
            seat_id=UUID(message["seat_id"]),
            session=_name(message["session"]),
        )
        if message["type"] == "tap.offer":
            number, reply = _number(message["offer"]), _name(message["reply"])
            return Offer(place, number, reply, message["description"])
        if message["type"] == "tap.candidate":
            return Trickled(place, message["candidate"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotUnderstood(str(error)) from error
    raise NotUnderstood("no message of the tap's")


def _name(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME:
        raise ValueError("not a name")
    return value


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a number")
    return value


def answer(offer: Offer, sdp: str) -> TapAnswer:
    return TapAnswer(
        type="tap.answer",
        seat_id=str(offer.place.seat_id),
        session=offer.place.session,
        offer=offer.number,
        description={"type": "answer", "sdp": sdp},
    )


def gone(offer: Offer) -> TapGone:
    return TapGone(
        type="tap.gone",
        seat_id=str(offer.place.seat_id),
        session=offer.place.session,
        offer=offer.number,
    )
