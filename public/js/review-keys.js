// The keys of the review page. A box with data-review-keys in the help turns them off for people
// whose voice or switch control would press them by accident.
const remembered = "epox-review-keys";

function keysAreOn() {
  try { return localStorage.getItem(remembered) !== "off"; } catch { return true; }
}

/** Typing, an open dialog and the browser's own shortcuts keep their keys. */
function isTaken(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector("dialog[open], details[data-menu][open]")) return true;
  const target = event.target;
  if (target.matches("input[type=range]")) return event.key.startsWith("Arrow");
  if (target.matches("input, textarea, select, [contenteditable]")) return true;
  return event.key === " " && target.matches("a, button, summary");
}

/** Calls the command of `commands` that belongs to a pressed key. */
export function listenForKeys(commands) {
  const keys = {
    ArrowLeft: (event) => commands.move(-1, event.shiftKey),
    ArrowRight: (event) => commands.move(1, event.shiftKey),
    k: (event) => commands.move(-1, event.shiftKey),
    j: (event) => commands.move(1, event.shiftKey),
    a: commands.approve, r: commands.reject, u: commands.undo, f: commands.favourite,
    e: commands.edit, " ": commands.compare, Escape: commands.leave,
    "?": () => document.getElementById("review-help")?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (isTaken(event) || !keysAreOn()) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const command = keys[name];
    if (!command || (event.repeat && !/Arrow|j|k/.test(name))) return;
    event.preventDefault();
    command(event);
  });
  for (const box of document.querySelectorAll("[data-review-keys]")) {
    box.checked = keysAreOn();
    box.addEventListener("change", () => {
      try { localStorage.setItem(remembered, box.checked ? "on" : "off"); } catch { /* as it is */ }
    });
  }
}
