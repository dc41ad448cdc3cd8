// How loud the microphone hears, as a number and in words.

import { say } from "./page.js";

// dBFS of a speech-length window. Below the first nothing but the room is heard.
const SILENT = -52;
const QUIET = -38;
const LOUD = -6;
const FLOOR = -60;

export class Level {
  #context;
  #analyser;
  #samples;
  #loudest = FLOOR;

  constructor(stream) {
    this.#context = new AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 2048;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    this.#context.resume();
  }

  /** { value: 0..100 for a meter, words, state, heard }. Words follow the loudest of late. */
  read() {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, x) => sum + x * x, 0) / this.#samples.length;
    const level = Math.max(FLOOR, 10 * Math.log10(power + 1e-12));
    this.#loudest = Math.max(level, this.#loudest - 0.4);
    const [words, state] = this.#words();
    return { value: (100 * (level - FLOOR)) / -FLOOR, words, state, heard: this.#loudest > SILENT };
  }

  #words() {
    if (this.#loudest < SILENT) return [say("level_silent"), "caution"];
    if (this.#loudest < QUIET) return [say("level_quiet"), "caution"];
    if (this.#loudest > LOUD) return [say("level_loud"), "caution"];
    return [say("level_good"), ""];
  }

  close() {
    this.#context.close();
  }
}

/** Two soft tones, to hear whether the speaker works. */
export async function playTones() {
  const context = new AudioContext();
  await context.resume();
  const gain = context.createGain();
  gain.connect(context.destination);
  const now = context.currentTime;
  [523.25, 659.25].forEach((frequency, i) => {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    gain.gain.setValueAtTime(0.0001, now + i * 0.45);
    gain.gain.exponentialRampToValueAtTime(0.2, now + i * 0.45 + 0.05);
    gain.gain.exponentialRampToValueAtTime(0.0001, now + i * 0.45 + 0.42);
    tone.start(now + i * 0.45);
    tone.stop(now + i * 0.45 + 0.43);
  });
  await new Promise((done) => setTimeout(done, 1000));
  await context.close();
}
