"""The interviewer as far as the candidates' pages need one: the shared library in a bare page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from hireapp.tenancy.models import User
from tests.e2e.apart import apart

SLOW_MS = 90_000
ENTER = """
async (room) => {
  for (const id of ["page-settings", "page-words"]) {
    const json = document.createElement("script");
    Object.assign(json, {id, type: "application/json", textContent: "{}"});
    document.body.append(json);
  }
  const [{ Signal }, { Mesh }, { LocalMedia }, { Speaking }] = await Promise.all(
    ["signal", "mesh", "media", "speaking"].map((name) => import(`/static/room/${name}.js`)));
  const media = new LocalMedia();
  await media.open();
  const signal = new Signal(`/ws/rooms/${room}/`);
  const mesh = new Mesh(signal);
  const speaking = new Speaking();
  const messages = [];
  mesh.addEventListener("message", ({ detail }) => messages.push(detail.message));
  mesh.addEventListener("stream", ({ detail: { id, kind, stream } }) => {
    document.getElementById(id + kind)?.remove();
    if (!stream) return;
    const video = document.createElement("video");
    Object.assign(video, {id: id + kind, srcObject: stream, autoplay: true});
    document.body.append(video);
    if (kind === "camera") speaking.listen(id, stream);
  });
  mesh.publish("camera", media.camera);
  window.room = { signal, mesh, media, speaking, messages };
  signal.connect();
}
"""


class Interviewer:
    """A signed-in page that talks with everybody and shows what arrives."""

    def __init__(self, context: BrowserContext, url: str, user: User, room_id: UUID) -> None:
        context.add_cookies([_session(url, user)])  # type: ignore[list-item]
        self.page: Page = context.new_page()
        self.page.set_default_timeout(SLOW_MS)
        self.page.goto(f"{url}/how-it-works/")
        self.page.evaluate(ENTER, str(room_id))

    def hears(self, seat_id: str, above_db: float = -60.0) -> None:
        wanted = "([id, db]) => room.speaking.level(id) > db"
        self.page.wait_for_function(wanted, arg=[seat_id, above_db])

    def sees(self, seat_id: str, kind: str = "camera") -> None:
        """Frames arrive: the picture has a size and its clock runs."""
        self.page.wait_for_function(
            """(id) => {
              const video = document.getElementById(id);
              return video && video.videoWidth > 0 && video.currentTime > 0.3;
            }""",
            arg=seat_id + kind,
        )

    def says(self, message: dict[str, Any]) -> int:
        return int(self.page.evaluate("(message) => room.mesh.broadcast(message)", message))

    def links(self) -> list[str]:
        """Each connection's state and that of its data channel."""
        look = "[...room.mesh.links.values()].map((l) => `${l.state} ${l.channel.readyState}`)"
        return list(self.page.evaluate(look))

    def messages(self) -> list[dict[str, Any]]:
        return list(self.page.evaluate("room.messages"))


def _session(url: str, user: User) -> dict[str, str]:
    def sign_in() -> str:
        client = Client()
        client.force_login(user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    return {"name": settings.SESSION_COOKIE_NAME, "value": apart(sign_in), "url": url}
