// Right, "Now": what is seen and heard of the selected candidate, in words, numbers and small curves.

import { token } from "../../js/theme.js";
import { svg } from "../../report/lanes.js";
import { $, $$, inLanguage, make, say } from "./page.js";

const SPAN_S = 60;
const GAP_S = 4; // two values further apart are not joined
const MOST_WORDS = 14;
const MOST_EVIDENCE = 3;
const MOST_COVERAGE = 5;
// Degrees and shares beside which there is nothing to say.
const STILL_DEGREES = 6;
const STILL_LEAN = 0.06;
const STILL_PICTURE = 0.02;

const number = (value, digits = 0) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });

export class Now {
  #root = $("#tab-now-panel");
  #off = $("[data-now-off]");

  draw(seat, { off }) {
    this.signals(seat);
    this.voice(seat);
    this.words(seat);
    this.answer(seat);
    this.behind(seat.analysis);
    this.#off.hidden = true;
    this.off(off);
  }

  /** What was seen last is not shown as if it were so now. */
  off(words) {
    if (words && this.#off.hidden) for (const value of $$("[data-value]", this.#root)) value.textContent = "–";
    this.#off.hidden = !words;
    if (this.#off.textContent !== words) this.#off.textContent = words;
  }

  /** On, but not everything could be looked at or listened to. */
  behind({ on, why, late }) {
    const words = on && late && (why === "late" || why === "overloaded") ? say(`behind_${why}`, { n: late }) : "";
    const line = $("[data-now-behind]");
    line.hidden = !words;
    line.textContent = words;
  }

  signals(seat) {
    const { face, body, faces } = seat.signals ?? {};
    const nobody = seat.signals && !face ? say("face_none") : "–";
    this.#show("gaze", face ? gazeWords(face) : nobody, face?.looking === false ? "caution" : "");
    this.#show("head", face ? headWords(face) : "–");
    this.#show("posture", body ? postureWords(body) : "–");
    this.#show("gesture", body ? gestureWords(body) : "–");
    if (faces > 1) this.#show("gaze", say("faces", { n: faces }), "caution");
    const expression = face?.expression ?? seat.signals?.expression;
    this.#row("expression").hidden = !expression;
    if (expression) this.#show("expression", expressionWords(expression));
    for (const [name, low, high] of [["gaze", -30, 30], ["head", -40, 40], ["posture", -0.3, 0.3], ["gesture", 0, 0.2]]) {
      this.#spark(name, seat.history[name], low, high);
    }
  }

  voice(seat) {
    const voice = seat.voice ?? {};
    const has = (value) => value !== null && value !== undefined;
    this.#show("pitch", has(voice.pitch_hz) ? `${number(voice.pitch_hz)} Hz` : "–");
    this.#show("level", has(voice.level_db) ? `${number(voice.level_db)} dB` : "–");
    this.#show("rate", has(voice.rate_wpm) ? say("wpm", { n: number(voice.rate_wpm) }) : "–");
    const state = voice.state;
    this.#row("state").hidden = !state;
    if (state) this.#show("state", say(`voice_${typeof state === "string" ? state : state.name}`));
    this.#spark("pitch", seat.history.pitch, 70, 350);
    this.#spark("level", seat.history.level, -60, -10);
    this.#spark("rate", seat.history.rate, 0, 240);
  }

  words(seat) {
    const most = seat.frequent[0]?.[1] ?? 1;
    const items = seat.frequent.slice(0, MOST_WORDS).map(([word, count]) => {
      const item = make("li", {}, word, make("span", { class: "count" }, ` ${count}`));
      item.dataset.weight = String(Math.ceil((3 * count) / most));
      return item;
    });
    $("[data-words]").replaceChildren(...items);
    $("[data-words-none]").hidden = items.length > 0;
  }

  answer(seat) {
    $("[data-answer-question]").textContent = seat.question?.text ?? "";
    const place = $("[data-answer]");
    const { coverage = [], evidence = [], state } = seat.answer ?? {};
    if (!coverage.length && !evidence.length && !state) {
      place.replaceChildren(make("p", { class: "muted small" }, say("nothing_said")));
      return;
    }
    const parts = [];
    if (state && state !== "full") parts.push(make("p", { class: "now-state small" }, say(`answer_${state}`)));
    const touched = coverage.filter((one) => one.share > 0).sort((a, b) => b.share - a.share);
    parts.push(make("ul", { class: "coverage" }, ...touched.slice(0, MOST_COVERAGE).map(coverageRow)));
    const untouched = coverage.filter((one) => !one.share).map((one) => inLanguage(one.name));
    const rest = untouched.length ? say("untouched", { names: untouched.join(", ") }) : null;
    if (rest) parts.push(make("p", { class: "muted small truncate", title: rest }, rest));
    const quotes = evidence.slice(-MOST_EVIDENCE).reverse().map((one) => make("li", {}, make("q", {}, one.quote)));
    if (quotes.length) parts.push(make("ul", { class: "evidence", "aria-label": say("evidence") }, ...quotes));
    place.replaceChildren(...parts);
  }

  #row(name) {
    return $(`[data-reading="${name}"]`, this.#root);
  }

  #show(name, words, state = "") {
    const row = this.#row(name);
    const value = $("[data-value]", row);
    if (value.textContent !== words) value.textContent = words;
    row.dataset.state = state;
  }

  /** The last minute; the range is fixed so that a curve means the same for everybody. */
  #spark(name, history, low, high) {
    const canvas = $("[data-spark]", this.#row(name));
    const scale = window.devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width) return;
    canvas.width = width * scale;
    canvas.height = height * scale;
    if (!history.length) return;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const until = history.at(-1)[0];
    const x = (t) => width * (1 - (until - t) / SPAN_S);
    const y = (v) => height - 2 - (Math.min(high, Math.max(low, v)) - low) / (high - low) * (height - 4);
    pen.strokeStyle = token("--data-5", canvas);
    pen.lineWidth = 1.5;
    pen.beginPath();
    history.forEach(([t, v], n) => {
      if (n && t - history[n - 1][0] < GAP_S) pen.lineTo(x(t), y(v));
      else pen.moveTo(x(t), y(v));
    });
    pen.stroke();
  }
}

