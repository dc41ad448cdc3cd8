// <button data-theme-choice="light|dark|system">: the pressed one is the theme in force.
// Whoever draws on a canvas listens for "themechange" on document and reads the tokens again.

import { recall, remember } from "./storage.js";

const root = document.documentElement;

function showChoice() {
  const chosen = recall("theme") || root.dataset.themeDefault || "system";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen));
  }
}

function announce() {
  document.dispatchEvent(new CustomEvent("themechange"));
}

export function chooseTheme(theme) {
  remember("theme", theme === "system" && !root.dataset.themeDefault ? null : theme);
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  showChoice();
  announce();
}

/** The value of a token in force now, e.g. token("--data-1"), for canvas charts. */
export function token(name, element = root) {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (button) chooseTheme(button.dataset.themeChoice);
});
window.addEventListener("storage", (event) => {
  if (event.key === "theme") chooseTheme(event.newValue || "system");
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announce);
showChoice();
