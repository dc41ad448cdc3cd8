// The device check: explained before the browser asks, everything said in words, nothing required
// but a picture and a microphone.

import { setMeter } from "../js/meter.js";
import { request, Unreachable } from "./api.js";
import { closeDevices, listDevices, openDevices, remember, troubleWords } from "./camera.js";
import { Level, playTones } from "./level.js";
import { lookAt } from "./look.js";
import { fitStage, part, pause, say, settings } from "./page.js";

const LOOK_EVERY_MS = 1200;
const METER_EVERY_MS = 100;
const PROBE_BYTES = 192 * 1024;
// Recording makes about 660 kb/s; less than this means that answers arrive late.
const ENOUGH_KBPS = 750;
const PROBE_AGAIN_MS = 5000;

function hint(name, [kind, words]) {
  const item = part(name);
  if (item.dataset.kind === kind && item.lastChild.textContent === words) return;
  item.dataset.kind = kind;
  item.querySelector("use").setAttribute("href", `${item.dataset.icons}#${kind}`);
  item.querySelector("span").textContent = words;
}

function fill(select, devices, current) {
  select.replaceChildren(
    ...devices.map(([id, label]) => new Option(label, id, id === current, id === current)),
  );
  select.closest(".field").hidden = devices.length < 2;
}

async function measureNetwork() {
  const body = new Uint8Array(PROBE_BYTES);
  for (let i = 0; i < body.length; i += 65536) crypto.getRandomValues(body.subarray(i, i + 65536));
  await (await request(settings.probe_url)).arrayBuffer();
  const from = performance.now();
  const headers = { "X-CSRFToken": settings.csrf, "Content-Type": "application/octet-stream" };
  await request(settings.probe_url, { method: "POST", body, headers }, 60000);
  return Math.round((PROBE_BYTES * 8) / (performance.now() - from));
}

export class DeviceCheck {
  stream = null;
  #level = null;
  #wanted = {};
  #timers = [];
  #turn = 0; // number of the newest attempt: what an older one opens is closed
  #turning = Promise.resolve();
  #section = part("check");
  #video = part("check-video");

  constructor() {
    part("turn-on").addEventListener("click", () => this.#begin());
    part("try-again").addEventListener("click", () => this.#begin());
    part("voice-only")?.addEventListener("click", () => this.#begin({ voiceOnly: true }));
    part("test-sound").addEventListener("click", () => this.#testSound());
    part("camera").addEventListener("change", (event) => this.#choose({ camera: event.target.value }));
    part("microphone").addEventListener("change", (event) => this.#choose({ microphone: event.target.value }));
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.stream && this.#list());
  }

  /** Shows the check; resolves with the stream once the candidate goes on. */
  async pass() {
    this.#show("before");
    do {
      await new Promise((done) => part("check-done").addEventListener("click", done, { once: true }));
      await this.#turning; // another device may just be opening
    } while (!this.stream);
    this.#rest();
    return this.stream;
  }

  #show(state) {
    this.#section.dataset.state = state;
    for (const piece of this.#section.querySelectorAll("[data-when]")) {
      piece.hidden = !piece.dataset.when.split(" ").includes(state);
    }
  }

  #begin(wanted = this.#wanted) {
    this.#wanted = wanted;
    this.#turn += 1;
    this.#turning = this.#turnOn(this.#turn);
    return this.#turning;
  }

  async #turnOn(turn) {
    closeDevices(this.stream);
    this.stream = null;
    this.#rest();
    let stream;
    try {
      stream = await openDevices(this.#wanted);
    } catch (error) {
      if (turn === this.#turn) this.#trouble(troubleWords(error));
      return;
    }
    if (turn !== this.#turn) {
      closeDevices(stream);
      return;
    }
    this.stream = stream;
    for (const track of stream.getTracks()) {
      track.addEventListener("ended", () => this.#lost());
    }
    this.#show("on");
    this.#video.srcObject = stream;
    await this.#video.play().catch(() => {});
    if (turn !== this.#turn) return;
    fitStage(this.#video);
    await this.#list();
    if (turn !== this.#turn) return;
    this.#watch();
    part("check-heading").focus();
  }

  #trouble([title, text]) {
    part("check-trouble-title").textContent = title;
    part("check-trouble-text").textContent = text;
    this.#show("trouble");
    part("try-again").focus();
  }

  #lost() {
    if (this.#section.hidden) return;
    part("check-trouble-title").textContent = say("lost");
    part("check-trouble-text").textContent = "";
    this.#rest();
    this.#show("trouble");
  }

  async #list() {
    const { cameras, microphones } = await listDevices();
    const current = (kind) => this.stream?.getTracks().find((t) => t.kind === kind)?.getSettings().deviceId;
    fill(part("camera"), cameras, current("video"));
    fill(part("microphone"), microphones, current("audio"));
  }

  async #choose(choice) {
    remember(choice);
    await this.#begin();
  }

  #watch() {
    this.#level = new Level(this.stream);
    const meter = document.getElementById("level");
    this.#every(METER_EVERY_MS, () => {
      const { value, words, state } = this.#level.read();
      setMeter(meter, value, { words, state });
    });
    this.#every(LOOK_EVERY_MS, async () => {
      const seen = await lookAt(this.#video);
      if (seen) {
        hint("hint-light", seen.light);
        hint("hint-framing", seen.framing);
      }
    });
    this.#network();
  }

  async #network() {
    hint("hint-network", ["info", say("network_checking")]);
    for (;;) {
      try {
        const kbps = await measureNetwork();
        const fine = kbps >= ENOUGH_KBPS;
        const words = say(fine ? "network_good" : "network_slow", { n: (kbps / 1000).toFixed(1) });
        hint("hint-network", [fine ? "positive" : "caution", words]);
        return;
      } catch (error) {
        if (!(error instanceof Unreachable)) return;
        hint("hint-network", ["caution", say("network_none")]);
        await pause(PROBE_AGAIN_MS);
        if (this.#section.hidden) return;
      }
    }
  }

  async #testSound() {
    const words = part("sound-words");
    words.textContent = say("sound_playing");
    await playTones();
    words.textContent = say("sound_played");
  }

  #every(milliseconds, act) {
    this.#timers.push(setInterval(act, milliseconds));
  }

  #rest() {
    this.#timers.splice(0).forEach(clearInterval);
    this.#level?.close();
    this.#level = null;
  }
}
