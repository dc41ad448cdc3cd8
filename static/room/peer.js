// One remote participant: perfect negotiation (W3C WebRTC 1.0, 10.7), trickle ICE, and repair.
//
// A page that was reloaded is told from one whose socket only reconnected by the fingerprint of its
// certificate: every RTCPeerConnection has its own. A new one means that the connection here has
// nobody at the other end any more, so it is made anew; otherwise talk goes on untouched.

import { Incoming } from "./incoming.js";

const CHANNEL = "room";
const CHANNEL_ID = 0;
const MOST_MESSAGE_BYTES = 16 * 1024;
const WATCH_MS = 2000;
// An offer unanswered for this long is sent again; a connection not made for that long is restarted.
const UNANSWERED_MS = 5000;
const UNCONNECTED_MS = 10000;
const DISCONNECTED_MS = 4000;
// Each time it was in vain, that much longer: what is slow only gets slower by asking again.
const LONGER = 1.6;
const MOST_TRIES = 5;
// Both sides want to begin: the polite one waits a moment, which spares a rollback.
const POLITE_PAUSE_MS = 700;

const fingerprint = (sdp) => /^a=fingerprint:\S+ (\S+)/m.exec(sdp ?? "")?.[1] ?? null;

/**
 * Events: "stream" {kind: "camera"|"screen", stream: MediaStream|null}, "message" (the JSON object),
 * "state" {state: RTCPeerConnectionState}, "open" (messages can be sent), "renewed" (another RTCPeerConnection: senders are new).
 */
export class PeerLink extends EventTarget {
  pc = null;
  channel = null;
  state = "new";
  #signal;
  #config;
  #polite;
  #local = new Map(); // "camera" | "screen" → MediaStream
  #incoming = new Incoming((kind, stream) => this.#tell("stream", { kind, stream }));
  #taken = new Set();
  #making = false;
  #ignoring = false;
  #answering = false;
  #offeredAt = null;
  #tries = 0;
  #unconnectedSince = performance.now();
  #work = Promise.resolve();
  #watch;
  #closed = false;
  #repair = () => this.restartIce();
  // Fires for every new estimate of the speed, too: only a broken connection is repaired.
  #changed = () => this.connected || this.restartIce();

