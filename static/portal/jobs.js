// The job list comes back from the server while somebody types. A job that was chosen after the
// question went out, and before the answer came, stays chosen.

let chosen = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "jobs") return;
  chosen = event.detail.target.querySelector("input:checked")?.closest("label") || null;
});

document.addEventListener("htmx:afterSwap", () => {
  if (!chosen) return;
  const list = document.getElementById("jobs");
  const value = chosen.querySelector("input").value;
  const same = list?.querySelector(`input[value="${CSS.escape(value)}"]`);
  if (same) same.checked = true;
  else list?.prepend(chosen);
  chosen = null;
});
