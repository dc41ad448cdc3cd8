// Middle: a pane for everybody; who is there, speaks, raises a hand; captions; screens that are shared.

import { recall, remember } from "../../js/storage.js";
import { onGesture } from "../gesture.js";
import { Overlay } from "./overlay.js";
import { $, $$, labelOf, say } from "./page.js";

const ME = "interviewer";
const SPEAKER_AFTER_MS = 800; // a cough does not change the large picture
const CAPTION_MS = 6000;

export class Panes {
  #root = $("[data-panes]");
  #panes = new Map();
  #screens = new Map(); // participant → pane
  #overlays = new Map();
  #speaker = null;
  #selected = null;
  #since = new Map(); // participant → when they began to speak
  #captions = recall("room-captions") !== "off";
  #overlay = false;
  #timers = new Map();

  constructor() {
    for (const pane of $$("[data-pane]", this.#root)) {
      this.#panes.set(pane.dataset.pane, pane);
      const canvas = $("[data-overlay]", pane);
      if (canvas) this.#overlays.set(pane.dataset.pane, new Overlay(canvas, $("[data-video]", pane)));
    }
    this.setLayout({ me: recall("room-me") ?? "bottom", kind: recall("room-layout") ?? "grid" });
    this.showCaptions(this.#captions);
    onGesture(() => this.#play());
  }

  get layout() {
    return { me: this.#root.dataset.me, kind: this.#root.dataset.layout };
  }

  /** me: "top" | "bottom", kind: "grid" | "speaker"; kept for the next time. */
  setLayout({ me = this.layout.me, kind = this.layout.kind }) {
    this.#root.dataset.me = me === "top" ? "top" : "bottom";
    this.#root.dataset.layout = kind === "speaker" ? "speaker" : "grid";
    remember("room-me", this.#root.dataset.me);
    remember("room-layout", this.#root.dataset.layout);
    $("[data-layout-me]").value = this.#root.dataset.me;
    $("[data-layout-kind]").value = this.#root.dataset.layout;
    $('[data-view="layout"]').setAttribute("aria-pressed", String(kind === "speaker"));
    this.#chooseLarge();
  }

  showCaptions(on) {
    this.#captions = on;
    remember("room-captions", on ? null : "off");
    $('[data-view="captions"]').setAttribute("aria-pressed", String(on));
    if (!on) for (const line of $$("[data-caption]", this.#root)) line.hidden = true;
  }

  get captions() {
    return this.#captions;
  }

  showOverlay(on) {
    this.#overlay = on;
    $('[data-view="overlay"]').setAttribute("aria-pressed", String(on));
    for (const overlay of this.#overlays.values()) overlay.show(on);
  }

  get overlay() {
    return this.#overlay;
  }

  select(id) {
    this.#selected = id;
    this.#chooseLarge();
    for (const pane of this.#panes.values()) {
      const chosen = pane.dataset.pane === id;
      pane.classList.toggle("pane-selected", chosen);
      $("[data-select]", pane)?.setAttribute("aria-pressed", String(chosen));
      if (chosen) this.news(id, 0);
    }
  }

  /** The number of new recommended questions of somebody who is not selected. */
  news(id, count) {
    const mark = $("[data-new]", this.#panes.get(id));
    if (!mark) return;
    mark.hidden = count === 0;
    mark.textContent = `+${count}`;
    mark.title = say("new_suggestions", { name: labelOf(id) });
  }

  /** Where somebody is: "no" | "waiting" | "joining" | "here" | "removed". */
  place(id, here) {
    const pane = this.#panes.get(id);
    if (!pane) return;
    pane.dataset.here = here;
    this.#sayEmpty(pane);
    const admit = $("[data-admit]", pane);
    if (admit) admit.hidden = here !== "waiting" && here !== "removed"; // who was taken out may come back
  }

  camera(id, stream) {
    const pane = this.#panes.get(id);
    if (!pane) return;
    const video = $("[data-video]", pane);
    if (video.srcObject !== stream) video.srcObject = stream;
    this.#play();
  }

  #play() {
    for (const video of $$("[data-video]", this.#root)) {
      if (video.srcObject && video.paused) video.play().catch(() => {}); // the next gesture may
    }
  }

  screen(id, stream, name = "") {
    this.#screens.get(id)?.remove();
    this.#screens.delete(id);
    if (stream) {
      const pane = $("[data-screen-template]").content.firstElementChild.cloneNode(true);
      const words = id === ME ? say("my_screen") : say("screen_of", { name });
      $("[data-screen-name]", pane).textContent = words;
      pane.setAttribute("aria-label", words);
      $("[data-video]", pane).srcObject = stream;
      $("[data-video]", pane).setAttribute("aria-label", words);
      this.#root.append(pane);
      this.#screens.set(id, pane);
    }
    this.#root.toggleAttribute("data-shared", this.#screens.size > 0);
    this.#chooseLarge();
  }

  /** {audio, video, hand} as the peer says. */
  state(id, { audio = true, video = true, hand = false }) {
    const pane = this.#panes.get(id);
    if (!pane) return;
    $("[data-muted]", pane).hidden = audio;
    pane.dataset.video = video ? "on" : "off";
    this.#sayEmpty(pane);
    const raised = $("[data-hand]", pane);
    if (raised) raised.hidden = !hand;
  }

  /** Why there is no picture. */
  #sayEmpty(pane) {
    const { pane: id, here, video } = pane.dataset;
    if (id === ME || !here) return;
    const words = here === "here" && video === "off" ? say("camera_off") : say(`here_${here}`);
    const place = $("[data-empty-words]", pane);
    if (place.textContent !== words) place.textContent = words;
  }

  /** level: 0 (away) to 4, null unknown. */
  quality(id, level) {
    const bars = $("[data-quality]", this.#panes.get(id));
    if (!bars) return;
    bars.dataset.level = level ?? "";
    const words = level === null ? say("quality_unknown") : say(`quality_${level}`);
    bars.setAttribute("aria-label", words);
    bars.title = words;
  }

  speaking(id, speaking) {
    this.#panes.get(id)?.classList.toggle("pane-speaking", speaking);
    clearTimeout(this.#since.get(id));
    this.#since.delete(id);
    if (!speaking || id === ME) return;
    this.#since.set(id, setTimeout(() => {
      this.#speaker = id;
      this.#chooseLarge();
    }, SPEAKER_AFTER_MS));
  }

  caption(id, text) {
    const line = $("[data-caption]", this.#panes.get(id));
    if (!line || !this.#captions) return;
    line.textContent = text;
    line.hidden = !text;
    clearTimeout(this.#timers.get(id));
    this.#timers.set(id, setTimeout(() => (line.hidden = true), CAPTION_MS));
  }

  /** recorded, and why the analysis is off ("" while it is on or not asked for). */
  marks(id, { recorded, off }) {
    const pane = this.#panes.get(id);
    $("[data-recorded]", pane).hidden = !recorded;
    const words = $("[data-analysis-off]", pane);
    words.hidden = !off;
    words.textContent = off;
  }

  myMark(recorded) {
    const mark = $("[data-recorded]", this.#panes.get(ME));
    if (mark) mark.hidden = !recorded;
  }

  points(id, signals) {
    this.#overlays.get(id)?.take(signals);
  }

  #chooseLarge() {
    const [shared] = this.#screens.values();
    const large = shared ?? this.#panes.get(this.#speaker ?? this.#selected);
    for (const pane of $$(".pane", this.#root)) pane.classList.toggle("pane-large", pane === large);
  }
}
