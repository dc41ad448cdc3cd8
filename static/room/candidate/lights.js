// What is happening to the candidate's picture and voice right now, always in sight.

import { clockWords, part, say, settings } from "../../candidate/page.js";

function item(words, on) {
  const line = document.createElement("li");
  const dot = document.createElement("i");
  dot.className = "light-dot";
  dot.toggleAttribute("data-on", on);
  const text = document.createElement("span");
  text.textContent = words;
  line.append(dot, text);
  return line;
}

export class Lights {
  #facts = {};
  #recording = "off";
  #tap = "off";
  #began = null;

  constructor(recorder, tap) {
    recorder.addEventListener("state", ({ detail }) => {
      this.#recording = detail.state;
      this.#draw();
    });
    tap.addEventListener("state", ({ detail }) => {
      this.#tap = detail.state;
      this.#draw();
    });
    setInterval(() => this.#tick(), 1000);
  }

  /** `{room, seat}` of the room socket. */
  update(facts) {
    this.#facts = facts;
    this.#began = facts.room.status === "live" && facts.room.started_at ? Date.parse(facts.room.started_at) : null;
    this.#draw();
    this.#tick();
  }

  #tick() {
    const places = { minutes: settings.minutes };
    if (this.#began !== null) places.time = clockWords((Date.now() - this.#began) / 1000);
    part("clock").textContent = places.time ? say("clock", places) : "";
    part("clock").setAttribute("aria-label", places.time ? say("elapsed", places) : "");
  }

  #words() {
    const { room, seat } = this.#facts;
    const live = room.status === "live";
    const analysed = seat.analysed.length > 0;
    const recording = {
      off: seat.recorded && !live ? "recording_later" : "recording_off",
      recording: "recording_on",
      failed: "recording_failed",
    }[this.#recording];
    const analysis = { on: "analysis_on", connecting: "analysis_connecting", waiting: "analysis_waiting" }[this.#tap];
    return [say(recording), say(analysis ?? (analysed && !live ? "analysis_later" : "analysis_off"))];
  }

  #draw() {
    if (!this.#facts.seat) return;
    const [recording, analysis] = this.#words();
    this.#light("light-recording", recording, this.#recording === "recording");
    this.#light("light-analysis", analysis, this.#tap === "on");
    const now = [item(recording, this.#recording === "recording"), item(analysis, this.#tap === "on")];
    part("now-list").replaceChildren(...now);
    const { seat } = this.#facts;
    part("take-back").hidden = !seat.recorded && !seat.analysed.length;
    const agreed = Object.entries(settings.purposes).filter(([purpose]) => seat.analysed.includes(purpose));
    const lines = [item(say(seat.recorded ? "agreed_recording" : "recording_off"), seat.recorded)];
    for (const [, title] of agreed) lines.push(item(title, true));
    if (!agreed.length) lines.push(item(say("analysis_off"), false));
    for (const name of ["agreed-waiting", "agreed-room"]) {
      part(name).replaceChildren(...lines.map((line) => line.cloneNode(true)));
    }
  }

  #light(name, words, on) {
    const light = part(name);
    light.querySelector("span").textContent = words;
    light.toggleAttribute("data-on", on);
  }
}
