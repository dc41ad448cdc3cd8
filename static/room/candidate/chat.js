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
    for (const type of ["peer", "gone"]) mesh.addEventListener(type, () => this.#sayReaders());
    this.#sayReaders();
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

  /** Who is a peer reads along; where candidates do not meet, that is the interviewer alone. */
  #sayReaders() {
    const others = this.#panes.people.some(({ role }) => role === "candidate");
    part("chat-readers").textContent = say(others ? "read_by_all" : "read_by_interviewer");
  }

  #receive({ id, message }) {
    if (message.type !== "chat" || typeof message.text !== "string") return;
    if (this.#seen.has(message.id)) return;
    this.#seen.add(message.id);
    const name = this.#panes.name(id);
    const text = message.text.slice(0, LONGEST);
    // The interviewer alone may write to one person; from anybody else the field means nothing.
    const alone = id === "interviewer" && message.to === "you";
    this.#show(name, text, { alone });
    if (!part("chat").hidden) return;
    this.#count(this.#unread + 1);
    announce(say(alone ? "message_to_you" : "message_from", { name, text }));
  }

  #send(event) {
    event.preventDefault();
    const input = part("chat-form").elements.text;
    const text = input.value.trim();
    if (!text) return;
    const message = { type: "chat", id: crypto.randomUUID(), text, at: new Date().toISOString() };
    const reached = this.#mesh.broadcast(message);
    part("chat-trouble").textContent = reached ? "" : say("not_sent");
    if (!reached) return;
    this.#show(say("you"), text, { own: true });
    input.value = "";
  }

  #show(name, text, { own = false, alone = false }) {
    const list = part("chat-list");
    const item = document.createElement("li");
    item.toggleAttribute("data-own", own);
    const head = document.createElement("p");
    head.className = "muted small";
    head.textContent = [name, alone && say("to_you_alone"), time.format(new Date())].filter(Boolean).join(" · ");
    const body = document.createElement("p");
    body.textContent = text;
    item.append(head, body);
    list.append(item);
    while (list.children.length > MOST_MESSAGES) list.firstElementChild.remove();
    list.scrollTop = list.scrollHeight;
  }

  #count(unread) {
    this.#unread = unread;
    part("unread").textContent = String(unread);
    part("unread").hidden = unread === 0;
  }
}

/**
 * The question that is being asked, and what the interviewer's page passes on of the candidates' words.
 * Nobody recognises what the interviewer says.
 */
export class Captions {
  #on = true;
  #timer = null;
  #live = false;
  #meet = false;
  #question = "";
  #toggle = part("captions-toggle");

  /** note(words): where it is said what is captioned. */
  constructor(mesh, panes, ownSeat, note) {
    this.#toggle.addEventListener("click", () => {
      if (this.#live) this.#switch(!this.#on);
      note(this.#on ? this.#what : "");
    });
    mesh.addEventListener("message", ({ detail: { id, message } }) => {
      // Captions come from the interviewer's page alone: nobody else may put words into a mouth.
      if (message.type !== "caption" || id !== "interviewer" || typeof message.text !== "string") return;
      const seat = message.seat ?? "interviewer";
      this.#show(seat === ownSeat() ? say("you") : panes.name(seat), message.text.slice(-200));
    });
  }

  /** `{room, seat}` of the room socket. */
  update({ room, seat }) {
    this.#live = room.status === "live";
    this.#meet = room.candidates_meet;
    this.#toggle.setAttribute("aria-disabled", String(!this.#live));
    this.#toggle.title = this.#what;
    const asked = this.#live && seat.question && seat.question.kind !== "opening";
    const question = asked ? seat.question.text : "";
    const another = question !== this.#question;
    this.#question = question;
    this.#draw();
    if (another && question && this.#on) announce(say("question_asked", { text: question }));
  }

  get #what() {
    if (!this.#live) return say("captions_later");
    return say(this.#meet ? "captions_all" : "captions_question");
  }

  #switch(on) {
    this.#on = on;
    this.#toggle.setAttribute("aria-pressed", String(on));
    if (!on) part("captions").hidden = true;
    this.#draw();
  }

  #draw() {
    part("question-text").textContent = this.#question;
    part("question").hidden = !this.#on || !this.#question;
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
