// Camera and microphone: asked for after an explanation, chosen, remembered, and missed when lost.

import { say } from "./page.js";

const REMEMBERED = "hireapp-devices";
const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30, max: 30 } };
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED)) ?? {};
  } catch {
    return {};
  }
}

export function remember(choice) {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify({ ...remembered(), ...choice }));
  } catch {
    // A private window forgets; nothing depends on it.
  }
}

/** Opens both, preferring what was chosen last time. Throws what getUserMedia throws.
 *  voiceOnly: a live interview can be held without a camera. */
export async function openDevices({ voiceOnly = false } = {}) {
  if (!window.isSecureContext) throw new DOMException("insecure", "InsecureError");
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) {
    throw new DOMException("unsupported", "NotSupportedError");
  }
  const { camera, microphone } = remembered();
  return navigator.mediaDevices.getUserMedia({
    video: !voiceOnly && { ...PICTURE, facingMode: "user", ...(camera && { deviceId: { ideal: camera } }) },
    audio: { ...SOUND, ...(microphone && { deviceId: { ideal: microphone } }) },
  });
}

/** Stands for the one device that a browser shows, without an id, before it may be used. */
export const ANY = "any";

/** { cameras, microphones }: pairs of id and label, named only after permission was given. */
export async function listDevices() {
  const all = await navigator.mediaDevices.enumerateDevices();
  const named = (kind, word) =>
    all
      .filter((device) => device.kind === kind)
      .map((device, index) => [device.deviceId || ANY, device.label || say(word, { n: index + 1 })]);
  return { cameras: named("videoinput", "camera_n"), microphones: named("audioinput", "microphone_n") };
}

/** For a select of one kind; the first says so while none of them is in use. */
export function deviceOptions(devices, track) {
  const id = track?.readyState === "live" ? track.getSettings().deviceId : null;
  const options = devices.map(([value, label]) => new Option(label, value, value === id, value === id));
  const used = devices.some(([value]) => value === id);
  return used || !devices.length ? options : [new Option(say("device_none"), "", true, true), ...options];
}

export function closeDevices(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}

function browserHelp() {
  const agent = navigator.userAgent;
  if (/Firefox\//.test(agent)) return say("denied_firefox");
  if (/Chrome\/|Chromium\/|CriOS\//.test(agent)) return say("denied_chrome");
  if (/Safari\//.test(agent)) return say("denied_safari");
  return say("denied_other");
}

/** What went wrong and what to do, as [title, text]. */
export function troubleWords(error) {
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return [say("denied"), browserHelp()];
    case "NotFoundError":
    case "OverconstrainedError":
      return [say("not_found"), ""];
    case "NotReadableError":
    case "AbortError":
      return [say("in_use"), ""];
    case "InsecureError":
      return [say("insecure"), ""];
    default:
      return [say("unsupported"), ""];
  }
}
