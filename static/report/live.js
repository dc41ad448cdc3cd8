// Follows a running analysis: the progress bars first, the whole answer once it is done.

const AGAIN_MS = 5000; // when no socket tells, ask
const SLOW_MS = 30000;

/** Numbers of the answers whose stage differs: "1:done 2:waiting" against "1:done 2:analysing". */
function changed(before, now) {
  const known = new Set(before.split(" "));
  return now.split(" ").filter((one) => !known.has(one)).map((one) => one.split(":")[0]);
}

/** `reload(numbers)` is called with the answers that have reached another stage. */
export function followProgress(reload) {
  const bars = () => document.getElementById("progress");
  if (!bars()) return;
  const interview = bars().dataset.interview;
  let stages = bars().dataset.stages;
  let asking = false;
  let timer = 0;

  async function ask() {
    if (asking) return;
    asking = true;
    try {
      const response = await fetch(bars().dataset.url, { headers: { Accept: "text/html" } });
      if (response.ok && !response.redirected) {
        bars().outerHTML = await response.text();
        const now = bars().dataset.stages;
        const before = stages;
        stages = now;
        if (now !== before) reload(changed(before, now));
      }
    } catch {
      // the network is away; the timer asks again
    } finally {
      asking = false;
      plan();
    }
  }

  function plan() {
    clearTimeout(timer);
    if ("underWay" in bars().dataset) timer = setTimeout(ask, document.hidden ? SLOW_MS : AGAIN_MS);
  }

  function listen() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws/progress/`);
    socket.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      if (message.type === "interview.changed" && message.interview_id === interview) ask();
      if (message.type === "ready") plan();
    });
    socket.addEventListener("close", () => {
      plan();
      if ("underWay" in bars().dataset) setTimeout(listen, AGAIN_MS);
    });
  }

  plan();
  if ("underWay" in bars().dataset) listen();
}
