// Lists: filters that answer in place, "load more", ticking all, the bar for what is ticked.
async function pageAt(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function arrived(element) {
  element.dispatchEvent(new CustomEvent("epox:fragment", { bubbles: true }));
}

// Filters. With [data-results] on both pages only that part changes and the focus stays.
let typing, filtering = 0;

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (!form) return;
  clearTimeout(typing);
  const isText = event.target.matches("input:not([type=checkbox], [type=radio])");
  typing = setTimeout(() => filter(form, !isText), isText ? 250 : 0);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-autosubmit]") || !document.querySelector("[data-results]")) return;
  event.preventDefault();
  clearTimeout(typing);
  filter(form, true);
});

async function filter(form, mayLeave) {
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (value !== "") url.searchParams.append(name, value);
  }
  const place = document.querySelector("[data-results]");
  if (!place) {
    if (mayLeave) location.assign(url);
    return;
  }
  const turn = ++filtering;
  place.setAttribute("aria-busy", "true");
  try {
    const fresh = (await pageAt(url)).querySelector("[data-results]");
    if (turn !== filtering) return;
    if (!fresh) return location.assign(url);
    place.replaceChildren(...fresh.childNodes);
    place.removeAttribute("aria-busy");
    history.replaceState(null, "", url);
    arrived(place);
    showBulk();
  } catch {
    location.assign(url);
  }
}

document.addEventListener("click", (event) => {
  const more = event.target.closest("a[data-more]");
  if (!more || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (more.getAttribute("aria-busy") !== "true") loadMore(more);
});

async function loadMore(link) {
  link.setAttribute("aria-busy", "true");
  try {
    const page = await pageAt(link.href);
    const list = document.querySelector(link.dataset.more);
    const added = [...(page.querySelector(link.dataset.more)?.children ?? [])];
    list.append(...added);
    const next = page.querySelector(".more");
    const old = link.closest(".more");
    if (next) old.replaceWith(next);
    else old.remove();
    added[0]?.querySelector("a, button, input")?.focus();
    arrived(list);
  } catch {
    location.assign(link.href);
  }
}

// Ticking.
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-check-all]");
  if (all) {
    const scope = all.closest("table, form, [data-check-scope]") ?? document;
    for (const box of scope.querySelectorAll("input[type=checkbox]:not([data-check-all])")) {
      box.checked = all.checked;
    }
  }
  if (event.target.matches("input[type=checkbox]")) showBulk();
});

document.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-bulk-clear]");
  if (!clear) return;
  for (const box of ticked(clear.closest("[data-bulk]"))) box.checked = false;
  for (const box of document.querySelectorAll("[data-check-all]")) box.checked = false;
  showBulk();
});

function ticked(bar) {
  return document.querySelectorAll(`input[type=checkbox][form="${bar.id}"]:checked`);
}

function showBulk() {
  for (const bar of document.querySelectorAll("[data-bulk]")) {
    const count = ticked(bar).length;
    bar.hidden = count === 0;
    for (const place of bar.querySelectorAll("[data-bulk-count]")) place.textContent = count;
  }
}

showBulk();
