// A practice answer that never leaves this device: recorded into memory, played, forgotten.

import { fitStage, part, say, settings } from "./page.js";
import { TakeRecorder } from "./recorder.js";

const LONGEST_SECONDS = 20;

export class Practice {
  #section = part("practice");
  #address = null;

  /** Shows the practice question; resolves when the candidate goes on to the questions. */
  async pass(stream) {
    part("practice-live").srcObject = stream;
    await part("practice-live").play().catch(() => {});
    fitStage(part("practice-live"));
    this.#show("before");
    const record = () => this.#record(stream);
    part("practice-start").addEventListener("click", record);
    part("practice-again").addEventListener("click", record);
    await new Promise((done) => {
      for (const button of this.#section.querySelectorAll("[data-practice-done]")) {
        button.addEventListener("click", done, { once: true });
      }
    });
    part("practice-start").removeEventListener("click", record);
    part("practice-again").removeEventListener("click", record);
    part("practice-live").srcObject = null;
    this.#forget();
  }

  #show(state) {
    for (const piece of this.#section.querySelectorAll("[data-when]")) {
      piece.hidden = !piece.dataset.when.split(" ").includes(state);
    }
  }

  async #record(stream) {
    this.#forget();
    this.#show("recording");
    part("practice-stop").focus();
    const recorder = new TakeRecorder(stream, {
      videoBitsPerSecond: settings.video_bits_per_second,
      audioBitsPerSecond: settings.audio_bits_per_second,
      onChunk: () => {},
      onInterrupted: () => part("practice-stop").click(),
    });
    recorder.start();
    await this.#untilStopped(recorder);
    await recorder.stop();
    this.#address = URL.createObjectURL(recorder.playback());
    part("practice-playback").src = this.#address;
    this.#show("after");
    part("practice-words").textContent = say("practice_done");
    part("practice-words").focus();
  }

  #untilStopped(recorder) {
    return new Promise((done) => {
      const stop = part("practice-stop");
      const tick = setInterval(() => {
        const left = Math.max(0, LONGEST_SECONDS - recorder.seconds);
        part("practice-clock").textContent = say("practice_left", { n: Math.ceil(left) });
        if (left === 0) end();
      }, 200);
      function end() {
        clearInterval(tick);
        stop.removeEventListener("click", end);
        done();
      }
      stop.addEventListener("click", end);
    });
  }

  #forget() {
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = null;
    part("practice-playback").removeAttribute("src");
  }
}
