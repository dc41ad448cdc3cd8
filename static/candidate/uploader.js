// Sends what is recorded, in order, with tus 1.0. A chunk leaves the device's store only after the
// server has said 204: by then it is sealed on disk and its row committed.

import { patience, request, Unreachable } from "./api.js";
import { say, settings } from "./page.js";

const TUS = { "Tus-Resumable": "1.0.0" };
// A stalled connection is given up after this long, plus time for the bytes at 40 kB/s.
const STALL_MS = 15000;
const SLOWEST_BYTES_PER_MS = 40;

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** The upload cannot go on: discarded elsewhere, consent taken back, too large. */
export class UploadRefused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

class WrongOffset extends Error {}

async function tus(url, options, timeout = STALL_MS) {
  const response = await request(url, options, timeout);
  if (response.status === 409) throw new WrongOffset();
  if (!response.ok) throw new UploadRefused(response.status, await response.text());
  return response;
}

/** One take on its way. `onChange` hears about every change of what is left. */
export class Upload {
  #store;
  #waiting = [];
  #url = null;
  #offset = 0;
  #asked = false;
  #wake = () => {};
  #stopped = false;
  #onChange;
  #ready;
  state = "sending"; // sending | retrying | offline | done | refused

  constructor(store, take, onChange) {
    this.#store = store;
    this.take = take;
    this.#onChange = onChange;
    this.#ready = store.waiting(take.answer).then((waiting) => {
      this.#waiting = waiting;
    });
    this.done = this.#run();
    this.done.catch(() => {}); // whoever waits hears of it; nobody has to
  }

  /** Seconds of recording that the server does not have yet. */
  get secondsLeft() {
    return this.#waiting.reduce((sum, chunk) => {
      const unsent = Math.min(chunk.size, Math.max(0, chunk.start + chunk.size - this.#offset));
      return sum + (chunk.seconds * unsent) / chunk.size;
    }, 0);
  }

  /** Keeps a chunk on the device, then lets it go. */
  async add(data, seconds) {
    await this.#ready;
    const chunk = { answer: this.take.answer, start: this.take.size, size: data.byteLength, seconds, data };
    this.take.size += chunk.size;
    this.take.seconds += seconds;
    await this.#store.saveChunk(this.take, chunk);
    this.#waiting.push({ start: chunk.start, size: chunk.size, seconds });
    this.#changed();
  }

  /** Nothing more will come. */
  async finish() {
    this.take.finished = true;
    await this.#store.saveTake(this.take);
    this.#changed();
  }

  /** Stops and forgets: the take was discarded. */
  async abandon() {
    this.#stopped = true;
    this.#wake();
    await this.done.catch(() => {});
    await this.#store.dropTake(this.take.answer);
  }

  #changed() {
    this.#onChange(this);
    this.#wake();
  }

  async #run() {
    await this.#ready;
    for (let attempt = 0; !this.#stopped; ) {
      try {
        if (await this.#step()) return this.#end();
        attempt = 0;
        this.#enter("sending");
      } catch (error) {
        if (error instanceof WrongOffset) {
          this.#asked = false;
          await patience(attempt++);
        } else if (error instanceof Unreachable) {
          this.#enter(navigator.onLine ? "retrying" : "offline");
          await patience(attempt++);
        } else {
          this.#enter("refused");
          throw error;
        }
      }
    }
    return null;
  }

  /** One request, or one wait for something to send. True when everything is there. */
  async #step() {
    if (!this.#url) await this.#create();
    if (!this.#asked) await this.#ask();
    const chunk = this.#waiting[0];
    if (chunk) {
      if (chunk.start + chunk.size > this.#offset) await this.#send(chunk);
      await this.#acknowledged();
      return false;
    }
    if (this.take.finished) {
      await this.#patch(new ArrayBuffer(0), { "Upload-Length": String(this.#offset) });
      return true;
    }
    if (!this.#stopped) {
      await new Promise((wake) => {
        this.#wake = wake;
      });
    }
    return false;
  }

  async #create() {
    const metadata = `answer ${base64(this.take.answer)},filetype ${base64(this.take.mime)}`;
    const response = await tus(this.take.uploads_url ?? settings.uploads_url, {
      method: "POST",
      headers: { ...TUS, "Upload-Defer-Length": "1", "Upload-Metadata": metadata },
    });
    this.#url = response.headers.get("Location");
  }

  async #ask() {
    const response = await tus(this.#url, { method: "HEAD", headers: TUS });
    const length = response.headers.get("Upload-Length");
    if (length !== null && Number(length) < this.take.size) {
      throw new UploadRefused(response.status, say("elsewhere"));
    }
    this.#offset = Number(response.headers.get("Upload-Offset"));
    this.#asked = true;
    await this.#acknowledged();
  }

  async #send(chunk) {
    const data = await this.#store.data(this.take.answer, chunk.start);
    if (!data || this.#offset < chunk.start) {
      throw new UploadRefused(0, "bytes are missing on this device");
    }
    await this.#patch(data.slice(this.#offset - chunk.start), {});
  }

  async #patch(bytes, more) {
    const headers = {
      ...TUS,
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(this.#offset),
      ...more,
    };
    const timeout = STALL_MS + bytes.byteLength / SLOWEST_BYTES_PER_MS;
    const response = await tus(this.#url, { method: "PATCH", headers, body: bytes }, timeout);
    this.#offset = Number(response.headers.get("Upload-Offset"));
  }

  async #acknowledged() {
    while (this.#waiting.length && this.#waiting[0].start + this.#waiting[0].size <= this.#offset) {
      const [chunk] = this.#waiting.splice(0, 1);
      await this.#store.dropChunk(this.take.answer, chunk.start);
    }
    this.#onChange(this);
  }

  async #end() {
    this.#enter("done");
    return this.take;
  }

  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.#onChange(this);
  }
}
