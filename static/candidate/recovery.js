// After a closed tab, a crash or a change of device: what was recorded, and what to do with it.

import { insist } from "./api.js";
import { clockWords, part, say, settings } from "./page.js";
import { pressed } from "./question.js";
import { Upload, UploadRefused } from "./uploader.js";
import { uploadWords } from "./upload-words.js";

const TOO_LARGE = 413;
// Links are valid for 90 days at most; nobody comes back for a take after that.
const FORGOTTEN_MS = 90 * 24 * 3600 * 1000;
const answerUrl = (answer, act) => `${settings.base_url}answers/${answer}/${act}/`;

export const openQuestion = (session) => session.questions.find((question) => !question.answered);

/** Settles what was left open; returns the session as it then is. */
export async function recover(session, store, show) {
  const question = openQuestion(session);
  const open = question?.take;
  const local = await tidy(store, session, open);
  if (!open) return session;
  if (!open.offset && !local?.size) return giveUp(store, open.id, { interrupted: true });
  return decide(question, open, local, store, show);
}

/** Drops what belongs to takes that are over, and what another interview left here long ago;
 *  returns the take that is not over. */
async function tidy(store, session, open) {
  let mine = null;
  for (const take of await store.takes()) {
    if (take.interview !== session.interview) {
      if (Date.now() - take.begun > FORGOTTEN_MS) await store.dropTake(take.answer);
    } else if (take.answer === open?.id) mine = take;
    else await store.dropTake(take.answer);
  }
  return mine;
}

function stoppedWords(local, whole) {
  if (whole) return say("waits");
  return local ? say("stopped_at", { time: clockWords(local.seconds) }) : say("stopped");
}

async function giveUp(store, answer, body) {
  const { session } = await insist(answerUrl(answer, "discard"), body);
  await store.dropTake(answer);
  return session;
}

async function decide(question, open, local, store, show) {
  // Chunks that were still here go first: they belong to the answer whatever comes next.
  const line = part("recover-line");
  const upload = local && new Upload(store, local, (u) => {
    line.textContent = u.secondsLeft > 0 ? say("sending_old", { n: Math.ceil(u.secondsLeft) }) : uploadWords(u);
  });
  const whole = local?.finished || open.complete;
  const free = !whole && question.interruptions_left > 0;
  const may = free || question.retakes_left > 0;
  part("recover-question").textContent = question.text;
  part("recover-words").textContent = stoppedWords(local, whole);
  part("recover-cost").textContent = say(free ? "keep_free" : may ? "keep_costs" : "keep_only");
  part("recover-again").hidden = !may;
  const video = part("recover-video");
  video.src = answerUrl(open.id, "media");
  show("recover");
  part("recover-words").focus();
  const choice = await pressed({ keep: part("recover-keep"), again: part("recover-again") });
  video.removeAttribute("src");
  video.load();
  if (choice === "again") {
    await upload?.abandon();
    return giveUp(store, open.id, { interrupted: !whole });
  }
  part("recover-keep").setAttribute("aria-busy", "true");
  const sent = !upload || (await sendRest(upload));
  const body = { seconds: local?.seconds ?? null, interrupted: !whole || !sent };
  const { session } = await insist(answerUrl(open.id, "submit"), body);
  await store.dropTake(open.id);
  part("recover-keep").removeAttribute("aria-busy");
  return session;
}

/** False when the server takes no more of it: then what it has is kept. */
async function sendRest(upload) {
  await upload.finish();
  try {
    await upload.done;
    return true;
  } catch (error) {
    if (error instanceof UploadRefused && error.status === TOO_LARGE) return false;
    throw error;
  }
}

/** Where the interview is now; the page may have come out of the browser's own cache. */
export async function freshSession() {
  return insist(settings.state_url, undefined, () => {
    part("loading-words").textContent = say("network_none");
  });
}
