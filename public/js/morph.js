// Brings what is on the page in line with new HTML by changing only what differs, so that focus,
// open menus, scroll positions and pictures already shown stay as they are.

/** Makes the children of `element` those of `html`. */
export function morph(element, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const [from, to] = [focused?.selectionStart, focused?.selectionEnd];
  children(element, template.content);
  if (!focused?.isConnected || focused === document.activeElement) return;
  focused.focus({ preventScroll: true });
  if (typeof from === "number") focused.setSelectionRange(from, to);
}

function identity(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.id || null : null;
}

function alike(old, fresh) {
  return old.nodeName === fresh.nodeName && identity(old) === identity(fresh);
}

function children(old, fresh) {
  const kept = new Set([...fresh.childNodes].map(identity));
  for (const node of [...old.childNodes]) if (!kept.has(identity(node))) node.remove();
  let place = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    const match = find(place, node);
    if (!match) old.insertBefore(node, place);
    else {
      if (match === place) place = place.nextSibling;
      else old.insertBefore(match, place);
      update(match, node);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

/** The node that becomes `fresh`: the one in its place, or further on one of the same identity. */
function find(place, fresh) {
  if (!place || alike(place, fresh)) return place;
  if (!identity(fresh)) return null;
  for (let node = place.nextSibling; node; node = node.nextSibling) {
    if (alike(node, fresh)) return node;
  }
  return null;
}

function update(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  attributes(old, fresh);
  if (!(old instanceof HTMLDialogElement && old.open)) children(old, fresh);
}

function attributes(old, fresh) {
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    const byReader = name === "open" && old.matches("details, dialog");
    if (!fresh.hasAttribute(name) && !byReader) old.removeAttribute(name);
  }
}
