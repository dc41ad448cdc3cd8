// <time datetime="..." data-local="date|time|datetime"> in the reader's own zone and the page's language;
// <time datetime="..." data-relative> as "3 minutes ago", kept fresh, the exact time in the title.

const language = document.documentElement.lang || undefined;
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const FORMATS = {
  date: new Intl.DateTimeFormat(language, { dateStyle: "medium" }),
  time: new Intl.DateTimeFormat(language, { timeStyle: "short" }),
  datetime: new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }),
};
const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const FRESHEN_MS = 30_000;

/** "3 minutes ago", "in 2 days", "now" (under a minute). `then` and `now` in ms since 1970. */
export function relativeWords(then, now = Date.now()) {
  const seconds = Math.round((then - now) / 1000);
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return relative.format(0, "second");
}

/** 83.4 s -> "1:23"; used by players and clocks. */
export function clockWords(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

export function localise(root = document) {
  for (const element of root.querySelectorAll("time[data-relative], time[data-local]")) {
    const when = new Date(element.dateTime);
    if (Number.isNaN(when.getTime())) continue;
    const local = FORMATS[element.dataset.local] || FORMATS.datetime;
    if ("relative" in element.dataset) {
      element.textContent = relativeWords(when.getTime());
      element.title = local.format(when);
    } else {
      element.textContent = local.format(when);
    }
  }
}

localise();
setInterval(() => {
  if (!document.hidden) localise();
}, FRESHEN_MS);
document.addEventListener("htmx:load", (event) => localise(event.target));
