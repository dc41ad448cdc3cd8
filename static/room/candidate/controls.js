// Microphone, camera, screen, hand and devices: buttons that say what they will do.

import { deviceOptions } from "../../candidate/camera.js";
import { part, say } from "../../candidate/page.js";
import { mark } from "./panes.js";

function toggle(name, on, words, icon) {
  const button = part(name);
  button.toggleAttribute("data-on", on); // its words change: pressed besides would say the opposite
  button.querySelector("span").textContent = words;
  const use = button.querySelector("use");
  use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${icon}`);
}

function fill(select, devices, track) {
  select.replaceChildren(...deviceOptions(devices, track));
  select.disabled = devices.length === 0;
}

export class Controls {
  #media;
  #mesh;
  #hand = false;
  #sent = new Map(); // id → what of the picture is sent there
  #said = null;
  #note;

  /** note(words, by): where trouble is said. */
  constructor(media, mesh, note) {
    this.#media = media;
    this.#mesh = mesh;
    this.#note = note;
    part("mute").addEventListener("click", () => media.mute(!media.muted));
    part("camera-toggle").addEventListener("click", () => media.setCameraOff(!media.cameraOff));
    part("hand").addEventListener("click", () => this.#raise(!this.#hand));
    part("share").addEventListener("click", () => this.#share());
    part("share").hidden = !navigator.mediaDevices?.getDisplayMedia;
    part("room-camera").addEventListener("change", (event) => this.#choose({ camera: event.target.value }));
    part("room-microphone").addEventListener("change", (event) => this.#choose({ microphone: event.target.value }));
    media.addEventListener("change", () => this.#draw());
    media.addEventListener("lost", () => note(say("device_lost")));
    media.addEventListener("screen", () => this.#draw());
    mesh.addEventListener("quality", ({ detail }) => this.#sending(detail.id, detail.sending));
    mesh.addEventListener("gone", ({ detail }) => this.#sending(detail.id, null));
  }

  #raise(up) {
    this.#hand = up;
    this.#mesh.setState({ hand: up });
    this.#draw();
  }

  async #share() {
    if (this.#media.screen) return this.#media.stopScreen();
    try {
      await this.#media.shareScreen();
    } catch (error) {
      console.warn("screen", String(error));
      this.#note(say("screen_failed"));
    }
    return null;
  }

  async #choose(choice) {
    part("device-note").textContent = "";
    try {
      await this.#media.choose(choice);
    } catch (error) {
      part("device-note").textContent = this.#media.words(error).join(" ");
      this.#draw();
    }
  }

  /** Says once what most people get of the own picture when the network is slow; null: they are gone. */
  #sending(id, sending) {
    if (sending === null) this.#sent.delete(id);
    else this.#sent.set(id, sending);
    const all = [...this.#sent.values()];
    const count = (name) => all.filter((one) => one === name).length;
    const key = 2 * count("paused") > all.length ? "own_picture_paused" : null;
    const words = key ?? (2 * (count("low") + count("paused")) > all.length ? "own_picture_reduced" : null);
    if (words === this.#said) return;
    this.#said = words;
    this.#note(words ? say(words) : "", "picture");
  }

  async #draw() {
    const { muted, cameraOff, screen, audioTrack, videoTrack } = this.#media;
    toggle("mute", muted, say(muted ? "unmute" : "mute"), muted ? "microphone-off" : "microphone");
    toggle("camera-toggle", cameraOff, say(cameraOff ? "camera_on" : "camera_off"), cameraOff ? "camera-off" : "camera");
    toggle("share", Boolean(screen), say(screen ? "unshare" : "share"), "screen");
    toggle("hand", this.#hand, say(this.#hand ? "hand_lower" : "hand_raise"), "hand");
    part("camera-toggle").disabled = !videoTrack;
    const marks = [];
    if (this.#hand) marks.push(mark("hand", say("hand_is_up")));
    if (muted) marks.push(mark("microphone-off", say("muted")));
    if (cameraOff) marks.push(mark("camera-off", say("camera_is_off")));
    part("own-marks").replaceChildren(...marks);
    part("own-video").classList.toggle("pane-dark", cameraOff || !videoTrack);
    this.#mesh.setState({ audio: !muted && Boolean(audioTrack), video: !cameraOff && Boolean(videoTrack) });
    const { cameras, microphones } = await this.#media.list();
    fill(part("room-camera"), cameras, videoTrack);
    fill(part("room-microphone"), microphones, audioTrack);
  }
}
