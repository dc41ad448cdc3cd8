// The editor: copies what stands in it, and asks before unsaved words are left behind.

const form = document.querySelector("[data-draft]");
const field = form?.querySelector("textarea");
let saved = field?.value;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-field]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copyField).value);
  const words = button.querySelector("[data-copy-words]");
  const before = words.textContent;
  words.textContent = button.dataset.copied;
  setTimeout(() => {
    words.textContent = before;
  }, 2000);
});

form?.addEventListener("submit", () => {
  saved = field.value;
});

window.addEventListener("beforeunload", (event) => {
  if (field && field.value !== saved) event.preventDefault();
});
