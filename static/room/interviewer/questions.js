// Left: recommended questions of the selected candidate, newest first; the position's; one's own.

import { recall, remember } from "../../js/storage.js";
import { selectTab } from "../../js/tabs.js";
import { showToast } from "../../js/toast.js";
import { act } from "./acts.js";
import { $, $$, data, inLanguage, labelOf, make, say } from "./page.js";

const KEYS = 5;
const EARLIER = 4; // older rankings that stay in sight
const OWN = `room-own-${data.room}`;
const MOST_OWN = 40;
const CHANGED_MS = 700; // whoever presses so soon meant what stood there before

export class Questions {
  #feed;
  #seat = null;
  #everybody = false;
  #sent = new Set(); // under way, or asked a moment ago
  #ids = new Map(); // what is asked → the id it goes with until it is known to have arrived
  #told = null; // the toast of the newest one asked
  #standing = ""; // which recommended questions stand there
  #changedAt = -Infinity; // when others came in their place, unasked

  constructor(feed) {
    this.#feed = feed;
    for (const button of $$("[data-target]")) {
      button.addEventListener("click", () => this.#aim(button.dataset.target === "all" && !this.#everybody));
    }
    document.addEventListener("click", (event) => this.#clicked(event));
    $("[data-free]").addEventListener("submit", (event) => this.#free(event));
    $("#free-text").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#askFreely();
      }
    });
    this.#drawOwn();
  }

  select(seatId) {
    this.#seat = this.#feed.seats.get(seatId);
    $("[data-target-name]").textContent = labelOf(seatId);
    this.#aim(false);
    this.#standing = "";
    this.draw();
  }

