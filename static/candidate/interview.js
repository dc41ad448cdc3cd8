// The interview page: recovery, device check, practice, then question after question.

import { Problem, Unreachable } from "./api.js";
import { closeDevices } from "./camera.js";
import { DeviceCheck } from "./check.js";
import { announce, part, say, settings } from "./page.js";
import { Practice } from "./practice.js";
import { pressed, QuestionStage } from "./question.js";
import { freshSession, openQuestion, recover } from "./recovery.js";
import { openStore } from "./store.js";
import { decided } from "./thinking.js";
import { UploadRefused } from "./uploader.js";

const STAGES = ["loading", "recover", "check", "practice", "question", "thinking", "saved", "trouble"];
const UNDER_WAY = ["consented", "in_progress"];

function show(stage) {
  for (const name of STAGES) part(name).hidden = name !== stage;
  document.documentElement.dataset.stage = stage;
  window.scrollTo(0, 0);
}

function minutesLeft(session) {
  for (const element of document.querySelectorAll("[data-minutes]")) {
    element.textContent =
      session.minutes_left > 0 ? say("minutes_left", { n: session.minutes_left }) : "";
  }
}

const alive = (stream) => stream?.getTracks().every((track) => track.readyState === "live");

async function saved(session) {
  const prepared = session.questions.filter((question) => !question.follow_up);
  const total = prepared.length;
  const n = prepared.filter((question) => question.answered).length;
  const over = !openQuestion(session);
  const words = say(over ? "all_saved" : "saved_of", { n, total });
  part("saved-words").textContent = words;
  part("next").hidden = over;
  part("to-receipt").hidden = !over;
  part("saved-pause").hidden = over;
  show("saved");
  announce(words);
  part("saved-words").focus();
  if (!over) await pressed({ next: part("next") });
}

/** The upload endpoint speaks no Korean: its status is put into words here. */
function refusalWords({ status, message }) {
  if (status === 413) return say("too_large");
  return status ? say("elsewhere") : message;
}

function trouble(error) {
  let words = say("ended");
  if (error instanceof UploadRefused) words = refusalWords(error);
  else if (error instanceof Problem) words = say("refused", { reason: error.message });
  else if (error instanceof Unreachable) words = say("network_none");
  else console.error(error);
  part("trouble-words").textContent = words;
  show("trouble");
  part("trouble-words").focus();
}

async function journey() {
  const store = await openStore();
  let session = await decided(await recover(await freshSession(), store, show), show);
  minutesLeft(session);
  if (!UNDER_WAY.includes(session.status)) return saved(session);
  const check = new DeviceCheck();
  show("check");
  let stream = await check.pass();
  if (session.status === "consented") {
    show("practice");
    await new Practice().pass(stream);
  }
  const stage = new QuestionStage(store);
  for (let question; (question = openQuestion(session)); ) {
    if (!alive(stream)) {
      show("check");
      stream = await check.pass();
    }
    show("question");
    const prepared = session.questions.filter((one) => !one.follow_up).length;
    const outcome = await stage.ask(question, prepared, stream);
    session = await decided(outcome.session, show);
    minutesLeft(session);
    const next = openQuestion(session);
    if (!next) closeDevices(stream);
    // A follow-up comes at once, as in a conversation; before the next topic there is a rest.
    if (outcome.saved && !next?.follow_up) await saved(session);
  }
  return null;
}

/** One tab at a time: two would send two recordings as one. */
async function alone(act) {
  if (!navigator.locks) return act();
  return navigator.locks.request(
    `hireapp-interview-${settings.session.interview}`,
    { ifAvailable: true },
    (lock) => (lock ? act() : Promise.reject(new UploadRefused(0, say("other_tab")))),
  );
}

for (const link of document.querySelectorAll('[data-help="help"]')) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("help-dialog").showModal();
  });
}

alone(journey).catch(trouble);
