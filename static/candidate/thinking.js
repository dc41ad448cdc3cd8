// While it is decided whether a follow-up is asked: a calm wait that always ends.

import { insist } from "./api.js";
import { announce, part, pause, say, settings } from "./page.js";

const LOOK_EVERY_MS = 400;
// Most decisions are there sooner; a number would only make people hurry.
const NUMBER_AFTER_MS = 3000;

/** Returns the session once nothing is being decided any more. */
export async function decided(session, show) {
  if (!session.thinking) return session;
  const since = performance.now();
  const left = part("thinking-left");
  left.textContent = "";
  show("thinking");
  announce(say("interviewer_thinking"));
  part("thinking-words").focus();
  let now = session;
  while (now.thinking) {
    const { answer, seconds_left: seconds } = now.thinking;
    if (seconds <= 0) return goOn(answer);
    if (performance.now() - since > NUMBER_AFTER_MS) {
      left.textContent = say("decided_in", { n: Math.ceil(seconds) });
    }
    await pause(Math.min(LOOK_EVERY_MS, seconds * 1000));
    now = await insist(settings.state_url);
  }
  return now;
}

async function goOn(answer) {
  const { session } = await insist(`${settings.base_url}answers/${answer}/go-on/`, {});
  return session;
}
