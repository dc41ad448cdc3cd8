// Native <dialog>. <button data-dialog-open="id"> opens, <button data-dialog-close> closes,
// so does a click on the backdrop (not for data-dialog-strict) and Escape.
// <input data-confirm-name="Acme"> keeps the dialog's submit button off until the name is typed.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    document.getElementById(opener.dataset.dialogOpen)?.showModal();
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) {
    closer.closest("dialog")?.close();
    return;
  }
  const dialog = event.target;
  if (dialog instanceof HTMLDialogElement && !dialog.hasAttribute("data-dialog-strict")) {
    const box = dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left &&
      event.clientX <= box.right &&
      event.clientY >= box.top &&
      event.clientY <= box.bottom;
    if (!inside) dialog.close();
  }
});

document.addEventListener("input", (event) => {
  const wanted = event.target.dataset?.confirmName;
  if (wanted === undefined) return;
  const submit = event.target.form.querySelector("[type=submit]");
  submit.disabled = event.target.value.trim().normalize("NFC") !== wanted.trim().normalize("NFC");
});

function showWaiting(root) {
  for (const dialog of root.querySelectorAll("dialog[data-dialog-autoshow]:not([open])")) {
    dialog.showModal();
  }
}

document.addEventListener("htmx:load", (event) => showWaiting(event.target));
showWaiting(document);
