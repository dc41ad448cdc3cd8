// Short messages in the corner. showToast("Saved.", { kind: "positive" }) from modules;
// HX-Trigger: {"toast": {"text": "...", "kind": "..."}} from the server; Django's messages at load.
// A critical message stays until it is closed; the others wait while the pointer or focus is on them.

const LIFE_MS = 8000;

function leaveLater(toast) {
  if (toast.dataset.kind === "critical") return;
  let timer = setTimeout(() => toast.remove(), LIFE_MS);
  const stay = () => clearTimeout(timer);
  const go = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), LIFE_MS);
  };
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("focusout", go);
}

export function showToast(text, { kind = "info" } = {}) {
  const list = document.getElementById("toasts");
  const template = document.getElementById("toast-template");
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.dataset.kind = kind;
  toast.classList.add(`toast-${kind}`);
  toast.querySelector("[data-toast-text]").textContent = text;
  const use = toast.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${kind}`));
  list.append(toast);
  leaveLater(toast);
  return toast;
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest(".toast")?.remove();
});
document.addEventListener("toast", (event) => showToast(event.detail.text, event.detail));
for (const toast of document.querySelectorAll("#toasts > .toast")) leaveLater(toast);
