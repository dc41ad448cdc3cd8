// What is known of every candidate right now: the snapshot, and each event put into it.
// No drawing here: `take` says what has changed, the parts of the screen draw it.

import { data, seconds } from "./page.js";

const HISTORY_S = 60; // of the small curves
const AWAY_GAP_S = 2; // two samples further apart than this are not one stretch
// Purposes behind each kind of event; the others need none.
const MATCHED = /^answer\.competencies$/;
const RESTS_ON = {
  signals: /^(face|body)\./,
  voice: /^voice\.prosody$/,
  words: /^speech\.transcript$/,
  answer: MATCHED,
  suggestions: MATCHED,
};
const CAPTION_WORDS = 14;
const MOST_WORDS = 400;
const MOST_SUGGESTIONS = 12;

class SeatFeed {
  seat = null; // as the room socket has it
  present = false;
  recording = false; // what their page says that it does
  signals = null;
  voice = null;
  arrived = 0; // performance.now() of the last sample
  history = { gaze: [], head: [], posture: [], gesture: [], pitch: [], level: [], rate: [] };
  answerId = null;
  words = [];
  frequent = [];
  answer = null;
  suggestions = []; // newest first
  questions = [];
  analysis = { on: null, why: "", late: 0 };
  speech = []; // [from, until]
  away = [];

  constructor(id) {
    this.id = id;
  }

  get analysed() {
    return this.seat?.analysed ?? [];
  }

  /** In fact, and not only by consent. */
  get recorded() {
    return Boolean(this.present && this.recording && this.seat?.recorded);
  }

  /** Whether an event of this kind may be known: one may be under way while consent is taken back. */
  may(kind) {
    const purpose = RESTS_ON[kind];
    return !purpose || this.analysed.some((one) => purpose.test(one));
  }

  get caption() {
    return this.words.slice(-CAPTION_WORDS).map((word) => word[0]).join(" ");
  }

  /** The newest question asked. */
  get question() {
    return this.questions.at(-1) ?? null;
  }
}

export class Feed {
  seats = new Map(data.seats.map(({ id }) => [id, new SeatFeed(id)]));
  room = { status: data.status, started_at: data.started_at };
  notes = [];

  /** Who is let in, connected or not. */
  get admitted() {
    return [...this.seats.values()].filter((seat) => seat.seat?.status === "admitted");
  }

  /** Puts events in; returns what changed as a set of "<part> <seat id>" and "<part>". */
  take(events) {
    const changed = new Set();
    for (const event of events) {
      if (event.type === "snapshot") this.#snapshot(event, changed);
      else this.#one(event, changed);
    }
    return changed;
  }

  /** Seats and status as the room socket tells them. */
  takeRoom(room, changed = new Set()) {
    this.room = room;
    return changed.add("room");
  }

