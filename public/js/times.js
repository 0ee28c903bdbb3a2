// Times as the reader's clock has them. The server writes UTC, which stays when this does not run.
const minute = 60, hour = 3600, day = 86400;
const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });

function ago(date) {
  const seconds = (date - Date.now()) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return relative.format(0, "second");
  if (size < hour) return relative.format(Math.round(seconds / minute), "minute");
  if (size < day) return relative.format(Math.round(seconds / hour), "hour");
  if (size < 7 * day) return relative.format(Math.round(seconds / day), "day");
  return clock(date);
}

function clock(date) {
  const sameYear = date.getFullYear() === new Date().getFullYear();
  return date.toLocaleString(document.documentElement.lang, {
    day: "numeric", month: "short", year: sameYear ? undefined : "numeric",
    hour: "2-digit", minute: "2-digit",
  });
}

/** Rewrites every `<time data-local>` and `<time data-relative>` below `root`. */
export function tellTimes(root) {
  for (const time of root.querySelectorAll("time[data-local], time[data-relative]")) {
    const date = new Date(time.dateTime);
    if (Number.isNaN(date.getTime())) continue;
    const text = "relative" in time.dataset ? ago(date) : clock(date);
    if (time.textContent !== text) time.textContent = text;
    time.title = date.toLocaleString(document.documentElement.lang);
  }
}

setInterval(() => tellTimes(document), 30_000);
