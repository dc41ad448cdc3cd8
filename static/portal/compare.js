// At most five candidates are compared: the boxes of the others rest while five are chosen.
// Rows and the table replace themselves while interviews go on; what was chosen stays chosen.

const form = document.querySelector("[data-compare-most]");
const most = Number(form?.dataset.compareMost ?? 0);
let chosen = new Set();

function boxes() {
  return [...document.querySelectorAll('input[name="i"][type="checkbox"]')];
}

function limit() {
  const full = boxes().filter((box) => box.checked).length >= most;
  for (const box of boxes()) box.disabled = full && !box.checked;
}

function remember() {
  chosen = new Set(boxes().flatMap((box) => (box.checked ? [box.value] : [])));
}

function restore() {
  for (const box of boxes()) box.checked = chosen.has(box.value);
  limit();
}

if (form) {
  document.addEventListener("change", limit);
  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:afterSwap", restore);
  limit();
}
