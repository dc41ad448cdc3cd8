// What a lane says in words and signs: axis ends, values, the box beside the pointer, pins.

import { clockWords } from "../js/time.js";
import { statesAt, svg, valueAt } from "./lanes.js";

/** A true minus sign, as many digits as the lane wants, no minus zero. */
export const show = (value, digits) => {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace("-", "−");
};
const tenths = (seconds) => `${clockWords(seconds)}.${Math.floor((seconds % 1) * 10)}`;
const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, key) => values[key]);

function line(...parts) {
  const element = document.createElement("div");
  element.append(...parts);
  return element;
}

function strong(text) {
  const element = document.createElement("b");
  element.textContent = text;
  return element;
}

export function explanation(lane, seconds, words, slack) {
  const found = [line(strong(`${lane.label} · ${tenths(seconds)}`))];
  for (const series of lane.series) {
    const at = valueAt(series, seconds);
    const unit = lane.unit ? ` ${lane.unit}` : "";
    const value = at ? `${show(at.value, lane.digits)}${unit}` : words.unknown;
    const sure = at && at.sure !== null ? ` · ${fill(words.sure, { percent: Math.round(at.sure * 100) })}` : "";
    if (lane.kind === "rows" && (!at || at.value < 5)) continue;
    found.push(line(series.label ? `${series.label}: ` : "", strong(value), sure));
  }
  for (const state of statesAt(lane, seconds, lane.kind === "states" ? 0 : slack)) {
    const sure = state.sure !== null ? ` · ${fill(words.sure, { percent: Math.round(state.sure * 100) })}` : "";
    found.push(line(strong(state.label), ` ${fill(words.seconds, { n: (state.end - state.start).toFixed(1) })}${sure}`));
  }
  const about = lane.series[0]?.about;
  if (about) {
    const small = document.createElement("div");
    small.className = "muted";
    small.textContent = about;
    found.push(small);
  }
  return found;
}

export function ends(lane, view) {
  const digits = Math.abs(lane.high - lane.low) < 5 ? 1 : 0;
  const up = lane.up ? `+${show(lane.high, digits)} ${lane.up}` : show(lane.high, digits);
  const down = lane.down ? `${show(lane.low, digits)} ${lane.down}` : show(lane.low, digits);
  return [
    svg("text", { class: "lane-end", x: 4, y: 13 }, up),
    svg("text", { class: "lane-end", x: 4, y: view.height - 4 }, down),
  ];
}

export function pinLane(pins, label) {
  return { key: "pins", label, unit: "", kind: "pins", hue: 2, size: "thin", digits: 0, sure: 0.5, series: [], states: pins };
}

export function drawPins(lane, view) {
  const root = svg("svg", { viewBox: `0 0 ${view.width} ${view.height}`, "aria-hidden": "true" });
  for (const pin of lane.states) {
    const x = view.x(pin.start);
    const width = Math.max(2, view.x(pin.end) - x);
    root.append(svg("rect", { class: "lane-pin-stretch", x, y: 0, width, height: view.height }));
    root.append(svg("path", { class: "lane-pin", d: `M${x - 5} 3h10v8l-5 8l-5 -8z` }));
    if (width > 120) root.append(svg("text", { class: "lane-tag", x: x + 12, y: view.height / 2 + 4 }, pin.label));
  }
  return root;
}
