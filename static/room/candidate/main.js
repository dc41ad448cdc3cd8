// The candidate's page of a live interview: device check, waiting, the room, the end.

import { insist } from "../../candidate/api.js";
import { DeviceCheck } from "../../candidate/check.js";
import { announce, part, say, settings } from "../../candidate/page.js";
import { openStore } from "../../candidate/store.js";
import { LocalMedia } from "../media.js";
import { Mesh } from "../mesh.js";
import { TurnoverRecorder } from "../recording.js";
import { Signal } from "../signal.js";
import { Speaking } from "../speaking.js";
import { TapLink } from "../tap.js";
import { Captions, Chat } from "./chat.js";
import { Controls } from "./controls.js";
import { Lights } from "./lights.js";
import { Panes } from "./panes.js";

const STAGES = ["check", "waiting", "room", "ended", "trouble"];
const NOTE_MS = 6000;
const ASK_AGAIN_MS = 3000;
// Nobody is asked to wait longer than this before the interview begins.
const EARLY_MS = 15 * 60 * 1000;
const LOOK_AGAIN_MS = 30 * 1000;
// The server closes what nobody hands in two minutes after the end.
const MOST_ASKED = 60;
// In the address after the page was made anew because the plan had been changed.
const REPLANNED = "#replanned";

const moment = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
const begins = new Date(settings.starts_at);

let stage = null;
let noteTimer = null;
const notes = new Map(); // who says it → words
let over = false;

function show(name, focus) {
  if (stage === name) return;
  stage = name;
  for (const each of STAGES) part(each).hidden = each !== name;
  document.documentElement.dataset.stage = name;
  window.scrollTo(0, 0);
  if (focus) part(focus).focus();
}

/** Something that passes; or, said by somebody, that stands until the same says "". `spoken`: what
 * is said to screen readers, where that is more. */
function note(words, by = "", spoken = words) {
  if (words && notes.get(by) !== words) announce(spoken);
  notes.delete(by);
  if (words) notes.set(by, words);
  if (!by) {
    clearTimeout(noteTimer);
    noteTimer = words ? setTimeout(() => note(""), NOTE_MS) : null;
  }
  const newest = [...notes.values()].at(-1) ?? "";
  for (const name of ["room-note", "waiting-note"]) {
    if (part(name).textContent !== newest) part(name).textContent = newest;
  }
}

function trouble(words) {
  part("trouble-words").textContent = words;
  show("trouble", "trouble-words");
}

function showWaiting({ room, seat }) {
  const early = room.status === "scheduled" && begins - Date.now() > EARLY_MS;
  let words = say(room.status === "scheduled" ? "waiting_not_open" : "waiting");
  if (early) words = say("waiting_early", { when: moment.format(begins) });
  if (seat.status === "removed") words = say("waiting_removed");
  if (stage === "waiting" && part("waiting-words").textContent !== words) announce(words);
  part("waiting-words").textContent = words;
  part("waiting-early").hidden = !early;
  part("waiting-when")?.toggleAttribute("hidden", early || room.status !== "scheduled");
  show("waiting", "waiting-words");
}

class Visit {
  #media = new LocalMedia();
  #signal = new Signal(settings.socket);
  #mesh = new Mesh(this.#signal);
  #tap = new TapLink(this.#signal);
  #speaking = new Speaking();
  #panes = new Panes(this.#mesh, this.#speaking);
  #status = null;
  #store;
  #facts = { room: { status: settings.room_status }, seat: settings.seat };

