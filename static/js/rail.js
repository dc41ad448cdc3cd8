// The rail: narrow or wide on a desk, a drawer under the top line on a phone.

import { remember } from "./storage.js";

const root = document.documentElement;
const rail = document.querySelector("[data-rail-region]");

function setDrawer(open) {
  rail.toggleAttribute("data-open", open);
  rail.querySelector("[data-rail-drawer]").setAttribute("aria-expanded", String(open));
}

function setNarrow(narrow) {
  if (narrow) root.dataset.rail = "narrow";
  else delete root.dataset.rail;
  remember("rail", narrow ? "narrow" : null);
  rail.querySelector("[data-rail-width]").setAttribute("aria-expanded", String(!narrow));
}

if (rail) {
  const width = rail.querySelector("[data-rail-width]");
  width.setAttribute("aria-expanded", String(root.dataset.rail !== "narrow"));
  width.addEventListener("click", () => setNarrow(root.dataset.rail !== "narrow"));
  rail.querySelector("[data-rail-drawer]").addEventListener("click", () => {
    setDrawer(!rail.hasAttribute("data-open"));
  });
  rail.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !rail.hasAttribute("data-open")) return;
    setDrawer(false);
    rail.querySelector("[data-rail-drawer]").focus();
  });
}
