// Places a native popover under (or above) the button that opened it. Opening, closing, Escape
// and the click outside are the browser's own work.

const GAP = 6; // px between the button and its popover
const EDGE = 12; // px to the edge of the window

export function place(popover, anchor) {
  const button = anchor.getBoundingClientRect();
  const box = popover.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const height = document.documentElement.clientHeight;
  const left = Math.max(EDGE, Math.min(button.left, width - box.width - EDGE));
  const below = button.bottom + GAP;
  const above = button.top - GAP - box.height;
  const top = below + box.height <= height - EDGE || above < EDGE ? below : above;
  popover.style.left = `${left}px`;
  popover.style.top = `${Math.max(EDGE, top)}px`;
  popover.style.maxHeight = `${height - 2 * EDGE}px`;
}

function anchorOf(popover) {
  return document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`);
}

document.addEventListener(
  "toggle",
  (event) => {
    const popover = event.target;
    if (!popover.matches?.("[popover]")) return;
    const anchor = anchorOf(popover);
    const open = event.newState === "open";
    anchor?.setAttribute("aria-expanded", String(open));
    if (open && anchor) place(popover, anchor);
  },
  true,
);

function follow() {
  for (const popover of document.querySelectorAll("[popover]:popover-open")) {
    const anchor = anchorOf(popover);
    if (anchor) place(popover, anchor);
  }
}

window.addEventListener("scroll", follow, { passive: true, capture: true });
window.addEventListener("resize", follow, { passive: true });