  /**
   * @param {import("./signal.js").Signal} signal
   * @param {string} you own participant id
   * @param {{id: string, session: string, name: string, role: string, number: number|null}} peer
   * @param {RTCConfiguration} config
   */
  constructor(signal, you, peer, config) {
    super();
    this.id = peer.id;
    this.peer = peer;
    this.#signal = signal;
    this.#config = config;
    this.#polite = you !== "interviewer" && (peer.id === "interviewer" || you > peer.id);
    this.#watch = setInterval(() => this.#look(), WATCH_MS);
    window.addEventListener("online", this.#repair);
    navigator.connection?.addEventListener?.("change", this.#changed);
    this.#open();
  }

  /** What the peer shows: {camera: MediaStream|null, screen: MediaStream|null}. */
  get streams() {
    return this.#incoming.shown;
  }

  get connected() {
    return this.state === "connected";
  }

  /** Sends `stream` as camera or screen from now on; null takes it away. */
  publish(kind, stream) {
    this.#unpublish(kind);
    if (stream) this.#local.set(kind, stream);
    else this.#local.delete(kind);
    this.#attach(kind);
  }

  /** The senders of what is published as `kind`. */
  senders(kind) {
    const stream = this.#local.get(kind);
    return this.pc.getSenders().filter((s) => s.track && stream?.getTracks().includes(s.track));
  }

  async replaceTrack(before, after) {
    const sender = this.pc.getSenders().find((s) => s.track === before);
    await sender?.replaceTrack(after);
  }

  /** Which of the peer's streams is which, as it says itself. */
  nameStreams(streams) {
    this.#incoming.name(streams);
  }

  /** JSON over the data channel; false when it is not open or the message too long. */
  message(message) {
    const text = JSON.stringify(message);
    if (this.channel?.readyState !== "open" || text.length > MOST_MESSAGE_BYTES) return false;
    this.channel.send(text);
    return true;
  }

  setConfiguration(config) {
    this.#config = config;
    try {
      this.pc.setConfiguration(config);
    } catch {
      // What cannot change under way (certificates) has not; the next connection takes the rest.
    }
  }

  restartIce() {
    if (!this.#closed && this.pc.remoteDescription) this.pc.restartIce();
  }

  /** After the own socket was away: what may have been lost on the way is said again. */
  resume() {
    if (this.pc.signalingState === "have-local-offer") this.#sendDescription();
    else if (!this.connected) this.restartIce();
  }

  /** Messages of one peer are handled one after the other: each changes the signaling state. */
  receive(message) {
    this.#work = this.#work.then(() => this.#handle(message)).catch((error) => {
      if (!this.#closed) console.warn("peer", this.id, message.type, String(error));
    });
    return this.#work;
  }

  close() {
    this.#closed = true;
    clearInterval(this.#watch);
    window.removeEventListener("online", this.#repair);
    navigator.connection?.removeEventListener?.("change", this.#changed);
    this.#shut();
    this.#enter("closed");
  }

  #open() {
    const pc = new RTCPeerConnection(this.#config);
    this.pc = pc;
    this.#unconnectedSince = performance.now();
    this.#offeredAt = null;
    pc.onnegotiationneeded = () => this.#needed();
    pc.onicecandidate = ({ candidate }) =>
      this.#signal.send({ type: "candidate", to: this.id, candidate: candidate && candidate.toJSON() });
    pc.ontrack = ({ streams }) => this.#incoming.add(streams[0]);
    pc.onconnectionstatechange = () => this.#connection();
    const channel = pc.createDataChannel(CHANNEL, { negotiated: true, id: CHANNEL_ID });
    this.channel = channel;
    channel.onopen = () => this.#tell("open", {});
    channel.onmessage = ({ data }) => this.#heard(data);
    channel.onclose = () => channel === this.channel && this.#enter("disconnected");
    for (const kind of this.#local.keys()) this.#attach(kind);
  }

  #shut() {
    const pc = this.pc;
    pc.onnegotiationneeded = pc.onicecandidate = pc.ontrack = pc.onconnectionstatechange = null;
    this.channel.onopen = this.channel.onclose = this.channel.onmessage = null;
    pc.close();
    this.#taken.clear();
    this.#making = this.#ignoring = this.#answering = false;
    this.#incoming.clear();
  }

  #renew() {
    this.#shut();
    this.#open();
    this.#tell("renewed", {});
  }

  /** On a free transceiver where there is one: each new one would lengthen every description. */
  #attach(kind) {
    const stream = this.#local.get(kind);
    for (const track of stream?.getTracks() ?? []) {
      const free = this.pc
        .getTransceivers()
        .find((t) => t.mid && !t.sender.track && !this.#taken.has(t) && t.receiver.track.kind === track.kind);
      if (!free) {
        this.pc.addTrack(track, stream);
        continue;
      }
      this.#taken.add(free); // sender.track says so only in a moment
      free.sender.setStreams?.(stream);
      free.sender.replaceTrack(track).finally(() => this.#taken.delete(free));
      free.direction = free.direction === "recvonly" || free.direction === "sendrecv" ? "sendrecv" : "sendonly";
    }
  }

  #unpublish(kind) {
    for (const sender of this.senders(kind)) this.pc.removeTrack(sender);
  }

  #needed() {
    const pc = this.pc;
    if (!this.#polite || pc.remoteDescription) return this.#offer();
    return setTimeout(() => {
      if (pc === this.pc && !this.#closed && !pc.remoteDescription) this.#offer();
    }, POLITE_PAUSE_MS);
  }

  async #offer() {
    const pc = this.pc;
    try {
      this.#making = true;
      await pc.setLocalDescription();
      this.#sendDescription();
    } catch (error) {
      if (pc === this.pc && !this.#closed) console.warn("peer", this.id, "offer", String(error));
    } finally {
      this.#making = false;
    }
  }

  #sendDescription() {
    const description = this.pc.localDescription;
    if (!description) return;
    if (description.type === "offer") this.#offeredAt = performance.now();
    this.#signal.send({
      type: "description",
      to: this.id,
      description: { type: description.type, sdp: description.sdp },
    });
  }

  async #handle(message) {
    if (this.#closed) return;
    if (message.type === "candidate") await this.#candidate(message.candidate);
    else await this.#description(message.description);
  }

  async #description(description) {
    const known = fingerprint(this.pc.remoteDescription?.sdp);
    const theirs = fingerprint(description.sdp);
    if (known && theirs && theirs !== known) {
      this.#renew();
      // Their answer was to a connection that is gone; a new offer is on its way to them.
      if (description.type !== "offer") return;
    }
    const { pc } = this;
    const ready = !this.#making && (pc.signalingState === "stable" || this.#answering);
    const collision = description.type === "offer" && !ready;
    this.#ignoring = !this.#polite && collision;
    if (this.#ignoring) return;
    if (description.type === "answer" && pc.signalingState === "stable") return; // said twice
    this.#answering = description.type === "answer";
    try {
      await pc.setRemoteDescription(description);
    } finally {
      this.#answering = false;
    }
    if (description.type === "answer") this.#offeredAt = null;
    if (description.type !== "offer") return;
    await pc.setLocalDescription();
    this.#sendDescription();
  }

  async #candidate(candidate) {
    if (!this.pc.remoteDescription) return;
    try {
      await this.pc.addIceCandidate(candidate ?? undefined);
    } catch (error) {
      // Of an offer that was ignored, or of a connection that is gone.
      if (!this.#ignoring) console.debug("peer", this.id, "candidate", String(error));
    }
  }

  #connection() {
    const state = this.pc.connectionState;
    if (state === "connected") {
      this.#unconnectedSince = null;
      this.#tries = 0;
    } else {
      this.#unconnectedSince ??= performance.now();
    }
    this.#enter(state);
    if (state === "failed") this.restartIce();
  }

  /** Whatever got lost on the way is found here: nothing waits for ever. */
  #look() {
    const now = performance.now();
    const { pc } = this;
    const longer = LONGER ** Math.min(this.#tries, MOST_TRIES);
    if (pc.signalingState === "have-local-offer") {
      if (now - (this.#offeredAt ?? now) < UNANSWERED_MS * longer) return;
      this.#tries += 1;
      this.#sendDescription();
      return;
    }
    if (pc.connectionState === "connected" && this.channel.readyState === "closed") return this.#renew();
    const since = this.#unconnectedSince;
    const patience = pc.connectionState === "disconnected" ? DISCONNECTED_MS : UNCONNECTED_MS;
    if (since === null || now - since < patience * longer) return;
    if (pc.signalingState !== "stable" || this.#signal.state !== "open") return;
    this.#unconnectedSince = now;
    this.#tries += 1;
    if (pc.remoteDescription) pc.restartIce();
    else this.#offer();
  }

  #heard(data) {
    if (typeof data !== "string" || data.length > MOST_MESSAGE_BYTES) return;
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return;
    }
    if (message && typeof message === "object") this.#tell("message", message);
  }

  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.#tell("state", { state });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