function side(degrees, plus, minus) {
  if (degrees === null || degrees === undefined || Math.abs(degrees) < STILL_DEGREES) return "";
  return say(degrees > 0 ? plus : minus, { n: Math.round(Math.abs(degrees)) });
}

function gazeWords(face) {
  if (face.looking === null || face.looking === undefined) return say("gaze_unknown");
  if (face.looking) return say("gaze_screen");
  const where = [side(face.gaze_yaw, "to_left", "to_right"), side(face.gaze_pitch, "up", "down")];
  return [say("gaze_away"), ...where].filter(Boolean).join(" · ");
}

function headWords(face) {
  const where = [side(face.yaw, "to_left", "to_right"), side(face.pitch, "up", "down"), side(face.roll, "tilt", "tilt")];
  return where.filter(Boolean).join(" · ") || say("straight");
}

function postureWords(body) {
  const lean = body.lean ?? 0;
  const leans = say(lean > 0 ? "lean_in" : "lean_back", { n: Math.round(100 * Math.abs(lean)) });
  const where = [
    Math.abs(lean) > STILL_LEAN ? leans : "",
    side(body.turn, "to_left", "to_right"),
    side(body.shoulders, "uneven", "uneven"),
  ];
  return where.filter(Boolean).join(" · ") || say("upright");
}

function gestureWords(body) {
  const hands = body.hands === null || body.hands === undefined ? say("gaze_unknown") : say(`hands_${Math.min(2, body.hands)}`);
  return (body.movement ?? 0) > STILL_PICTURE ? `${hands} · ${say("moving")}` : hands;
}

function expressionWords(expression) {
  const found = Object.entries(expression).sort((a, b) => b[1] - a[1]).slice(0, 2);
  return found.map(([name, share]) => `${say(`face_${name}`)} ${Math.round(100 * share)} %`).join(" · ");
}

function coverageRow({ name, share, nodes }) {
  const percent = Math.round(100 * share);
  const bar = svg("svg", { class: "coverage-bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" });
  bar.append(svg("rect", { class: "coverage-track", width: 100, height: 8 }));
  bar.append(svg("rect", { class: "coverage-fill", width: percent, height: 8 }));
  const topics = (nodes ?? []).map(inLanguage).join(", ");
  const words = make("span", { class: "truncate" }, inLanguage(name));
  return make("li", { title: topics || null }, words, bar, make("span", { class: "numbers small" }, `${percent} %`));
}
