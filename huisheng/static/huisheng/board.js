// The board and the screens on the wall: says when what one sees is no longer fresh, keeps the eye in place, stays awake.
// [data-drawn] is the region that asks for itself; its text of [data-lost] carries {time}, the moment last shown.
const RELOAD_AFTER = 10 * 60 * 1000; // ms between two tries to load the page anew
const lost = document.querySelector("[data-lost]");
const began = Date.now();
const kept = new Map();
let deaf = false; // no stream of news
let failed = false; // the last question had no answer

const region = () => document.querySelector("[data-drawn]");

function say() {
  lost.hidden = !(deaf || failed);
  if (lost.hidden) return;
  const time = new Date(region().dataset.drawn).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const text = lost.dataset.lost.replace("{time}", time);
  const place = lost.querySelector("span") ?? lost;
  if (place.textContent !== text) place.textContent = text;
}

function mine(event) {
  return event.detail.requestConfig?.elt?.hasAttribute?.("data-drawn") || event.detail.elt?.hasAttribute?.("data-drawn");
}

document.addEventListener("huisheng:lost", () => {
  deaf = true;
  say();
});
document.addEventListener("huisheng:back", () => {
  deaf = false;
  say();
});
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    if (!mine(event)) return;
    failed = true;
    say();
    if (event.detail.xhr?.status === 404) location.reload(); // the link shows nothing any more: the page says why
  });
}
document.addEventListener("htmx:afterSwap", (event) => {
  if (!event.detail.xhr || event.detail.xhr.status >= 400) return;
  failed = false;
  for (const [id, left] of kept) document.getElementById(id)?.scrollTo(left, 0);
  say();
  renew();
});
document.addEventListener("htmx:beforeSwap", () => {
  kept.clear();
  for (const one of document.querySelectorAll("[data-drawn] [id].hs-scroll")) if (one.scrollLeft) kept.set(one.id, one.scrollLeft);
});
addEventListener("online", () => region() && htmx.trigger(region(), "live"));

// ── a screen on the wall
const wall = document.body.classList.contains("hs-wall");
let lock = null;

// After an update of the house the page's own scripts and looks are old: it loads itself anew, at night.
function renew() {
  const fresh = region().dataset.assets;
  if (wall && "night" in region().dataset && fresh !== document.body.dataset.assets && Date.now() - began > RELOAD_AFTER) {
    location.reload();
  }
}

// Browsers hand out the lock over https only, and take it away with every hidden moment.
async function stayAwake() {
  if (!wall || document.hidden || !navigator.wakeLock || (lock && !lock.released)) return;
  lock = await navigator.wakeLock.request("screen").catch(() => null);
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();
