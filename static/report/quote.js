// Plays a few words of another answer, without leaving the open one.

const MARGIN_S = 0.25;

let playing = null;

/** Plays `button`'s stretch of its recording; pressed again, it stops. */
export function playQuote(button) {
  const same = playing?.button === button;
  playing?.stop();
  if (!same) start(button);
}

function start(button) {
  const from = Math.max(0, Number(button.dataset.from) - MARGIN_S);
  const to = Number(button.dataset.to) + MARGIN_S;
  const sound = new Audio(`${button.dataset.quote}#t=${from},${to}`);
  const stop = () => {
    sound.pause();
    sound.removeAttribute("src");
    button.setAttribute("aria-pressed", "false");
    playing = null;
  };
  playing = { button, stop };
  button.setAttribute("aria-pressed", "true");
  sound.addEventListener("timeupdate", () => {
    if (sound.currentTime >= to) stop();
  });
  sound.addEventListener("ended", stop);
  sound.addEventListener("error", stop);
  sound.play().catch(stop);
}
