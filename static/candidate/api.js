// Talking to the server: JSON in and out, problem details as errors, patience with networks.

import { pause, settings } from "./page.js";

const FIRST_WAIT_MS = 800;
const LONGEST_WAIT_MS = 8000;

/** The server said no, and why. `id` is the problem's name, `detail` a sentence for people. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? `HTTP ${status}`);
    this.status = status;
    this.id = (body.type ?? "").split(":").pop();
    this.extra = body;
  }
}

/** Nobody answered, or the server is not well: worth trying again. */
export class Unreachable extends Error {}

/** Waits before attempt number `attempt` (from 0), or until the network is back. */
export function patience(attempt) {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.75 + Math.random() / 2);
  const online = new Promise((done) => window.addEventListener("online", done, { once: true }));
  return Promise.race([pause(wait), online]);
}

export async function request(url, options = {}, timeout = 20000) {
  const signal = AbortSignal.timeout(timeout);
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin", cache: "no-store", signal, ...options });
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (response.status >= 500 || response.status === 429) {
    throw new Unreachable(`HTTP ${response.status}`);
  }
  return response;
}

/** One call; raises Problem or Unreachable. */
export async function call(url, body) {
  const options = { headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
    options.headers["X-CSRFToken"] = settings.csrf;
  }
  const response = await request(url, options);
  const text = await response.text().catch((error) => {
    throw new Unreachable(String(error)); // the answer broke off
  });
  let answer = {};
  try {
    answer = text ? JSON.parse(text) : {};
  } catch {
    answer = {};
  }
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}

/** The same until the server has answered; every such call may safely be repeated. */
export async function insist(url, body, onWaiting = () => {}) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call(url, body);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      onWaiting();
      await patience(attempt);
    }
  }
}
