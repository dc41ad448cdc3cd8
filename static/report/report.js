// Puts the report together: one clock, and everything that follows it.

import { showToast } from "../js/toast.js";
import { isTyping, shortcutsAreOn } from "../js/shortcuts.js";
import { localise } from "../js/time.js";
import { followProgress } from "./live.js";
import { Overlay } from "./overlay.js";
import { Player } from "./player.js";
import { playQuote } from "./quote.js";
import { Scorecard } from "./scorecard.js";
import { Timeline } from "./timeline.js";
import { follow, frequentWords } from "./transcript.js";

let page = null; // what belongs to the open answer
let card = null;
// A link from elsewhere names the second: ?q=2&t=12.5
const asked = new URLSearchParams(location.search).get("t");
let from = asked !== null && Number(asked) >= 0 ? Number(asked) : null;

async function json(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

function open() {
  page?.end.abort();
  const root = document.querySelector("[data-report]");
  const end = new AbortController();
  const words = JSON.parse(root.dataset.words);
  page = { root, end, words, player: null, timeline: null };
  card?.open(root.dataset.question);
  const box = root.querySelector("[data-player]");
  if (!box) return;
  page.player = new Player(box, words, end.signal);
  if (from !== null) page.player.seek(from);
  from = null;
  const transcript = root.querySelector("[data-transcript]");
  if (transcript) follow(transcript, page.player, end.signal);
  root.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("[data-seek]");
      if (button) page.player.seek(Number(button.dataset.seek), { play: true });
    },
    { signal: end.signal },
  );
  if (root.dataset.signals) measured(page);
}

async function measured(own) {
  const place = own.root.querySelector("[data-timeline]");
  points(own);
  try {
    const data = await json(own.root.dataset.signals);
    if (own.end.signal.aborted) return;
    own.timeline = new Timeline(place, data, own.player, own.words, own.end.signal);
    frequentWords(own.root, (times) => own.timeline.mark(times), own.end.signal);
  } catch {
    place.removeAttribute("aria-busy");
    place.querySelector(".timeline-wait").textContent = own.words.failed;
  }
}

function points(own) {
  const button = own.root.querySelector("[data-player-points]");
  const canvas = own.root.querySelector("[data-player-overlay]");
  if (!button || !canvas) return;
  button.hidden = false;
  let overlay = null;
  button.addEventListener(
    "click",
    async () => {
      const wanted = button.getAttribute("aria-pressed") !== "true";
      if (wanted && !overlay) {
        try {
          overlay = new Overlay(canvas, own.player.video, await json(own.root.dataset.landmarks));
          own.player.onTime((seconds) => overlay.draw(seconds));
        } catch {
          showToast(own.words.overlay_none);
          return;
        }
      }
      button.setAttribute("aria-pressed", String(wanted));
      canvas.hidden = !wanted;
      overlay.draw(own.player.time);
    },
    { signal: own.end.signal },
  );
}

/** Answers that moved on: the open one is fetched again, others only change their chip, so that
    nobody is interrupted while watching. The scorecard keeps what is being written. */
function reload(numbers) {
  const part = numbers.includes(page.root.dataset.question) ? "#answer" : ".report-chips";
  const swap = "outerHTML show:none";
  window.htmx?.ajax("GET", location.pathname + location.search, { target: part, select: part, swap });
}

function neighbour(step) {
  const chips = [...document.querySelectorAll(".report-chip")];
  const here = chips.findIndex((chip) => chip.hasAttribute("aria-current"));
  chips[here + step]?.click();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-quote]");
  if (!button) return;
  page.player?.video.pause();
  playQuote(button);
});

const KEYS = {
  " ": () => page.player?.toggle(),
  ArrowLeft: () => page.player?.step(-5),
  ArrowRight: () => page.player?.step(5),
  "[": () => neighbour(-1),
  "]": () => neighbour(1),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || !shortcutsAreOn() || document.querySelector("dialog[open]")) return;
  const inControl = event.target.closest?.("button, a, summary, video, input, [role=tab]");
  if (inControl && (event.key === " " || event.key.startsWith("Arrow"))) return;
  if (/^[1-5]$/.test(event.key) && card) card.rate(Number(event.key));
  else if (KEYS[event.key]) KEYS[event.key]();
  else return;
  event.preventDefault();
});

const isAnswer = ({ detail }) => detail.target?.id === "answer" || detail.elt?.id === "answer";

// The scorecard turns with the chip, in the same breath: htmx settles 20 ms later, and a score
// typed in between would go to the question before.
document.addEventListener("htmx:afterSwap", (event) => {
  if (isAnswer(event)) card?.open(document.querySelector("[data-report]").dataset.question);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!isAnswer(event)) return;
  localise(document.getElementById("answer"));
  open();
});

const form = document.querySelector("[data-scorecard]");
if (form) card = new Scorecard(form, JSON.parse(document.querySelector("[data-report]").dataset.words));
open();
followProgress(reload);
