// Messages to everybody, or to one alone, over the data channels: they are in nobody's database.

import { looking } from "./news.js";
import { $, $$, labelOf, make, say } from "./page.js";

const MOST = 300;
const TOLD = 120; // characters of a message in a toast

export class Chat {
  #mesh;
  #news;
  #unread = 0;
  #selected = null;
  #to = null; // the seat it goes to; null: everybody

  constructor(mesh, news) {
    this.#mesh = mesh;
    this.#news = news;
    $("[data-chat-form]").addEventListener("submit", (event) => this.#send(event));
    for (const button of $$("[data-chat-to]")) {
      button.addEventListener("click", () => this.#aim(button.dataset.chatTo === "one" ? (this.#to ?? this.#selected) : null));
    }
    document.addEventListener("tabselect", () => this.#seen());
    if (!$("[data-chat]").childElementCount) $("[data-chat]").append(make("li", { class: "muted small", "data-none": true }, say("chat_none")));
  }

  /** Follows the selection, but not with words that were written for somebody else. */
  select(seatId) {
    this.#selected = seatId;
    this.#aim(this.#to && !$("#chat-text").value ? seatId : this.#to);
  }

  hear(name, message) {
    if (typeof message.text !== "string" || !message.text) return;
    this.#add(name, message.text.slice(0, 1000));
    const hidden = $("#tab-chat-panel").hidden;
    if (hidden || !looking()) this.#news.tell(say("message_from", { name, text: message.text.slice(0, TOLD) }));
    if (hidden) this.#unread += 1;
    this.#seen();
  }

  #send(event) {
    event.preventDefault();
    const field = $("#chat-text");
    const text = field.value.trim();
    if (!text) return;
    const to = this.#to;
    const message = { type: "chat", id: crypto.randomUUID(), text, at: Date.now() / 1000 };
    const sent = to ? this.#mesh.links.get(to)?.message({ ...message, to: "you" }) : this.#mesh.broadcast(message);
    const whom = to ? say("chat_to_one", { name: labelOf(to) }) : say("chat_to_all");
    this.#add(`${say("you")} ${whom}`, text, sent ? "" : say("chat_nobody"));
    field.value = "";
  }

  #aim(to) {
    this.#to = to;
    const name = labelOf(to ?? this.#selected);
    $("[data-chat-name]").textContent = name;
    for (const button of $$("[data-chat-to]")) {
      button.setAttribute("aria-pressed", String((button.dataset.chatTo === "one") === Boolean(to)));
    }
    const words = to ? say("message_to_one", { name }) : say("message_to_all");
    $("#chat-text").placeholder = words;
    $("[data-chat-label]").textContent = words;
  }

  #add(name, text, note = "") {
    const list = $("[data-chat]");
    $("[data-none]", list)?.remove();
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(new Date());
    const head = make("p", { class: "muted small" }, [name, time, note].filter(Boolean).join(" · "));
    list.append(make("li", {}, head, make("p", { class: "note-text" }, text)));
    while (list.childElementCount > MOST) list.firstElementChild.remove();
    list.scrollTop = list.scrollHeight;
  }

  #seen() {
    if (!$("#tab-chat-panel").hidden) this.#unread = 0;
    $("[data-chat-count]").textContent = this.#unread ? String(this.#unread) : "";
  }
}
