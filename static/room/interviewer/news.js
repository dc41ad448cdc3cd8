// What should not be missed while looking elsewhere: a toast, a soft chime, "(1)" before the title.

import { recall, remember } from "../../js/storage.js";
import { showToast } from "../../js/toast.js";
import { $, labelOf, say } from "./page.js";

const NOTES_HZ = [660, 880];
const NOTE_S = 0.18;
const LOUDNESS = 0.05; // of 1: beside a voice, not over it
const AGAIN_MS = 60_000; // whose connection comes and goes is told of once a minute
const CHIME = "room-chime";

/** Whether the reader has this page before them. */
export const looking = () => !document.hidden && document.hasFocus();

export class News {
  #title = document.title;
  #unseen = 0;
  #waiting = null; // seat ids; null: not known yet
  #told = new Map(); // seat id → when it was said that they wait
  #context = null;

  constructor() {
    window.addEventListener("focus", () => this.#seen());
    document.addEventListener("visibilitychange", () => this.#seen());
    const box = $("[data-chime]");
    if (!box) return;
    box.checked = recall(CHIME) !== "off";
    box.addEventListener("change", () => remember(CHIME, box.checked ? null : "off"));
  }

  tell(text) {
    showToast(text);
    if (recall(CHIME) !== "off") this.#chime();
    if (looking()) return;
    this.#unseen += 1;
    document.title = `(${this.#unseen}) ${this.#title}`;
  }

  /** Who waits now. Who did when the page came is in sight; `isNews`: who was taken out waits, too. */
  lobby(waiting, isNews = () => true) {
    const before = this.#waiting ?? waiting;
    this.#waiting = waiting;
    for (const id of waiting) {
      const again = performance.now() - (this.#told.get(id) ?? -AGAIN_MS) < AGAIN_MS;
      if (before.includes(id) || again || !isNews(id)) continue;
      this.#told.set(id, performance.now());
      this.tell(say("waits", { name: labelOf(id) }));
    }
  }

  #seen() {
    if (!looking()) return;
    this.#unseen = 0;
    document.title = this.#title;
  }

  #chime() {
    this.#context ??= new AudioContext();
    this.#context.resume();
    NOTES_HZ.forEach((frequency, at) => this.#note(frequency, this.#context.currentTime + at * NOTE_S));
  }

  /** From `start` of the context's clock, in seconds: swells and fades, without a click. */
  #note(frequency, start) {
    const tone = new OscillatorNode(this.#context, { frequency });
    const gain = new GainNode(this.#context, { gain: 0 });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + NOTE_S / 4);
    gain.gain.linearRampToValueAtTime(0, start + NOTE_S * 2);
    tone.connect(gain).connect(this.#context.destination);
    tone.start(start);
    tone.stop(start + NOTE_S * 2);
  }
}
