// MediaRecorder in chunks of two seconds; WebM where the browser can, MP4 on Safari.

const CHUNK_MS = 2000;
const TYPES = [
  "video/webm;codecs=vp8,opus",
  "video/webm;codecs=vp9,opus",
  "video/webm",
  "video/mp4;codecs=avc1.42E01E,mp4a.40.2",
  "video/mp4",
];

export function recordingType() {
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type));
}

/** Records `stream` until stop(), until the time is up, or until a device is lost. */
export class TakeRecorder {
  #recorder;
  #onChunk;
  #chunkFrom = 0;
  #from = 0;
  #to = null;
  #handled = Promise.resolve();
  #tracks;
  #keep;
  #stopping = null;
  #told = new Set();
  #lost = () => this.#interrupt("lost");
  #flush = () => {
    if (document.visibilityState === "hidden" && this.#recorder.state === "recording") {
      this.#recorder.requestData();
    }
  };
  parts = [];

  /** onChunk(ArrayBuffer, seconds) may be asynchronous; chunks are handed over one by one.
   *  onInterrupted(reason) when recording ended by itself. keep: for playback(), in memory. */
  constructor(stream, { videoBitsPerSecond, audioBitsPerSecond, onChunk, onInterrupted, keep = true }) {
    this.mime = recordingType();
    this.#recorder = new MediaRecorder(stream, {
      mimeType: this.mime,
      videoBitsPerSecond,
      audioBitsPerSecond,
    });
    this.#onChunk = onChunk;
    this.#keep = keep;
    this.onInterrupted = onInterrupted;
    this.#tracks = stream.getTracks();
    this.#recorder.ondataavailable = ({ data }) => this.#take(data);
    this.#recorder.onerror = () => this.#interrupt("recorder_failed");
    // It stops by itself where every device is gone.
    this.#recorder.onstop = () => this.#stopping || this.#interrupt("recorder_failed");
  }

  get seconds() {
    return ((this.#to ?? performance.now()) - this.#from) / 1000;
  }

  start() {
    this.#from = this.#chunkFrom = performance.now();
    for (const track of this.#tracks) track.addEventListener("ended", this.#lost);
    document.addEventListener("visibilitychange", this.#flush);
    window.addEventListener("pagehide", this.#flush);
    this.#recorder.start(CHUNK_MS);
  }

  /** Resolves once the last chunk has been handed over, for everybody who asked. */
  stop() {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop() {
    this.#to ??= performance.now();
    for (const track of this.#tracks) track.removeEventListener("ended", this.#lost);
    document.removeEventListener("visibilitychange", this.#flush);
    window.removeEventListener("pagehide", this.#flush);
    if (this.#recorder.state !== "inactive") {
      const stopped = new Promise((done) => this.#recorder.addEventListener("stop", done, { once: true }));
      this.#recorder.stop();
      await stopped;
    }
    await this.#handled;
  }

  playback() {
    return new Blob(this.parts, { type: this.mime.split(";")[0] });
  }

  #take(blob) {
    const now = performance.now();
    const seconds = Math.max(0, ((this.#to ?? now) - this.#chunkFrom) / 1000);
    this.#chunkFrom = now;
    if (!blob.size) return;
    if (this.#keep) this.parts.push(blob);
    this.#handled = this.#handled.then(async () => this.#onChunk(await blob.arrayBuffer(), seconds));
    this.#handled.catch((error) => this.#interrupt("recorder_failed", error));
  }

  #interrupt(reason) {
    if (this.#told.has(reason) || this.#told.has("recorder_failed")) return;
    this.#told.add(reason);
    this.onInterrupted?.(reason);
  }
}
