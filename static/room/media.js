// Own camera, microphone and screen: chosen, switched under way, muted, lost and found again.

import { listDevices, remember, troubleWords } from "../candidate/camera.js";

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 } };
const SCREEN = { video: { frameRate: { ideal: 12, max: 15 }, width: { max: 1920 } }, audio: false };
const REMEMBERED = "hireapp-devices";

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED)) ?? {};
  } catch {
    return {};
  }
}

const wish = (id) => (id ? { deviceId: { ideal: id } } : {});
const picture = (id) => ({ ...PICTURE, facingMode: "user", ...wish(id) });
const sound = (id) => ({ ...SOUND, ...wish(id) });

/**
 * `camera` is one MediaStream for the whole visit: a switched device changes its tracks, not the
 * stream, so that its id stays true for everybody.
 *
 * Events: "track" {before, after} (after a switch; hand it to Mesh.replaceTrack and TapLink.replace),
 * "change" (muted, camera off, devices), "screen" {stream: MediaStream|null}, "lost" {kind}.
 */
export class LocalMedia extends EventTarget {
  camera = new MediaStream();
  screen = null;
  muted = false;
  cameraOff = false;

  constructor() {
    super();
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.#devices());
  }

  get audioTrack() {
    return this.camera.getAudioTracks()[0] ?? null;
  }

  get videoTrack() {
    return this.camera.getVideoTracks()[0] ?? null;
  }

  /** Opens microphone and, where there is one, camera. Throws what getUserMedia throws; see words(). */
  async open() {
    if (!window.isSecureContext) throw new DOMException("insecure", "InsecureError");
    if (!navigator.mediaDevices?.getUserMedia || !window.RTCPeerConnection) {
      throw new DOMException("unsupported", "NotSupportedError");
    }
    const { camera, microphone } = remembered();
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: picture(camera), audio: sound(microphone) });
    } catch (error) {
      // A voice without a picture is a conversation; the other way round it is not.
      if (!["NotFoundError", "OverconstrainedError", "NotReadableError"].includes(error.name)) throw error;
      stream = await navigator.mediaDevices.getUserMedia({ audio: sound(microphone) });
    }
    for (const track of stream.getTracks()) this.#put(track);
    this.#tell("change");
  }

  /** Takes over what a device check has opened. */
  adopt(stream) {
    for (const track of stream.getTracks()) this.#put(track);
    this.#tell("change");
  }

  /** {cameras, microphones}: pairs of id and label. */
  list() {
    return listDevices();
  }

  /** Another camera or microphone, also under way: choose({camera: id}) or choose({microphone: id}). */
  async choose(choice) {
    remember(choice);
    if (choice.camera) await this.#switch("video", { video: { ...PICTURE, deviceId: { exact: choice.camera } } });
    if (choice.microphone) {
      await this.#switch("audio", { audio: { ...SOUND, deviceId: { exact: choice.microphone } } });
    }
  }

  /** Silence, for peers, recording and analysis alike. */
  mute(muted) {
    this.muted = muted;
    if (this.audioTrack) this.audioTrack.enabled = !muted;
    this.#tell("change");
  }

  /** Black, for peers, recording and analysis alike. */
  setCameraOff(off) {
    this.cameraOff = off;
    if (this.videoTrack) this.videoTrack.enabled = !off;
    this.#tell("change");
  }

  /** False where the browser cannot (phones), or when the person changed their mind. */
  async shareScreen() {
    if (!navigator.mediaDevices?.getDisplayMedia) return false;
    try {
      this.screen = await navigator.mediaDevices.getDisplayMedia(SCREEN);
    } catch (error) {
      if (error.name === "NotAllowedError" || error.name === "AbortError") return false;
      throw error;
    }
    const [track] = this.screen.getVideoTracks();
    track.contentHint = "detail";
    track.addEventListener("ended", () => this.stopScreen()); // the browser's own "stop sharing"
    this.#tell("screen", { stream: this.screen });
    return true;
  }

  stopScreen() {
    if (!this.screen) return;
    const { screen } = this;
    this.screen = null;
    this.#tell("screen", { stream: null });
    for (const track of screen.getTracks()) track.stop();
  }

  close() {
    this.stopScreen();
    for (const track of this.camera.getTracks()) {
      this.camera.removeTrack(track);
      track.stop();
    }
    this.#tell("change");
  }

  /** What went wrong and what to do, as [title, text]. */
  words(error) {
    return troubleWords(error);
  }

  async #switch(kind, constraints) {
    const before = kind === "video" ? this.videoTrack : this.audioTrack;
    let after;
    try {
      [after] = (await navigator.mediaDevices.getUserMedia(constraints)).getTracks();
    } catch (error) {
      if (error.name !== "NotReadableError" || !before) throw error;
      before.stop(); // some phones open one camera at a time
      [after] = (await navigator.mediaDevices.getUserMedia(constraints)).getTracks();
    }
    this.#put(after);
    this.#tell("track", { before, after });
    this.#tell("change");
  }

  #put(track) {
    const [before] = this.camera.getTracks().filter((one) => one.kind === track.kind);
    track.enabled = track.kind === "audio" ? !this.muted : !this.cameraOff;
    if (before) this.camera.removeTrack(before);
    this.camera.addTrack(track);
    before?.stop();
    track.addEventListener("ended", () => {
      if (this.camera.getTracks().includes(track)) this.#tell("lost", { kind: track.kind });
    });
  }

  /** A device came or went: what was lost is replaced by what is there. */
  async #devices() {
    this.#tell("change");
    for (const [kind, name, constraints] of [
      ["video", "camera", { video: PICTURE }],
      ["audio", "microphone", { audio: SOUND }],
    ]) {
      const track = kind === "video" ? this.videoTrack : this.audioTrack;
      if (track?.readyState !== "ended") continue;
      try {
        await this.#switch(kind, constraints);
      } catch {
        console.debug("no other", name); // "lost" was told; the next device that comes is tried
      }
    }
  }

  #tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
