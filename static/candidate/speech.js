// Says a question aloud: the server's voice where there is one, else the browser's own.
// The words stand on the page all the time; a voice is never the only way.

import { settings } from "./page.js";

const LANGUAGES = { ko: "ko-KR", en: "en-US" };
// A synthesiser that never says it has ended would keep a candidate waiting.
const LONGEST_MS = 90000;

let playing = null;

export function hush() {
  playing?.();
  playing = null;
}

function voiceFor(language) {
  const voices = window.speechSynthesis?.getVoices?.() ?? [];
  return voices.find((voice) => voice.lang.replace("_", "-").startsWith(language)) ?? null;
}

function voicesReady() {
  const synthesis = window.speechSynthesis;
  if (!synthesis || synthesis.getVoices().length) return Promise.resolve();
  return new Promise((done) => {
    synthesis.addEventListener("voiceschanged", done, { once: true });
    setTimeout(done, 1200);
  });
}

function playServerVoice(question) {
  const audio = new Audio(`${settings.base_url}questions/${question.id}/speech/`);
  return new Promise((done) => {
    playing = () => {
      audio.pause();
      done("stopped");
    };
    audio.onended = () => done("spoken");
    audio.onerror = () => done("failed");
    audio.play().catch((error) => done(error.name === "NotAllowedError" ? "blocked" : "failed"));
  });
}

async function playOwnVoice(question) {
  await voicesReady();
  const voice = voiceFor(settings.language);
  if (!voice) return "no_voice";
  const utterance = new SpeechSynthesisUtterance(question.text);
  utterance.voice = voice;
  utterance.lang = LANGUAGES[settings.language];
  utterance.rate = 0.95;
  return new Promise((done) => {
    playing = () => {
      speechSynthesis.cancel();
      done("stopped");
    };
    setTimeout(() => done("spoken"), LONGEST_MS);
    utterance.onend = () => done("spoken");
    utterance.onerror = ({ error }) => done(error === "not-allowed" ? "blocked" : "failed");
    speechSynthesis.cancel();
    speechSynthesis.speak(utterance);
  });
}

/** "spoken", "stopped", "blocked" (press the button first), "no_voice" or "failed". */
export async function speak(question) {
  hush();
  let outcome = question.spoken ? await playServerVoice(question) : "failed";
  if (outcome === "failed") outcome = await playOwnVoice(question);
  playing = null;
  return outcome;
}
