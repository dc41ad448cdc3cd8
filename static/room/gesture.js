// A page that was opened without a gesture (a restored window) may neither play nor listen before
// the first one.

// A finger counts when it is lifted, a mouse when it is pressed.
const GESTURES = ["pointerdown", "pointerup", "keydown"];

/** Calls `act` at every gesture. */
export function onGesture(act) {
  for (const type of GESTURES) document.addEventListener(type, () => act());
}
