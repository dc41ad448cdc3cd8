// j and k walk through the rows of [data-row-keys] (a table or a list), Enter opens the row's link.
// The focus really moves to the link, so a screen reader reads the row that is meant.

import { isTyping, shortcutsAreOn } from "./shortcuts.js";

const LINK = "[data-row-link], th[scope=row] a, a[href]";

function links(region) {
  const rows = region.querySelectorAll("tbody > tr, :scope > li, :scope > [data-row]");
  return [...rows].map((row) => row.querySelector(LINK)).filter((link) => link?.offsetParent);
}

function region() {
  const active = document.activeElement?.closest("[data-row-keys]");
  return active || document.querySelector("[data-row-keys]");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if ((event.key !== "j" && event.key !== "k") || isTyping(event.target)) return;
  if (!shortcutsAreOn() || document.querySelector("dialog[open]")) return;
  const table = region();
  if (!table) return;
  const all = links(table);
  const row = document.activeElement?.closest("tr, li, [data-row]");
  const here = row ? all.findIndex((link) => row.contains(link)) : -1;
  const next = event.key === "j" ? Math.min(here + 1, all.length - 1) : Math.max(here - 1, 0);
  all[next]?.focus();
  all[next]?.scrollIntoView({ block: "nearest" });
  event.preventDefault();
});

// A click anywhere in the row opens it too, unless it meant a control or selected some text.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row-keys] tr, [data-row-keys] [data-row]");
  if (!row || event.target.closest("a, button, input, label, select, summary")) return;
  if (String(getSelection())) return;
  row.querySelector("[data-row-link]")?.click();
});
