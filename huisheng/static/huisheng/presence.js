// Who else looks at the open ticket, and who is writing: said to each other through /events, stored nowhere.
// Whoever is alone says nothing after the first word; who says nothing for STALE ms has left.
const BEAT = 20000;
const STALE = 45000;
const PAUSE = 15000; // without a key pressed one is reading again
const place = () => document.getElementById("around");
const others = new Map(); // colleague → what the newest word was
const left = new Map(); // device → when it said goodbye: a word from before that may come later
let at = null; // the place one has said hello at
let state = "";
let typed = 0;

export const device = (sessionStorage.device ||= Math.random().toString(36).slice(2, 12));
const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

function say(now, where = at, asks = "") {
  if (!where) return;
  state = now;
  const body = new FormData();
  for (const [name, value] of Object.entries({ state: now, device, asks, order: Date.now(), csrfmiddlewaretoken: token() })) body.append(name, value);
  if (now === "gone" && navigator.sendBeacon) navigator.sendBeacon(where.url, body);
  else fetch(where.url, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true }).catch(() => {});
}

const now = () => (Date.now() - typed < PAUSE && written() ? "writing" : "here");
const written = () => [...document.querySelectorAll("#c-reply textarea, #c-solution textarea, #c-solution input[data-keep]")].some((field) => field.value.trim());

// Another ticket, or none: goodbye there, hello here.
function arrive() {
  const spot = place();
  if (spot?.dataset.number === at?.number) return draw();
  say("gone");
  others.clear();
  at = spot ? { number: spot.dataset.number, url: spot.dataset.around } : null;
  say("here");
  draw();
}

document.addEventListener("huisheng:news", ({ detail: news }) => {
  const spot = place();
  if (news.kind !== "presence" || news.id !== at?.number || String(news.staff) === spot?.dataset.me) return;
  const known = others.get(news.staff);
  const newest = Math.max(known?.device === news.device ? known.order : 0, left.get(news.device) ?? 0);
  if (news.order < newest) return; // overtaken on its way
  if (news.state === "gone") left.set(news.device, news.order);
  if (news.state === "gone") others.delete(news.staff);
  else others.set(news.staff, { ...news, at: Date.now() });
  if ((news.asks || !known) && news.state !== "gone") say(now()); // the newcomer cannot know of us yet
  draw();
});

document.addEventListener("input", (event) => {
  if (!event.target.matches("#c-reply textarea, #c-solution :is(textarea, input)")) return;
  typed = Date.now();
  if (state !== now()) say(now());
});

setInterval(() => {
  const before = others.size;
  for (const [who, one] of others) if (Date.now() - one.at > STALE) others.delete(who);
  if (before !== others.size) draw();
  if (at && state !== now()) say(now());
}, 3000);
setInterval(() => at && others.size && !document.hidden && say(now()), BEAT);

function draw() {
  const spot = place();
  if (!spot) return;
  const names = (wanted) => [...others.values()].filter((one) => one.state === wanted).map((one) => one.name).join(spot.dataset.and);
  const [writing, here] = [names("writing"), names("here")];
  const words = [writing && spot.dataset.writing.replace("{names}", writing), here && spot.dataset.here.replace("{names}", here)].filter(Boolean);
  if (spot.textContent !== words.join(" · ")) spot.textContent = words.join(" · ");
  spot.classList.toggle("is-writing", Boolean(writing));
  spot.hidden = !words.length;
  const strip = document.getElementById("around-writing");
  strip.hidden = !writing;
  strip.textContent = writing ? words[0] : "";
}

document.addEventListener("htmx:afterSettle", arrive);
document.addEventListener("huisheng:open", () => say(now(), at, "1")); // from here on answers are heard
addEventListener("pagehide", () => say("gone"));
addEventListener("pageshow", (event) => event.persisted && at && say(now()));
arrive();
