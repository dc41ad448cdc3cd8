"""From a candidate's own room socket to the tap and back: nobody else's words come along."""

from __future__ import annotations

from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from interviews.live.keys import RoomKeys
from interviews.mediatap.tap import Tap
from tests.factories import LiveRoom
from tests.interviews.mediatap.candidate import (
    ANNA,
    Camera,
    CandidateBrowser,
    Microphone,
    footage,
)
from tests.interviews.mediatap.test_listening_along import Browsers, frame_of, likeness, until_heard
from tests.interviews.realtime.room_people import Person


async def _description(shown: Any) -> tuple[RTCPeerConnection, dict[str, str]]:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    connection.addTransceiver(Camera(shown.pictures), "sendonly")
    connection.addTransceiver(Microphone(shown.sound), "sendonly")
    await connection.setLocalDescription(await connection.createOffer())
    local = connection.localDescription
    return connection, {"type": local.type, "sdp": local.sdp}


async def test_an_offer_over_the_room_socket_is_answered_and_listened_to(
    tap: Tap, live: LiveRoom, browser: Browsers, keys: RoomKeys
) -> None:
    anna = await Person(f"/ws/i/{live.invitations[0].token}/room/").come()
    ben = await Person(f"/ws/i/{live.invitations[1].token}/room/").come()
    connection, description = await _description(footage(*ANNA))
    await anna.tell(type="tap.description", offer=3, description=description)
    answer = await anna.hear_of("tap.description")
    assert answer["offer"] == 3
    await connection.setRemoteDescription(RTCSessionDescription(**answer["description"]))
    seat: CandidateBrowser = browser(1)
    await until_heard(keys, seat, 1.0)
    assert likeness(await frame_of(keys, seat), footage(*ANNA)) > 27
    assert not [said for said in await ben.all_said() if said["type"].startswith("tap.")]
    broken = {"type": "offer", "sdp": "v=0\r\n"}
    await anna.tell(type="tap.description", offer=4, description=broken)
    assert (await anna.hear_of("tap.gone")) == {"type": "tap.gone", "offer": 4}
    await connection.close()
    await anna.leave()
    await ben.leave()
