// The pictures: the interviewer large, others beside, whatever is shared largest of all.

import { announce, part, say } from "../../candidate/page.js";

const icons = part("icons").dataset.url;

export function mark(name, words) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", words);
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${icons}#${name}`);
  svg.append(use);
  return svg;
}

/** "Mina Kim", or what they are here where no name may be shown. */
function nameOf(peer) {
  if (peer.name) return peer.name;
  return peer.role === "interviewer" ? say("interviewer") : say("candidate_n", { n: peer.number ?? "" });
}

class Pane {
  constructor(kind, id) {
    this.element = part("pane-template").content.firstElementChild.cloneNode(true);
    this.element.dataset.kind = kind;
    this.element.dataset.id = id;
    this.video = document.createElement("video");
    this.video.autoplay = this.video.playsInline = true;
    this.element.prepend(this.video);
    this.words = this.element.querySelector(".pane-words");
    this.marks = this.element.querySelector(".pane-marks");
    this.quality = this.element.querySelector(".pane-quality");
  }

  name(words) {
    this.element.querySelector(".pane-name").textContent = words;
  }

  show(stream) {
    if (this.video.srcObject !== stream) this.video.srcObject = stream;
    if (stream) this.video.play().catch(() => {}); // played at the next press of any button
  }

  say(words) {
    this.words.textContent = words;
    this.words.hidden = !words;
  }

  level(level) {
    this.quality.dataset.level = level ?? "";
    this.quality.setAttribute("aria-label", level === null ? "" : say(`connection_${level}`));
    this.quality.title = level === null ? "" : say(`connection_${level}`);
  }
}

/** Follows the mesh; `speaking` adds a ring. */
export class Panes {
  #stage = part("panes");
  #people = new Map(); // id → {peer, pane, screen, state, link}

  /** @param {import("../mesh.js").Mesh} mesh @param {import("../speaking.js").Speaking} speaking */
  constructor(mesh, speaking) {
    const hear = (type, act) => mesh.addEventListener(type, ({ detail }) => act(detail));
    hear("peer", ({ id, peer, link }) => this.#meet(id, peer, link));
    hear("gone", ({ id }) => this.#gone(id));
    hear("stream", ({ id, kind, stream }) => {
      if (kind === "camera") speaking.listen(id, stream);
      this.#stream(id, kind, stream);
    });
    hear("link", ({ id }) => this.#refresh(id));
    hear("state", ({ id, state }) => this.#state(id, state));
    hear("quality", ({ id, level }) => this.#people.get(id)?.pane.level(level));
    mesh.addEventListener("gone", ({ detail }) => speaking.listen(detail.id, null));
    speaking.addEventListener("speaking", ({ detail }) => {
      const pane = detail.id === "own" ? part("own") : this.#people.get(detail.id)?.pane.element;
      pane?.toggleAttribute("data-speaking", detail.speaking);
    });
    document.addEventListener("click", () => {
      for (const { pane } of this.#people.values()) if (pane.video.paused) pane.show(pane.video.srcObject);
    });
  }

  name(id) {
    const person = this.#people.get(id);
    return person ? nameOf(person.peer) : "";
  }

  /** Everybody there: [{id, name, role}]. */
  get people() {
    return [...this.#people.values()].map(({ peer }) => ({ id: peer.id, name: nameOf(peer), role: peer.role }));
  }

  #meet(id, peer, link) {
    let person = this.#people.get(id);
    if (!person) {
      person = { peer, link, pane: new Pane(peer.role, id), screen: null, state: {} };
      this.#people.set(id, person);
      announce(say("joined", { name: nameOf(peer) }));
    }
    Object.assign(person, { peer, link });
    person.pane.name(nameOf(peer));
    person.pane.video.setAttribute("aria-label", say("picture_of", { name: nameOf(peer) }));
    this.#refresh(id);
    this.#order();
  }

  #gone(id) {
    const person = this.#people.get(id);
    if (!person) return;
    this.#people.delete(id);
    person.pane.element.remove();
    person.screen?.element.remove();
    announce(say("gone", { name: nameOf(person.peer) }));
    this.#order();
  }

  #stream(id, kind, stream) {
    const person = this.#people.get(id);
    if (!person) return;
    if (kind === "camera") person.pane.show(stream);
    else this.#screen(person, stream);
    this.#refresh(id);
  }

  #screen(person, stream) {
    if (!stream) {
      person.screen?.element.remove();
      person.screen = null;
    } else {
      person.screen ??= new Pane("screen", person.peer.id);
      person.screen.name(say("screen_of", { name: nameOf(person.peer) }));
      person.screen.video.setAttribute("aria-label", say("screen_of", { name: nameOf(person.peer) }));
      person.screen.video.muted = true;
      person.screen.quality.hidden = true;
      person.screen.show(stream);
    }
    this.#order();
  }

  #state(id, state) {
    const person = this.#people.get(id);
    if (!person) return;
    if (state.hand && !person.state.hand) announce(say("hand_up", { name: nameOf(person.peer) }));
    person.state = state;
    this.#refresh(id);
  }

  #refresh(id) {
    const person = this.#people.get(id);
    if (!person) return;
    const { pane, state, peer, link } = person;
    const marks = [];
    if (state.hand) marks.push(mark("hand", say("hand_is_up")));
    if (state.audio === false) marks.push(mark("microphone-off", say("muted")));
    if (state.video === false) marks.push(mark("camera-off", say("camera_is_off")));
    pane.marks.replaceChildren(...marks);
    const dark = state.video === false || !link.streams.camera;
    pane.video.classList.toggle("pane-dark", dark);
    if (!link.connected) pane.say(say("connecting_to", { name: nameOf(peer) }));
    else pane.say(dark ? nameOf(peer) : "");
  }

  /** Screens first, then the interviewer, then candidates by number; the first one is large. */
  #order() {
    const people = [...this.#people.values()];
    people.sort((a, b) => (a.peer.number ?? 0) - (b.peer.number ?? 0));
    const screens = people.flatMap(({ screen }) => (screen ? [screen] : []));
    const panes = [...screens, ...people.map(({ pane }) => pane)];
    panes.forEach((pane, place) => {
      pane.element.toggleAttribute("data-large", place === 0);
      // Moving an element that is there already would stop its picture for a moment.
      pane.element.style.order = place;
      if (!pane.element.isConnected) this.#stage.prepend(pane.element);
    });
    part("alone").hidden = panes.length > 0;
    this.#stage.style.setProperty("--rows", String(Math.max(3, panes.length)));
  }
}
