// The bar on top: what is recorded, what is analysed, what is broken; who waits; how long it goes on.

import { clockWords } from "../../js/time.js";
import { $, data, say, seconds } from "./page.js";

const SILENT_MS = 5000; // without a sample the analysis counts as off
const SOON_S = 300; // before the planned end
const SAMPLED = /^(face|body|voice)\./; // purposes of which something must arrive all the time

const PLANNED = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(1000 * data.starts_at);

/** Why nothing is seen or heard of a candidate, as a sentence; "" while all is well or nothing asked. */
export function offWords(seat, { live, dashboard, since }) {
  if (!live || seat.seat?.status !== "admitted") return "";
  if (!seat.analysed.length) return say("off_nothing");
  if (dashboard !== "open") return say("off_away");
  if (seat.analysis.on === false) return say(`off_${seat.analysis.why || "stopped"}`);
  if (!seat.analysed.some((purpose) => SAMPLED.test(purpose)) || !seat.present) return "";
  const quiet = performance.now() - Math.max(seat.arrived, since) > SILENT_MS;
  return quiet ? say("off_silent") : "";
}

export class Lights {
  #feed;

  constructor(feed) {
    this.#feed = feed;
    this.#clock();
    setInterval(() => this.#clock(), 500);
  }

  /** off: seat id → sentence; state of both sockets. */
  draw(off, { dashboard, signal, waiting }) {
    const live = this.#feed.room.status === "live";
    const seats = this.#feed.admitted;
    const total = seats.length;
    const recorded = seats.filter((seat) => seat.recorded).length;
    const analysed = seats.filter((seat) => seat.analysed.length && seat.present && !off.get(seat.id)).length;
    this.#light("recording", live && recorded ? "on" : "", live && recorded ? say("recording", { n: recorded, total }) : say("not_recording"));
    const broken = live && seats.some((seat) => seat.analysed.length && off.get(seat.id));
    const words = analysed || broken ? say("analysing", { n: analysed, total }) : say("nothing_analysed");
    this.#light("analysis", !live ? "" : broken ? "caution" : analysed ? "on" : "", live ? words : say("nothing_analysed"));
    const trouble = signal === "closed" ? say("closed") : signal !== "open" ? say("room_away") : dashboard !== "open" ? say("dashboard_away") : "";
    this.#light("connection", "caution", trouble);
    $('[data-light="connection"]').hidden = !trouble;
    this.#acts(waiting);
  }

  #acts(waiting) {
    const { status } = this.#feed.room;
    $('.room-acts [data-act="start"]').hidden = status !== "open";
    $("[data-unstarted]").hidden = status !== "open" || this.#feed.admitted.length === 0;
    $("[data-end]").hidden = status !== "live";
    const admit = $('[data-act="admit-all"]');
    admit.hidden = waiting.length === 0;
    $("[data-lobby-words]").textContent = say("admit_all", { n: waiting.length });
  }

  #light(name, state, words) {
    const light = $(`[data-light="${name}"]`);
    light.dataset.state = state;
    const place = $("[data-light-words]", light);
    if (place.textContent !== words) place.textContent = words;
  }

  #clock() {
    const start = seconds(this.#feed.room.started_at);
    const running = start !== null && this.#feed.room.status === "live";
    const { minutes } = data;
    const elapsed = running ? Date.now() / 1000 - start : 0;
    const left = 60 * minutes - elapsed;
    const clock = running ? say("clock", { time: clockWords(elapsed), minutes }) : say("planned", { time: PLANNED, minutes });
    $("[data-clock-label]").hidden = !running;
    $("[data-clock-time]").textContent = clock;
    const due = !running || left > SOON_S ? "" : left > 0 ? say("ends_soon") : say("over_time");
    this.#light("time", "caution", due);
    $('[data-light="time"]').hidden = !due;
  }
}
