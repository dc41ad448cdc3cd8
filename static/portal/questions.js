// Alt + arrow up or down moves the question that has the focus, by the buttons that stand there.
// The list comes back from the server; the focus goes back to the same button of the same question.

let moved = null;

document.addEventListener("keydown", (event) => {
  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  const item = event.target.closest?.("[data-question]");
  if (!item || event.target.matches("textarea, input")) return;
  event.preventDefault();
  const id = item.id.replace("question-", "");
  const way = event.key === "ArrowUp" ? "up" : "down";
  const button = document.getElementById(`${way}-${id}`);
  if (button && !button.disabled) button.click();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const active = document.activeElement;
  if (event.target.closest("[data-question]")?.contains(active)) moved = active.id;
});

document.addEventListener("htmx:afterSettle", () => {
  if (!moved) return;
  let button = document.getElementById(moved);
  if (button?.disabled) button = button.parentElement.querySelector("button:not(:disabled)");
  button?.focus();
  moved = null;
});
