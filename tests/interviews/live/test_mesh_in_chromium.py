"""Who is connected to whom (static/room/mesh.js), with how much picture, in a real Chromium.

All participants are in one page; the room socket between them is played by the test.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page

from tests.interviews.live.in_chromium import page_of

PAGE = """<!doctype html><html lang="en"><script type="module">
import { Mesh } from "/static/room/mesh.js";

const people = new Map(); // id → {signal, mesh}
const session = (id) => `session of ${id}`;
const facts = (id) => ({ id, session: session(id), name: id, role: "", number: 1 });

class Signal extends EventTarget {
  state = "open";
  constructor(you) {
    super();
    this.you = you;
  }
  send({ to, ...message }) {
    if (window.away) return;
    const said = { from: this.you, session: session(this.you), ...message };
    for (const [id, { signal }] of people) {
      if (id !== this.you && (!to || id === to)) signal.hear(said);
    }
  }
  hear(detail) {
    setTimeout(() => this.dispatchEvent(new CustomEvent(detail.type, { detail })));
  }
}

function picture() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
  const draw = canvas.getContext("2d");
  let turn = 0;
  setInterval(() => {
    draw.fillStyle = `hsl(${(turn += 20)} 80% 50%)`;
    draw.fillRect(0, 0, 64, 48);
  }, 40);
  return canvas.captureStream(15);
}

const room = { status: "live" };
window.enter = (id, peers = []) => {
  const signal = new Signal(id);
  const mesh = new Mesh(signal);
  people.set(id, { signal, mesh });
  mesh.publish("camera", picture());
  signal.hear({ type: "welcome", you: id, room, seat: null, peers: peers.map(facts) });
  for (const one of peers) people.get(one).signal.hear({ type: "peer.joined", peer: facts(id) });
};
const both = (one, two, message) => {
  people.get(one).signal.hear({ ...message, peer: facts(two) });
  people.get(two).signal.hear({ ...message, peer: facts(one) });
};
window.part = (one, two) => both(one, two, { type: "peer.left", final: true });
window.meet = (one, two) => both(one, two, { type: "peer.joined" });
window.link = (of, to) => people.get(of).mesh.links.get(to);
window.sees = (of, from) => {
  const { camera } = link(of, from)?.streams ?? {};
  if (!camera) return false;
  window.shown ??= Object.assign(document.createElement("video"), { muted: true, autoplay: true });
  if (shown.srcObject !== camera) shown.srcObject = camera;
  return shown.videoWidth > 0 && shown.currentTime > 0.3;
};
window.bits = (of, to) => {
  const [sender] = link(of, to).senders("camera");
  return sender?.getParameters().encodings[0]?.maxBitrate;
};
window.hands = (of, from) => {
  const seen = [];
  people.get(of).mesh.addEventListener("state", ({ detail: { id, state } }) => {
    if (id === from) seen.push(state.hand);
  });
  return (window.seen = seen);
};
window.raise = (id) => people.get(id).mesh.setState({ hand: true });
window.ready = true;
</script>"""
SEES = "([of, from]) => sees(of, from)"
DESK = "interviewer"


@asynccontextmanager
async def room() -> AsyncIterator[Page]:
    async with page_of(PAGE) as page:
        page.set_default_timeout(20_000)
        await page.evaluate("enter('interviewer')")
        yield page


async def see_each_other(page: Page, one: str, two: str) -> None:
    for pair in ([one, two], [two, one]):
        await page.wait_for_function(SEES, arg=pair)


async def test_who_was_taken_out_and_let_in_again_through_the_same_socket_is_connected_again() -> (
    None
):
    async with room() as page:
        await page.evaluate("enter('anna', ['interviewer'])")
        await see_each_other(page, DESK, "anna")
        await page.evaluate("part('interviewer', 'anna')")
        await page.wait_for_function("!link('interviewer', 'anna') && !link('anna', 'interviewer')")
        await page.evaluate("meet('interviewer', 'anna')")
        await see_each_other(page, DESK, "anna")


async def test_a_hand_is_seen_although_the_server_is_away() -> None:
    async with room() as page:
        await page.evaluate("enter('anna', ['interviewer'])")
        await see_each_other(page, DESK, "anna")
        await page.evaluate("hands('interviewer', 'anna'); window.away = true; raise('anna')")
        await page.wait_for_function("seen.includes(true)")


@pytest.mark.timeout(120)
async def test_the_uplink_is_shared_among_all_as_soon_as_there_are_three() -> None:
    async with room() as page:
        sent = "(bits) => ['anna', 'ben'].every((to) => window.bits('interviewer', to) === bits)"
        for name in ("anna", "ben"):
            await page.evaluate("(name) => enter(name, ['interviewer'])", name)
        await page.wait_for_function(sent, arg=700_000)
        await page.evaluate("enter('cleo', ['interviewer'])")
        await page.wait_for_function(sent, arg=350_000)
        await page.evaluate("part('interviewer', 'cleo')")
        await page.wait_for_function(sent, arg=700_000)
