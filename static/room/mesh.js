// Everybody in the room: one PeerLink each, kept in step with what the room socket says.

import { PeerLink } from "./peer.js";
import { Quality } from "./quality.js";

// A peer whose socket is gone may be back in a moment, and its voice goes on meanwhile.
const GRACE_MS = 15000;
const OVER = new Set(["ended", "cancelled"]);
const TALKING = new Set(["open", "live"]);

/**
 * Events, all with `id` (participant) in `detail`:
 * "peer" {id, peer, link}: somebody is there; "gone" {id}; "stream" {id, kind, stream|null};
 * "link" {id, state}: of the connection; "state" {id, state: {audio, video, hand}};
 * "open" {id}: the data channel carries messages; "message" {id, message}: over it; "quality" {id, level: 0-4|null, sending}.
 */
export class Mesh extends EventTarget {
  links = new Map();
  quality = new Quality();
  #signal;
  #config = {};
  #published = { camera: null, screen: null };
  #state = { audio: true, video: true, hand: false, quality: null };
  #in = false; // who still waits is a peer to nobody, and may not speak to any
  #leaving = new Map(); // id → timer
  #past = new Map(); // id → sessions that are over

  /** @param {import("./signal.js").Signal} signal */
  constructor(signal) {
    super();
    this.#signal = signal;
    const hear = (type, act) => signal.addEventListener(type, ({ detail }) => act(detail));
    hear("welcome", (message) => this.#welcome(message));
    hear("room", (message) => this.#reconcile(message));
    hear("peer.joined", ({ peer }) => this.#meet(peer));
    hear("peer.left", ({ peer, final }) =>
      final ? this.#drop(peer.id) : this.#leave(peer.id, peer.session),
    );
    hear("description", (message) => this.#relay(message));
    hear("candidate", (message) => this.#relay(message));
    hear("streams", (message) => this.#streams(message));
    hear("state", (message) => this.#peerState(message));
    hear("connection", ({ state }) => state === "closed" && this.close());
    this.quality.addEventListener("level", ({ detail }) => this.#measured(detail));
  }

  /** kind: "camera" | "screen"; `stream` goes to everybody who is or will be there. */
  publish(kind, stream) {
    this.#published[kind] = stream;
    this.#sayStreams();
    for (const link of this.links.values()) {
      link.publish(kind, stream);
      this.quality.tune(link);
    }
  }

  /** Another device behind the same stream: nobody has to negotiate. */
  async replaceTrack(before, after) {
    await Promise.all([...this.links.values()].map((link) => link.replaceTrack(before, after)));
  }

  /** Tells everybody what of audio, video and hand has changed: by the room socket, which tells those
   *  who come later, and straight to who is there, so that a hand is seen while the server is away. */
  setState(changes) {
    this.#state = { ...this.#state, ...changes };
    this.#sayState();
    const { audio, video, hand } = this.#state;
    this.broadcast({ type: "state", audio, video, hand });
  }

  /** Sends `message` to all; the number of peers it went to. */
  broadcast(message) {
    return [...this.links.values()].filter((link) => link.message(message)).length;
  }

  close() {
    for (const id of [...this.links.keys()]) this.#drop(id);
  }

  #welcome(message) {
    this.#config = {
      iceServers: message.ice_servers ?? [],
      iceTransportPolicy: message.ice_policy ?? "all",
      bundlePolicy: "max-bundle",
    };
    const before = new Set(this.links.keys());
    for (const link of this.links.values()) link.setConfiguration(this.#config);
    this.#in = false; // to the server this is another connection: it is told again
    this.#reconcile(message);
    for (const [id, link] of this.links) if (before.has(id)) link.resume();
  }

  /** Who is missing may only have lost their socket; who is no peer any more has "left" finally. */
  #reconcile({ room, seat, peers }) {
    const was = this.#in;
    this.#in = TALKING.has(room.status) && (!seat || seat.status === "admitted");
    if (OVER.has(room.status)) return this.close();
    if (this.#in && !was) {
      this.#sayStreams();
      this.#sayState();
    }
    const there = new Set(peers.map((peer) => peer.id));
    for (const id of [...this.links.keys()]) if (!there.has(id)) this.#leave(id);
    for (const peer of peers) this.#meet(peer);
    return null;
  }

  #meet(peer) {
    this.#past.get(peer.id)?.delete(peer.session); // it may come back: it belongs to a socket, not to a visit
    clearTimeout(this.#leaving.get(peer.id));
    this.#leaving.delete(peer.id);
    let link = this.links.get(peer.id);
    if (link && link.peer.session !== peer.session) this.#pastOf(peer.id).add(link.peer.session);
    if (link) link.peer = peer;
    else link = this.#link(peer);
    if (peer.streams) link.nameStreams(peer.streams);
    this.#tell("peer", { id: peer.id, peer, link });
    if (peer.state) this.#peerState({ from: peer.id, ...peer.state });
  }

  #link(peer) {
    const link = new PeerLink(this.#signal, this.#signal.you, peer, this.#config);
    this.links.set(peer.id, link);
    const pass = (type, name) =>
      link.addEventListener(type, ({ detail }) => this.#tell(name, { id: peer.id, ...detail }));
    pass("stream", "stream");
    pass("state", "link");
    pass("open", "open");
    link.addEventListener("message", ({ detail }) => {
      if (detail.type === "state") this.#peerState({ ...detail, from: peer.id });
      else this.#tell("message", { id: peer.id, message: detail });
    });
    link.addEventListener("renewed", () => this.quality.tune(link));
    link.addEventListener("state", ({ detail }) => {
      if (detail.state === "connected") this.quality.tune(link);
      else if (this.#leaving.has(peer.id) && detail.state !== "connecting") this.#drop(peer.id);
    });
    for (const [kind, stream] of Object.entries(this.#published)) if (stream) link.publish(kind, stream);
    this.quality.watch(link);
    return link;
  }

  #leave(id, session) {
    const link = this.links.get(id);
    if (!link || this.#leaving.has(id)) return;
    if (session && session !== link.peer.session) return; // an older connection of theirs
    if (!link.connected) return void this.#drop(id);
    this.#leaving.set(id, setTimeout(() => this.#drop(id), GRACE_MS));
  }

  #drop(id) {
    clearTimeout(this.#leaving.get(id));
    this.#leaving.delete(id);
    const link = this.links.get(id);
    if (!link) return;
    this.#pastOf(id).add(link.peer.session);
    this.links.delete(id);
    this.quality.forget(link);
    link.close();
    this.#tell("gone", { id });
  }

  #pastOf(id) {
    if (!this.#past.has(id)) this.#past.set(id, new Set());
    return this.#past.get(id);
  }

  #relay(message) {
    if (this.#past.get(message.from)?.has(message.session)) return;
    this.links.get(message.from)?.receive(message);
  }

  #streams({ from, streams }) {
    this.links.get(from)?.nameStreams(streams);
  }

  #peerState({ from, audio, video, hand }) {
    if (this.links.has(from)) this.#tell("state", { id: from, state: { audio, video, hand } });
  }

  #measured({ link, level, sending }) {
    this.#tell("quality", { id: link.id, level, sending });
    const own = this.quality.own;
    if (own !== this.#state.quality) this.setState({ quality: own });
  }

  #sayStreams() {
    if (!this.#in) return;
    const { camera, screen } = this.#published;
    const streams = { camera: camera?.id ?? null, screen: screen?.id ?? null };
    this.#signal.send({ type: "streams", streams });
  }

  #sayState() {
    if (this.#in) this.#signal.send({ type: "state", ...this.#state });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
