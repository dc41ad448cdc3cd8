// Bottom: the selected candidate's time so far, growing; drawn once a second.

import { clockWords } from "../../js/time.js";
import { token } from "../../js/theme.js";
import { $, say, seconds } from "./page.js";

const LEAST_S = 180; // what the strip shows at first
const ROOM_AHEAD = 1.06;
const TICKS = [30, 60, 120, 300, 600, 1200];
const TICK_PX = 90;
const AXIS_PX = 16;
const WORDS_MS = 10_000;

export class Strip {
  #canvas = $("[data-strip]");
  #feed;
  #seat = null;
  #said = 0;

  constructor(feed) {
    this.#feed = feed;
    setInterval(() => document.hidden || this.draw(), 1000);
    new ResizeObserver(() => this.draw()).observe(this.#canvas);
    document.addEventListener("themechange", () => this.draw());
  }

  select(seatId) {
    this.#seat = this.#feed.seats.get(seatId);
    this.#said = 0;
    this.draw();
  }

  draw(now = Date.now() / 1000) {
    const canvas = this.#canvas;
    const { clientWidth: width, clientHeight: height } = canvas;
    const start = seconds(this.#feed.room.started_at);
    if (!this.#seat || !width || start === null) return;
    const scale = window.devicePixelRatio || 1;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const span = Math.max(LEAST_S, (now - start) * ROOM_AHEAD);
    const x = (t) => ((t - start) / span) * width;
    const lane = (height - AXIS_PX) / 3;
    this.#axis(pen, { width, height, span, x: (s) => (s / span) * width });
    pen.fillStyle = token("--data-3", canvas);
    this.#stretches(pen, this.#seat.speech, x, 0, lane);
    pen.fillStyle = token("--data-2", canvas);
    this.#stretches(pen, this.#seat.away, x, lane, lane);
    this.#questions(pen, x, 2 * lane, lane);
    pen.fillStyle = token("--accent", canvas);
    pen.fillRect(x(now), 0, 1.5, height - AXIS_PX);
    this.#words(now, start);
  }

  #axis(pen, { width, height, span, x }) {
    const step = TICKS.find((tick) => x(tick) >= TICK_PX) ?? 1800;
    pen.fillStyle = token("--text-muted", this.#canvas);
    pen.font = `12px ${getComputedStyle(this.#canvas).fontFamily}`;
    pen.strokeStyle = token("--line", this.#canvas);
    pen.lineWidth = 1;
    for (let at = 0; at < span; at += step) {
      pen.beginPath();
      pen.moveTo(x(at) + 0.5, 0);
      pen.lineTo(x(at) + 0.5, height - AXIS_PX);
      pen.stroke();
      if (x(at) < width - 34) pen.fillText(clockWords(at), x(at) + 3, height - 4);
    }
    for (const row of [1, 2, 3]) {
      const y = Math.round(((height - AXIS_PX) / 3) * row) - 0.5;
      pen.beginPath();
      pen.moveTo(0, y);
      pen.lineTo(width, y);
      pen.stroke();
    }
  }

  #stretches(pen, list, x, top, lane) {
    for (const [from, until] of list) pen.fillRect(x(from), top + 3, Math.max(2, x(until) - x(from)), lane - 6);
  }

  #questions(pen, x, top, lane) {
    pen.fillStyle = token("--text", this.#canvas);
    let free = -Infinity;
    for (const question of this.#seat.questions) {
      const at = seconds(question.asked_at);
      if (at === null) continue;
      pen.fillRect(x(at), top + 2, 2, lane - 4);
      if (x(at) < free) continue;
      pen.fillText(question.label ?? "", x(at) + 5, top + lane / 2 + 4);
      free = x(at) + 5 + pen.measureText(question.label ?? "").width + 4;
    }
  }

  /** The same for who does not see the picture, not more often than somebody can listen. */
  #words(now, start) {
    if (performance.now() - this.#said < WORDS_MS && this.#said) return;
    this.#said = performance.now();
    const length = (list) => list.reduce((sum, [from, until]) => sum + Math.max(0, until - from), 0);
    const values = {
      time: clockWords(now - start),
      spoke: clockWords(length(this.#seat.speech)),
      away: clockWords(length(this.#seat.away)),
      asked: this.#seat.questions.length,
    };
    this.#canvas.setAttribute("aria-label", say("strip", values));
  }
}
