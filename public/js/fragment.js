// A button with data-fragment="#place" shows the answer to its form in that place, and the form
// stays as it was filled in. Without this module the same button leads to a page.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-fragment]");
  const place = button && document.querySelector(button.dataset.fragment);
  if (!place || button.getAttribute("aria-busy") === "true") return;
  event.preventDefault();
  const word = button.textContent;
  button.setAttribute("aria-busy", "true");
  button.textContent = button.dataset.busyLabel ?? word;
  try {
    const answer = await fetch(button.formAction, {
      method: "POST",
      headers: { "X-Fragment": "1" },
      body: new URLSearchParams(new FormData(button.form)),
    });
    const text = await answer.text();
    if (answer.headers.get("content-type")?.startsWith("text/html") && !/<html/.test(text)) {
      place.innerHTML = text;
    } else {
      button.form.requestSubmit(button);
    }
  } catch {
    place.textContent = "The test did not get through. Check your own connection and try again.";
  } finally {
    button.removeAttribute("aria-busy");
    button.textContent = word;
  }
});
