// Small commands to the server, sent in order, kept while there is no connection.
import { toast } from "./toast.js";

const key = "epox-outbox";
const lifetime = 60 * 60 * 1000;
const waiting = restore();
let sending = false;

/**
 * Posts to `url` after everything posted before it. Resolves with the answer, also when the
 * server refuses; while the network is away it waits, and is repeated when that is back.
 */
export function send(url) {
  return new Promise((resolve) => {
    waiting.push({ url, at: Date.now(), resolve });
    store();
    work();
  });
}

async function work() {
  if (sending) return;
  sending = true;
  while (waiting.length > 0) {
    const entry = waiting[0];
    let answer;
    try {
      answer = await post(entry.url);
    } catch {
      offline(true);
      setTimeout(work, 5000);
      break;
    }
    offline(false);
    waiting.shift();
    store();
    if (entry.resolve) entry.resolve(answer);
    else if (!answer.ok) {
      toast("A choice made while offline could not be kept.", { status: "danger" });
    }
  }
  sending = false;
}

function post(url) {
  const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  return fetch(url, {
    method: "POST", headers: { "X-CSRF-Token": token, Accept: "application/json" },
  });
}

function store() {
  try {
    const entries = waiting.map(({ url, at }) => ({ url, at }));
    sessionStorage.setItem(key, JSON.stringify(entries));
  } catch { /* kept for this page only */ }
}

function restore() {
  try {
    const entries = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    return entries.filter((entry) => Date.now() - entry.at < lifetime);
  } catch {
    return [];
  }
}

function offline(isOffline) {
  for (const banner of document.querySelectorAll("[data-offline]")) banner.hidden = !isOffline;
}

/** Shows the banner while the browser is offline and sends what was kept once it is back. */
export function watchConnection() {
  addEventListener("offline", () => offline(true));
  addEventListener("online", () => {
    offline(false);
    work();
  });
  offline(!navigator.onLine);
  work();
}
