// One question: asked aloud and on the page, time to think, the answer with a visible clock,
// a look at it where a retake is allowed, and handing it in.

import { setClockRing } from "../js/meter.js";
import { insist } from "./api.js";
import { announce, clockWords, fitStage, part, say, settings } from "./page.js";
import { recordingType, TakeRecorder } from "./recorder.js";
import { hush, speak } from "./speech.js";
import { Upload } from "./uploader.js";
import { uploadWords } from "./upload-words.js";

const TICK_MS = 200;
const COUNTDOWN_SECONDS = 5;
// When a screen reader hears how much time is left; the last one is also shown.
const SAID_AT = [120, 60, 30];
const WARNING_SECONDS = 15;
const SHORT_SECONDS = 3;

const answerUrl = (answer, act) => `${settings.base_url}answers/${answer}/${act}/`;

/** Resolves with the name of the first of `choices` (name → element) that is pressed. */
export function pressed(choices) {
  const stop = new AbortController();
  return new Promise((done) => {
    for (const [name, element] of Object.entries(choices)) {
      element.addEventListener("click", () => done(name), { signal: stop.signal });
    }
  }).finally(() => stop.abort());
}

export class QuestionStage {
  #section = part("question");
  #ring = document.getElementById("ring");
  #live = part("live");
  #recorder = null;
  #upload = null;
  #clock = null;

  constructor(store) {
    this.store = store;
    window.addEventListener("beforeunload", (event) => {
      if (this.#wouldLose()) event.preventDefault();
    });
    part("hear").addEventListener("click", () => this.#speak());
  }

  /** Asks until the answer is submitted or given up: { session, saved }. */
  async ask(question, total, stream) {
    this.question = question;
    this.#face(question, total);
    this.#live.srcObject = stream;
    await this.#live.play().catch(() => {});
    fitStage(this.#live);
    await this.#think();
    const answer = await this.#begin();
    const broke = await this.#record(answer, stream);
    const decision = await this.#review(broke);
    return decision === "submit" ? this.#submit(answer, broke) : this.#discard(answer, broke);
  }

  #face(question, total) {
    const kind = question.follow_up ? "follow_up_to" : "question_of";
    part("question-number").textContent = say(kind, { n: question.number, total });
    const refers = question.quotes ? "refers_to_words" : "refers_to_answer";
    part("question-refers").textContent = say(refers, { words: question.quotes });
    part("question-refers").hidden = !question.follow_up;
    part("question-text").textContent = question.text;
    part("question-note").textContent = "";
    part("upload-line").textContent = this.store.durable ? "" : say("memory_only");
    part("question-text").focus();
  }

  #show(phase) {
    this.#section.dataset.phase = phase;
    for (const piece of this.#section.querySelectorAll("[data-when]")) {
      piece.hidden = !piece.dataset.when.split(" ").includes(phase);
    }
  }

  async #speak() {
    const note = part("question-note");
    note.textContent = say("speaking");
    const outcome = await speak(this.question);
    const words = { blocked: say("spoken_blocked"), no_voice: say("no_voice"), failed: say("no_voice") };
    if (note.textContent === say("speaking")) note.textContent = words[outcome] ?? "";
    return outcome;
  }