  #snapshot(event, changed) {
    this.takeRoom(event.room, changed);
    for (const one of event.seats) {
      const seat = this.seats.get(one.id);
      if (!seat) continue;
      ({ speech: seat.speech, away: seat.away } = one.stretches);
      this.#agreed(seat, one);
      seat.questions = one.questions ?? [];
      if (one.answer !== seat.answerId || one.words?.length) {
        seat.answerId = one.answer;
        seat.words = one.words ?? [];
      }
      seat.suggestions = [];
      for (const part of ["seat", "words", "suggestions", "question"]) changed.add(`${part} ${seat.id}`);
    }
    for (const suggestion of [...event.suggestions].reverse()) this.#suggest(suggestion);
    this.notes = [...event.notes];
    changed.add("notes");
    for (const one of event.latest ?? []) this.#one(one, changed, { known: true });
  }

  #one(event, changed, { known = false } = {}) {
    if (event.type === "room") return this.takeRoom(event.room, changed);
    if (event.type === "note") return this.#note(event.note, changed);
    const id = event.type === "seat" ? event.seat.id : event.seat;
    const seat = this.seats.get(id);
    const put = {
      seat: () => this.#agreed(seat, { ...seat.seat, ...event.seat }),
      signals: () => this.#signals(seat, event),
      voice: () => this.#voice(seat, event),
      words: () => this.#words(seat, event, known),
      answer: () => (seat.answer = event),
      suggestions: () => this.#suggest(event),
      question: () => this.#question(seat, event.question),
      analysis: () => (seat.analysis = { on: event.on, why: event.why ?? "", late: event.late ?? 0 }),
    }[event.type];
    if (!seat || !put || !seat.may(event.type)) return changed;
    put();
    return changed.add(`${event.type} ${id}`);
  }

  /** The seat as it is now. What may no longer be looked at is not kept on the screen either. */
  #agreed(seat, now) {
    seat.seat = now;
    if (!seat.may("signals")) {
      seat.signals = null;
      seat.away = [];
      for (const part of ["gaze", "head", "posture", "gesture"]) seat.history[part] = [];
    }
    if (!seat.may("voice")) {
      seat.voice = null;
      seat.speech = [];
      for (const part of ["pitch", "level", "rate"]) seat.history[part] = [];
    }
    if (!seat.may("words")) {
      seat.words = [];
      seat.frequent = [];
      seat.history.rate = [];
      if (seat.voice) seat.voice = { ...seat.voice, rate_wpm: null };
    }
    if (!seat.may("answer")) {
      seat.answer = null;
      seat.suggestions = [];
    }
  }

  #signals(seat, event) {
    const at = seconds(event.sampled_at) ?? event.at;
    seat.signals = event;
    seat.arrived = performance.now();
    const { face, body } = event;
    push(seat.history.gaze, at, face?.gaze_yaw);
    push(seat.history.head, at, face?.yaw);
    push(seat.history.posture, at, body?.lean);
    push(seat.history.gesture, at, body?.movement);
    if (face && face.looking === false) stretch(seat.away, at, at + 0.5);
  }

  #voice(seat, event) {
    const from = seconds(event.from) ?? event.at;
    const until = seconds(event.until) ?? event.at;
    seat.voice = event;
    seat.arrived = performance.now();
    push(seat.history.pitch, until, event.pitch_hz);
    push(seat.history.level, until, event.level_db);
    push(seat.history.rate, until, event.rate_wpm);
    if (event.speaking) stretch(seat.speech, from, until);
  }

  /** `known`: of a snapshot, whose rows have these words already. */
  #words(seat, event, known) {
    if (event.answer !== seat.answerId && !known) {
      seat.answerId = event.answer;
      seat.words = [];
    }
    if (!known || !seat.words.length) {
      const last = seat.words.at(-1)?.[1] ?? -1; // an event may come twice
      seat.words.push(...event.words.filter((word) => word[1] === null || word[1] > last));
      seat.words = seat.words.slice(-MOST_WORDS);
    }
    seat.frequent = event.frequent ?? seat.frequent;
  }

  #suggest(event) {
    const seat = this.seats.get(event.seat);
    if (!seat?.may("suggestions") || !event.ranked?.length) return;
    seat.suggestions = seat.suggestions.filter((one) => one.suggestion !== event.suggestion);
    seat.suggestions.unshift(event);
    seat.suggestions = seat.suggestions.slice(0, MOST_SUGGESTIONS);
  }

  #question(seat, question) {
    if (!seat.questions.some((one) => one.id === question.id)) seat.questions.push(question);
  }

  #note(note, changed) {
    if (!this.notes.some((one) => one.id === note.id)) this.notes.push(note);
    return changed.add("notes");
  }
}

function push(list, at, value) {
  if (value === null || value === undefined) return;
  list.push([at, value]);
  while (list.length && list[0][0] < at - HISTORY_S) list.shift();
}

/** Adds [from, until] to a list of stretches; what touches the last one makes it longer. */
function stretch(list, from, until) {
  const last = list.at(-1);
  if (last && from - last[1] < AWAY_GAP_S) last[1] = Math.max(last[1], until);
  else list.push([from, until]);
}
