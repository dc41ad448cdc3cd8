// Keys without a modifier. Any link, button or field may carry data-shortcut: "/", "?", "g i".
// Pressing the keys follows the link, presses the button or puts the cursor into the field.
// They rest while somebody types, and can be switched off in the keyboard help (WCAG 2.1.4).

import { recall, remember } from "./storage.js";

const PATIENCE_MS = 1200; // how long "g" waits for its second key
let pending = "";
let timer = 0;

export function shortcutsAreOn() {
  return recall("shortcuts") !== "off";
}

export function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])"))
  );
}

function act(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

function find(keys) {
  const all = document.querySelectorAll(`[data-shortcut="${CSS.escape(keys)}"]`);
  const scope = document.querySelector("dialog[open]");
  // What stands in a tab that is not open may be reached; what is hidden itself is not offered.
  return [...all].find((element) => !element.hidden && (!scope || scope.contains(element)));
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length !== 1 || isTyping(event.target) || !shortcutsAreOn()) return;
  const keys = pending ? `${pending} ${event.key}` : event.key;
  clearTimeout(timer);
  pending = "";
  const element = find(keys) || find(event.key);
  if (element) {
    event.preventDefault();
    act(element);
  } else if (document.querySelector(`[data-shortcut^="${CSS.escape(event.key)} "]`)) {
    pending = event.key;
    timer = setTimeout(() => {
      pending = "";
    }, PATIENCE_MS);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-shortcuts-switch]")) {
    remember("shortcuts", event.target.checked ? null : "off");
  }
});
for (const box of document.querySelectorAll("[data-shortcuts-switch]")) {
  box.checked = shortcutsAreOn();
}