  /** The question is read first; then the clock runs. Starting early is always possible. */
  async #think() {
    this.#show("think");
    const limit = this.question.thinking_seconds;
    this.#ring.setAttribute("aria-label", say("thinking"));
    setClockRing(this.#ring, 1, clockWords(limit));
    const start = pressed({ start: part("start") });
    let begun = false;
    start.then(() => {
      begun = true;
    });
    await Promise.race([start, this.#speak()]);
    if (!begun && limit > 0) await Promise.race([start, this.#thinkingTime(limit, () => begun)]);
    if (!begun && limit === 0) await start;
    hush();
    part("question-note").textContent = "";
  }

  #thinkingTime(limit, isOver) {
    const from = performance.now();
    let said = limit;
    return new Promise((done) => {
      const timer = setInterval(() => {
        const left = limit - (performance.now() - from) / 1000;
        setClockRing(this.#ring, left / limit, clockWords(Math.ceil(left)));
        const whole = Math.ceil(left);
        if (whole < said && whole <= COUNTDOWN_SECONDS && whole > 0) {
          part("question-note").textContent = say("starts_soon", { n: whole });
        }
        if (whole < said && (whole === 10 || whole === COUNTDOWN_SECONDS)) {
          announce(say("thinking_left", { n: whole }));
        }
        said = whole;
        if (left <= 0 || isOver()) {
          clearInterval(timer);
          done();
        }
      }, TICK_MS);
    });
  }

  async #begin() {
    this.#show("connecting");
    part("question-note").textContent = say("connecting");
    const answer = await insist(settings.begin_url, { question: this.question.id }, () => {
      part("question-note").textContent = say("network_none");
    });
    part("question-note").textContent = "";
    return answer;
  }

  /** Records until "Finish answer", the limit, or a lost device; returns the reason if lost. */
  async #record(answer, stream) {
    const take = {
      answer: answer.id,
      interview: settings.session.interview,
      question: this.question.id,
      mime: recordingType().split(";")[0],
      begun: Date.now(),
      size: 0,
      seconds: 0,
      finished: false,
    };
    await this.store.saveTake(take);
    this.#upload = new Upload(this.store, take, (upload) => {
      part("upload-line").textContent = uploadWords(upload);
    });
    let interrupted = () => {};
    const lost = new Promise((done) => {
      interrupted = done;
    });
    this.#recorder = new TakeRecorder(stream, {
      videoBitsPerSecond: settings.video_bits_per_second,
      audioBitsPerSecond: settings.audio_bits_per_second,
      onChunk: (data, seconds) => this.#upload.add(data, seconds),
      onInterrupted: (reason) => interrupted(reason),
    });
    this.#recorder.start();
    this.#show("record");
    this.#ring.setAttribute("aria-label", say("recording"));
    announce(say("recording_started", { n: this.question.answer_seconds }));
    part("finish").focus();
    const finish = pressed({ finish: part("finish") });
    const refused = this.#upload.done.then(() => new Promise(() => {}));
    let how = null;
    try {
      how = await Promise.race([finish, this.#answerTime(), lost, refused]);
    } finally {
      clearInterval(this.#clock);
      await this.#recorder.stop().catch(() => {});
    }
    return how === "finish" || how === "time" ? null : how;
  }

  #answerTime() {
    const limit = this.question.answer_seconds;
    let said = limit;
    return new Promise((done) => {
      this.#clock = setInterval(() => {
        const left = limit - this.#recorder.seconds;
        const whole = Math.ceil(left);
        setClockRing(this.#ring, left / limit, clockWords(whole));
        if (whole < said && SAID_AT.includes(whole)) announce(say("seconds_left", { n: whole }));
        if (whole < said && whole === WARNING_SECONDS && limit > 2 * WARNING_SECONDS) {
          part("question-note").textContent = say("last_seconds", { n: whole });
          announce(say("last_seconds", { n: whole }));
        }
        said = whole;
        if (left <= 0) {
          announce(say("time_is_up"));
          done("time");
        }
      }, TICK_MS);
    });
  }

  /** "submit" or "again". Without a retake there is nothing to decide. */
  async #review(broke) {
    const { retakes_left, interruptions_left } = this.question;
    const seconds = this.#upload.take.seconds;
    const may = retakes_left > 0 || (broke && interruptions_left > 0);
    part("question-note").textContent = "";
    if (broke) {
      part("question-note").textContent = `${say(broke)} ${say("stopped_at", { time: clockWords(seconds) })}`;
    } else {
      await this.#upload.finish();
      if (!may) return "submit";
      if (seconds < SHORT_SECONDS) part("question-note").textContent = say("too_short");
    }
    part("again").hidden = !may;
    const free = broke && interruptions_left > 0;
    part("again-words").textContent = free ? say("record_again") : say("retakes_left", { n: retakes_left });
    this.#show("review");
    const playback = part("playback");
    const address = URL.createObjectURL(this.#recorder.playback());
    playback.src = address;
    part("submit").focus();
    const decision = await pressed({ submit: part("submit"), again: part("again") });
    playback.pause();
    playback.removeAttribute("src");
    playback.load();
    URL.revokeObjectURL(address);
    return decision;
  }

  async #submit(answer, broke) {
    this.#show("sending");
    if (broke) await this.#upload.finish();
    const seconds = this.#upload.take.seconds;
    await this.#upload.done;
    const body = { seconds, interrupted: Boolean(broke) };
    const { session } = await insist(answerUrl(answer.id, "submit"), body);
    await this.store.dropTake(answer.id);
    this.#forget();
    return { session, saved: true };
  }

  async #discard(answer, broke) {
    this.#show("sending");
    await this.#upload.abandon();
    const body = { interrupted: Boolean(broke) };
    const { session } = await insist(answerUrl(answer.id, "discard"), body);
    this.#forget();
    return { session, saved: false };
  }

  #forget() {
    this.#recorder = null;
    this.#upload = null;
    this.#live.srcObject = null;
    part("upload-line").textContent = "";
  }

  /** While recording the newest two seconds are nowhere yet; later only where nothing is kept. */
  #wouldLose() {
    if (this.#section.dataset.phase === "record") return true;
    return !this.store.durable && this.#upload !== null && this.#upload.secondsLeft > 0;
  }
}
