// What was recorded and is not yet known to be safe on the server, kept on this device.
// IndexedDB survives a closed tab and a crash; where a browser forbids it, memory has to do.
//
// takes:  { answer, interview, question, mime, begun, size, seconds, finished }
// chunks: { answer, start, size, seconds, data }   key [answer, start]; start counts bytes

import { pause } from "./page.js";

const NAME = "hireapp-answers";
const OPEN_MS = 10000;

function asked(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

function settled(transaction) {
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done();
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });
}

const range = (answer) => IDBKeyRange.bound([answer], [answer, []]);

class DeviceStore {
  durable = true;

  constructor(database) {
    this.database = database;
  }

  #open(mode) {
    // Relaxed survives a closed tab and a crashed browser; waiting for the disk itself would
    // keep a slow phone from recording smoothly.
    const transaction = this.database.transaction(["takes", "chunks"], mode, { durability: "relaxed" });
    return [transaction, transaction.objectStore("takes"), transaction.objectStore("chunks")];
  }

  async saveTake(take) {
    const [transaction, takes] = this.#open("readwrite");
    takes.put({ ...take });
    await settled(transaction);
  }

  /** The chunk and the take's new length together, or neither. */
  async saveChunk(take, chunk) {
    const [transaction, takes, chunks] = this.#open("readwrite");
    chunks.put(chunk);
    takes.put({ ...take });
    await settled(transaction);
  }

  async takes() {
    const [, takes] = this.#open("readonly");
    return asked(takes.getAll());
  }

  /** Start, size and seconds of what waits, without the bytes. */
  async waiting(answer) {
    const [, , chunks] = this.#open("readonly");
    const found = await asked(chunks.getAll(range(answer)));
    return found.map(({ start, size, seconds }) => ({ start, size, seconds }));
  }

  async data(answer, start) {
    const [, , chunks] = this.#open("readonly");
    return (await asked(chunks.get([answer, start])))?.data;
  }

  async dropChunk(answer, start) {
    const [transaction, , chunks] = this.#open("readwrite");
    chunks.delete([answer, start]);
    await settled(transaction);
  }

  async dropTake(answer) {
    const [transaction, takes, chunks] = this.#open("readwrite");
    takes.delete(answer);
    chunks.delete(range(answer));
    await settled(transaction);
  }
}

class MemoryStore {
  durable = false;
  #takes = new Map();
  #chunks = new Map();

  async saveTake(take) {
    this.#takes.set(take.answer, { ...take });
  }

  async saveChunk(take, chunk) {
    this.#chunks.set(`${chunk.answer} ${chunk.start}`, chunk);
    await this.saveTake(take);
  }

  async takes() {
    return [...this.#takes.values()];
  }

  async waiting(answer) {
    const mine = [...this.#chunks.values()].filter((chunk) => chunk.answer === answer);
    return mine.sort((a, b) => a.start - b.start).map(({ start, size, seconds }) => ({ start, size, seconds }));
  }

  async data(answer, start) {
    return this.#chunks.get(`${answer} ${start}`)?.data;
  }

  async dropChunk(answer, start) {
    this.#chunks.delete(`${answer} ${start}`);
  }

  async dropTake(answer) {
    this.#takes.delete(answer);
    for (const key of this.#chunks.keys()) if (key.startsWith(`${answer} `)) this.#chunks.delete(key);
  }
}

/** Some browsers never answer at all after a crash of their own. */
async function tooLate() {
  await pause(OPEN_MS);
  throw new DOMException("IndexedDB does not answer", "TimeoutError");
}

export async function openStore() {
  try {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("takes", { keyPath: "answer" });
      request.result.createObjectStore("chunks", { keyPath: ["answer", "start"] });
    };
    const database = await Promise.race([asked(request), tooLate()]);
    navigator.storage?.persist?.();
    return new DeviceStore(database);
  } catch {
    return new MemoryStore();
  }
}
