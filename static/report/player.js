// The recording: one clock that everything on the page follows.

const STEP_S = 5;

export class Player {
  /** `root` holds a <video data-player-video> and the buttons; `words` are translated. */
  constructor(root, words, signal) {
    this.root = root;
    this.words = words;
    this.video = root.querySelector("[data-player-video]");
    this.listeners = [];
    this.frame = 0;
    const on = (name, work) => this.video.addEventListener(name, work, { signal });
    on("play", () => this.#run());
    for (const name of ["timeupdate", "seeked", "pause", "loadedmetadata"]) on(name, () => this.#tell());
    for (const name of ["play", "pause"]) on(name, () => this.#showState());
    this.#button("[data-player-toggle]", () => this.toggle(), signal);
    this.#button("[data-player-back]", () => this.step(-STEP_S), signal);
    this.#button("[data-player-forward]", () => this.step(STEP_S), signal);
    const speed = root.querySelector("[data-player-speed]");
    speed?.addEventListener("change", () => (this.video.playbackRate = Number(speed.value)), { signal });
  }

  get time() {
    return this.video.currentTime;
  }

  /** Calls `listener(seconds)` whenever the clock moves, in step with the screen while playing. */
  onTime(listener) {
    this.listeners.push(listener);
  }

  seek(seconds, { play = false } = {}) {
    const end = Number.isFinite(this.video.duration) ? this.video.duration : seconds;
    this.video.currentTime = Math.max(0, Math.min(seconds, end));
    if (play) this.video.play()?.catch(() => {}); // the browser may want a gesture first
  }

  step(seconds) {
    this.seek(this.time + seconds);
  }

  toggle() {
    if (this.video.paused) this.video.play()?.catch(() => {});
    else this.video.pause();
  }

  #button(selector, work, signal) {
    this.root.querySelector(selector)?.addEventListener("click", work, { signal });
  }

  #run() {
    cancelAnimationFrame(this.frame);
    const step = () => {
      this.#tell();
      if (!this.video.paused && this.video.isConnected) this.frame = requestAnimationFrame(step);
    };
    step();
  }

  #tell() {
    for (const listener of this.listeners) listener(this.time);
  }

  #showState() {
    const paused = this.video.paused;
    const words = this.root.querySelector("[data-player-toggle-words]");
    if (words) words.textContent = paused ? this.words.play : this.words.pause;
    const use = this.root.querySelector("[data-player-toggle] use");
    if (use) use.setAttribute("href", use.getAttribute("href").replace(/#.*/, paused ? "#play" : "#pause"));
  }
}