  constructor(store) {
    this.#store = store;
    this.recorder = new TurnoverRecorder(store);
    this.lights = new Lights(this.recorder, this.#tap);
    new Controls(this.#media, this.#mesh, note);
    new Chat(this.#mesh, this.#panes);
    this.captions = new Captions(this.#mesh, this.#panes, () => this.#signal.seat?.id, note);
    this.#wire();
  }

  enter(stream) {
    this.#media.adopt(stream);
    for (const name of ["own-video", "waiting-video"]) {
      part(name).srcObject = this.#media.camera;
      part(name).play().catch(() => {});
    }
    this.#mesh.publish("camera", this.#media.camera);
    this.#tap.offer(this.#media.camera);
    this.recorder.use(this.#media.camera);
    this.#speaking.listen("own", this.#media.camera);
    showWaiting(this.#facts);
    if (location.hash === REPLANNED) {
      note(say("replanned"), "plan");
      history.replaceState(null, "", location.pathname + location.search);
    }
    setInterval(() => stage === "waiting" && showWaiting(this.#facts), LOOK_AGAIN_MS);
    this.#signal.connect();
  }

  #wire() {
    for (const type of ["welcome", "room"]) this.#signal.addEventListener(type, () => this.#follow());
    this.#signal.addEventListener("connection", ({ detail }) => this.#connection(detail));
    this.recorder.addEventListener("state", () => this.#sayRecording());
    this.#mesh.addEventListener("open", () => this.#sayRecording());
    this.#media.addEventListener("track", ({ detail: { before, after, until } }) => {
      if (before) this.#mesh.replaceTrack(before, after);
      else this.#mesh.publish("camera", this.#media.camera);
      this.#tap.replace(before, after);
      until(this.recorder.use(this.#media.camera));
      this.#speaking.listen("own", this.#media.camera);
    });
    this.#media.addEventListener("screen", ({ detail }) => this.#mesh.publish("screen", detail.stream));
    part("leave").addEventListener("click", () => this.#leave());
    part("rejoin").addEventListener("click", (event) => {
      event.preventDefault();
      this.#moveOn(() => location.reload());
    });
    window.addEventListener("beforeunload", this.#askBeforeLeaving);
  }

  /** To the interviewer alone, whose screen shows what is so and not what was agreed to. */
  #sayRecording() {
    this.#mesh.links.get("interviewer")?.message({ type: "recording", state: this.recorder.state });
  }

  #askBeforeLeaving = (event) => {
    if (this.recorder.state === "recording" || this.recorder.secondsLeft > 0) event.preventDefault();
  };

  /** Where nothing is lost by it. */
  #moveOn(go) {
    window.removeEventListener("beforeunload", this.#askBeforeLeaving);
    go();
  }

  /** Where this candidate is now follows from the rows alone. */
  #follow() {
    const { room, seat } = this.#signal;
    if (over || !seat) return;
    const facts = { room, seat };
    this.#facts = facts;
    this.recorder.update(facts);
    this.lights.update(facts);
    if (room.status === "ended") return void this.end();
    if (room.status === "cancelled") return void this.#calledOff();
    if (room.plan !== settings.plan) return void this.#replanned();
    if (seat.interview_status === "withdrawn") return void this.#moveOn(() => location.assign(settings.data_url));
    if (seat.status !== "admitted" || room.status === "scheduled") {
      this.#status = null;
      showWaiting(facts);
      return;
    }
    this.#inside(room.status);
    this.captions.update(facts);
  }

  /** Nobody was in the room, or its plan could not have been changed. */
  #replanned() {
    this.#moveOn(() => {
      location.hash = REPLANNED;
      location.reload();
    });
  }

  #inside(status) {
    const first = stage !== "room";
    show("room", "room-title");
    if (this.#status === status) return;
    const words = say(status === "live" ? "begun" : "not_begun");
    note(words, "", first ? `${say("let_in")} ${words}` : words);
    this.#status = status;
  }

  #connection({ state, code }) {
    if (over) return;
    if (state === "waiting") note(say(stage === "room" ? "socket_waiting" : "socket_away"), "socket");
    if (state === "open") note("", "socket");
    if (state !== "closed") return;
    if (code === 4410) {
      this.#shownOut();
    } else {
      this.#quit();
      trouble(say(code === 4409 ? "opened_elsewhere" : "link_over"));
    }
  }

  /** The room is over, or this link is while the interview goes on: the server knows. */
  async #shownOut() {
    try {
      await insist(settings.state_url);
      this.end();
    } catch {
      this.#quit();
      trouble(say("link_over"));
    }
  }

  #quit() {
    over = true;
    this.recorder.halt().finally(() => this.#media.close());
    this.#signal.close();
    this.#mesh.close();
    this.#tap.stop();
    this.#speaking.close();
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  }

  async #leave() {
    part("rejoin").hidden = false;
    await this.#close(say("left"), say("left_more"));
  }

  async #calledOff() {
    await this.#close(say("cancelled"), say("cancelled_next", { company: settings.company }));
  }

  async end() {
    await this.#close(say("over"), say("over_next", { company: settings.company }));
    await this.#receipt();
  }

  /** The last page: what is so, what becomes of the recording, what comes next. */
  async #close(words, next) {
    this.#quit();
    part("ended-words").textContent = words;
    part("ended-next").textContent = next;
    show("ended", "ended-words");
    await this.#handIn();
    part("ended-line").textContent = await this.#sent();
  }

  async #handIn() {
    const line = () => {
      const n = Math.ceil(this.recorder.secondsLeft);
      part("ended-line").textContent = n > 0 ? say("over_sending", { n }) : "";
    };
    this.recorder.addEventListener("upload", line);
    line();
    await this.recorder.finished();
    this.recorder.removeEventListener("upload", line);
  }

  /** What arrived, as this device and the server know it; "" where the server says no more. */
  async #sent() {
    const takes = await this.#store.takes();
    if (takes.some((take) => take.interview === settings.interview)) return say("over_part");
    try {
      const { questions } = await insist(settings.state_url);
      return say(questions.some(({ take }) => take) ? "over_sent" : "over_unrecorded");
    } catch {
      return "";
    }
  }

  /** The interview is finished once its last answer is in; another device may still be sending. */
  async #receipt() {
    for (let tries = 0; tries < MOST_ASKED; tries += 1) {
      const session = await insist(settings.state_url);
      if (["finished", "analysed"].includes(session.status)) {
        part("to-receipt").hidden = false;
        return;
      }
      await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
    }
  }
}

async function begin() {
  const store = await openStore();
  const visit = new Visit(store);
  visit.lights.update({ room: { status: settings.room_status, started_at: null }, seat: settings.seat });
  await visit.recorder.recover(await insist(settings.state_url));
  if (settings.room_status === "ended") return visit.end();
  const check = new DeviceCheck();
  show("check");
  visit.enter(await check.pass());
  return null;
}

for (const link of document.querySelectorAll('[data-help="help"]')) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("help-dialog").showModal();
  });
}

begin().catch((error) => {
  console.error(error);
  trouble(say("ended"));
});
