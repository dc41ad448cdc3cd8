// The interviewer's own voice, where everybody was told of it: sound alone, only while the room is
// live. A piece is kept on the device from its first moment on, whether the server can be reached or
// not, and until the server has it, as a candidate's answers are.

import { insist, Problem } from "../../candidate/api.js";
import { pause } from "../../candidate/page.js";
import { openStore } from "../../candidate/store.js";
import { Upload, UploadRefused } from "../../candidate/uploader.js";
import { data } from "./page.js";

const CHUNK_MS = 2000;
const BITS_PER_SECOND = 48_000;
const TYPES = ["audio/webm;codecs=opus", "audio/webm", "audio/mp4"];
const VOICE = "voice "; // in the store: whose takes these are
const KIND = `${VOICE}${data.room}`;
const LONG_OVER_MS = 12 * 60 * 60 * 1000; // no room goes on for so long
const AGAIN_MS = 5000; // what broke is sent meanwhile

/** Runs `act` once no other window has this take. */
function alone(answer, act) {
  return navigator.locks ? navigator.locks.request(`hireapp-${VOICE}${answer}`, act) : act();
}

/** One recording without a break: on the device, and on its way to the server. */
class Piece {
  #opening;
  #take;
  #kept = Promise.resolve(); // all that was added is on the device
  #upload = null;
  #begun;
  #broken;

  /** opening: promise of the store; broken(error): nothing more of it can be kept or sent. */
  constructor(opening, take, broken = () => {}) {
    this.#opening = opening;
    this.#take = take;
    this.#broken = broken;
    this.#begun = this.#begin();
    this.#begun.catch(broken);
  }

  add(blob) {
    this.#kept = this.#kept.then(async () => this.#keep(await this.#opening, await blob.arrayBuffer()));
    this.#kept.catch(this.#broken);
  }

  /** Nothing more comes. True once the server has all of it, false where it takes no more. */
  async end() {
    await this.#kept.catch(() => {}); // what was kept until then is sent all the same
    const whole = await this.#finish().catch((error) => {
      if (error instanceof Problem) return false;
      throw error;
    });
    await (await this.#opening).dropTake(this.#take.answer);
    return whole;
  }

  #keep(store, bytes) {
    const seconds = CHUNK_MS / 1000;
    if (this.#upload) return this.#upload.add(bytes, seconds);
    const take = this.#take;
    const chunk = { answer: take.answer, start: take.size, size: bytes.byteLength, seconds, data: bytes };
    take.size += chunk.size;
    take.seconds += seconds;
    return store.saveChunk(take, chunk);
  }

  /** A place on the server, however long that takes; what was kept until then goes first. */
  async #begin() {
    const store = await this.#opening;
    const take = this.#take;
    if (!take.voice) {
      const body = { get ago() { return (Date.now() - take.begun) / 1000; } }; // read at every try
      const { id, uploads_url } = await insist(`${data.acts}voice/`, body);
      Object.assign(take, { voice: id, uploads_url });
      await store.saveTake(take);
    }
    this.#kept = this.#kept.finally(() => {
      this.#upload = new Upload(store, take, () => {});
      this.#upload.done.catch(this.#broken);
    });
    await this.#kept.catch(() => {});
    return this.#upload;
  }

  async #finish() {
    const upload = await this.#begun;
    await upload.finish();
    const whole = await upload.done.then(
      () => true,
      (error) => {
        if (error instanceof UploadRefused) return false; // the server keeps what it has
        throw error;
      },
    );
    await insist(`${data.acts}voice/${this.#take.voice}/end/`, {});
    return whole;
  }
}

/** Sends what earlier pages left of this room's pieces: a promise of each, as of Piece.end(). */
export async function recover(store) {
  const takes = (await store.takes()).filter((take) => take.interview.startsWith(VOICE));
  const forgotten = takes.filter((take) => take.interview !== KIND && take.begun < Date.now() - LONG_OVER_MS);
  await Promise.all(forgotten.map((take) => store.dropTake(take.answer)));
  const ours = takes.filter((take) => take.interview === KIND);
  return ours.map(({ answer }) =>
    alone(answer, async () => {
      const take = (await store.takes()).find((one) => one.answer === answer);
      if (!take) return true; // the window that recorded it has sent it
      return new Piece(Promise.resolve(store), take).end();
    }),
  );
}

/** Fires "state": "off" | "recording" | "failed". */
export class VoiceRecording extends EventTarget {
  state = "off";
  #store = null; // promise
  #track = null;
  #wanted = false;
  #notBefore = 0; // performance.now() at which a piece may begin
  #current = null; // {piece, recorder, stopped, release}
  #ending = new Set();

  /** Whether it is to be recorded, and what: called again and again. */
  update({ wanted, track }) {
    const type = TYPES.find((one) => window.MediaRecorder?.isTypeSupported(one));
    const now = Boolean(wanted && track && type && track.readyState === "live");
    if (now === this.#wanted && track === this.#track) return;
    if (now && performance.now() < this.#notBefore) return;
    const before = this.#current;
    this.#wanted = now;
    this.#track = track;
    this.#current = null;
    try {
      if (now) this.#current = this.#record(track, type); // before the old one stops
      this.#enter(now ? "recording" : "off");
    } catch (error) {
      this.#failed(error);
    }
    if (before) this.#stop(before);
  }

  /** Resolves when everything that was recorded has arrived. */
  async finished() {
    while (this.#ending.size) await Promise.allSettled([...this.#ending]);
  }

  #record(track, type) {
    const recorder = new MediaRecorder(new MediaStream([track]), {
      mimeType: type,
      audioBitsPerSecond: BITS_PER_SECOND,
    });
    const stopped = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
    recorder.start(CHUNK_MS);
    const answer = crypto.randomUUID();
    const mime = type.split(";")[0];
    const take = { answer, interview: KIND, mime, begun: Date.now(), size: 0, seconds: 0, finished: false };
    const broken = (error) => piece === this.#current?.piece && this.#broken(error);
    const piece = new Piece(this.#open(), take, broken);
    recorder.ondataavailable = ({ data: blob }) => blob.size && piece.add(blob);
    recorder.onerror = ({ error }) => broken(error);
    let release;
    alone(answer, () => new Promise((done) => (release = done)));
    return { piece, recorder, stopped, release: () => release?.() };
  }

  /** The device's store; what an earlier page left in it is sent beside what is recorded now. */
  #open() {
    this.#store ??= openStore().then(async (store) => {
      const left = await recover(store).catch((error) => console.warn("voice", String(error)));
      for (const sent of left ?? []) this.#await(sent);
      return store;
    });
    return this.#store;
  }

  /** What there is of the piece is sent; an update() in a while begins anew. */
  #broken(error) {
    const before = this.#current;
    this.#current = null;
    this.#failed(error);
    this.#stop(before);
  }

  #failed(error) {
    console.warn("voice", String(error));
    this.#wanted = false;
    this.#notBefore = performance.now() + AGAIN_MS;
    this.#enter("failed");
  }

  #stop({ piece, recorder, stopped, release }) {
    if (recorder.state !== "inactive") recorder.stop();
    const last = Promise.race([stopped, pause(CHUNK_MS)]); // the last of it comes before
    this.#await(last.then(() => piece.end()).finally(release));
  }

  #await(sent) {
    this.#ending.add(sent);
    sent.catch((error) => console.warn("voice", String(error))).finally(() => this.#ending.delete(sent));
  }

  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}
