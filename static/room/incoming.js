// The streams of one peer, and which of them is camera and which screen, as the peer itself says.

export class Incoming {
  shown = { camera: null, screen: null };
  #names = { camera: null, screen: null };
  #arrived = new Map(); // stream id → MediaStream
  #onChange;

  /** onChange(kind, stream|null) */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  add(stream) {
    if (!stream) return;
    this.#arrived.set(stream.id, stream);
    stream.onremovetrack = () => {
      if (stream.getTracks().length === 0) this.#arrived.delete(stream.id);
      this.#sort();
    };
    this.#sort();
  }

  /** `streams`: {camera: id|null, screen: id|null} */
  name(streams) {
    this.#names = { camera: streams?.camera ?? null, screen: streams?.screen ?? null };
    this.#sort();
  }

  clear() {
    this.#arrived.clear();
    this.#sort();
  }

  /** Names and tracks come in either order. What is not named yet counts as the camera. */
  #sort() {
    const { camera, screen } = this.#names;
    const unnamed = camera === null ? [...this.#arrived.values()].find((one) => one.id !== screen) : null;
    this.#show("camera", this.#arrived.get(camera) ?? unnamed ?? null);
    this.#show("screen", this.#arrived.get(screen) ?? null);
  }

  #show(kind, stream) {
    if (this.shown[kind] === stream) return;
    this.shown[kind] = stream;
    this.#onChange(kind, stream);
  }
}
