// The list of candidates narrowed by words; no more boxes than there are seats; the reader's own zone.

const list = document.getElementById("candidate-list");
const search = document.querySelector("[data-narrows]");

if (list && search) {
  const none = document.querySelector("[data-none]");
  search.addEventListener("input", () => {
    const words = search.value.trim().toLowerCase();
    let shown = 0;
    for (const item of list.children) {
      const kept = item.textContent.toLowerCase().includes(words) || item.querySelector("input").checked;
      item.hidden = !kept;
      shown += kept;
    }
    none.hidden = shown > 0;
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

const most = Number(document.getElementById("id_candidates")?.dataset.most);
function limit() {
  const boxes = [...(list?.querySelectorAll("input") ?? [])];
  const full = boxes.filter((box) => box.checked).length >= most;
  for (const box of boxes) box.disabled = full && !box.checked;
}
list?.addEventListener("change", limit);
limit();

// A new plan begins in the zone of whoever plans it.
const zone = document.getElementById("id_time_zone");
const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
const untouched = !document.getElementById("id_date")?.value;
if (zone && untouched && [...zone.options].some((option) => option.value === mine)) zone.value = mine;
