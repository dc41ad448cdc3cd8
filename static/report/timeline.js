// All lanes on one time axis: one cursor, drag to look closer, click to play, hover to read.

import { clockWords } from "../js/time.js";
import { drawLane, rowsHeight, statesAt, svg, valueAt } from "./lanes.js";
import { drawPins, ends, explanation, pinLane, show } from "./readings.js";

const DRAG_PX = 6; // less is a click
const SHORTEST_S = 1; // no closer look than this
const STEPS_S = [0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800];
const TICK_PX = 90;

export class Timeline {
  constructor(root, data, player, words, signal) {
    Object.assign(this, { root, data, player, words, signal });
    this.from = 0;
    this.to = data.duration;
    this.marks = [];
    this.reset = document.querySelector("[data-timeline-reset]");
    this.#build();
    this.#listen();
    new ResizeObserver(() => this.draw()).observe(root);
    player.onTime((seconds) => this.#follow(seconds));
    this.draw();
  }

  // -- building ------------------------------------------------------------------------------

  #build() {
    this.root.replaceChildren();
    this.root.removeAttribute("aria-busy");
    this.ticks = document.createElement("div");
    this.ticks.className = "timeline-ticks";
    const axis = document.createElement("div");
    axis.className = "timeline-axis";
    axis.append(document.createElement("span"), this.ticks);
    this.root.append(axis);
    this.lanes = [];
    if (this.data.pins.length) this.#addLane(pinLane(this.data.pins, this.words.look));
    for (const lane of this.data.lanes) this.#addLane(lane);
    this.cursor = this.#part("timeline-cursor");
    this.hover = this.#part("timeline-hover");
    this.shade = this.#part("timeline-shade");
    this.hover.hidden = this.shade.hidden = true;
    this.markLayer = svg("svg", { class: "timeline-marks", "aria-hidden": "true" });
    this.root.append(this.markLayer);
    this.box = this.#part("timeline-box", document.body);
    this.box.hidden = true;
    this.signal.addEventListener("abort", () => this.box.remove());
    const slider = { role: "slider", tabindex: "0", "aria-label": this.words.timeline, "aria-valuemin": "0" };
    for (const [name, value] of Object.entries(slider)) this.root.setAttribute(name, value);
    this.root.setAttribute("aria-valuemax", this.data.duration.toFixed(1));
  }

