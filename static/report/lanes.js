// Draws one lane into an SVG. `view` maps seconds to pixels: {from, to, width, height, x(seconds)}.

const NS = "http://www.w3.org/2000/svg";
const PAD = 4; // px above and below the curve
const WORDS_FROM = 54; // px a state must be wide to carry its name
const ROW = 16; // px of a row that has a name

export function svg(name, attributes = {}, text) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

const fixed = (number) => number.toFixed(1);

/** How high the plot of a lane with rows must be; 0: as the style sheet says. */
export function rowsHeight(lane) {
  if (lane.kind === "rows") return lane.series.length * ROW;
  const kinds = lane.kind === "states" && lane.key !== "speech" ? kindsOf(lane).length : 0;
  return kinds > 1 ? kinds * ROW + 6 : 0;
}

function kindsOf(lane) {
  return [...new Set(lane.states.map((state) => state.kind))];
}

export function drawLane(lane, view) {
  const root = svg("svg", { viewBox: `0 0 ${view.width} ${view.height}`, preserveAspectRatio: "none" });
  root.setAttribute("aria-hidden", "true");
  const draw = { line: drawLines, area: drawArea, states: drawStates, events: drawEvents, rows: drawRows };
  draw[lane.kind](lane, view, root);
  return root;
}

function scale(lane, view) {
  const span = lane.high - lane.low || 1;
  return (value) => view.height - PAD - ((value - lane.low) / span) * (view.height - 2 * PAD);
}

/** Runs of points that lie close enough together and, if asked, are on one side of sureness. */
function runs(series) {
  const found = [];
  let run = [];
  for (let i = 0; i < series.t.length; i += 1) {
    if (run.length && series.t[i] - series.t[run[run.length - 1]] > series.gap) {
      found.push(run);
      run = [];
    }
    run.push(i);
  }
  if (run.length) found.push(run);
  return found;
}

function visible(series, run, view) {
  const first = series.t[run[0]];
  const last = series.t[run[run.length - 1]];
  return last >= view.from - series.gap && first <= view.to + series.gap;
}

function grid(lane, view, root, y) {
  if (lane.low < 0 && lane.high > 0) {
    root.append(svg("line", { class: "lane-zero", x1: 0, x2: view.width, y1: fixed(y(0)), y2: fixed(y(0)) }));
  }
}

function hatch(lane, series, view, root) {
  if (!series.sure) return;
  let from = null;
  const flush = (until) => {
    if (from === null) return;
    const x = view.x(from);
    const width = Math.max(2, view.x(until) - x);
    root.append(svg("rect", { class: "lane-uncertain", x: fixed(x), y: 0, width: fixed(width), height: view.height }));
    from = null;
  };
  for (let i = 0; i < series.t.length; i += 1) {
    const unsure = series.sure[i] !== null && series.sure[i] < lane.sure;
    const apart = i > 0 && series.t[i] - series.t[i - 1] > series.gap;
    if (apart) flush(series.t[i - 1] + series.gap / 5);
    if (unsure && from === null) from = series.t[i];
    else if (!unsure) flush(series.t[i]);
  }
  flush(series.t[series.t.length - 1] + series.gap / 5);
}

function path(series, run, view, y) {
  return run.map((i, n) => `${n ? "L" : "M"}${fixed(view.x(series.t[i]))} ${fixed(y(series.v[i]))}`).join("");
}

function drawLines(lane, view, root) {
  const y = scale(lane, view);
  grid(lane, view, root, y);
  if (lane.series.length) hatch(lane, lane.series[0], view, root);
  lane.series.forEach((series, number) => {
    for (const run of runs(series)) {
      if (!visible(series, run, view)) continue;
      if (run.length === 1) {
        const [i] = run;
        const place = { cx: fixed(view.x(series.t[i])), cy: fixed(y(series.v[i])), r: 1.5 };
        root.append(svg("circle", { class: `lane-dot lane-line-${number}`, ...place }));
      } else {
        root.append(svg("path", { class: `lane-line lane-line-${number}`, d: path(series, run, view, y) }));
      }
    }
  });
}

function drawArea(lane, view, root) {
  const y = scale(lane, view);
  const [series] = lane.series;
  hatch(lane, series, view, root);
  const floor = fixed(view.height);
  for (const run of runs(series)) {
    if (!visible(series, run, view)) continue;
    const line = path(series, run, view, y);
    const last = fixed(view.x(series.t[run[run.length - 1]]));
    const first = fixed(view.x(series.t[run[0]]));
    root.append(svg("path", { class: "lane-band", d: `${line}L${last} ${floor}L${first} ${floor}Z` }));
    root.append(svg("path", { class: "lane-line", d: line }));
  }
}

