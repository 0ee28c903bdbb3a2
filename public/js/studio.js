// The Studio's form: what the choice costs, what is left, and how the chosen room looks.
const form = document.querySelector("[data-studio]");

function show(name, value) {
  for (const place of form.querySelectorAll(`[data-${name}]`)) {
    place.textContent = value.toLocaleString(document.documentElement.lang);
  }
}

/** The number of pictures asked for: variants, once for each product when there are several. */
function pictures() {
  const variants = Number(new FormData(form).get("variants")) || 0;
  return variants * (Number(form.dataset.products) || 1);
}

function price() {
  const cost = pictures() * (Number(form.dataset.costEach) || 1);
  const left = Number(form.dataset.balance) - cost;
  const room = Number(form.dataset.room ?? form.dataset.balance) - cost;
  show("cost", cost);
  show("left", left < 0 ? `you have ${form.dataset.balance}` : `${left} left after this`);
  show("variants", pictures() === 1 ? "1 picture" : `${pictures()} pictures`);
  form.classList.toggle("is-short", left < 0);
  offer();
  return room;
}

/** In the dialog that stops the order: the part of it that fits, where there is one. */
function offer() {
  const button = document.querySelector("[data-fits]");
  if (!button) return;
  const fits = Math.floor(Number(form.dataset.room) / (Number(form.dataset.costEach) || 1));
  button.value = String(fits);
  button.hidden = fits < 1 || fits >= pictures();
  button.textContent = `Run ${fits} of ${pictures()}`;
}

/** A room may have a picture for each mood: data-picture-evening is preferred to data-picture. */
function showRoom() {
  const place = form.querySelector("[data-studio-picture]");
  const room = form.querySelector("[name=sceneType]:checked");
  if (!place || !room) return;
  const mood = new FormData(form).get("mood");
  const url = (mood && room.getAttribute(`data-picture-${mood}`)) || room.dataset.picture;
  if (url && place.getAttribute("src") !== url) place.src = url;
}

/** With as many companions as a picture holds, the others cannot be chosen. */
function limitCompanions() {
  const group = form.querySelector("[data-most-companions]");
  if (!group) return;
  const all = [...group.querySelectorAll("[name=with]")];
  const isFull = all.filter((one) => one.checked).length >= Number(group.dataset.mostCompanions);
  for (const one of all) one.disabled = isFull && !one.checked;
}

function showProduct(event) {
  const place = form.querySelector(".studio-product");
  if (place && event?.target.name === "picture" && event.target.dataset.picture) {
    place.src = event.target.dataset.picture;
  }
  if (event?.target.name !== "picture") return;
  for (const note of form.querySelectorAll("[data-unsure]")) {
    note.hidden = note.dataset.unsure !== event.target.value;
  }
}

/** Keeps cost and room in step with the form; without enough credits shows the way to more. */
export function start() {
  form.addEventListener("input", (event) => {
    price();
    limitCompanions();
    showRoom();
    showProduct(event);
  });
  form.addEventListener("submit", (event) => {
    const more = document.querySelector("dialog[data-testid=no-credits-modal]");
    if (price() >= 0 || !more || event.submitter?.name === "fits") return;
    event.preventDefault();
    more.showModal();
  });
  price();
  limitCompanions();
  showRoom();
}