  #part(name, parent = this.root) {
    const element = document.createElement("div");
    element.className = name;
    parent.append(element);
    return element;
  }

  #addLane(lane) {
    const figure = document.createElement("figure");
    figure.className = `lane lane-hue-${lane.hue}${lane.size ? ` lane-${lane.size}` : ""}`;
    if (lane.kind === "pins") figure.classList.add("lane-pins");
    figure.dataset.lane = lane.key;
    const caption = document.createElement("figcaption");
    const name = document.createElement("span");
    name.className = "lane-name";
    name.textContent = lane.label;
    if (lane.unit) {
      const unit = document.createElement("span");
      unit.className = "lane-unit";
      unit.textContent = lane.unit;
      name.append(unit);
    }
    const value = document.createElement("span");
    value.className = "lane-value";
    caption.append(name, value);
    const plot = document.createElement("div");
    plot.className = "lane-plot";
    const height = rowsHeight(lane);
    if (height) plot.style.height = `${height}px`;
    figure.append(caption, plot);
    this.root.append(figure);
    this.lanes.push({ lane, plot, value });
  }

  // -- drawing -------------------------------------------------------------------------------

  draw() {
    const [first] = this.lanes;
    if (!first) return;
    this.width = first.plot.clientWidth;
    if (!this.width) return;
    const own = this.root.getBoundingClientRect();
    this.left = first.plot.getBoundingClientRect().left - own.left;
    for (const { lane, plot } of this.lanes) {
      const view = { from: this.from, to: this.to, width: this.width, height: plot.clientHeight, x: (s) => this.#x(s) };
      plot.replaceChildren(lane.kind === "pins" ? drawPins(lane, view) : drawLane(lane, view));
      if (lane.kind === "line" || lane.kind === "area") plot.firstChild.append(...ends(lane, view));
    }
    this.#drawTicks();
    this.#drawMarks();
    this.#place(this.player.time);
    if (this.hover.hidden) this.#read(this.player.time);
    if (this.reset) this.reset.hidden = this.from === 0 && this.to === this.data.duration;
  }

  #x(seconds) {
    return ((seconds - this.from) / (this.to - this.from)) * this.width;
  }

  #seconds(event) {
    const x = event.clientX - this.root.getBoundingClientRect().left - this.left;
    const inside = Math.max(0, Math.min(this.width, x));
    return this.from + (inside / this.width) * (this.to - this.from);
  }

  #drawTicks() {
    const wanted = ((this.to - this.from) * TICK_PX) / this.width;
    const step = STEPS_S.find((candidate) => candidate >= wanted) ?? STEPS_S[STEPS_S.length - 1];
    const ticks = [];
    for (let t = Math.ceil(this.from / step) * step; t < this.to; t += step) {
      const tick = document.createElement("span");
      tick.textContent = step < 1 ? t.toFixed(1) : clockWords(t);
      tick.style.left = `${this.#x(t)}px`;
      ticks.push(tick);
    }
    this.ticks.replaceChildren(...ticks);
  }

  #drawMarks() {
    const lines = this.marks
      .filter((t) => t >= this.from && t <= this.to)
      .map((t) => this.left + this.#x(t))
      .map((x) => svg("line", { class: "timeline-mark", x1: x, x2: x, y1: 22, y2: "100%" }));
    this.markLayer.replaceChildren(...lines);
  }

  /** Marks moments across all lanes: when a word was said. */
  mark(times) {
    this.marks = times;
    this.#drawMarks();
  }

  #place(seconds) {
    const x = this.#x(seconds);
    this.cursor.hidden = x < -1 || x > this.width + 1;
    this.cursor.style.transform = `translateX(${this.left + x}px)`;
    this.root.setAttribute("aria-valuenow", seconds.toFixed(1));
    this.root.setAttribute("aria-valuetext", clockWords(seconds));
  }

  #follow(seconds) {
    const span = this.to - this.from;
    if (!this.player.video.paused && span < this.data.duration && (seconds > this.to || seconds < this.from)) {
      this.#show(seconds, seconds + span);
    }
    this.#place(seconds);
    if (this.hover.hidden) this.#read(seconds);
  }

  #read(seconds) {
    for (const { lane, value } of this.lanes) value.replaceChildren(...this.#readings(lane, seconds));
  }

  #readings(lane, seconds) {
    if (!lane.series.length) {
      const held = statesAt(lane, seconds, lane.kind === "events" ? (this.to - this.from) / 400 : 0);
      return held.slice(0, 2).map((state) => document.createTextNode(state.label));
    }
    if (lane.kind === "rows") {
      const known = lane.series.map((s) => [s.label, valueAt(s, seconds)?.value ?? -1]);
      const [label, most] = known.reduce((best, one) => (one[1] > best[1] ? one : best));
      return most < 0 ? [] : [document.createTextNode(`${label} ${show(most, lane.digits)}`)];
    }
    return lane.series.map((series, number) => {
      const element = document.createElement("span");
      element.className = `lane-series lane-series-${number}`;
      if (series.label) {
        const swatch = document.createElement("i");
        swatch.className = "lane-swatch";
        element.append(swatch, series.label);
      }
      const found = valueAt(series, seconds);
      const number_ = document.createElement("span");
      number_.textContent = found ? show(found.value, lane.digits) : "–";
      element.append(number_);
      return element;
    });
  }

  // -- acting --------------------------------------------------------------------------------

  #show(from, to) {
    const span = Math.min(this.data.duration, Math.max(SHORTEST_S, to - from));
    this.from = Math.max(0, Math.min(from, this.data.duration - span));
    this.to = this.from + span;
    this.draw();
  }

  zoom(factor, around = this.player.time) {
    const span = (this.to - this.from) * factor;
    this.#show(around - span / 2, around + span / 2);
  }

  showAll() {
    this.#show(0, this.data.duration);
  }

  #listen() {
    const on = (name, work) => this.root.addEventListener(name, work, { signal: this.signal });
    on("pointerdown", (event) => this.#press(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#release(event));
    on("pointercancel", () => this.#forget());
    on("pointerleave", () => this.#leave());
    on("dblclick", () => this.showAll());
    on("keydown", (event) => this.#key(event));
    this.reset?.addEventListener("click", () => this.showAll(), { signal: this.signal });
    document.addEventListener("themechange", () => this.draw(), { signal: this.signal });
  }

  #press(event) {
    if (event.button !== 0 || !event.target.closest(".lane-plot, .timeline-ticks")) return;
    this.pressed = { x: event.clientX, seconds: this.#seconds(event) };
    this.root.setPointerCapture(event.pointerId);
  }

  #move(event) {
    const seconds = this.#seconds(event);
    if (this.pressed && Math.abs(event.clientX - this.pressed.x) > DRAG_PX) {
      const [a, b] = [this.pressed.seconds, seconds].sort((x, y) => x - y);
      this.shade.hidden = false;
      this.shade.style.left = `${this.left + this.#x(a)}px`;
      this.shade.style.width = `${this.#x(b) - this.#x(a)}px`;
    }
    if (event.pointerType === "touch") return;
    this.hover.hidden = false;
    this.hover.style.transform = `translateX(${this.left + this.#x(seconds)}px)`;
    this.#read(seconds);
    this.#explain(event, seconds);
  }

  #release(event) {
    const pressed = this.pressed;
    this.#forget();
    if (!pressed) return;
    const seconds = this.#seconds(event);
    if (Math.abs(event.clientX - pressed.x) > DRAG_PX) {
      this.#show(Math.min(pressed.seconds, seconds), Math.max(pressed.seconds, seconds));
    } else {
      this.player.seek(seconds, { play: true });
    }
  }

  #forget() {
    this.pressed = null;
    this.shade.hidden = true;
  }

  #leave() {
    this.hover.hidden = this.box.hidden = true;
    this.#read(this.player.time);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      "+": () => this.zoom(0.5),
      "=": () => this.zoom(0.5),
      "-": () => this.zoom(2),
      0: () => this.showAll(),
      Escape: () => this.showAll(),
      Home: () => this.player.seek(0),
      End: () => this.player.seek(this.data.duration),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** The box beside the pointer: what, how much, how sure, and what the number is. */
  #explain(event, seconds) {
    const figure = event.target.closest?.(".lane") ?? document.elementFromPoint(event.clientX, event.clientY)?.closest(".lane");
    const own = this.lanes.find(({ lane }) => lane.key === figure?.dataset.lane);
    this.box.hidden = !own;
    if (!own) return;
    this.box.replaceChildren(...explanation(own.lane, seconds, this.words, (this.to - this.from) / 300));
    const width = this.box.offsetWidth;
    const beside = event.clientX + 16 + width > window.innerWidth ? event.clientX - width - 16 : event.clientX + 16;
    this.box.style.left = `${Math.max(8, beside)}px`;
    this.box.style.top = `${Math.min(event.clientY + 16, window.innerHeight - this.box.offsetHeight - 8)}px`;
  }
}
