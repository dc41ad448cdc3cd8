// The candidate's browser records itself, question by question: the new recording runs before the
// old one stops, so that nothing between two questions is lost.

import { insist, Problem } from "../candidate/api.js";
import { settings } from "../candidate/page.js";
import { recordingType, TakeRecorder } from "../candidate/recorder.js";
import { Upload, UploadRefused } from "../candidate/uploader.js";

// An answer's limit is fifteen minutes; the recording turns over by itself before.
const LONGEST_MS = 14 * 60 * 1000;
// After trouble with the recorder or an upload: not at once, and not for ever.
const TROUBLE_PAUSE_MS = 3000;
const MOST_TROUBLES = 5;

// Consent was taken back, and what is on this device goes with the rest. (A link that has ended
// says 410: what is here still goes out with a new one.)
const GONE = 404;
// Nothing of the take had arrived. The server refuses the discard where something had.
const EMPTY = new Set(["nothing_recorded", "upload_incomplete"]);
const answerUrl = (answer, act) => `${settings.base_url}answers/${answer}/${act}/`;
const lockOf = (answer) => `hireapp-take-${answer}`;

/** Runs `act` while no other tab has the lock; without locks, at once. Null where it is taken. */
function withLock(name, options, act) {
  if (!navigator.locks) return act();
  return navigator.locks.request(name, options, (lock) => (lock ? act() : null));
}

/**
 * Events: "state" {state: "off" | "recording" | "failed"}, "upload" {secondsLeft, state}.
 * Needs in the page's settings: interview, base_url, begin_url, continue_url, uploads_url, csrf,
 * video_bits_per_second, audio_bits_per_second.
 */
export class TurnoverRecorder extends EventTarget {
  state = "off";
  #store;
  #stream = null;
  #facts = null;
  #wanted = null; // question that the newest room message wants recorded
  #current = null; // {question, answer, stream, take, recorder, upload, timer, release}
  #outdated = []; // called when nothing is recorded any more that use() has replaced
  #fresh = true; // this page has recorded nothing yet: it may be somebody who came back
  #queue = Promise.resolve();
  #pending = new Set();
  #uploads = new Set();
  #troubles = 0;

  constructor(store) {
    super();
    this.#store = store;
  }

