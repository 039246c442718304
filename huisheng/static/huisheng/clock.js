// Counts on what the server wrote: every element with data-due, once a second, one timer for all.
const words = document.body.dataset;
const skew = Number(words.now || Date.now()) - Date.now(); // the server's clock decides
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

function span(seconds) {
  if (seconds < 15 * MINUTE) {
    return [Math.floor(seconds / MINUTE), seconds % MINUTE].map((n) => String(n).padStart(2, "0")).join(":");
  }
  if (seconds < HOUR) return words.unitM.replace("{n}", Math.floor(seconds / MINUTE));
  if (seconds < DAY) return words.unitH.replace("{n}", Math.floor(seconds / HOUR));
  return words.unitD.replace("{n}", Math.floor(seconds / DAY));
}

function show(clock, now) {
  const rest = Math.floor((Date.parse(clock.dataset.due) - now) / 1000);
  if (Number.isNaN(rest)) return;
  const late = rest < 0;
  const warn = !late && clock.dataset.warnAt && Date.parse(clock.dataset.warnAt) <= now;
  const text = (late ? words.timeOver : words.timeLeft).replace("{t}", span(Math.abs(rest)));
  const place = clock.querySelector("[data-left]") ?? clock;
  if (place.textContent !== text) place.textContent = text;
  clock.classList.toggle("is-late", late);
  clock.classList.toggle("is-warn", Boolean(warn));
  clock.classList.toggle("is-running", !late && !warn);
}

function tick() {
  if (document.hidden) return;
  const now = Date.now() + skew;
  for (const clock of document.querySelectorAll("[data-due]")) show(clock, now);
}

if (words.timeLeft) {
  tick();
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("htmx:afterSettle", tick);
}
