// The second, low-rate connection: to the media tap, which listens along where the candidate agreed.
// Talk does not pass through it; if it is gone, only the analysis is.

const WIDTH = 480;
const FRAMES_PER_SECOND = 15;
const VIDEO_BITS = 150_000;
const AUDIO_BITS = 32_000;
const FIRST_PAUSE_MS = 3000;
const LONGEST_PAUSE_MS = 15000;
// Asked and not answered, or answered and not connected.
const PATIENCE_MS = 8000;

/** Sends with `encodings` set; what a browser does not know it leaves out. */
async function limit(sender) {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  if (!encoding) return;
  if (sender.track.kind === "audio") {
    encoding.maxBitrate = AUDIO_BITS;
  } else {
    const { width, height } = sender.track.getSettings();
    // Phones film upright: the shorter side decides how large a face is.
    const wide = Math.min(width ?? WIDTH, height ? (height * 4) / 3 : WIDTH);
    encoding.maxBitrate = VIDEO_BITS;
    encoding.maxFramerate = FRAMES_PER_SECOND;
    encoding.scaleResolutionDownBy = Math.max(1, wide / WIDTH);
    parameters.degradationPreference = "maintain-resolution";
  }
  try {
    await sender.setParameters(parameters);
  } catch (error) {
    console.debug("tap", String(error));
  }
}

/** Events: "state" {state: "off" | "connecting" | "on" | "waiting"}. */
export class TapLink extends EventTarget {
  state = "off";
  #signal;
  #config = {};
  #stream = null;
  #purposes = "";
  #pc = null;
  #offer = 0; // number of the connection that is made or stands; what is said of others comes late
  #attempt = 0;
  #timer = null;

  /** @param {import("./signal.js").Signal} signal */
  constructor(signal) {
    super();
    this.#signal = signal;
    const hear = (type, act) => signal.addEventListener(type, ({ detail }) => act(detail));
    hear("welcome", (message) => {
      this.#config = { iceServers: message.ice_servers ?? [], iceTransportPolicy: message.ice_policy ?? "all" };
      this.#decide();
    });
    hear("room", () => this.#decide());
    const hearOfOurs = (type, act) => hear(type, (message) => message.offer === this.#offer && act(message));
    hearOfOurs("tap.description", ({ description }) => this.#answered(description));
    hear("tap.candidate", ({ candidate }) => this.#pc?.addIceCandidate(candidate ?? undefined).catch(() => {}));
    hearOfOurs("tap.gone", () => this.#stream && this.#later());
    hear("connection", ({ state }) => state === "closed" && this.stop());
  }

  /** From now on: whenever room and consent allow it, this stream. */
  offer(stream) {
    this.#stream = stream;
    this.#decide();
  }

  /** Another device; what was not sent until now (`before`: null) needs a connection of its own. */
  async replace(before, after) {
    if (!this.#pc) return; // the next one begins with what is there then
    const sender = before && this.#pc.getSenders().find((one) => one.track === before);
    if (!sender) return void this.#connect();
    await sender.replaceTrack(after);
    await limit(sender);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#close();
    this.#attempt = 0;
    this.#enter("off");
  }

  get #allowed() {
    const { room, seat } = this.#signal;
    return Boolean(
      this.#stream && room?.status === "live" && seat?.status === "admitted" && seat.analysed?.length,
    );
  }

  #decide() {
    const purposes = this.#signal.seat?.analysed?.join(" ") ?? "";
    const changed = purposes !== this.#purposes;
    this.#purposes = purposes;
    if (!this.#allowed) this.stop();
    else if (changed && this.state !== "off") this.#connect(); // what is taken is settled by the answer
    else if (this.state === "off") this.#connect();
    else if (this.state === "waiting" && this.#signal.state === "open" && !this.#pc) this.#connect();
  }

  async #connect() {
    clearTimeout(this.#timer);
    this.#close();
    if (!this.#allowed) return this.stop();
    const pc = new RTCPeerConnection(this.#config);
    this.#pc = pc;
    this.#enter("connecting");
    this.#timer = setTimeout(() => pc === this.#pc && this.#later(), PATIENCE_MS);
    pc.onicecandidate = ({ candidate }) =>
      this.#signal.send({ type: "tap.candidate", candidate: candidate && candidate.toJSON() });
    pc.onconnectionstatechange = () => pc === this.#pc && this.#connection(pc.connectionState);
    for (const track of this.#stream.getTracks()) {
      pc.addTransceiver(track, { direction: "sendonly", streams: [this.#stream] });
    }
    try {
      await pc.setLocalDescription();
      if (pc !== this.#pc) return null;
      await Promise.all(pc.getSenders().map(limit));
    } catch (error) {
      console.warn("tap", String(error));
      return this.#later();
    }
    const { type, sdp } = pc.localDescription;
    return this.#signal.send({ type: "tap.description", offer: this.#offer, description: { type, sdp } });
  }

  async #answered(description) {
    const pc = this.#pc;
    if (!pc || description.type !== "answer" || pc.signalingState !== "have-local-offer") return;
    try {
      await pc.setRemoteDescription(description);
    } catch (error) {
      console.debug("tap", String(error));
    }
  }

  #connection(state) {
    if (state === "connected") {
      clearTimeout(this.#timer);
      this.#attempt = 0;
      this.#enter("on");
    } else if (state === "failed" || state === "closed") {
      this.#later();
    } else if (state === "disconnected") {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#later(), FIRST_PAUSE_MS);
      this.#enter("waiting");
    }
  }

  #later() {
    clearTimeout(this.#timer);
    this.#close();
    if (!this.#allowed) return this.stop();
    this.#enter("waiting");
    const wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.5 ** this.#attempt);
    this.#attempt += 1;
    this.#timer = setTimeout(() => this.#connect(), wait * (0.8 + Math.random() * 0.4));
    return null;
  }

  #close() {
    const pc = this.#pc;
    this.#pc = null;
    this.#offer += 1;
    if (pc) pc.onicecandidate = pc.onconnectionstatechange = null;
    pc?.close();
  }

  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state } }));
  }
}
