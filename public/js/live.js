// Parts of a page that follow the server: fetched again while something is under way.
import { announce, toast } from "./toast.js";
import { morph } from "./morph.js";

const slowest = 15_000;

/** Follows every [data-live] on the page until its answer says that all is done. */
export function start() {
  for (const element of document.querySelectorAll("[data-live]")) follow(element);
}

function follow(element) {
  const every = Number(element.dataset.liveEvery) || 2000;
  const state = { element, every, wait: every, etag: null, done: false, timer: 0, busy: false };
  followed.add(state);
  connect();
  schedule(state);
}

function schedule(state) {
  clearTimeout(state.timer);
  if (state.done) return;
  const pause = stream?.readyState === EventSource.OPEN ? slowest : state.wait;
  state.timer = setTimeout(() => refresh(state), pause);
}

const followed = new Set();
let stream = null;
let bell = 0;

/** One stream for the whole page, while it is looked at and something on it is under way. */
function connect() {
  const address = document.body.dataset.stream;
  if (stream || !address || document.hidden || followed.size === 0) return;
  stream = new EventSource(address);
  stream.addEventListener("open", changed);
  stream.addEventListener("change", changed);
  stream.addEventListener("error", () => {
    if (stream?.readyState === EventSource.CLOSED) disconnect();
    for (const state of followed) schedule(state);
  });
}

function disconnect() {
  stream?.close();
  stream = null;
}

/** The stream only says that something changed; what a page shows is fetched as ever. */
function changed() {
  if (bell) return;
  bell = setTimeout(() => {
    bell = 0;
    for (const state of followed) refresh(state);
  }, 150);
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return disconnect();
  connect();
  for (const state of followed) refresh(state);
});

async function refresh(state) {
  if (state.busy) {
    state.again = true;
    return;
  }
  if (document.hidden || state.done) return schedule(state);
  state.busy = true;
  try {
    await take(state, await request(state));
  } catch {
    state.wait = Math.min(slowest, state.wait * 2);
  }
  state.busy = false;
  if (state.again) {
    state.again = false;
    refresh(state);
  } else schedule(state);
}

function request(state) {
  const headers = { "X-Fragment": "1", Accept: "text/html" };
  if (state.etag) headers["If-None-Match"] = state.etag;
  return fetch(state.element.dataset.live, { headers, cache: "no-store" });
}

async function take(state, answer) {
  if ([401, 403, 404, 410].includes(answer.status)) return finish(state);
  if (!answer.ok && answer.status !== 304) throw new Error(`answered ${answer.status}`);
  state.wait = state.every;
  if (answer.status !== 304) {
    state.etag = answer.headers.get("ETag");
    morph(state.element, await answer.text());
    state.element.dispatchEvent(new CustomEvent("epox:fragment", { bubbles: true }));
    say(state, words(answer.headers.get("X-Live-Announce")));
    const note = words(answer.headers.get("X-Live-Toast"));
    if (note) toast(note, { status: "info" });
    showCredits(answer.headers.get("X-Live-Credits"));
  }
  const next = answer.headers.get("X-Live-Location");
  if (answer.headers.get("X-Live-Done") === "1") finish(state);
  if (next && /^\/(?![/\\])/.test(next)) location.assign(next);
}

/** What came back or was spent meanwhile; the frame around the part is not fetched again. */
function showCredits(number) {
  if (!number) return;
  const words = number === "0" ? "No credits are" : `${number} credit${number === "1" ? "" : "s"}`;
  for (const element of document.querySelectorAll("[data-credits]")) {
    element.textContent = number;
    element.closest("[aria-label]")?.setAttribute("aria-label", `${number} credits left`);
  }
  const banner = document.querySelector("[data-credits-words]");
  if (banner) banner.textContent = `${words} left.`;
}

function finish(state) {
  state.done = true;
  followed.delete(state);
  if (followed.size === 0) disconnect();
  state.element.removeAttribute("aria-busy");
}

/** Header bytes are UTF-8, which fetch hands over one byte a character. */
function words(header) {
  if (!header) return null;
  return new TextDecoder().decode(Uint8Array.from(header, (character) => character.charCodeAt(0)));
}

/** Read out at most every five seconds; the last word is never lost. */
function say(state, text) {
  if (!text) return;
  clearTimeout(state.speech);
  const pause = Math.max(0, (state.spoken ?? 0) + 5000 - Date.now());
  state.speech = setTimeout(() => {
    state.spoken = Date.now();
    announce(text);
  }, pause);
}
