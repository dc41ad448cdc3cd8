// The small honest line about what is on its way.

import { say } from "./page.js";

export function uploadWords(upload) {
  const n = Math.ceil(upload.secondsLeft);
  if (upload.state === "offline") return say("offline", { n });
  if (upload.state === "retrying") return say("retrying", { n });
  if (upload.state === "done" || n === 0) return say("all_sent");
  return say("to_send", { n });
}
