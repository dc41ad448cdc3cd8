// The interviewer's one screen: puts the sockets, the pictures and the three columns together.

import { showToast } from "../../js/toast.js";
import { Mesh } from "../mesh.js";
import { Signal } from "../signal.js";
import { Speaking } from "../speaking.js";
import { act } from "./acts.js";
import { Chat } from "./chat.js";
import { Controls } from "./controls.js";
import { Dashboard } from "./dashboard.js";
import { Feed } from "./feed.js";
import { Lights, offWords } from "./lights.js";
import { News } from "./news.js";
import { Now } from "./now.js";
import { $, $$, data, labelOf, say } from "./page.js";
import { Panes } from "./panes.js";
import { People } from "./people.js";
import { Questions } from "./questions.js";
import { Strip } from "./strip.js";
import { VoiceRecording } from "./voice.js";

const LOOK_MS = 1000; // how often it is asked whether the analysis is silent
const LAST_UPLOAD_MS = 20_000;
const OVER = new Set(["ended", "cancelled"]);
const ME = "interviewer";

const signal = new Signal(data.sockets.room);
const dashboard = new Dashboard(data.sockets.dashboard);
const mesh = new Mesh(signal);
const feed = new Feed();
const speaking = new Speaking();
const panes = new Panes();
const controls = new Controls(mesh, panes);
const parts = { questions: new Questions(feed), people: new People(feed), strip: new Strip(feed) };
const now = new Now();
const lights = new Lights(feed);
const news = new News();
const chat = new Chat(mesh, news);
const voice = new VoiceRecording();
let selected = data.seats[0].id;
let waiting = [];
let since = performance.now(); // when samples could have begun to arrive
let leaving = false;
let going = false; // chosen: the room goes on without this page
let admission = Promise.resolve(); // under way: Start waits for it

function select(id) {
  selected = id;
  panes.select(id);
  for (const part of Object.values(parts)) part.select(id);
  chat.select(id);
  drawNow();
}

function offOf(seat) {
  return offWords(seat, { live: feed.room.status === "live", dashboard: dashboard.state, since });
}

function drawNow() {
  const seat = feed.seats.get(selected);
  now.draw(seat, { off: offOf(seat) });
}

/** Everything that depends on the rows and on time passing. */
function look() {
  const off = new Map([...feed.seats.values()].map((seat) => [seat.id, offOf(seat)]));
  const live = feed.room.status === "live";
  for (const seat of feed.seats.values()) {
    panes.marks(seat.id, { recorded: live && seat.recorded, off: off.get(seat.id) });
    panes.place(seat.id, placeOf(seat));
  }
  now.off(off.get(selected));
  $("[data-remove]").hidden = feed.seats.get(selected).seat?.status !== "admitted";
  $("[data-remove-name]").textContent = labelOf(selected);
  lights.draw(off, { dashboard: dashboard.state, signal: signal.state, waiting });
  recordVoice();
  if (OVER.has(feed.room.status) && !leaving) leave();
}

function recordVoice() {
  // Closed: opened in another window, which records from now on, or not one's own any more.
  const wanted = data.interviewer_recorded && feed.room.status === "live" && signal.state !== "closed";
  voice.update({ wanted, track: controls.media.audioTrack });
}

function placeOf(seat) {
  if (seat.seat?.status === "removed") return "removed";
  if (seat.present) return mesh.links.get(seat.id)?.streams.camera ? "here" : "joining";
  return waiting.includes(seat.id) ? "waiting" : "no";
}

/** The room is over: the page after it says what comes next, once the own voice has arrived. */
async function leave() {
  leaving = true;
  signal.close();
  dashboard.close();
  await Promise.race([voice.finished(), new Promise((done) => setTimeout(done, LAST_UPLOAD_MS))]);
  controls.media.close();
  location.reload();
}

/** Whether people are left alone, recording, when this page goes. Elsewhere it may be open still. */
function held() {
  return feed.room.status === "live" && feed.admitted.length > 0 && signal.state !== "closed";
}

window.addEventListener("beforeunload", (event) => {
  if (held() && !going && !leaving) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-go]")) going = true;
  if (!event.target.closest("[data-leave]") || event.ctrlKey || event.metaKey || !held()) return;
  event.preventDefault();
  $("#room-leave").showModal();
});

// ---- What the dashboard tells ----------------------------------------------------------------
const DRAW = {
  seat: (seat) => agreed(seat),
  signals: (seat) => (panes.points(seat.id, seat.signals), seat.id === selected && now.signals(seat)),
  voice: (seat) => seat.id === selected && now.voice(seat),
  analysis: (seat) => seat.id === selected && now.behind(seat.analysis),
  answer: (seat) => seat.id === selected && now.answer(seat),
  words: (seat) => heard(seat),
  suggestions: (seat) => recommended(seat),
  question: (seat) => asked(seat),
};

/** Consent may have been given or taken back. */
function agreed(seat) {
  panes.points(seat.id, seat.signals);
  if (seat.id !== selected) return;
  drawNow();
  parts.questions.draw();
  parts.strip.draw();
}

function heard(seat) {
  if (seat.id === selected) now.words(seat);
  panes.caption(seat.id, seat.caption);
  // Candidates have no dashboard: captions reach them from here, where they may know of each other.
  if (feed.room.candidates_meet) mesh.broadcast({ type: "caption", seat: seat.id, text: seat.caption, final: false });
}

