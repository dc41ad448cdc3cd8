// Only the styleguide: its buttons show toasts.

import { showToast } from "./toast.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sample-toast]");
  if (button) showToast(button.dataset.sampleText, { kind: button.dataset.sampleToast });
});
