// After the end: what is left on this device of the interviewer's voice is sent while the server takes it.

import { openStore } from "../../candidate/store.js";
import { $, say } from "./page.js";
import { recover } from "./voice.js";

const line = $("[data-voice-left]");
const askBeforeLeaving = (event) => event.preventDefault();

const left = await recover(await openStore());
if (left.length) {
  line.textContent = say("voice_left");
  window.addEventListener("beforeunload", askBeforeLeaving);
  const sent = await Promise.allSettled(left);
  window.removeEventListener("beforeunload", askBeforeLeaving);
  line.textContent = sent.every(({ value }) => value) ? say("voice_arrived") : say("voice_cut");
}
