// Who is speaking: the level of every stream, own and others', ten times a second.

import { onGesture } from "./gesture.js";

const EVERY_MS = 100;
// dBFS. Speech in a call is about -35 to -20; the room alone below -50.
const SPEECH_DB = -45;
// Longer than the gap between two words, so that the frame does not flicker.
const HOLD_MS = 700;
const FLOOR_DB = -80;

/** Events: "speaking" {id, speaking}. `level(id)`: dBFS of the last tenth of a second. */
export class Speaking extends EventTarget {
  #context = null;
  #heard = new Map(); // id → {stream, source, analyser, samples, level, last, speaking}
  #timer = null;

  constructor() {
    super();
    onGesture(() => this.wake());
  }

  /** Goes on listening where the browser had to be asked by a gesture first. */
  wake() {
    if (this.#context?.state === "suspended") this.#context.resume();
  }

  /** Listens to `stream` as `id`; null ends it. Streams without sound are left out. */
  listen(id, stream) {
    const known = this.#heard.get(id);
    if (known?.stream === stream && known?.track === stream?.getAudioTracks()[0]) return;
    known?.source.disconnect();
    this.#heard.delete(id);
    if (known?.speaking) this.#tell(id, false);
    const track = stream?.getAudioTracks()[0];
    if (!track) return;
    this.#context ??= new AudioContext();
    this.#context.resume();
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 1024;
    const source = this.#context.createMediaStreamSource(new MediaStream([track]));
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#heard.set(id, { stream, track, source, analyser, samples, level: FLOOR_DB, last: -Infinity, speaking: false });
    this.#timer ??= setInterval(() => this.#look(), EVERY_MS);
  }

  level(id) {
    return this.#heard.get(id)?.level ?? FLOOR_DB;
  }

  get now() {
    return [...this.#heard].filter(([, one]) => one.speaking).map(([id]) => id);
  }

  close() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#heard.clear();
    this.#context?.close();
    this.#context = null;
  }

  #look() {
    const now = performance.now();
    for (const [id, one] of this.#heard) {
      one.analyser.getFloatTimeDomainData(one.samples);
      const power = one.samples.reduce((sum, x) => sum + x * x, 0) / one.samples.length;
      one.level = Math.max(FLOOR_DB, 10 * Math.log10(power + 1e-12));
      if (one.level > SPEECH_DB) one.last = now;
      const speaking = now - one.last < HOLD_MS;
      if (speaking === one.speaking) continue;
      one.speaking = speaking;
      this.#tell(id, speaking);
    }
  }

  #tell(id, speaking) {
    this.dispatchEvent(new CustomEvent("speaking", { detail: { id, speaking } }));
  }
}
