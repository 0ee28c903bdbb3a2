// What forms gain: no second submission, a busy sign, small conveniences.
const unsaved = new Set();
const labels = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "noGuard" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  unsaved.delete(form);
  const button = event.submitter;
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busyLabel) {
    labels.set(button, [...button.childNodes]);
    button.textContent = button.dataset.busyLabel;
  }
});

// Coming back with the browser's button finds the form as it was left: make it usable again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("form [aria-busy=true]")) {
    button.removeAttribute("aria-busy");
    if (labels.has(button)) button.replaceChildren(...labels.get(button));
  }
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-confirm-leave]");
  if (form) unsaved.add(form);
});

/** What was typed into a form is sent: leaving loses nothing. */
export function forget(form) {
  unsaved.delete(form);
}

addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-submit-on-change]")) event.target.form?.requestSubmit();
  const drop = event.target.closest("[data-drop]");
  if (drop) listFiles(drop, event.target.files ?? []);
});

function listFiles(drop, files) {
  const list = drop.querySelector("[data-drop-list]");
  if (!list) return;
  const names = [...files].slice(0, 5).map((file) => file.name);
  if (files.length > 5) names.push(`and ${files.length - 5} more`);
  list.textContent = names.join(", ");
}

for (const kind of ["dragenter", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const drop = event.target.closest?.("[data-drop]");
    drop?.classList.toggle("is-over", kind === "dragenter");
  });
}

document.addEventListener("click", (event) => {
  const reveal = event.target.closest("[data-reveal]");
  if (reveal) toggleSecret(reveal);
  const copy = event.target.closest("[data-copy]");
  if (copy) copyText(copy);
  event.target.closest("[data-dismiss]")?.closest(".alert, .toast")?.remove();
});

for (const button of document.querySelectorAll("[data-reveal]")) button.hidden = false;

function toggleSecret(button) {
  const field = document.getElementById(button.dataset.reveal);
  if (!field) return;
  const hidden = field.type === "password";
  field.type = hidden ? "text" : "password";
  button.setAttribute("aria-pressed", String(hidden));
  button.textContent = hidden ? "Hide" : "Show";
}

async function copyText(button) {
  const source = document.getElementById(button.dataset.copy);
  if (!source) return;
  const text = source.value ?? source.textContent;
  const { toast } = await import("./toast.js");
  try {
    await navigator.clipboard.writeText(text.trim());
    toast("Copied.");
  } catch {
    getSelection().selectAllChildren(source);
    toast("Selected. Copy it with your keyboard.", { status: "info" });
  }
}
