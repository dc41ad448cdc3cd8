// What every module of a page with a camera needs: settings, words, and finding elements.

const json = (id) => JSON.parse(document.getElementById(id).textContent);

export const settings = json("page-settings");
const words = json("page-words");

/** The sentence `key` in the reader's language, with {places} filled in. */
export function say(key, places = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(places[name] ?? ""));
}

/** The one element with this data-part. */
export function part(name, root = document) {
  return root.querySelector(`[data-part="${name}"]`);
}

/** "1:20" */
export function clockWords(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Gives the frame around a live picture the picture's own shape: phones film upright. */
export function fitStage(video) {
  const upright = video.videoHeight > video.videoWidth;
  video.closest(".stage").classList.toggle("stage-portrait", upright);
}

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

let announcer = null;

/** Says something to screen readers without showing it. */
export function announce(sentence) {
  announcer ??= part("announcer");
  announcer.textContent = "";
  // A reader only speaks what changes.
  requestAnimationFrame(() => {
    announcer.textContent = sentence;
  });
}
