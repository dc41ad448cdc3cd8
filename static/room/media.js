// Own camera, microphone and screen: chosen, switched under way, muted, lost and found again.

import { ANY, listDevices, remember, troubleWords } from "../candidate/camera.js";

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 } };
const SCREEN = { video: { frameRate: { ideal: 12, max: 15 }, width: { max: 1920 } }, audio: false };
const REMEMBERED = "hireapp-devices";
// What ended sooner would end again: only a device that comes is tried then.
const STEADY_MS = 3000;
// A picture that somebody switched away from is recorded no longer, even while the network is away.
const LONGEST_PICTURE_MS = 10000;

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
const only = (id) => (id === ANY ? {} : { deviceId: { exact: id } });

/**
 * `camera` is one MediaStream for the whole visit: a switched device changes its tracks, not the
 * stream, so that its id stays true for everybody.
 *
 * Events: "track" {before: MediaStreamTrack|null, after, until} (after a switch; hand it to
 * Mesh.replaceTrack and TapLink.replace. until(promise): who still records `before` keeps it running
 * till then, a picture for ten seconds at most), "change" (muted, camera off, devices), "screen"
 * {stream: MediaStream|null}, "lost" {kind}.
 */
export class LocalMedia extends EventTarget {
  camera = new MediaStream();
  screen = null;
  muted = false;
  cameraOff = false;
  #closed = false;
  #switching = Promise.resolve(); // one switch after the other: each displaces what is there then
  #chosen = {}; // kind → constraints of the newest choice
  #ending = new Set(); // displaced, and still recorded
  #sharing = null;

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
    this.adopt(stream);
  }

  /** Takes over what a device check has opened. */
  adopt(stream) {
    for (const track of stream.getTracks()) this.#put(track)?.stop();
    if (this.#closed) this.close();
    this.#tell("change");
  }

  /** {cameras, microphones}: pairs of id and label. */
  list() {
    return listDevices();
  }

  /** Another camera or microphone, also under way: choose({camera: id}) or choose({microphone: id}).
   *  Of several choices at once the last one holds. Throws what getUserMedia throws. */
  async choose({ camera, microphone }) {
    if (camera) await this.#choose("video", "camera", camera, PICTURE);
    if (microphone) await this.#choose("audio", "microphone", microphone, SOUND);
  }

  /** Silence, for peers, recording and analysis alike. */
  mute(muted) {
    this.muted = muted;
    this.#enable();
    this.#tell("change");
  }

  /** Black, for peers, recording and analysis alike. */
  setCameraOff(off) {
    this.cameraOff = off;
    this.#enable();
    this.#tell("change");
  }

  /** False where the browser cannot (phones), or when the person changed their mind. */
  async shareScreen() {
    if (!navigator.mediaDevices?.getDisplayMedia) return false;
    if (this.screen) return true;
    this.#sharing ??= this.#share().finally(() => (this.#sharing = null)); // asked once at a time
    return this.#sharing;
  }

  stopScreen() {
    if (!this.screen) return;
    const { screen } = this;
    this.screen = null;
    this.#tell("screen", { stream: null });
    for (const track of screen.getTracks()) track.stop();
  }

  /** For good: what opens later is closed at once. */
  close() {
    this.#closed = true;
    this.stopScreen();
    for (const track of this.#tracks()) {
      this.camera.removeTrack(track);
      track.stop();
    }
    this.#ending.clear();
    this.#tell("change");
  }

  /** What went wrong and what to do, as [title, text]. */
  words(error) {
    return troubleWords(error);
  }

  async #share() {
    let screen;
    try {
      screen = await navigator.mediaDevices.getDisplayMedia(SCREEN);
    } catch (error) {
      if (error.name === "NotAllowedError" || error.name === "AbortError") return false;
      throw error;
    }
    const [track] = screen.getVideoTracks();
    if (this.#closed) {
      track.stop();
      return false;
    }
    this.screen = screen;
    track.contentHint = "detail";
    track.addEventListener("ended", () => this.stopScreen()); // the browser's own "stop sharing"
    this.#tell("screen", { stream: screen });
    return true;
  }

  #track(kind) {
    return kind === "video" ? this.videoTrack : this.audioTrack;
  }

  /** Everything that runs, in use or about to end. */
  #tracks() {
    return [...this.camera.getTracks(), ...this.#ending];
  }

  #enable() {
    for (const track of this.#tracks()) track.enabled = track.kind === "audio" ? !this.muted : !this.cameraOff;
  }

  #choose(kind, name, id, wanted) {
    if (id !== ANY) remember({ [name]: id });
    const chosen = { ...wanted, ...only(id) };
    this.#chosen[kind] = chosen;
    return this.#switch(kind, chosen, () => this.#chosen[kind] === chosen);
  }

  /** One after the other; `needed` is asked when its turn comes. */
  #switch(kind, constraints, needed) {
    const switched = this.#switching.then(() => !this.#closed && needed() && this.#replace(kind, constraints));
    this.#switching = switched.catch(() => {});
    return switched;
  }

  async #replace(kind, constraints) {
    const after = await this.#open(kind, constraints);
    if (this.#closed) return after.stop();
    const before = this.#put(after);
    const users = [];
    this.#tell("track", { before, after, until: (promise) => users.push(promise) });
    if (before) this.#end(before, users);
    this.#tell("change");
    return null;
  }

  async #open(kind, constraints) {
    const ask = async () => (await navigator.mediaDevices.getUserMedia({ [kind]: constraints })).getTracks()[0];
    const before = this.#track(kind);
    try {
      return await ask();
    } catch (error) {
      if (error.name !== "NotReadableError" || !before) throw error;
    }
    // Some phones open one camera at a time.
    for (const track of this.#tracks()) if (track.kind === kind) track.stop();
    try {
      return await ask();
    } catch (error) {
      this.#lost(kind); // stop() says nothing itself
      throw error;
    }
  }

  /** Returns the track that was there. */
  #put(track) {
    const before = this.#track(track.kind);
    const since = performance.now();
    if (before) this.camera.removeTrack(before);
    this.camera.addTrack(track);
    this.#enable();
    track.addEventListener("ended", () => {
      if (!this.camera.getTracks().includes(track)) return;
      if (performance.now() - since > STEADY_MS) this.#lost(track.kind);
      else this.#tell("lost", { kind: track.kind });
    });
    return before;
  }

  /** Stops `track` when nobody records it any more. */
  async #end(track, users) {
    this.#ending.add(track);
    const used = [Promise.allSettled(users)];
    if (track.kind === "video") used.push(new Promise((done) => setTimeout(done, LONGEST_PICTURE_MS)));
    await Promise.race(used);
    this.#ending.delete(track);
    track.stop();
  }

  #lost(kind) {
    this.#tell("lost", { kind });
    this.#devices();
  }

  /** A device came or went: what was lost is replaced by what is there. */
  #devices() {
    this.#tell("change");
    for (const [kind, wanted] of [
      ["video", PICTURE],
      ["audio", SOUND],
    ]) {
      const lost = () => this.#track(kind)?.readyState === "ended";
      if (!lost()) continue;
      this.#switch(kind, wanted, lost).catch(() => {
        console.debug("no other", kind); // "lost" was told; the next device that comes is tried
      });
    }
  }

  #tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
