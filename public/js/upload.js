// Uploads with their progress, file by file. What is wrong with a file is said at its field before
// anything is sent. Without this module the same form sends the same fields.
import { forget } from "./forms.js";

const mega = 1 << 20;

/** Looks after the upload forms of a page or of a part of it. */
export function start(root) {
  for (const form of root.querySelectorAll("form[data-upload]")) {
    form.addEventListener("submit", (event) => submit(event, form));
  }
}

function submit(event, form) {
  const input = form.querySelector("input[type=file]");
  const files = [...(input?.files ?? [])];
  if (files.length === 0) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  const problem = wrong(input, files);
  if (problem) complain(input, problem);
  else send(form, input, files, event.submitter);
}

/** Why the files cannot be sent, by the limits that the field names; nothing when they can. */
function wrong(input, files) {
  const { most, largest, together } = input.dataset;
  if (most && files.length > most) return `Choose up to ${most} files at a time.`;
  const large = largest && files.find((file) => file.size > largest * mega);
  if (large) return `${large.name} is larger than ${largest} MB.`;
  const sum = files.reduce((all, file) => all + file.size, 0);
  if (together && sum > together * mega) {
    return `These files have more than ${together} MB together. Send fewer at a time.`;
  }
  return null;
}

function complain(input, sentence) {
  const id = `${input.name}-error`;
  const place = document.getElementById(id) ?? document.createElement("p");
  Object.assign(place, { id, className: "error", textContent: sentence });
  place.dataset.testid = "error-message";
  place.setAttribute("role", "alert");
  input.closest("label").after(place);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", id);
  input.focus();
}

function send(form, input, files, button) {
  const list = progressList(files);
  document.getElementById(`${input.name}-error`)?.remove();
  input.removeAttribute("aria-invalid");
  input.closest("label").after(list);
  form.dataset.sent = "yes";
  button?.setAttribute("aria-busy", "true");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-Upload", "1");
  request.upload.onprogress = (event) => share(list, files, event);
  const end = () => {
    delete form.dataset.sent;
    button?.removeAttribute("aria-busy");
    list.remove();
  };
  request.onload = () => answered(request, form, input, end);
  request.onerror = () => {
    end();
    complain(input, "The connection broke before everything was sent. Please send it again.");
  };
  request.send(new FormData(form, button));
}

function progressList(files) {
  const list = document.createElement("ul");
  list.className = "stack-8";
  list.dataset.testid = "upload-progress";
  for (const file of files) {
    const line = document.createElement("li");
    const [name, bar] = [document.createElement("span"), document.createElement("progress")];
    line.className = "row";
    name.className = "grow";
    name.textContent = file.name;
    bar.max = Math.max(file.size, 1);
    bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    line.append(name, bar);
    list.append(line);
  }
  return list;
}

/** Files are sent one after the other, so what is sent so far tells how far each of them is. */
function share(list, files, event) {
  const sum = files.reduce((all, file) => all + file.size, 0);
  let left = Math.max(0, event.loaded - (event.total - sum));
  for (const [index, bar] of [...list.querySelectorAll("progress")].entries()) {
    bar.value = Math.min(left, files[index].size);
    left -= bar.value;
  }
}

function answered(request, form, input, end) {
  const place = request.getResponseHeader("X-Location");
  forget(form);
  if (place) {
    location.assign(place);
    return;
  }
  end();
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = page.querySelector("main");
  if (request.status === 422 && main) return show(main, input);
  const told = page.querySelector("[data-testid=error-message]")?.textContent.trim();
  complain(input, told || "The server could not take this. Please try again in a moment.");
}

/** The page as the server answers, with the files still chosen. */
function show(main, input) {
  const files = input.files;
  document.querySelector("main").replaceWith(main);
  const again = main.querySelector(`input[type=file][name=${input.name}]`);
  if (again) again.files = files;
  main.dispatchEvent(new CustomEvent("epox:fragment", { bubbles: true }));
  (main.querySelector("[data-focus]") ?? again)?.focus();
}
