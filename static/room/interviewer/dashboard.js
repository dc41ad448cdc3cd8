// The dashboard socket (docs/live.md): a snapshot first, then every event. After a break it names the
// last event it has. What arrives is handed on once per frame; of signals only the newest.

import { FINAL_CODES } from "../signal.js";

const PING_MS = 5000;
const SILENCE_MS = 13000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;
const HIDDEN_MS = 250; // a page behind others gets no frames
const REPLACED = new Set(["signals", "voice"]);

/** Fires "events" (detail: the list, oldest first) and "state" (detail: open | away | closed). */
export class Dashboard extends EventTarget {
  state = "away";
  since = "";
  #path;
  #socket = null;
  #queue = [];
  #newest = new Map(); // "signals <seat>" → event
  #due = false;
  #attempt = 0;
  #heard = 0;
  #ping = null;
  #again = null;

  constructor(path) {
    super();
    this.#path = path;
    window.addEventListener("online", () => this.state === "away" && this.connect());
    // The frame that was asked for does not come while the page is hidden.
    document.addEventListener("visibilitychange", () => document.hidden && this.#hand());
  }

  connect() {
    clearTimeout(this.#again);
    clearInterval(this.#ping);
    this.#socket?.close();
    const url = new URL(this.#path, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    if (this.since) url.searchParams.set("since", this.since);
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#heard = performance.now();
    socket.onopen = () => socket === this.#socket && this.#enter("open");
    socket.onmessage = ({ data }) => socket === this.#socket && this.#receive(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.#socket && this.#lost(code);
    this.#ping = setInterval(() => this.#beat(), PING_MS);
  }

  close() {
    const socket = this.#socket;
    this.#lost(4410);
    socket?.close(1000);
  }

  #receive(event) {
    this.#heard = performance.now();
    // Not as soon as it is open: a server may take everybody in and then fail.
    if (event.type !== "error") this.#attempt = 0;
    if (event.type === "pong" || event.type === "error") return;
    if (event.id) this.since = event.id;
    if (REPLACED.has(event.type)) this.#newest.set(`${event.type} ${event.seat}`, event);
    else this.#queue.push(event);
    this.#soon();
  }

  #soon() {
    if (this.#due) return;
    this.#due = true;
    if (document.hidden) setTimeout(() => this.#hand(), HIDDEN_MS);
    else requestAnimationFrame(() => this.#hand());
  }

  #hand() {
    if (!this.#due) return;
    this.#due = false;
    const events = [...this.#queue, ...this.#newest.values()];
    this.#queue = [];
    this.#newest.clear();
    this.dispatchEvent(new CustomEvent("events", { detail: events }));
  }

  #beat() {
    if (performance.now() - this.#heard > SILENCE_MS) {
      const socket = this.#socket;
      this.#lost(1006);
      socket?.close();
    } else if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send('{"type": "ping"}');
    }
  }

  #lost(code) {
    clearInterval(this.#ping);
    clearTimeout(this.#again);
    this.#socket = null;
    if (FINAL_CODES.has(code)) return this.#enter("closed");
    const wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    this.#again = setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
    return this.#enter("away");
  }

  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}
