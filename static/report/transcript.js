// Words that seek and follow, and frequent words that show where they were said.

export function follow(root, player, signal) {
  const panel = root.closest(".tab-panel");
  const words = [...root.querySelectorAll(".word")];
  const starts = words.map((word) => Number(word.dataset.start));
  const toggle = panel.querySelector("[data-transcript-follow]");
  let following = true;
  let now = -1;
  toggle?.addEventListener(
    "click",
    () => {
      following = !following;
      toggle.setAttribute("aria-pressed", String(following));
    },
    { signal },
  );
  root.addEventListener(
    "click",
    (event) => {
      const word = event.target.closest(".word");
      if (word && !String(getSelection())) player.seek(Number(word.dataset.start), { play: true });
    },
    { signal },
  );
  player.onTime((seconds) => {
    let at = starts.findLastIndex((start) => start <= seconds + 0.02);
    if (at >= 0 && seconds > Number(words[at].dataset.end) + 0.4) at = -1;
    if (at === now) return;
    words[now]?.classList.remove("word-now");
    now = at;
    const word = words[at];
    if (!word) return;
    word.classList.add("word-now");
    if (following && !player.video.paused) keepInSight(panel, word);
  });
}

/** Scrolls the panel alone, never the page. */
function keepInSight(panel, word) {
  const box = panel.getBoundingClientRect();
  const own = word.getBoundingClientRect();
  if (own.top < box.top + 24 || own.bottom > box.bottom - 48) {
    panel.scrollTop += own.top - box.top - box.height / 3;
  }
}

/** `show(times)` marks the moments of the chosen word; none chosen: no moments. */
export function frequentWords(root, show, signal) {
  const buttons = [...root.querySelectorAll(".frequent-word")];
  for (const button of buttons) {
    button.addEventListener(
      "click",
      () => {
        const chosen = button.getAttribute("aria-pressed") !== "true";
        for (const other of buttons) other.setAttribute("aria-pressed", String(chosen && other === button));
        const times = chosen ? button.dataset.times.split(" ").map(Number) : [];
        show(times);
        markWords(times);
      },
      { signal },
    );
  }
}

function markWords(times) {
  for (const word of document.querySelectorAll("[data-transcript] .word")) {
    const start = Number(word.dataset.start);
    word.classList.toggle("word-marked", times.some((time) => Math.abs(time - start) < 0.02));
  }
}
