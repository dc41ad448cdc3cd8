// Own devices: chosen, muted, shared. The room goes on for whoever has no camera.

import { deviceOptions } from "../../candidate/camera.js";
import { showToast } from "../../js/toast.js";
import { LocalMedia } from "../media.js";
import { $, $$, say } from "./page.js";

/** Fills the selects of portal/room/device_fields.html and acts on a choice. */
export async function deviceFields(media) {
  const { cameras, microphones } = await media.list();
  for (const [kind, list, track] of [
    ["camera", cameras, media.videoTrack],
    ["microphone", microphones, media.audioTrack],
  ]) {
    const field = $(`[data-device="${kind}"]`);
    field.replaceChildren(...deviceOptions(list, track));
    if (!list.length) field.append(new Option(say("no_device"), ""));
    field.disabled = !list.length;
  }
}

export function listenToDeviceFields(media) {
  for (const field of $$("[data-device]")) {
    field.addEventListener("change", async () => {
      try {
        await media.choose({ [field.dataset.device]: field.value });
      } catch (error) {
        complain(media, error);
        deviceFields(media);
      }
    });
  }
}

export function complain(media, error) {
  const [title, text] = media.words(error);
  showToast([title, text].filter(Boolean).join(" "), { kind: "caution" });
}

/** The interviewer's own media in the room: what is published, and the bar under the pictures. */
export class Controls {
  media = new LocalMedia();
  #mesh;
  #panes;

  constructor(mesh, panes) {
    this.#mesh = mesh;
    this.#panes = panes;
    const { media } = this;
    media.addEventListener("change", () => this.#changed());
    media.addEventListener("track", ({ detail }) => this.#switched(detail));
    media.addEventListener("screen", ({ detail }) => this.#shared(detail.stream));
    media.addEventListener("lost", () => showToast(say("device_lost"), { kind: "caution" }));
    for (const button of $$("[data-control]")) button.addEventListener("click", () => this.#press(button.dataset.control));
    if (!navigator.mediaDevices?.getDisplayMedia) $('[data-control="screen"]').hidden = true;
    listenToDeviceFields(media);
  }

  async open() {
    try {
      await this.media.open();
    } catch (error) {
      complain(this.media, error);
    }
    // Even an empty stream is published: a device that is plugged in later joins it.
    this.#mesh.publish("camera", this.media.camera);
    this.#changed();
  }

  #press(control) {
    const { media } = this;
    if (control === "microphone") media.mute(!media.muted);
    else if (control === "camera") media.setCameraOff(!media.cameraOff);
    else if (media.screen) media.stopScreen();
    else media.shareScreen().catch((error) => complain(media, error));
  }

  #changed() {
    const { media } = this;
    const audio = Boolean(media.audioTrack) && !media.muted;
    const video = Boolean(media.videoTrack) && !media.cameraOff;
    $('[data-control="microphone"]').setAttribute("aria-pressed", String(audio));
    $('[data-control="camera"]').setAttribute("aria-pressed", String(video));
    this.#mesh.setState({ audio, video });
    this.#panes.state("interviewer", { audio, video });
    this.#panes.place("interviewer", video ? "here" : "no");
    this.#panes.camera("interviewer", media.camera);
    deviceFields(media);
  }

  async #switched({ before, after }) {
    if (before) await this.#mesh.replaceTrack(before, after);
    else this.#mesh.publish("camera", this.media.camera);
  }

  #shared(stream) {
    this.#mesh.publish("screen", stream);
    this.#panes.screen("interviewer", stream);
    $('[data-control="screen"]').setAttribute("aria-pressed", String(Boolean(stream)));
  }
}
