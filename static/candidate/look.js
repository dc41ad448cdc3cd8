// What the picture looks like, worked out in this browser and told to nobody: light from a
// brightness histogram, framing from the browser's own face detector where it has one.

import { say } from "./page.js";

const WIDTH = 96;
const HEIGHT = 72;
// Mean luma of 0..255. Chosen on our own pictures of a lit and an unlit desk.
const DARK = 60;
const BRIGHT = 205;
// A dim face before something this much brighter: the light stands behind the person. A white
// wall behind a lit face is fine.
const DIM_FACE = 95;
const BEHIND = 45;
const FLAT = 16; // standard deviation of luma
// Mean change of a pixel between two looks; a still background stays far below.
const MOTION = 1.2;
const FACE = { far: 0.16, close: 0.62, aside: 0.22 };

const canvas = document.createElement("canvas");
canvas.width = WIDTH;
canvas.height = HEIGHT;
const context = canvas.getContext("2d", { willReadFrequently: true });
let before = null;
let detector = "FaceDetector" in window ? new window.FaceDetector({ maxDetectedFaces: 3, fastMode: true }) : null;

function luma(video) {
  context.drawImage(video, 0, 0, WIDTH, HEIGHT);
  const pixels = context.getImageData(0, 0, WIDTH, HEIGHT).data;
  const values = new Float32Array(WIDTH * HEIGHT);
  for (let i = 0; i < values.length; i += 1) {
    values[i] = 0.299 * pixels[4 * i] + 0.587 * pixels[4 * i + 1] + 0.114 * pixels[4 * i + 2];
  }
  return values;
}

function mean(values, wanted = () => true) {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i += 1) {
    if (wanted(i % WIDTH, Math.floor(i / WIDTH))) {
      sum += values[i];
      count += 1;
    }
  }
  return sum / count;
}

const middle = (x, y) => x > WIDTH * 0.3 && x < WIDTH * 0.7 && y > HEIGHT * 0.2 && y < HEIGHT * 0.8;
const face = (x, y) => x > WIDTH * 0.38 && x < WIDTH * 0.62 && y > HEIGHT * 0.25 && y < HEIGHT * 0.6;
const edge = (x, y) => x < WIDTH * 0.15 || x > WIDTH * 0.85 || y < HEIGHT * 0.1;

function light(values) {
  const all = mean(values);
  const spread = Math.sqrt(mean(values.map((value) => (value - all) ** 2)));
  if (all < DARK) return ["caution", say("light_dark")];
  const lit = mean(values, face);
  if (lit < DIM_FACE && mean(values, edge) - lit > BEHIND) return ["caution", say("light_behind")];
  if (all > BRIGHT) return ["caution", say("light_bright")];
  if (spread < FLAT) return ["caution", say("light_flat")];
  return ["positive", say("light_good")];
}

async function framing(video, values) {
  if (detector) {
    try {
      return faceFraming(video, await detector.detect(video));
    } catch {
      detector = null; // present in name only, as on some desktops
    }
  }
  const moved = before && mean(values.map((value, i) => Math.abs(value - before[i])), middle);
  before = values;
  if (moved !== null && moved !== undefined && moved > MOTION) return ["positive", say("frame_unknown")];
  return ["info", say("frame_unknown")];
}

function faceFraming(video, faces) {
  if (!faces.length) return ["caution", say("frame_nobody")];
  if (faces.length > 1) return ["caution", say("frame_several")];
  const { x, width, height } = faces[0].boundingBox;
  const tall = height / video.videoHeight;
  const aside = Math.abs((x + width / 2) / video.videoWidth - 0.5);
  if (tall < FACE.far) return ["caution", say("frame_far")];
  if (tall > FACE.close) return ["caution", say("frame_close")];
  if (aside > FACE.aside) return ["caution", say("frame_aside")];
  return ["positive", say("frame_good")];
}

/** { light: [kind, words], framing: [kind, words] } of the video's current picture. */
export async function lookAt(video) {
  if (!video.videoWidth) return null;
  const values = luma(video);
  return { light: light(values), framing: await framing(video, values) };
}
