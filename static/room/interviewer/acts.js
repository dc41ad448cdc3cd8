// The interviewer's acts: JSON to /rooms/<id>/…; what cannot be done is said in a toast.

import { showToast } from "../../js/toast.js";
import { data, say } from "./page.js";

const PATIENCE_MS = 20_000;

/** The answer, or null when it was refused or did not arrive. Acts may be repeated. */
export async function act(name, body = {}) {
  try {
    const response = await fetch(`${data.acts}${name}/`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": data.csrf,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    showToast(answer.detail || say("act_failed"), { kind: "critical" });
  } catch {
    showToast(say("act_failed"), { kind: "critical" });
  }
  return null;
}
