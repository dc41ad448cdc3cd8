// Opens or closes every branch of a job's trees; a branch itself is a <details>.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-trees]");
  if (!button) return;
  for (const branch of document.querySelectorAll("details[data-node]")) {
    branch.open = button.dataset.trees === "open";
  }
});

// An address that names a branch (#node-...) shows it.
const named = location.hash.startsWith("#node-") && document.getElementById(location.hash.slice(1));
if (named) {
  named.open = true;
  named.scrollIntoView({ block: "center" });
}

// A pasted answer was read: its branches are marked, and opened.
document.addEventListener("htmx:afterSettle", () => {
  const result = document.querySelector("#try-result[data-grown]");
  if (!result || result.dataset.shown) return;
  result.dataset.shown = "yes";
  const grown = new Set([...result.querySelectorAll("[data-grown-node]")].map((each) => each.dataset.grownNode));
  for (const branch of document.querySelectorAll("details[data-node]")) {
    const has = grown.has(branch.dataset.node);
    branch.classList.toggle("tree-grown", has);
    branch.open = has;
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest('#try-result a[href^="#node-"]');
  const branch = link && document.getElementById(link.hash.slice(1));
  if (branch) branch.querySelector("summary").focus();
});
