// Before the lobby opens: own picture and level, which devices, who waits, one act.

import { setMeter } from "../../js/meter.js";
import { LocalMedia } from "../media.js";
import { Signal } from "../signal.js";
import { Speaking } from "../speaking.js";
import { act } from "./acts.js";
import { complain, deviceFields, listenToDeviceFields } from "./controls.js";
import { News } from "./news.js";
import { $, $$, data, say } from "./page.js";

const FLOOR_DB = -80;
const LEVEL_MS = 100;
const ME = "interviewer";

const media = new LocalMedia();
const speaking = new Speaking();
const signal = new Signal(data.sockets.room);
const news = new News();
const video = $("[data-video]");

function show() {
  video.srcObject = media.camera;
  $("[data-no-picture]").hidden = Boolean(media.videoTrack);
  speaking.listen(ME, media.camera);
  deviceFields(media);
}

function showWaiting(waiting) {
  const number = { n: waiting.length, total: data.seats.length };
  $("[data-waiting]").textContent = waiting.length ? say("waiting_now", number) : say("nobody_waits");
  for (const mark of $$("[data-waits]")) mark.hidden = !waiting.includes(mark.dataset.waits);
  news.lobby(waiting);
}

for (const type of ["welcome", "room"]) {
  signal.addEventListener(type, ({ detail }) => {
    const { room, waiting } = detail;
    if (room.plan !== data.plan || room.status !== data.status) location.reload();
    showWaiting(waiting ?? []);
  });
}
signal.connect();
media.addEventListener("change", show);
listenToDeviceFields(media);
setInterval(() => {
  const level = Math.round(speaking.level(ME));
  setMeter($("#before-level"), 100 * (1 - level / FLOOR_DB), { words: media.audioTrack ? `${level} dB` : "–" });
}, LEVEL_MS);

$("[data-open]").addEventListener("click", async ({ currentTarget: button }) => {
  button.setAttribute("aria-busy", "true");
  if (await act("open")) location.reload();
  else button.removeAttribute("aria-busy");
});

try {
  await media.open();
} catch (error) {
  complain(media, error);
}
