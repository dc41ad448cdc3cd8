// Landmarks and gaze over the picture, on request. Points come as 16-bit shares of the frame.

const NO_POINT = 65535;
const STEPS = 65534;
const STALE_S = 0.4; // a face found longer ago than this is not drawn

// Contours by index of the 478-point mesh (MediaPipe's canonical face), as the analysis keeps them.
const LOOPS = [
  [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150,
    136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109],
  [33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
  [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249],
  [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146],
  [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95],
  [469, 470, 471, 472],
  [474, 475, 476, 477],
];
const LINES = [
  [70, 63, 105, 66, 107],
  [336, 296, 334, 293, 300],
  [168, 6, 197, 195, 5, 4],
];

function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  return new Uint16Array(bytes.buffer);
}

export class Overlay {
  constructor(canvas, video, data) {
    Object.assign(this, { canvas, video });
    this.t = data.t;
    this.count = data.indices.length;
    this.place = new Map(data.indices.map((index, at) => [index, at]));
    this.points = unpack(data.points);
    this.origin = unpack(data.gaze_origin);
    this.tip = unpack(data.gaze_tip);
    new ResizeObserver(() => this.draw(video.currentTime)).observe(canvas);
  }

  draw(seconds) {
    const scale = window.devicePixelRatio || 1;
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    this.canvas.width = width * scale;
    this.canvas.height = height * scale;
    if (this.canvas.hidden || !this.video.videoWidth) return;
    const pen = this.canvas.getContext("2d");
    pen.scale(scale, scale);
    const frame = this.#frameAt(seconds);
    if (frame < 0) return;
    const fit = Math.min(width / this.video.videoWidth, height / this.video.videoHeight);
    this.fit = {
      left: (width - this.video.videoWidth * fit) / 2,
      top: (height - this.video.videoHeight * fit) / 2,
      width: this.video.videoWidth * fit,
      height: this.video.videoHeight * fit,
    };
    this.#face(pen, frame);
    this.#gaze(pen, frame);
  }

  #frameAt(seconds) {
    let low = 0;
    let high = this.t.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.t[middle] <= seconds) low = middle;
      else high = middle - 1;
    }
    return this.t.length && Math.abs(this.t[low] - seconds) <= STALE_S ? low : -1;
  }

  #at(values, index) {
    const x = values[2 * index];
    const y = values[2 * index + 1];
    if (x === NO_POINT || y === NO_POINT) return null;
    return [this.fit.left + (x / STEPS) * this.fit.width, this.fit.top + (y / STEPS) * this.fit.height];
  }

  #trace(pen, frame, indices, closed) {
    const found = indices.map((i) => this.place.get(i)).filter((at) => at !== undefined);
    const places = found.map((at) => this.#at(this.points, frame * this.count + at)).filter(Boolean);
    if (places.length < 2) return;
    pen.beginPath();
    places.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    if (closed) pen.closePath();
    pen.stroke();
  }

  #face(pen, frame) {
    pen.lineWidth = 1;
    pen.strokeStyle = getComputedStyle(this.canvas).getPropertyValue("--on-stage");
    pen.globalAlpha = 0.85;
    for (const loop of LOOPS) this.#trace(pen, frame, loop, true);
    for (const stroke of LINES) this.#trace(pen, frame, stroke, false);
  }

  #gaze(pen, frame) {
    pen.globalAlpha = 1;
    pen.lineWidth = 3;
    pen.lineCap = "round";
    pen.strokeStyle = getComputedStyle(this.canvas).getPropertyValue("--data-2");
    for (const eye of [0, 1]) {
      const from = this.#at(this.origin, 2 * frame + eye);
      const to = this.#at(this.tip, 2 * frame + eye);
      if (!from || !to) continue;
      pen.beginPath();
      pen.moveTo(...from);
      pen.lineTo(...to);
      pen.stroke();
      pen.beginPath();
      pen.arc(...to, 3, 0, 7);
      pen.stroke();
    }
  }
}
