// What the server has put into the page, and the small things that every module needs.

const json = (id) => JSON.parse(document.getElementById(id).textContent);

// The names under which static/candidate/camera.js looks for them, too.
export const data = json("page-settings");
const words = json("page-words");
export const language = document.documentElement.lang.startsWith("ko") ? "ko" : "en";

/** The sentence `key` with `{name}` filled in. */
export function say(key, values = {}) {
  const sentence = words[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

export function labelOf(seatId) {
  return data.seats.find((seat) => seat.id === seatId)?.label ?? "";
}

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** make("p", {class: "muted", lang: "ko"}, "text", child, …): an element. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Texts come as a string or by language. */
export function inLanguage(text) {
  if (typeof text === "string") return text;
  return text?.[language] ?? text?.en ?? text?.ko ?? "";
}

/** Seconds since 1970 of an ISO time or a number; null for nothing. */
export function seconds(time) {
  if (typeof time === "number") return time;
  const parsed = Date.parse(time ?? "");
  return Number.isNaN(parsed) ? null : parsed / 1000;
}