  /** News of another candidate are told on their pane; of this one, drawn. */
  draw() {
    const seat = this.#seat;
    const place = $("[data-recommended]");
    const [newest, ...older] = seat.suggestions;
    $("[data-recommended-count]").textContent = newest ? String(newest.ranked.length) : "";
    if (!newest) {
      this.#standing = "";
      place.replaceChildren(make("p", { class: "room-none muted" }, say("no_suggestions")));
      return this.#markAsked();
    }
    const earlier = older.slice(0, EARLIER);
    const standing = JSON.stringify([newest, ...earlier].map((one) => [one.suggestion, one.ranked]));
    if (standing === this.#standing) return this.#markAsked();
    if (this.#standing) this.#changedAt = performance.now();
    this.#standing = standing;
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    const list = make("ol", { class: "ask-list" }, ...newest.ranked.map((one, at) => this.#row(newest, one, at, true)));
    const parts = [list];
    if (earlier.length) {
      const rows = earlier.flatMap((one) => one.ranked.slice(0, 2).map((ranked, at) => this.#row(one, ranked, at, false)));
      parts.push(make("h3", { class: "ask-earlier" }, say("earlier")), make("ol", { class: "ask-list" }, ...rows));
    }
    const next = focused && focusAfter(focused, parts);
    place.replaceChildren(...parts);
    next?.focus();
    return this.#markAsked();
  }

  announce(seatId) {
    $("[data-recommended-news]").textContent = say("new_suggestions", { name: labelOf(seatId) });
  }

  #row(suggestion, ranked, at, numbered) {
    const key = numbered && at < KEYS ? String(at + 1) : null;
    const name = `q-${suggestion.suggestion}-${at}`;
    const button = make(
      "button",
      {
        type: "button",
        class: "button button-small",
        "data-ask-suggestion": suggestion.suggestion,
        "data-place": at,
        "data-shortcut": key,
        "aria-describedby": name,
      },
      key ? make("kbd", {}, key) : null,
      make("span", {}, say("asked")),
    );
    const reason = inLanguage(ranked.reason);
    const why = make("p", { class: "ask-reason" }, reason);
    const text = make("p", { id: name, "data-question-text": true, lang: data.language }, ranked.text);
    return make("li", { class: "ask-row" }, text, pathOf(ranked), why, button);
  }

  /** Everybody for one question only: what follows from one answer is not asked of all. */
  #aim(everybody) {
    this.#everybody = everybody;
    for (const button of $$("[data-target]")) {
      button.setAttribute("aria-pressed", String((button.dataset.target === "all") === everybody));
    }
    this.#markAsked();
  }

  get #seats() {
    return this.#everybody ? this.#feed.admitted.map((seat) => seat.id) : [this.#seat.id];
  }

  #clicked(event) {
    const button = event.target.closest("[data-ask-suggestion], [data-ask-expected], [data-ask-own], [data-drop-own]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    if (!button.offsetParent) return selectTab($("#tab-recommended")); // a key, and the list not in sight
    const { askSuggestion, place, askExpected, askOwn, dropOwn } = button.dataset;
    const row = button.closest("li");
    const text = textOf(row);
    if (askSuggestion && performance.now() - this.#changedAt < CHANGED_MS) this.#changed(row);
    else if (askSuggestion) this.#ask({ suggestion: askSuggestion, place: Number(place) }, text);
    else if (askExpected) this.#ask({ question: askExpected }, text);
    else if (dropOwn !== undefined) this.#saveOwn(this.#own.filter((one) => one !== text));
    else if (askExpected === "" || askOwn !== undefined) this.#ask({ text }, text);
    return null;
  }

  /** Asks nothing: another question came under the pointer or the key. */
  #changed(row) {
    row.animate({ backgroundColor: ["var(--caution-soft)", "transparent"] }, CHANGED_MS);
    this.#told?.remove();
    this.#told = showToast(say("questions_changed"), { kind: "caution" });
  }

  async #ask(body, text) {
    if (this.#feed.room.status === "open") {
      $("#room-first").showModal();
      return false;
    }
    const seats = this.#seats;
    const asked = this.#everybody ? say("asked_all") : say("asked_one", { name: labelOf(seats[0]) });
    const marks = seats.map((id) => `${id} ${text}`);
    for (const mark of marks) this.#sent.add(mark);
    this.#markAsked();
    const what = JSON.stringify(body);
    if (!this.#ids.has(what)) this.#ids.set(what, crypto.randomUUID());
    const answer = await act("ask", { seats, ...body, client_id: this.#ids.get(what) });
    if (answer) {
      this.#ids.delete(what);
      this.#told?.remove();
      this.#told = showToast(asked, { kind: "positive" });
      this.#aim(false);
    } else {
      for (const mark of marks) this.#sent.delete(mark);
      this.#markAsked();
    }
    return answer !== null;
  }

  /** A question that stands among those asked of everybody aimed at is marked as asked. */
  #markAsked() {
    const seats = this.#seats.map((id) => this.#feed.seats.get(id));
    const asked = (text) =>
      seats.length > 0 &&
      seats.every((s) => this.#sent.has(`${s.id} ${text}`) || s.questions.some((one) => one.text === text));
    for (const row of $$(".ask-row")) {
      const button = $("[data-ask-suggestion], [data-ask-expected], [data-ask-own]", row);
      const done = asked(textOf(row));
      row.classList.toggle("ask-done", done);
      button.setAttribute("aria-disabled", String(done)); // not disabled: it keeps the focus
    }
  }

  #free(event) {
    event.preventDefault();
    if (event.submitter?.value === "keep") {
      const text = $("#free-text").value.trim();
      if (text) this.#saveOwn([text, ...this.#own.filter((one) => one !== text)].slice(0, MOST_OWN));
      $("#free-text").value = "";
    } else {
      this.#askFreely();
    }
  }

  async #askFreely() {
    const field = $("#free-text");
    const text = field.value.trim();
    if (!text) return field.focus();
    if (await this.#ask({ text }, text)) field.value = "";
    return null;
  }

  get #own() {
    try {
      return JSON.parse(recall(OWN) ?? "[]");
    } catch {
      return [];
    }
  }

  #saveOwn(list) {
    remember(OWN, JSON.stringify(list));
    this.#drawOwn(list);
    if (this.#seat) this.#markAsked();
  }

  #drawOwn(list = this.#own) {
    const rows = list.map((text) => {
      const ask = make("button", { type: "button", class: "button button-small", "data-ask-own": "" }, say("asked"));
      const drop = make("button", { type: "button", class: "button button-small button-quiet", "data-drop-own": "" }, say("remove"));
      return make("li", { class: "ask-row" }, make("p", { "data-question-text": true }, text), make("div", { class: "row" }, drop, ask));
    });
    $("[data-own]").replaceChildren(...rows);
    $("[data-own-none]").hidden = list.length > 0;
  }
}

function textOf(row) {
  return $("[data-question-text]", row).textContent;
}

/** Where the focus goes when `parts` take the place of the button that has it: to the same question,
 * else to the one that stands where it stood. */
function focusAfter(button, parts) {
  const rows = parts.flatMap((part) => $$(".ask-row", part));
  const text = textOf(button.closest("li"));
  const same = rows.find((row) => textOf(row) === text);
  const there = rows[Math.min(Number(button.dataset.place), rows.length - 1)];
  return $("[data-ask-suggestion]", same ?? there);
}

/** "words" → nodes: how the question came about. */
function pathOf(ranked) {
  const path = ranked.path ?? {};
  const quotes = [...new Set((path.spans ?? []).map((span) => span.text))].slice(0, 3);
  const nodes = inLanguageList(path.terms);
  const line = make("p", { class: "ask-path" });
  const said = quotes.map((quote) => `“${quote}”`).join(", ");
  line.append([said, nodes.join(" › ")].filter(Boolean).join(" → "));
  if (!line.textContent) return null;
  line.prepend(make("span", { class: "visually-hidden" }, `${say("path")} `));
  return line;
}

function inLanguageList(terms) {
  const found = inLanguage(terms ?? {});
  return Array.isArray(found) ? found : [];
}
