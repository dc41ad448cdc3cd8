// The scorecard saves itself as a draft, and stays in reach as a small dock.

const PAUSE_MS = 900; // after the last letter

export class Scorecard {
  constructor(form, words) {
    Object.assign(this, { form, words });
    this.state = form.querySelector("[data-card-state]");
    this.dock = document.querySelector("[data-dock]");
    this.timer = 0;
    this.unsaved = false;
    this.saving = Promise.resolve(); // one after the other, so that the newest stays
    form.addEventListener("input", (event) => this.#changed(event));
    form.addEventListener("submit", () => clearTimeout(this.timer));
    this.dock?.addEventListener("click", (event) => {
      const button = event.target.closest("[data-dock-score]");
      if (button) this.rate(Number(button.dataset.dockScore));
    });
    if (this.dock) {
      const card = form.closest(".scorecard");
      new IntersectionObserver(([entry]) => (this.dock.hidden = entry.isIntersecting)).observe(card);
    }
  }

  /** Saves at once what waits for that; whether all of it is saved. */
  async flush() {
    clearTimeout(this.timer);
    if (this.unsaved) this.#save();
    await this.saving;
    return !this.unsaved;
  }

  /** Opens the question that the page shows. */
  open(number) {
    this.number = number;
    for (const item of this.form.querySelectorAll("[data-card-question]")) {
      item.open = item.dataset.cardQuestion === String(number);
    }
    this.form.elements.q.value = number;
    this.#showDock();
  }

  rate(score) {
    const item = this.#item();
    const radio = item?.querySelector(`input[type=radio][value="${score}"]`);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #item() {
    return this.form.querySelector(`[data-card-question="${this.number}"]`);
  }

  #changed(event) {
    const item = event.target.closest("[data-card-question]");
    if (item && event.target.type === "radio") {
      item.querySelector("[data-card-score]").textContent = event.target.value;
    }
    const rated = this.form.querySelectorAll("input[type=radio]:checked").length;
    const count = document.querySelector("[data-card-count]");
    if (count) count.textContent = rated;
    this.#showDock();
    this.unsaved = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#save(), event.target.type === "radio" ? 0 : PAUSE_MS);
  }

  #showDock() {
    if (!this.dock) return;
    this.dock.querySelector("[data-dock-question]").textContent = this.number;
    const chosen = this.#item()?.querySelector("input[type=radio]:checked")?.value;
    for (const button of this.dock.querySelectorAll("[data-dock-score]")) {
      button.setAttribute("aria-pressed", String(button.dataset.dockScore === chosen));
    }
  }

  #save() {
    this.saving = this.saving.then(() => this.#send());
  }

  async #send() {
    this.unsaved = false;
    this.state.textContent = this.words.saving;
    try {
      const body = new FormData(this.form);
      const headers = { Accept: "application/json" };
      const response = await fetch(this.form.action, { method: "POST", body, headers });
      if (!response.ok) throw new Error(String(response.status));
      const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(new Date());
      this.state.textContent = this.words.saved.replace("{time}", time);
    } catch {
      this.unsaved = true;
      this.state.textContent = this.words.unsaved;
    }
  }
}
