// Right, the other tabs: what is known of the person, notes, the rating sheet.

import { localise } from "../../js/time.js";
import { Scorecard } from "../../report/scorecard.js";
import { act } from "./acts.js";
import { $, data, labelOf, make, say } from "./page.js";

export class People {
  #feed;
  #seat = null;
  #stale = { file: true, card: true };
  #drafts = new Map(); // seat id → the note begun about them
  #cards = new Map(); // seat id → its rating sheet, kept as long as something of it is not saved

  constructor(feed) {
    this.#feed = feed;
    document.addEventListener("tabselect", (event) => this.#opened(event.target));
    const form = $("[data-note-form]");
    form.addEventListener("submit", (event) => this.#write(event));
    // Other words, or about somebody else: another note.
    form.addEventListener("input", () => this.#anotherNote());
    $("#note-text").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    $("[data-card]").addEventListener("focusout", () => setTimeout(() => this.#loadShown(), 0));
    $("[data-card]").addEventListener("submit", (event) => event.preventDefault());
  }

  select(seatId) {
    this.#anotherNote();
    this.#turnDraft(seatId);
    this.#cards.get(this.#seat?.id)?.flush();
    this.#seat = data.seats.find((seat) => seat.id === seatId);
    $("[data-person-name]").textContent = this.#seat.label;
    this.#stale = { file: true, card: true };
    for (const part of ["file", "card"]) $(`[data-${part}]`).replaceChildren();
    this.#loadShown();
    this.notes();
  }

  /** Another question was asked: the sheet has a row more. */
  asked() {
    this.#stale.card = true;
    this.#loadShown();
  }

  notes() {
    const seen = this.#feed.notes.filter((note) => note.seat === null || note.seat === this.#seat.id);
    $("[data-notes-count]").textContent = seen.length ? String(seen.length) : "";
    const list = $("[data-notes]");
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.replaceChildren(...seen.map(noteItem));
    localise(list);
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  #opened(tab) {
    this.#loadShown();
    // Opened with its key: on with writing, at once, or the next letters would be keys as well.
    const field = { "tab-notes": "#note-text", "tab-chat": "#chat-text" }[tab.id];
    if (field && document.activeElement !== tab) $(field).focus();
  }

  #loadShown() {
    for (const part of ["file", "card"]) {
      const panel = $(`[data-${part}]`);
      if (panel.closest("[role=tabpanel]").hidden || !this.#stale[part] || panel.contains(document.activeElement)) continue;
      this.#stale[part] = false;
      this.#load(part, panel);
    }
  }

  async #load(part, panel) {
    const seat = this.#seat;
    if (part === "card" && !(await this.#saved(seat, panel))) return null;
    try {
      const response = await fetch(seat[part]);
      if (!response.ok) throw new Error(String(response.status));
      const html = await response.text();
      if (seat !== this.#seat) return null;
      if (panel.contains(document.activeElement) || (part === "card" && this.#cards.get(seat.id)?.unsaved)) {
        this.#stale[part] = true; // written in meanwhile
        return this.#loadShown();
      }
      panel.innerHTML = html;
      localise(panel);
      const form = $("[data-scorecard]", panel);
      const states = { saving: say("saving"), saved: say("saved"), unsaved: say("unsaved") };
      if (form) this.#cards.set(seat.id, new Scorecard(form, states));
    } catch {
      this.#stale[part] = true;
      if (!panel.contains($("[data-scorecard]"))) panel.replaceChildren(make("p", { class: "room-none muted" }, say("not_loaded")));
    }
    return null;
  }

  /** A note begun about one candidate waits for them; one about everybody stays. */
  #turnDraft(seatId) {
    if ($("[data-note-all]").checked) return;
    const field = $("#note-text");
    if (this.#seat) this.#drafts.set(this.#seat.id, field.value);
    field.value = this.#drafts.get(seatId) ?? "";
  }

  #anotherNote() {
    delete $("#note-text").dataset.id;
  }

  /** A sheet is drawn anew only once what stands in it is saved; until then it stays. */
  async #saved(seat, panel) {
    const card = this.#cards.get(seat.id);
    if (!card || (await card.flush())) return true;
    if (seat === this.#seat) {
      this.#stale.card = true;
      if (!panel.contains(card.form)) panel.replaceChildren(card.form);
    }
    return false;
  }

  async #write(event) {
    event.preventDefault();
    const field = $("#note-text");
    const text = field.value.trim();
    if (!text) return field.focus();
    const everybody = $("[data-note-all]").checked;
    const about = this.#seat.id;
    // The same id if it has to be sent again, so that it is written once.
    const id = (field.dataset.id ||= crypto.randomUUID());
    const body = { seat: everybody ? null : about, text, client_id: id };
    const answer = await act("notes", body);
    if (!answer) return null;
    if (field.dataset.id === id) this.#anotherNote();
    if (field.value.trim() === text) field.value = "";
    if (this.#drafts.get(about)?.trim() === text) this.#drafts.delete(about);
    this.#feed.take([{ type: "note", note: answer.note }]);
    return this.notes();
  }
}

function noteItem(note) {
  const time = make("time", { datetime: note.at, "data-local": "time" });
  const about = note.seat === null ? say("about_everybody") : labelOf(note.seat);
  return make("li", {}, make("p", { class: "muted small" }, time, ` · ${about}`), make("p", { class: "note-text" }, note.text));
}