function recommended(seat) {
  if (seat.id === selected) {
    parts.questions.draw();
    if (seat.suggestions.length) parts.questions.announce(seat.id);
  } else {
    panes.news(seat.id, seat.suggestions[0]?.ranked.length ?? 0);
  }
}

function asked(seat) {
  if (seat.id !== selected) return;
  parts.questions.draw();
  parts.people.asked();
  parts.strip.draw();
  now.answer(seat);
}

function take(events) {
  const changed = feed.take(events);
  for (const one of changed) {
    const [part, id] = one.split(" ");
    if (id) DRAW[part]?.(feed.seats.get(id));
  }
  if (changed.has("notes")) parts.people.notes();
  look();
}

dashboard.addEventListener("events", ({ detail: events }) => take(events));
dashboard.addEventListener("state", ({ detail: state }) => {
  if (state === "open") since = performance.now();
  look();
});

// ---- What the room tells ---------------------------------------------------------------------
for (const type of ["welcome", "room"]) {
  signal.addEventListener(type, ({ detail }) => {
    if (feed.room.status !== "live" && detail.room.status === "live") since = performance.now();
    feed.takeRoom(detail.room);
    if (detail.room.plan !== data.plan) location.reload(); // nobody was let in yet, or it could not be
    waiting = detail.waiting ?? [];
    news.lobby(waiting, (id) => feed.seats.get(id)?.seat?.status === "expected");
    look();
  });
}
signal.addEventListener("connection", ({ detail }) => {
  if (detail.code === 4409) showToast(say("elsewhere"), { kind: "critical" });
  look();
});
mesh.addEventListener("peer", ({ detail }) => present(detail.id, true));
mesh.addEventListener("gone", ({ detail }) => {
  present(detail.id, false);
  panes.camera(detail.id, null);
  panes.screen(detail.id, null);
  panes.quality(detail.id, null);
  speaking.listen(detail.id, null);
});
mesh.addEventListener("stream", ({ detail: { id, kind, stream } }) => {
  if (kind === "screen") panes.screen(id, stream, labelOf(id));
  else {
    panes.camera(id, stream);
    speaking.listen(id, stream);
  }
  look();
});
mesh.addEventListener("state", ({ detail: { id, state } }) => panes.state(id, state));
mesh.addEventListener("quality", ({ detail: { id, level } }) => panes.quality(id, level));
mesh.addEventListener("message", ({ detail: { id, message } }) => {
  if (message.type === "chat") chat.hear(labelOf(id), message);
  if (message.type === "recording") recording(id, message.state === "recording");
});
voice.addEventListener("state", ({ detail: state }) => {
  panes.myMark(state === "recording");
  if (state === "failed") showToast(say("voice_failed"), { kind: "caution" });
});
controls.media.addEventListener("track", recordVoice);
speaking.addEventListener("speaking", ({ detail }) => panes.speaking(detail.id, detail.speaking));

function present(id, here) {
  const seat = feed.seats.get(id);
  if (!seat) return;
  if (here && !seat.present) seat.arrived = performance.now();
  seat.present = here;
  if (!here) seat.recording = false;
  look();
}

function recording(id, on) {
  const seat = feed.seats.get(id);
  if (!seat) return;
  seat.recording = on;
  look();
}

// ---- What the interviewer does ---------------------------------------------------------------
const ACTS = {
  "admit-all": () => admit({ all: true }),
  start: () => act("start"),
  "start-empty": () => act("start"),
  end: () => act("end"),
  remove: () => act("remove", { seat: selected }),
};

async function press(button) {
  button.setAttribute("aria-busy", "true");
  const answer = await ACTS[button.dataset.act]();
  button.removeAttribute("aria-busy");
  button.closest("dialog")?.close();
  if (answer?.room) feed.takeRoom({ ...feed.room, ...answer.room });
  look();
  if (!button.checkVisibility() && !button.closest("dialog")) $("#content").focus();
}

async function admit(body) {
  admission = act("admit", body);
  const answer = await admission;
  take((answer?.seats ?? []).map((seat) => ({ type: "seat", seat })));
}

/** Asks back where nobody is let in: a start cannot be taken back. */
async function start(button) {
  await admission;
  if (feed.admitted.length) return press(button);
  button.closest("dialog")?.close();
  return $("#room-start").showModal();
}

const VIEWS = {
  captions: () => panes.showCaptions(!panes.captions),
  overlay: () => panes.showOverlay(!panes.overlay),
  layout: () => panes.setLayout({ kind: panes.layout.kind === "grid" ? "speaker" : "grid" }),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const pane = event.target.closest(".pane[data-pane]");
  if (button?.dataset.act === "start") start(button);
  else if (button?.dataset.act) press(button);
  else if (button?.dataset.admit) admit({ seat: button.dataset.admit });
  else if (button?.dataset.view) VIEWS[button.dataset.view]();
  else if (button?.dataset.step) step(Number(button.dataset.step));
  else if (pane && pane.dataset.pane !== ME) select(pane.dataset.pane);
});
$("[data-layout-me]").addEventListener("change", ({ target }) => panes.setLayout({ me: target.value }));
$("[data-layout-kind]").addEventListener("change", ({ target }) => panes.setLayout({ kind: target.value }));

function step(by) {
  const at = data.seats.findIndex((seat) => seat.id === selected);
  select(data.seats[(at + by + data.seats.length) % data.seats.length].id);
}

for (const video of $$("[data-video]")) video.disablePictureInPicture = true;
select(selected);
look();
setInterval(look, LOOK_MS);
controls.open().finally(() => speaking.listen(ME, controls.media.camera));
signal.connect();
dashboard.connect();
