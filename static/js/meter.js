// Drives components/meter.html and components/clock_ring.html from live code.

/** value within [0, max] of the meter; words go to its <output>; state: "", "caution", "critical". */
export function setMeter(meter, value, { words, state = "" } = {}) {
  const max = Number(meter.getAttribute("aria-valuemax"));
  const held = Math.max(0, Math.min(max, value));
  meter.setAttribute("aria-valuenow", String(Math.round(held)));
  meter.querySelector(".meter-fill").setAttribute("width", String((100 * held) / max));
  meter.dataset.state = state;
  if (words !== undefined) {
    meter.setAttribute("aria-valuetext", words);
    const output = meter.parentElement.querySelector("output");
    if (output) output.textContent = words;
  }
}

/** share: what is left, 1 to 0; words: what stands in the middle, e.g. "1:20". */
export function setClockRing(ring, share, words) {
  const left = Math.max(0, Math.min(1, share));
  ring.querySelector(".clock-ring-left").setAttribute("stroke-dasharray", `${left * 100} 100`);
  if (words !== undefined) ring.querySelector("output").textContent = words;
}
