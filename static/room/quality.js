// How good the connections are, in five steps, and what is sent when they are not: audio first.

const EVERY_MS = 2000;
/** Worst case of each step: share of packets lost, round trip in seconds. Below the last: 1. */
const STEPS = [
  { level: 4, loss: 0.02, rtt: 0.25 },
  { level: 3, loss: 0.05, rtt: 0.4 },
  { level: 2, loss: 0.1, rtt: 0.8 },
];
/** What is sent of camera and screen, from all to nothing: bits and pictures per second. */
const LADDER = [
  { name: "full", camera: [700_000, 24, 1], screen: [1_500_000, 12, 1] },
  { name: "reduced", camera: [300_000, 15, 1.5], screen: [600_000, 6, 1] },
  { name: "low", camera: [120_000, 10, 2.5], screen: [300_000, 3, 1.5] },
  { name: "paused", camera: null, screen: [150_000, 2, 2] },
];
// With more peers the same uplink is shared by more copies of the picture.
const SHARED_BY = 3;
const AUDIO_BITS = 40_000;
// Less room than for the sound and this share of the wanted picture: the sound begins to break up.
const SCARCE = 0.5;
const WORSE_AFTER = 3;
// A long round trip alone may come from a busy computer: it makes pictures small, never stops them.
const SMALLEST = LADDER.findIndex((rung) => rung.name === "low");
const BETTER_AFTER = 4;
const MOST_PATIENCE = 30;

/** Sums of what getStats says, over all streams of one connection. */
function totals(report) {
  const sums = { lost: 0, received: 0, outLost: [], rtt: null, available: null };
  for (const stat of report.values()) {
    if (stat.type === "inbound-rtp") {
      sums.lost += Math.max(0, stat.packetsLost ?? 0);
      sums.received += stat.packetsReceived ?? 0;
    } else if (stat.type === "remote-inbound-rtp") {
      if (stat.fractionLost !== undefined) sums.outLost.push(stat.fractionLost);
    } else if (stat.type === "candidate-pair" && stat.nominated && stat.state === "succeeded") {
      sums.rtt = stat.currentRoundTripTime ?? sums.rtt;
      sums.available = stat.availableOutgoingBitrate ?? sums.available;
    }
  }
  return sums;
}

function levelOf(loss, rtt) {
  return STEPS.find((step) => loss <= step.loss && (rtt ?? 0) <= step.rtt)?.level ?? 1;
}

/** One connection: what was last seen, and where on the ladder its pictures are. */
class Watched {
  level = null;
  up = null;
  rung = 0;
  share = 1;
  #before = null;
  #worse = 0;
  #better = 0;
  #patience = BETTER_AFTER;

  constructor(link) {
    this.link = link;
  }

  async measure() {
    const { link } = this;
    if (!link.connected) {
      this.level = this.up = link.state === "new" || link.state === "connecting" ? null : 0;
      this.#before = null;
      return false;
    }
    const now = totals(await link.pc.getStats());
    const before = this.#before ?? now;
    this.#before = now;
    const lost = Math.max(0, now.lost - before.lost);
    const seen = lost + Math.max(0, now.received - before.received);
    const outLoss = Math.max(0, ...now.outLost);
    this.up = levelOf(outLoss, now.rtt);
    this.level = Math.min(this.up, levelOf(seen ? lost / seen : 0, now.rtt));
    return this.#move(levelOf(outLoss, 0) <= 1, now.available);
  }

  /** What the picture may take of the uplink on this rung, in bits per second. */
  bits(share) {
    return (LADDER[this.rung].camera?.[0] ?? 0) * share;
  }

  /** Down after three bad looks, up after some good ones; later and later where it did not last. */
  #move(lossy, available) {
    const needed = AUDIO_BITS + SCARCE * this.bits(this.share);
    const scarce = this.bits(1) > 0 && available !== null && available < needed;
    if (lossy || scarce || this.up <= 1) {
      this.#better = 0;
      this.#worse += 1;
      const lowest = lossy || scarce ? LADDER.length - 1 : SMALLEST;
      if (this.#worse < WORSE_AFTER || this.rung >= lowest) return false;
      this.#worse = 0;
      this.rung += 1;
      this.#patience = Math.min(MOST_PATIENCE, this.#patience * 1.5);
      return true;
    }
    this.#worse = 0;
    if (this.up < 3 || this.rung === 0) return false;
    this.#better += 1;
    if (this.#better < this.#patience) return false;
    this.#better = 0;
    this.rung -= 1;
    if (this.rung === 0) this.#patience = BETTER_AFTER;
    return true;
  }
}

async function encode(sender, change) {
  const parameters = sender.getParameters();
  if (!parameters.encodings?.length) return;
  for (const encoding of parameters.encodings) change(encoding);
  try {
    await sender.setParameters(parameters);
  } catch (error) {
    // Not negotiated yet, or an option this browser does not have: tried again at the next change.
    console.debug("setParameters", String(error));
  }
}

/** Events: "level" {link, level, sending: "full"|"reduced"|"low"|"paused"} after every look. */
export class Quality extends EventTarget {
  #watched = new Map();
  #timer = null;

  watch(link) {
    this.#watched.set(link, new Watched(link));
    this.#timer ??= setInterval(() => this.#look(), EVERY_MS);
    this.#share();
  }

  forget(link) {
    this.#watched.delete(link);
    this.#share();
    if (this.#watched.size) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  /** The own connection: the middle of all, so that one bad peer is not taken for it. */
  get own() {
    const ups = [...this.#watched.values()].map((w) => w.up).filter((up) => up !== null);
    if (!ups.length) return null;
    ups.sort((a, b) => a - b);
    return ups[Math.floor(ups.length / 2)];
  }

  /** One more or less of them changes what each may have. */
  #share() {
    for (const link of this.#watched.keys()) this.tune(link);
  }

  /** Sets what is sent to this peer by where on the ladder it is. */
  async tune(link) {
    const watched = this.#watched.get(link);
    if (!watched) return;
    const rung = LADDER[watched.rung];
    watched.share = this.#watched.size >= SHARED_BY ? 0.5 : 1;
    for (const kind of ["camera", "screen"]) {
      for (const sender of link.senders(kind)) {
        if (sender.track.kind === "audio") {
          await encode(sender, (encoding) => {
            encoding.maxBitrate = AUDIO_BITS;
            encoding.priority = encoding.networkPriority = "high";
          });
        } else {
          await encode(sender, (encoding) => this.#picture(encoding, rung[kind], watched.share));
        }
      }
    }
  }

  #picture(encoding, wanted, share) {
    encoding.active = wanted !== null;
    if (!wanted) return;
    [encoding.maxBitrate, encoding.maxFramerate, encoding.scaleResolutionDownBy] = wanted;
    encoding.maxBitrate = Math.round(encoding.maxBitrate * share);
  }

  async #look() {
    for (const [link, watched] of [...this.#watched]) {
      try {
        if (await watched.measure()) await this.tune(link);
      } catch (error) {
        console.debug("getStats", String(error)); // closed while it was looked at
      }
      if (!this.#watched.has(link)) continue;
      const { level, rung } = watched;
      const detail = { link, level, sending: LADDER[rung].name };
      this.dispatchEvent(new CustomEvent("level", { detail }));
    }
  }
}
