// At most five candidates are compared: the boxes of the others rest while five are chosen.

const form = document.querySelector("[data-compare-most]");
const most = Number(form?.dataset.compareMost ?? 0);

function boxes() {
  return [...document.querySelectorAll('input[name="i"][type="checkbox"]')];
}

function limit() {
  const full = boxes().filter((box) => box.checked).length >= most;
  for (const box of boxes()) box.disabled = full && !box.checked;
}

if (form) {
  document.addEventListener("change", limit);
  document.addEventListener("htmx:afterSettle", limit);
  limit();
}
