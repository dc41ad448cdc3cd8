// A form that has been sent says so on its button and is not sent twice.
// A page that comes back from the browser's history is ready again.

function busy(form, submitter) {
  form.dataset.sending = "";
  submitter?.setAttribute("aria-busy", "true");
}

function ready(root = document) {
  for (const form of root.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
  for (const button of root.querySelectorAll(".button[aria-busy]")) {
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || form.target === "_blank" || event.defaultPrevented) return;
  if (form.matches("[hx-post], [hx-get], [hx-put], [hx-patch], [hx-delete]")) return;
  if ("sending" in form.dataset) {
    event.preventDefault();
    return;
  }
  busy(form, event.submitter);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) ready();
});

// <select data-submit-on-change>: filters that act at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

// <button data-copy="text">: copies and says so in its own words for a moment.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const words = button.querySelector("[data-copy-words]");
  if (!words || !button.dataset.copied) return;
  const before = words.textContent;
  words.textContent = button.dataset.copied;
  setTimeout(() => {
    words.textContent = before;
  }, 2000);
});

// After a refused form the cursor goes to the summary, which names every field and links to it.
document.querySelector("[data-error-summary]")?.focus();
