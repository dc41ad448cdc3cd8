// A résumé can be dropped on its form; sending shows how far it is. Without this module the form
// sends itself. What is too large is said before a byte leaves.

function say(form, words) {
  form.querySelector("[data-resume-error]").textContent = words;
}

function send(form, file) {
  const { limit, tooLarge, failed } = form.dataset;
  if (file.size > Number(limit)) {
    say(form, tooLarge);
    return;
  }
  say(form, "");
  const progress = form.querySelector("[data-resume-progress]");
  const body = new FormData(form);
  body.set("resume", file, file.name);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  const ended = (words) => {
    progress.hidden = true;
    form.removeAttribute("aria-busy");
    say(form, words);
  };
  request.upload.addEventListener("progress", (event) => {
    const percent = Math.round((100 * event.loaded) / event.total);
    progress.querySelector("progress").value = percent;
    progress.querySelector("output").textContent = `${percent} %`;
  });
  request.addEventListener("load", () => {
    if (request.status === 200) location.reload();
    else ended(request.response?.detail ?? (request.status === 413 ? tooLarge : failed));
  });
  request.addEventListener("error", () => ended(failed));
  progress.hidden = false;
  form.setAttribute("aria-busy", "true");
  request.send(body);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-resume-upload]");
  if (form && event.target.files?.length) send(form, event.target.files[0]);
});

for (const type of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(type, (event) => {
    const form = event.target.closest?.("[data-resume-upload]");
    if (!form) return;
    event.preventDefault();
    form.classList.toggle("resume-drop-over", type === "dragover");
    if (type === "drop" && event.dataTransfer.files.length) send(form, event.dataTransfer.files[0]);
  });
}
