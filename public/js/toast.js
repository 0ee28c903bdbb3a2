// Short notes at the edge of the page; the region is a live one, so they are read out as well.
const region = document.querySelector("[data-toasts]");
const icons = { ok: "success", info: "info", warning: "warning", danger: "error" };

/** A piece of the icon sprite, at the address the page itself uses. */
export function icon(name) {
  const known = document.querySelector("svg.icon use, svg.brand-mark use")?.getAttribute("href");
  const sprite = known?.split("#")[0] ?? "/static/images/icons.svg";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

/** Says something to people who listen instead of looking, without showing it. */
export function announce(text) {
  const place = document.querySelector("[data-announce]");
  if (place) place.textContent = text;
}

/**
 * Shows a note. `action` is `{ label, run }`, offered for ten seconds. Returns the element, so
 * that the caller can take it away sooner; undefined on a page without a place for notes.
 */
export function toast(text, { status = "ok", action } = {}) {
  if (!region) return undefined;
  const note = document.createElement("div");
  note.className = "toast";
  note.dataset.status = status;
  note.dataset.testid = "toast";
  const words = document.createElement("p");
  words.textContent = text;
  note.append(icon(icons[status] ?? "info"), words);
  if (action) note.append(actionButton(note, action));
  region.append(note);
  while (region.children.length > 4) region.firstElementChild.remove();
  keep(note);
  return note;
}

function actionButton(note, { label, run }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-action";
  button.textContent = label;
  button.addEventListener("click", () => {
    note.remove();
    run();
  });
  return button;
}

/** Lets a note go after its time; not while it is pointed at or holds the focus. */
function keep(note) {
  const hasAction = note.querySelector("button, a");
  const close = () => {
    if (note.matches(":hover, :focus-within")) setTimeout(close, 2000);
    else note.remove();
  };
  if (note.dataset.status !== "danger") setTimeout(close, hasAction ? 10_000 : 6000);
  else if (!note.querySelector("[data-dismiss]")) {
    const button = actionButton(note, { label: "Close", run() {} });
    button.dataset.dismiss = "";
    note.append(button);
  }
}

/** Gives the notes that came with the page the same life as those made here. */
export function enhanceToasts() {
  for (const note of region?.children ?? []) keep(note);
}
