// Ctrl or Command and K: every place the page links to, by its first letters.
import { icon } from "./toast.js";

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
let dialog, input, list, empty, found = [], chosen = 0;

/** What can be reached from here: the navigation, the account menu, and [data-command]. */
function commands() {
  const seen = new Set();
  const links = ".sidebar a.nav-link, .topbar a.menu-item, [data-command]";
  return [...document.querySelectorAll(links)].flatMap((element) => {
    const name = (element.dataset.command || element.textContent).trim();
    const hidden = element.closest("dialog") || seen.has(name);
    seen.add(name);
    const picture = element.querySelector("use")?.getAttribute("href").split("#")[1];
    return hidden ? [] : [{ name, picture, run: () => element.click() }];
  });
}

function matching(words) {
  const all = commands();
  const wanted = words.trim().toLowerCase();
  if (!wanted) return all;
  const begins = (command) => command.name.toLowerCase().startsWith(wanted);
  const hits = all.filter((command) => command.name.toLowerCase().includes(wanted))
    .sort((one, other) => begins(other) - begins(one));
  const search = document.querySelector(".topbar-search");
  const name = `Search products for “${words.trim()}”`;
  if (search) hits.push({ name, picture: "search", run: find });
  return hits;
  function find() {
    const url = new URL(search.action);
    url.searchParams.set("q", words.trim());
    location.assign(url);
  }
}

function build() {
  dialog = document.createElement("dialog");
  dialog.className = "dialog palette";
  dialog.setAttribute("aria-label", "Go to");
  input = document.createElement("input");
  input.className = "input";
  input.placeholder = "Go to or search";
  list = document.createElement("ul");
  list.id = "palette-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Places");
  const roles = { role: "combobox", "aria-expanded": "true", "aria-controls": list.id,
    "aria-label": "Go to or search", "aria-autocomplete": "list", autocomplete: "off" };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
  empty = document.createElement("p");
  empty.textContent = "Nothing by that name.";
  dialog.append(input, list, empty);
  document.body.append(dialog);
  input.addEventListener("input", show);
  input.addEventListener("keydown", steer);
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) run(Number(option.dataset.place));
  });
}

function show() {
  found = matching(input.value);
  chosen = 0;
  list.replaceChildren(...found.map(option));
  empty.hidden = found.length > 0;
  list.hidden = found.length === 0;
  mark();
}

function option(command, place) {
  const item = document.createElement("li");
  item.className = "menu-item";
  item.id = `palette-${place}`;
  item.dataset.place = place;
  item.setAttribute("role", "option");
  item.append(icon(command.picture ?? "chevron-right"), command.name);
  return item;
}

function mark() {
  [...list.children].forEach((item, place) => {
    item.setAttribute("aria-selected", String(place === chosen));
  });
  const item = list.children[chosen];
  item?.scrollIntoView({ block: "nearest" });
  if (item) input.setAttribute("aria-activedescendant", item.id);
  else input.removeAttribute("aria-activedescendant");
}

function steer(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.length) {
    event.preventDefault();
    chosen = (chosen + step + found.length) % found.length;
    mark();
  } else if (event.key === "Enter") {
    event.preventDefault();
    run(chosen);
  }
}

function run(place) {
  const command = found[place];
  if (!command) return;
  dialog.close();
  command.run();
}

function open() {
  if (!dialog) build();
  if (dialog.open) return dialog.close();
  if (document.querySelector("dialog[open]")) return;
  input.value = "";
  dialog.showModal();
  show();
}

/** Listens for the keys and writes them into the search box of the top bar. */
export function startPalette() {
  if (!document.querySelector(".sidebar")) return;
  const field = document.querySelector("[data-palette-hint]");
  if (field) {
    const hint = document.createElement("kbd");
    hint.className = "palette-hint";
    hint.setAttribute("aria-hidden", "true");
    hint.textContent = isApple ? "⌘K" : "Ctrl K";
    field.after(hint);
  }
  addEventListener("keydown", (event) => {
    const isShortcut = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (!isShortcut || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    open();
  });
}
