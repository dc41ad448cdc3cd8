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
