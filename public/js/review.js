// Review at culling speed: pictures judged by key or button, shown at once, sent in order, and
// taken back with a word when the server disagrees.
import { send } from "./outbox.js";
import { announce, toast } from "./toast.js";
import { Stage } from "./review-stage.js";
import { listenForKeys } from "./review-keys.js";

const words = {
  generated: "To review", pending: "To review", approved: "Approved", synced: "In store",
  rejected: "Rejected", removed: "Removed", failed: "Failed",
};
const outcome = { approve: "approved", reject: "rejected", undo: "generated" };
const root = document.querySelector("[data-review]");
const cards = [...root.querySelectorAll(".strip-card")];
const stage = new Stage(root);

/** What the server is known to hold for a card, to fall back on. */
const confirmed = new WeakMap();
/** The number of commands about a card still on their way. */
const underway = new WeakMap();
/** Decisions of this page, newest last; each is the list of cards it was about. */
const decisions = [];
let current = Math.max(0, cards.findIndex((card) => card.hasAttribute("aria-current")));
let anchor = null;

function bucket(status) {
  if (status === "synced") return "approved";
  return status === "pending" ? "generated" : status;
}

const isOpen = (card) => bucket(card.dataset.status) === "generated";

function count(name, step) {
  const place = root.querySelector(`[data-count="${name === "generated" ? "pending" : name}"]`);
  if (place) place.textContent = Math.max(0, Number(place.textContent.replace(/\D/g, "")) + step);
}

function setStatus(card, status) {
  const before = card.dataset.status;
  if (before === status) return;
  card.dataset.status = status;
  count(bucket(before), -1);
  count(bucket(status), 1);
  const word = card.querySelector("[data-status-word]");
  if (word) word.textContent = words[status] ?? status;
  const badge = card.querySelector(".badge");
  if (badge) label(badge, status);
  if (card === cards[current]) stage.showStatus(status, words[status]);
  root.querySelector("[data-review-done]")?.toggleAttribute("hidden", cards.some(isOpen));
}

function label(badge, status) {
  badge.dataset.status = status;
  badge.textContent = words[status] ?? status;
}

/** Shows the decision, sends it, and restores what the server holds if it refuses. */
async function decide(card, action, url) {
  if (!url) return;
  if (!confirmed.has(card)) confirmed.set(card, card.dataset.status);
  underway.set(card, (underway.get(card) ?? 0) + 1);
  setStatus(card, outcome[action]);
  const answer = await send(url);
  underway.set(card, underway.get(card) - 1);
  if (answer.ok) {
    const told = await answer.json().catch(() => null);
    confirmed.set(card, told?.status in words ? told.status : outcome[action]);
    if (underway.get(card) === 0) setStatus(card, confirmed.get(card));
    return;
  }
  if (underway.get(card) === 0) setStatus(card, confirmed.get(card));
  for (const group of decisions) if (group.includes(card)) group.splice(group.indexOf(card), 1);
  const problem = await answer.json().catch(() => null);
  toast(problem?.detail ?? "That could not be kept. Try again.", { status: "danger" });
}

function urlFor(card, action) {
  return card.dataset[`${action}Url`];
}

/** Approves or rejects what is selected, or the current picture, and goes to the next open one. */
function judge(action) {
  const chosen = selection();
  if (chosen.length === 0) return;
  decisions.push(chosen);
  for (const card of chosen) decide(card, action, urlFor(card, action));
  const said = chosen.length > 1 ? `${chosen.length} pictures` : "Picture";
  clearSelection();
  advance(chosen);
  announce(`${said} ${outcome[action]}. ${cards.filter(isOpen).length} left.`);
}

function undo() {
  while (decisions.at(-1)?.length === 0) decisions.pop();
  const here = cards.slice(current, current + 1).filter((card) => !isOpen(card));
  const last = decisions.pop() ?? here;
  if (last.length === 0) return;
  for (const card of last) decide(card, "undo", urlFor(card, "undo"));
  show(cards.indexOf(last[0]));
  announce("Undone.");
}

async function favourite() {
  const card = cards[current];
  if (!card?.dataset.favouriteUrl) return;
  const on = card.toggleAttribute("data-favourite");
  const answer = await send(card.dataset.favouriteUrl);
  if (answer.ok) announce(on ? "Favourite." : "No longer a favourite.");
  else card.toggleAttribute("data-favourite", !on);
}

function advance(done) {
  const from = cards.indexOf(done.at(-1));
  const ahead = cards.findIndex((card, place) => place > from && isOpen(card));
  const next = ahead >= 0 ? ahead : cards.findIndex(isOpen);
  show(next >= 0 ? next : from);
}

function selection() {
  const chosen = cards.filter((card) => card.dataset.selected);
  return chosen.length ? chosen : cards.slice(current, current + 1);
}

function clearSelection() {
  anchor = null;
  for (const card of cards) {
    delete card.dataset.selected;
  }
}

/** Moves by `step`; with `extend` everything passed over since the first step is selected. */
function move(step, extend = false) {
  const target = Math.min(cards.length - 1, Math.max(0, current + step));
  if (extend) {
    anchor ??= current;
    const [low, high] = [Math.min(anchor, target), Math.max(anchor, target)];
    cards.forEach((card, place) => {
      if (place >= low && place <= high) card.dataset.selected = "yes";
      else delete card.dataset.selected;
    });
    announce(`${high - low + 1} selected.`);
  } else clearSelection();
  show(target);
}

function show(place) {
  if (!cards[place]) return;
  cards[current]?.removeAttribute("aria-current");
  current = place;
  const card = cards[place];
  card.setAttribute("aria-current", "true");
  const strip = card.closest(".review-strip");
  strip?.scrollTo({ left: card.offsetLeft - (strip.clientWidth - card.offsetWidth) / 2 });
  stage.show(cards, place, words[card.dataset.status]);
  history.replaceState(null, "", card.href);
}

function onSubmit(event) {
  const action = event.target.dataset.reviewAction;
  if (!action) return;
  event.preventDefault();
  const card = event.target.closest(".asset-card");
  if (card) decide(card, action, event.target.action);
  else if (action === "undo") undo();
  else judge(action);
  if (event.submitter?.matches(":focus") && !event.submitter.matches(":focus-visible")) {
    event.submitter.blur();
  }
}

function onClick(event) {
  if (event.ctrlKey || event.metaKey || event.button) return;
  const card = event.target.closest(".strip-card");
  const steps = event.target.closest("[data-review-prev]") ? -1
    : event.target.closest("[data-review-next]") ? 1 : 0;
  if (card) {
    event.preventDefault();
    move(cards.indexOf(card) - current, event.shiftKey);
  } else if (steps) {
    event.preventDefault();
    move(steps);
  } else if (event.target.closest("[data-review-compare-toggle]")) stage.toggleCompare();
}

/** Takes over the forms and links of the review page, which work without this as well. */
export function start() {
  root.addEventListener("submit", onSubmit);
  root.addEventListener("click", onClick);
  if (cards.length === 0) return;
  stage.prefetch(cards, current);
  listenForKeys({
    move, undo, favourite,
    approve: () => judge("approve"),
    reject: () => judge("reject"),
    compare: () => stage.toggleCompare(),
    edit: () => root.querySelector("[data-review-edit]")?.click(),
    leave: clearSelection,
  });
  root.dataset.ready = "yes";
}
