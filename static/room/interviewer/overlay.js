// Landmarks and gaze over one pane's picture, on request. Points are shares of the frame.

const STALE_MS = 1200;
const GAZE_LENGTH = 0.6; // at 90 degrees, times the height of the face
// The 70 points of a live frame (analysis/live/signals.py): [first, after the last, closed].
const LINES = [
  [0, 18, true],
  [18, 26, true],
  [26, 34, true],
  [34, 39, false],
  [39, 44, false],
  [44, 50, false],
  [50, 53, false],
  [53, 63, true],
  [63, 68, true],
];
const IRISES = [68, 69];

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
    this.#contours(pen, face.points ?? [], at, style);
    this.#box(pen, face.box, at, style);
    this.#gaze(pen, face, at, style);
  }

  #contours(pen, points, at, style) {
    pen.strokeStyle = pen.fillStyle = style.getPropertyValue("--on-stage");
    pen.lineWidth = 1;
    pen.globalAlpha = 0.85;
    for (const [from, until, closed] of LINES) {
      const line = points.slice(from, until).map(at);
      if (line.length < 2) continue;
      pen.beginPath();
      line.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      if (closed) pen.closePath();
      pen.stroke();
    }
    for (const index of IRISES) {
      if (!points[index]) continue;
      pen.beginPath();
      pen.arc(...at(points[index]), 2, 0, 7);
      pen.fill();
    }
    pen.globalAlpha = 1;
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
  #gaze(pen, face, at, style) {
    if (!face.box || face.gaze_yaw === null || face.gaze_yaw === undefined) return;
    const [x, y, w, h] = face.box;
    const [fromX, fromY] = at([x + w / 2, y + 0.4 * h]);
    const long = GAZE_LENGTH * (at([x, y + h])[1] - at([x, y])[1]);
    const turn = (degrees) => Math.sin((degrees * Math.PI) / 180) * long;
    const toX = fromX - turn(face.gaze_yaw); // positive: towards the left of the picture
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

  /** The picture stands whole in the middle of its pane (object-fit: contain). */
  #fit(width, height) {
    const wide = this.#video.videoWidth || 4;
    const high = this.#video.videoHeight || 3;
    const scale = Math.min(width / wide, height / high);
    const left = (width - wide * scale) / 2;
    const top = (height - high * scale) / 2;
    return ([x, y]) => [left + x * wide * scale, top + y * high * scale];
  }
}
