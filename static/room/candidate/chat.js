// Chat and captions over the data channel: from browser to browser, kept nowhere.

import { announce, part, say } from "../../candidate/page.js";

const MOST_MESSAGES = 300;
const LONGEST = 1000;
const CAPTION_MS = 6000;

const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" });

export class Chat {
  #mesh;
  #panes;
  #unread = 0;
  #seen = new Set();

  constructor(mesh, panes) {
    this.#mesh = mesh;
    this.#panes = panes;
    mesh.addEventListener("message", ({ detail }) => this.#receive(detail));
    part("chat-form").addEventListener("submit", (event) => this.#send(event));
    part("chat-toggle").addEventListener("click", () => this.#open(part("chat").hidden));
    part("chat-close").addEventListener("click", () => this.#open(false));
    part("chat").addEventListener("keydown", (event) => event.key === "Escape" && this.#open(false));
  }

  #open(open) {
    part("chat").hidden = !open;
    part("chat-toggle").setAttribute("aria-expanded", String(open));
    if (open) {
      this.#count(0);
      part("chat-form").elements.text.focus();
    } else {
      part("chat-toggle").focus();
    }
  }

  #receive({ id, message }) {
    if (message.type !== "chat" || typeof message.text !== "string") return;
    if (this.#seen.has(message.id)) return;
    this.#seen.add(message.id);
    const name = this.#panes.name(id);
    const text = message.text.slice(0, LONGEST);
    this.#show(name, text, false);
    if (!part("chat").hidden) return;
    this.#count(this.#unread + 1);
    announce(say("message_from", { name, text }));
  }

  #send(event) {
    event.preventDefault();
    const input = part("chat-form").elements.text;
    const text = input.value.trim();
    if (!text) return;
    const message = { type: "chat", id: crypto.randomUUID(), text, at: new Date().toISOString() };
    const reached = this.#mesh.broadcast(message);
    part("chat-empty").textContent = reached ? "" : say("not_sent");
    if (!reached) return;
    this.#show(say("you"), text, true);
    input.value = "";
  }

  #show(name, text, own) {
    const list = part("chat-list");
    const item = document.createElement("li");
    item.toggleAttribute("data-own", own);
    const head = document.createElement("p");
    head.className = "muted small";
    head.textContent = `${name} · ${time.format(new Date())}`;
    const body = document.createElement("p");
    body.textContent = text;
    item.append(head, body);
    list.append(item);
    while (list.children.length > MOST_MESSAGES) list.firstElementChild.remove();
    part("chat-empty").textContent = "";
    list.scrollTop = list.scrollHeight;
  }

  #count(unread) {
    this.#unread = unread;
    part("unread").textContent = String(unread);
    part("unread").hidden = unread === 0;
  }
}

/** What the interviewer's page hears written down, for who wants to read along. */
export class Captions {
  #on = true;
  #timer = null;

  constructor(mesh, panes, ownSeat) {
    const toggle = part("captions-toggle");
    toggle.addEventListener("click", () => {
      this.#on = !this.#on;
      toggle.setAttribute("aria-pressed", String(this.#on));
      if (!this.#on) part("captions").hidden = true;
    });
    mesh.addEventListener("message", ({ detail: { id, message } }) => {
      // Captions come from the interviewer's page alone: nobody else may put words into a mouth.
      if (message.type !== "caption" || id !== "interviewer" || typeof message.text !== "string") return;
      const seat = message.seat ?? "interviewer";
      this.#show(seat === ownSeat() ? say("you") : panes.name(seat), message.text.slice(-200));
    });
  }

  #show(name, text) {
    if (!this.#on) return;
    const captions = part("captions");
    captions.textContent = name ? `${name}: ${text}` : text;
    captions.hidden = !text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      captions.hidden = true;
    }, CAPTION_MS);
  }
}