function drawStates(lane, view, root) {
  const kinds = kindsOf(lane);
  const rows = lane.key === "speech" ? 1 : kinds.length;
  const high = (view.height - 6) / rows;
  for (const state of lane.states) {
    const x = view.x(state.start);
    const width = Math.max(1.5, view.x(state.end) - x);
    if (x > view.width || x + width < 0) continue;
    if (lane.key === "speech" && state.kind === "pause") {
      drawPause(state, x, width, view, root);
      continue;
    }
    const top = 3 + (rows === 1 ? 0 : kinds.indexOf(state.kind) * high);
    const box = { x: fixed(x), y: fixed(top), width: fixed(width), height: fixed(high - 1), rx: 2 };
    root.append(svg("rect", { class: "lane-state", ...box }));
    if (state.sure !== null && state.sure < lane.sure) root.append(svg("rect", { class: "lane-uncertain", ...box }));
    if (lane.key === "speech") continue;
    const words = state.short ?? state.label;
    if (state.short && !hasRoom(lane, state, words, x + width, view)) continue;
    const inside = width > WORDS_FROM + 40;
    const place = { x: fixed(Math.max(0, inside ? x + 5 : x + width + 5)), y: fixed(top + high / 2 + 4) };
    const class_ = inside ? "lane-state-words" : "lane-row-words";
    root.append(svg("text", { class: class_, ...place }, words));
  }
}

/** Whether a word fits beside its bar before the next bar of its row; Korean letters are wide. */
function hasRoom(lane, state, words, from, view) {
  const wide = [...words].reduce((sum, letter) => sum + (letter > "\u1100" ? 13 : 7), 10);
  const next = lane.states
    .filter((other) => other.kind === state.kind && other.start > state.start)
    .reduce((least, other) => Math.min(least, view.x(other.start)), Infinity);
  return from + wide < next;
}

/** The silence between two bars says its length where there is room. */
function drawPause(state, x, width, view, root) {
  const seconds = state.end - state.start;
  if (width <= 26 || seconds < 0.5) return;
  const place = { x: fixed(x + width / 2), y: view.height / 2 + 4, "text-anchor": "middle" };
  root.append(svg("text", { class: "lane-pause-words", ...place }, seconds.toFixed(1)));
}

function drawEvents(lane, view, root) {
  for (const state of lane.states) {
    const x = fixed(view.x((state.start + state.end) / 2));
    root.append(svg("line", { class: "lane-event", x1: x, x2: x, y1: 4, y2: view.height - 4 }));
  }
}

function drawRows(lane, view, root) {
  const high = view.height / lane.series.length;
  lane.series.forEach((series, row) => {
    const top = row * high;
    for (const run of runs(series)) {
      if (!visible(series, run, view)) continue;
      for (const i of run) {
        const share = (series.v[i] - lane.low) / (lane.high - lane.low || 1);
        if (share < 0.05) continue;
        const until = series.t[i + 1] ?? series.t[i] + series.gap / 2.5;
        const width = Math.max(1, view.x(Math.min(until, series.t[i] + series.gap)) - view.x(series.t[i]));
        const box = { x: fixed(view.x(series.t[i])), y: fixed(top + 1), width: fixed(width), height: fixed(high - 1.5) };
        root.append(svg("rect", { class: "lane-state", ...box, opacity: share.toFixed(2) }));
      }
    }
    root.append(svg("text", { class: "lane-end", x: 4, y: fixed(top + high / 2 + 4) }, series.label));
  });
}

/** The known value of `series` nearest to `seconds`, or null. */
export function valueAt(series, seconds) {
  let low = 0;
  let high = series.t.length - 1;
  if (high < 0) return null;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.t[middle] < seconds) low = middle + 1;
    else high = middle;
  }
  if (low > 0 && seconds - series.t[low - 1] < series.t[low] - seconds) low -= 1;
  if (Math.abs(series.t[low] - seconds) > series.gap / 2) return null;
  return { value: series.v[low], sure: series.sure ? series.sure[low] : null, about: series.about };
}

/** The states of `lane` that hold at `seconds`; events count when they are near on the screen. */
export function statesAt(lane, seconds, slack = 0) {
  return lane.states.filter((state) => state.start - slack <= seconds && seconds < state.end + slack);
}
