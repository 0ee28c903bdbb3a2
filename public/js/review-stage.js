// The large pictures of the review page: what is shown, compared and fetched ahead.

/** The stage of one review page; every part of it is optional. */
export class Stage {
  constructor(root) {
    this.root = root;
    this.box = root.querySelector("[data-review-stage]");
    this.comparison = root.querySelector("[data-review-compare]");
    this.ahead = [];
  }

  part(name) {
    return this.root.querySelector(`[data-review-${name}]`);
  }

  /** Puts the card at `place` on the stage, with its neighbours behind the arrows. */
  show(cards, place, word) {
    const card = cards[place];
    this.picture(this.part("picture"), card.dataset.src, card.dataset.title);
    this.picture(this.part("original"), card.dataset.original, "Original");
    const [before, after] = ["before", "after"].map((side) =>
      this.comparison?.querySelector(`.compare-${side}`));
    this.picture(before, card.dataset.original, "Original");
    this.picture(after, card.dataset.src, "Result");
    if (this.part("title")) this.part("title").textContent = card.dataset.title ?? "";
    if (this.part("index")) this.part("index").textContent = place + 1;
    if (this.part("edit") && card.dataset.editUrl) this.part("edit").href = card.dataset.editUrl;
    for (const form of this.root.querySelectorAll("form[data-review-action]")) {
      const url = card.dataset[`${form.dataset.reviewAction}Url`];
      if (url && !form.closest(".asset-card")) form.action = url;
    }
    this.fidelity(card);
    this.arrow("prev", cards[place - 1]);
    this.arrow("next", cards[place + 1]);
    this.showStatus(card.dataset.status, word);
    this.prefetch(cards, place);
  }

  /** How true the picture is to its product, when that is known. */
  fidelity(card) {
    const note = this.part("heat");
    if (!note) return;
    note.hidden = !card.dataset.fidelity;
    this.part("fidelity").textContent = card.dataset.fidelity;
    this.picture(this.part("heat-map"), card.dataset.heatMap, "Map of differences");
  }

  picture(image, url, text) {
    if (!image || !url) return;
    if (image.getAttribute("src") !== url) image.src = url;
    image.alt = text ?? "";
  }

  arrow(name, card) {
    const link = this.part(name);
    if (!link) return;
    link.hidden = !card;
    if (card) link.href = card.href;
  }

  showStatus(status, word) {
    const badge = this.part("badge");
    if (this.box) this.box.dataset.status = status;
    if (!badge) return;
    badge.dataset.status = status;
    badge.textContent = word ?? status;
  }

  toggleCompare() {
    if (!this.comparison || !this.box) return;
    const on = this.box.classList.toggle("is-comparing");
    this.comparison.hidden = !on;
    this.part("compare-toggle")?.setAttribute("aria-pressed", String(on));
  }

  /** Fetches the next pictures, so that moving on shows them at once. */
  prefetch(cards, place) {
    this.ahead = cards.slice(place + 1, place + 4).flatMap(({ dataset }) =>
      [dataset.src, dataset.original].filter(Boolean).map((url) => {
        const image = new Image();
        image.src = url;
        return image;
      }));
  }
}
