// The interviewer's own voice, where everybody was told of it: sound alone, only while the room is
// live. Pieces are kept on the device until the server has them, as a candidate's answers are.

import { insist } from "../../candidate/api.js";
import { openStore } from "../../candidate/store.js";
import { Upload } from "../../candidate/uploader.js";
import { data } from "./page.js";

const CHUNK_MS = 2000;
const BITS_PER_SECOND = 48_000;
const TYPES = ["audio/webm;codecs=opus", "audio/webm", "audio/mp4"];
const KIND = `voice ${data.room}`; // in the store: whose takes these are
const RECOVER_MS = 10_000;
const AGAIN_MS = 5000; // what broke is sent meanwhile

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Fires "state": "off" | "recording" | "failed". */
export class VoiceRecording extends EventTarget {
  state = "off";
  #store = null;
  #track = null;
  #wanted = false;
  #notBefore = 0; // performance.now() at which a piece may begin
  #piece = null; // {id, recorder, upload, handed, stopped}
  #work = Promise.resolve();
  #ending = new Set();

  /** Whether it is to be recorded, and what: called again and again. */
  update({ wanted, track }) {
    const type = TYPES.find((one) => window.MediaRecorder?.isTypeSupported(one));
    const now = Boolean(wanted && track && type && track.readyState === "live");
    if (now === this.#wanted && track === this.#track) return;
    if (now && performance.now() < this.#notBefore) return;
    this.#wanted = now;
    this.#track = track;
    this.#then(() => this.#turn(type));
  }

  /** Resolves when everything that was recorded has arrived. */
  async finished() {
    await this.#work;
    await Promise.allSettled([...this.#ending]);
  }

  #then(act) {
    this.#work = this.#work.then(act).catch((error) => this.#broken(error));
  }

  /** What there is of the piece is sent; an update() in a while begins anew. */
  #broken(error) {
    console.warn("voice", String(error));
    this.#wanted = false;
    this.#notBefore = performance.now() + AGAIN_MS;
    this.#enter("failed");
    if (this.#piece) this.#then(() => this.#stop());
  }

  async #turn(type) {
    await this.#stop();
    if (!this.#wanted) return this.#enter("off");
    if (!this.#store) {
      this.#store = await openStore();
      // The next piece ends the one before: what an earlier page left is sent first.
      await Promise.race([this.#recover(), pause(RECOVER_MS)]);
    }
    await this.#begin(type);
    return this.#enter("recording");
  }

  async #begin(type) {
    const begun = await insist(`${data.acts}voice/`, {});
    const mime = type.split(";")[0];
    const take = {
      ...{ answer: begun.id, interview: KIND, uploads_url: begun.uploads_url, mime },
      ...{ begun: Date.now(), size: 0, seconds: 0, finished: false },
    };
    await this.#store.saveTake(take);
    const upload = new Upload(this.#store, take, () => {});
    const recorder = new MediaRecorder(new MediaStream([this.#track]), {
      mimeType: type,
      audioBitsPerSecond: BITS_PER_SECOND,
    });
    const stopped = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
    const piece = { id: begun.id, recorder, upload, handed: Promise.resolve(), stopped };
    const broken = (error) => piece === this.#piece && this.#broken(error);
    recorder.ondataavailable = ({ data: blob }) => {
      if (!blob.size) return;
      piece.handed = piece.handed.then(async () => upload.add(await blob.arrayBuffer(), CHUNK_MS / 1000));
      piece.handed.catch(broken);
    };
    recorder.onerror = ({ error }) => broken(error);
    upload.done.catch(broken);
    recorder.start(CHUNK_MS);
    this.#piece = piece;
  }

  async #stop() {
    const piece = this.#piece;
    if (!piece) return;
    this.#piece = null;
    if (piece.recorder.state !== "inactive") piece.recorder.stop();
    await Promise.race([piece.stopped, pause(CHUNK_MS)]); // the last of it comes before
    await piece.handed.catch(() => {}); // what was kept until then is sent all the same
    this.#hand(piece.id, piece.upload);
  }

  /** What is left of a piece is sent, and the piece ended. */
  #hand(id, upload) {
    const ending = upload
      .finish()
      .then(() => upload.done)
      .catch((error) => console.debug("voice", String(error))) // refused: the server keeps what it has
      .then(() => insist(`${data.acts}voice/${id}/end/`, {}))
      .finally(() => this.#store.dropTake(id));
    this.#ending.add(ending);
    ending.catch(() => {}).finally(() => this.#ending.delete(ending));
    return ending;
  }

  async #recover() {
    const left = (await this.#store.takes()).filter((take) => take.interview === KIND);
    await Promise.allSettled(left.map((take) => this.#hand(take.answer, new Upload(this.#store, take, () => {}))));
  }

  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}
