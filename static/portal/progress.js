// Live progress: the server says which interview has changed, the page asks for that row again.
// Messages are hints. After a lost connection the page asks for everything it shows.
//
// Any element with hx-trigger="refetch" knows how to replace itself: a row (#interview-ID),
// the table (#interviews), the stages (#stages), the work of the home page (#work).

const REGIONS = ["interviews", "stages", "work"];
const SETTLE_MS = 300; // several changes of one thing within this time are one request
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;
const PING_MS = 25_000; // proxies close what is silent for a minute

const sign = document.querySelector("[data-live]");
const timers = new Map();

function refetchSoon(id, wait = SETTLE_MS) {
  clearTimeout(timers.get(id));
  timers.set(
    id,
    setTimeout(() => {
      timers.delete(id);
      const element = document.getElementById(id);
      if (element && window.htmx) window.htmx.trigger(element, "refetch");
    }, wait),
  );
}

function onChanged(message) {
  const row = `interview-${message.interview_id}`;
  const table = document.getElementById("interviews");
  if (document.getElementById(row)) refetchSoon(row);
  else if (table && (!table.dataset.position || table.dataset.position === message.position_id)) {
    refetchSoon("interviews");
  }
  refetchSoon("stages", 3 * SETTLE_MS);
  refetchSoon("work", 3 * SETTLE_MS);
}

// A row or table that is replaced under the reader's focus gives it back.
let focused = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  const active = document.activeElement;
  if (!target?.contains(active) || !active.matches("a, input[value]")) return;
  const key = active.matches("a") ? "href" : "value";
  const selector = `${active.localName}[${key}="${CSS.escape(active.getAttribute(key))}"]`;
  focused = { row: active.closest("tr, li")?.id || "", selector };
});
document.addEventListener("htmx:afterSettle", () => {
  if (!focused) return;
  const scope = focused.row ? document.getElementById(focused.row) : document;
  scope?.querySelector(focused.selector)?.focus();
  focused = null;
});

let retry = FIRST_RETRY_MS;
let wasConnected = false;

function connect() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}${sign.dataset.live}`);
  let ping = 0;
  socket.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    if (message.type === "interview.changed") onChanged(message);
    else if (message.type === "ready") {
      sign.textContent = sign.dataset.liveOn;
      sign.dataset.state = "on";
      retry = FIRST_RETRY_MS;
      if (wasConnected) for (const id of REGIONS) refetchSoon(id);
      wasConnected = true;
      ping = setInterval(() => socket.send('{"type": "ping"}'), PING_MS);
    }
  });
  socket.addEventListener("close", (event) => {
    clearInterval(ping);
    // 4401 signed out, 4403 no longer a member: the next page says so; trying again would not help.
    if (event.code === 4401 || event.code === 4403) return;
    sign.textContent = sign.dataset.liveOff;
    sign.dataset.state = "off";
    setTimeout(connect, retry);
    retry = Math.min(2 * retry, LONGEST_RETRY_MS);
  });
}

if (sign) connect();
