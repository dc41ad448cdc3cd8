// The room socket (docs/live.md): typed messages, a ping every five seconds, and patience.

const PING_MS = 5000;
// Nothing heard for this long, not even a pong: the connection is dead, whatever the browser thinks.
const SILENCE_MS = 13000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;
/** Not signed in, not yours, no such room, opened elsewhere, over: trying again changes nothing. */
export const FINAL_CODES = new Set([4401, 4403, 4404, 4409, 4410]);

/**
 * Fires one CustomEvent per message type, `detail` the message; "connection" when `state` changes.
 * state: "connecting" | "open" (welcomed) | "waiting" (tries again soon) | "closed" (for good; see `code`).
 */
export class Signal extends EventTarget {
  state = "closed";
  code = null;
  /** The newest room, seat and peers, from welcome and room messages. */
  room = null;
  seat = null;
  you = null;
  #url;
  #socket = null;
  #attempt = 0;
  #heard = 0;
  #ping = null;
  #again = null;

  /** `path` as "/ws/rooms/<id>/". */
  constructor(path) {
    super();
    this.#url = new URL(path, location.href);
    this.#url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    window.addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  connect() {
    clearTimeout(this.#again);
    this.#enter("connecting");
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#heard = performance.now();
    socket.onmessage = ({ data }) => socket === this.#socket && this.#receive(data);
    socket.onclose = ({ code }) => socket === this.#socket && this.#lost(code);
    clearInterval(this.#ping);
    this.#ping = setInterval(() => this.#beat(), PING_MS);
  }

  /** False when it could not be sent: whoever needs it sent says it again after "welcome". */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Leaves for good. */
  close() {
    const socket = this.#socket;
    this.#lost(4410);
    socket?.close(1000);
  }

  #receive(data) {
    this.#heard = performance.now();
    const message = JSON.parse(data);
    if (message.type === "welcome" || message.type === "room") {
      this.room = message.room;
      this.seat = message.seat ?? null;
    }
    if (message.type === "welcome") {
      this.you = message.you;
      this.#attempt = 0;
      this.#enter("open");
    }
    this.dispatchEvent(new CustomEvent(message.type, { detail: message }));
  }

  #beat() {
    if (performance.now() - this.#heard > SILENCE_MS) this.#drop();
    else this.send({ type: "ping" });
  }

  /** A dead network says nothing, and close() would wait for it: go on without this socket. */
  #drop() {
    const socket = this.#socket;
    this.#lost(1006);
    socket?.close();
  }

  #hurry() {
    if (this.state === "waiting") this.connect();
    else if (this.state === "open") this.send({ type: "ping" });
  }

  #lost(code) {
    clearInterval(this.#ping);
    clearTimeout(this.#again);
    this.#socket = null;
    this.code = code;
    if (FINAL_CODES.has(code)) return this.#enter("closed");
    const wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    this.#again = setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
    return this.#enter("waiting");
  }

  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("connection", { detail: { state, code: this.code } }));
  }
}
