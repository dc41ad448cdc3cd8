// Landmarks and gaze over one pane's picture, on request. Points are shares of the frame.

const STALE_MS = 1200;
const GAZE_LENGTH = 0.18; // of the frame's width, straight to the side

export class Overlay {
  #canvas;
  #video;
  #on = false;
  #signals = null;
  #arrived = 0;
  #due = false;
  #gone = 0;

  constructor(canvas, video) {
    this.#canvas = canvas;
    this.#video = video;
    new ResizeObserver(() => this.#soon()).observe(canvas);
  }

  show(on) {
    this.#on = on;
    this.#soon();
  }

  take(signals) {
    this.#signals = signals;
    this.#arrived = performance.now();
    clearTimeout(this.#gone);
    this.#gone = setTimeout(() => this.#soon(), STALE_MS + 50);
    if (this.#on) this.#soon();
  }

  #soon() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#due = false;
    const scale = window.devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.#canvas.width = width * scale;
    this.#canvas.height = height * scale;
    const face = this.#signals?.face;
    if (!this.#on || !face || performance.now() - this.#arrived > STALE_MS) return;
    const pen = this.#canvas.getContext("2d");
    pen.scale(scale, scale);
    const at = this.#fit(width, height);
    const style = getComputedStyle(this.#canvas);
    pen.fillStyle = style.getPropertyValue("--on-stage");
    pen.globalAlpha = 0.9;
    for (const point of face.points ?? []) {
      const [x, y] = at(point);
      pen.fillRect(x - 0.75, y - 0.75, 1.5, 1.5);
    }
    pen.globalAlpha = 1;
    this.#box(pen, face.box, at, style);
    this.#gaze(pen, face, at, width, style);
  }

  #box(pen, box, at, style) {
    if (!box) return;
    const [x, y, w, h] = box;
    const [left, top] = at([x, y]);
    const [right, bottom] = at([x + w, y + h]);
    pen.strokeStyle = style.getPropertyValue("--data-3");
    pen.lineWidth = 1.5;
    pen.strokeRect(left, top, right - left, bottom - top);
  }

  /** From the middle of the eyes' height, as far as the eyes are turned (degrees). */
  #gaze(pen, face, at, width, style) {
    if (!face.box || face.gaze_yaw === null || face.gaze_yaw === undefined) return;
    const [x, y, w, h] = face.box;
    const [fromX, fromY] = at([x + w / 2, y + 0.4 * h]);
    const turn = (degrees) => Math.sin((degrees * Math.PI) / 180) * GAZE_LENGTH * width;
    const toX = fromX + turn(face.gaze_yaw);
    const toY = fromY - turn(face.gaze_pitch ?? 0);
    pen.strokeStyle = style.getPropertyValue("--data-2");
    pen.lineWidth = 3;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(fromX, fromY);
    pen.lineTo(toX, toY);
    pen.stroke();
    pen.beginPath();
    pen.arc(toX, toY, 4, 0, 7);
    pen.stroke();
  }

  /** The picture fills its pane and is cut at the edges (object-fit: cover). */
  #fit(width, height) {
    const wide = this.#video.videoWidth || 4;
    const high = this.#video.videoHeight || 3;
    const scale = Math.max(width / wide, height / high);
    const left = (width - wide * scale) / 2;
    const top = (height - high * scale) / 2;
    return ([x, y]) => [left + x * wide * scale, top + y * high * scale];
  }
}