  /** Seconds of recording that the server does not have yet. */
  get secondsLeft() {
    return [...this.#uploads].reduce((sum, upload) => sum + upload.secondsLeft, 0);
  }

  /** The newest `{room, seat}` of the room socket. */
  update(facts) {
    this.#facts = facts;
    const wanted = this.#allowed ? facts.seat.question.id : null;
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#then(() => (wanted ? this.#turn(wanted) : this.#stop()));
  }

  /** What is recorded from now on; after a switch of devices the recording turns over. Resolves
   *  when what was there before is recorded no longer: until then its tracks have to run. */
  use(stream) {
    this.#stream = stream && new MediaStream(stream.getTracks());
    if (!this.#current) {
      if (this.#facts) this.update(this.#facts);
      return Promise.resolve();
    }
    this.#then(() => this.#isOutdated && this.#rotate());
    return new Promise((done) => this.#outdated.push(done));
  }

  /** Settles what an earlier page left open, beside what is recorded now. */
  async recover(session) {
    const open = session.questions.map((question) => question.take).filter((take) => take?.status === "recording");
    for (const take of await this.#store.takes()) {
      if (take.interview !== settings.interview || open.some((one) => one.id === take.answer)) continue;
      await withLock(lockOf(take.answer), { ifAvailable: true }, () => this.#store.dropTake(take.answer));
    }
    for (const take of open) this.#track(this.#settleOnceFree(take));
  }

  /** Ends the recording now; afterwards camera and microphone may be switched off. */
  async halt() {
    this.#facts = this.#wanted = null;
    const stopped = this.#current?.recorder.stop();
    this.#then(() => this.#stop()); // known to finished() from now on
    await stopped?.catch(() => {});
  }

  /** Resolves when everything recorded has been handed in. */
  async finished() {
    await this.#queue;
    while (this.#pending.size) await Promise.allSettled([...this.#pending]);
  }

  get #allowed() {
    const { room, seat } = this.#facts ?? {};
    const live = room?.status === "live" && seat?.status === "admitted" && seat.recorded;
    return Boolean(live && seat.question && this.#stream && recordingType());
  }

  /** It records a device that was switched away from. */
  get #isOutdated() {
    return Boolean(this.#current) && this.#current.stream !== this.#stream;
  }

  #set(current) {
    this.#current = current;
    if (!this.#isOutdated) this.#outdated.splice(0).forEach((done) => done());
  }

  #then(act) {
    this.#queue = this.#queue.then(act).catch((error) => this.#failed(error));
    return this.#queue;
  }

  async #turn(question) {
    if (question !== this.#wanted) return;
    if (this.#current?.question === question && !this.#isOutdated) return;
    if (this.#fresh || this.#current?.question === question) return void (await this.#rotate());
    try {
      await this.#record(question);
    } catch (error) {
      // Taken out of the room and let in again: what was recorded to it has been handed in.
      if (!(error instanceof Problem && error.id === "already_answered")) throw error;
      await this.#rotate();
    }
  }

  /** Goes on in a question of the server's choice: after a crash, a switch, or fourteen minutes. */
  async #rotate() {
    if (!this.#allowed) return;
    const { question } = await insist(settings.continue_url, {});
    await this.#record(question);
  }

  async #record(question) {
    const answer = await insist(settings.begin_url, { question });
    this.#fresh = false;
    if (!this.#allowed) return; // it ended while the network was away
    const begun = await this.#begin(question, answer.id);
    const before = this.#current; // unless it broke meanwhile
    this.#set(begun);
    this.#enter("recording");
    if (before) this.#track(this.#handIn(before, false));
  }

  async #begin(question, answer) {
    const take = {
      answer,
      interview: settings.interview,
      question,
      mime: recordingType().split(";")[0],
      begun: Date.now(),
      size: 0,
      seconds: 0,
      finished: false,
    };
    const release = await this.#hold(answer);
    const upload = new Upload(this.#store, take, () => this.#changed());
    try {
      await this.#store.saveTake(take);
      const stream = this.#stream;
      const recorder = this.#start(answer, upload);
      const timer = setTimeout(() => this.#then(() => this.#rotate()), LONGEST_MS);
      return { question, answer, stream, take, recorder, upload, timer, release };
    } catch (error) {
      release(); // whoever begins it again waits for this
      throw error;
    }
  }

  #start(answer, upload) {
    const recorder = new TakeRecorder(this.#stream, {
      videoBitsPerSecond: settings.video_bits_per_second,
      audioBitsPerSecond: settings.audio_bits_per_second,
      onChunk: (data, seconds) => upload.add(data, seconds),
      // A lost device silences itself; another one comes through use().
      onInterrupted: (reason) => reason === "lost" || this.#trouble(answer, reason),
      keep: false,
    });
    recorder.start();
    upload.done.catch((error) => this.#trouble(answer, error));
    this.#uploads.add(upload);
    return recorder;
  }

  /** Another tab sees that this take is being recorded here. */
  #hold(answer) {
    if (!navigator.locks) return () => {};
    return new Promise((held) => {
      navigator.locks.request(lockOf(answer), () => new Promise((release) => held(release)));
    });
  }

  async #stop() {
    const before = this.#current;
    this.#set(null);
    this.#enter("off");
    if (before) this.#track(this.#handIn(before, false));
  }

  async #handIn({ answer, take, recorder, upload, timer, release }, interrupted) {
    clearTimeout(timer);
    try {
      const stored = await recorder.stop().then(() => true, () => false);
      await upload.finish();
      const whole = (await this.#sent(upload)) && stored;
      await this.#submit(answer, take.seconds, interrupted || !whole);
      await this.#store.dropTake(answer);
    } catch (error) {
      if (error instanceof Problem && error.status === GONE) await this.#store.dropTake(answer);
      throw error;
    } finally {
      this.#uploads.delete(upload);
      release();
      this.#changed();
    }
  }

  /** False when the server takes no more of it: then what it has is kept. */
  async #sent(upload) {
    try {
      await upload.done;
      return true;
    } catch (error) {
      if (error instanceof UploadRefused) return false;
      throw error;
    }
  }

  /** Another tab may be recording it, or a page that was closed hold it for a moment more. */
  async #settleOnceFree(open) {
    const settle = () => this.#settle(open).then(() => true);
    const settled = await withLock(lockOf(open.id), { ifAvailable: true }, settle);
    if (!settled) withLock(lockOf(open.id), {}, () => this.#track(this.#settle(open)));
  }

  async #settle(open) {
    const local = (await this.#store.takes()).find((take) => take.answer === open.id);
    if (local?.size) {
      const upload = new Upload(this.#store, local, () => this.#changed());
      this.#uploads.add(upload);
      try {
        await upload.finish();
        await this.#sent(upload);
      } finally {
        this.#uploads.delete(upload);
      }
    }
    await this.#submit(open.id, local?.seconds ?? null, !open.complete);
    await this.#store.dropTake(open.id);
    this.#changed();
  }

  /** One that broke off before its first piece had arrived is given up: there is nothing to keep. */
  async #submit(answer, seconds, interrupted) {
    try {
      await insist(answerUrl(answer, "submit"), { seconds, interrupted });
    } catch (error) {
      if (!(error instanceof Problem && EMPTY.has(error.id))) throw error;
      await insist(answerUrl(answer, "discard"), { interrupted: true });
    }
  }

  /** The recorder or its upload broke: what there is is kept, and it goes on in a new take. */
  #trouble(answer, reason) {
    if (this.#current?.answer !== answer) return;
    console.warn("recording", String(reason));
    const broken = this.#current;
    this.#set(null);
    this.#enter("failed"); // until the new take runs
    this.#track(this.#handIn(broken, true));
    this.#troubles += 1;
    if (this.#troubles > MOST_TROUBLES) return;
    setTimeout(() => this.#then(() => this.#current || this.#rotate()), TROUBLE_PAUSE_MS);
  }

  #failed(error) {
    console.warn("recording", String(error));
    // The room went on while we asked, or what should run does not: what the room wants is tried again.
    if (error instanceof Problem || !this.#current || this.#isOutdated) this.#wanted = null;
    setTimeout(() => this.#facts && this.update(this.#facts), TROUBLE_PAUSE_MS);
    if (!this.#current) this.#enter(this.#allowed ? "failed" : "off");
  }

  #track(promise) {
    const settled = Promise.resolve(promise).catch((error) => console.warn("recording", String(error)));
    this.#pending.add(settled);
    settled.then(() => this.#pending.delete(settled));
    return settled;
  }

  #changed() {
    const worst = [...this.#uploads].find((upload) => upload.state !== "sending" && upload.state !== "done");
    const detail = { secondsLeft: this.secondsLeft, state: worst?.state ?? "sending" };
    this.dispatchEvent(new CustomEvent("upload", { detail }));
  }

  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state } }));
  }
}
