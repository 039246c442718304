// The queue lives without jumping: rows change in place, what leaves says why and stays until one asks anew, what is new
// announces itself above. And many rows at once: x or Shift choose, the bar below says what may be done.
const PAUSE = 600; // ms in which news is gathered
const MOST = 60; // rows asked for one by one; beyond that the first page is asked for
const EVERY = 60000;
const wanted = new Set();
const fresh = new Set();
let timer = null;
let everything = false;

const queue = () => document.querySelector("[data-queue]");
const items = () => [...document.querySelectorAll("[data-queue] .hs-q-item")];
const itemOf = (number) => items().find((item) => item.dataset.number === number);
const matches = (topic, heard) => topic === heard || (topic.endsWith(":*") && heard.startsWith(topic.slice(0, -1)));

document.addEventListener("huisheng:news", ({ detail }) => {
  const box = queue();
  if (!box || typeof detail.id !== "string") return;
  if (itemOf(detail.id) || matches(box.dataset.arrivals, detail.topic)) soon(detail.id);
});
document.addEventListener("live", (event) => event.target === queue() && soon(null)); // the stream was broken
document.addEventListener("huisheng:back", () => soon(null));
setInterval(() => !document.hidden && soon(null), EVERY); // what time alone moves in or out

function soon(number) {
  if (!queue()) return;
  if (number) wanted.add(number);
  else everything = true;
  timer ??= setTimeout(ask, PAUSE);
}

async function ask() {
  const box = queue();
  const many = everything || wanted.size > MOST;
  const numbers = many ? items().map((item) => item.dataset.number) : [...wanted];
  wanted.clear();
  [timer, everything] = [null, false];
  if (!box) return;
  const query = numbers.map((number) => `&number=${encodeURIComponent(number)}`).join("") + (many && box.dataset.first ? "&first" : "");
  try {
    const answer = await fetch(box.dataset.again + query, { headers: { "HX-Request": "true" } });
    if (answer.ok && box === queue()) take(new DOMParser().parseFromString(await answer.text(), "text/html"), box);
  } catch {
    // offline: the stream says so, and what was missed is asked for when it is back
  }
}

function take(page, box) {
  for (const item of page.querySelectorAll("[data-again] > li")) {
    const shown = itemOf(item.dataset.number);
    if (item.dataset.gone) shown && leave(shown, item.dataset.gone);
    else if (shown) change(shown, item);
    else if (box.dataset.first) fresh.add(item.dataset.number);
    if (item.dataset.gone) fresh.delete(item.dataset.number);
  }
  const tabs = page.getElementById("list-tabs");
  const nav = document.querySelector("#list-tabs nav");
  if (tabs && nav) nav.replaceChildren(...tabs.querySelector("nav").children);
  showTab();
  announce();
}

// In place: the row, its focus, its tick and its mark stay; only what it says is new.
function change(shown, item) {
  const [row, now] = [shown.querySelector("[data-row]"), item.querySelector(".hs-row-lines")];
  const before = row.querySelector(".hs-row-lines");
  const came = shown.classList.contains("is-gone");
  if (!came && before.dataset.told === now.dataset.told && before.textContent === now.textContent) return;
  const told = came || before.dataset.told !== now.dataset.told;
  before.replaceWith(document.adoptNode(now));
  shown.classList.remove("is-gone");
  if (told) tint(row);
}

function leave(shown, why) {
  const note = shown.querySelector(".hs-q-gone");
  if (shown.classList.contains("is-gone") && note.textContent === why) return;
  note.textContent = why;
  note.hidden = false;
  shown.classList.add("is-gone");
  tint(shown.querySelector("[data-row]"));
}

function tint(row) {
  row.classList.remove("is-changed");
  void row.offsetWidth; // begin anew
  row.classList.add("is-changed");
}

// The tab one is on is never outside the line of tabs.
function showTab() {
  const nav = document.querySelector("#list-tabs nav");
  const tab = nav?.querySelector("[aria-current]");
  if (!tab) return;
  const [left, right] = [tab.offsetLeft - nav.offsetLeft - 12, tab.offsetLeft - nav.offsetLeft + tab.offsetWidth + 12];
  if (left < nav.scrollLeft) nav.scrollLeft = left;
  if (right > nav.scrollLeft + nav.clientWidth) nav.scrollLeft = right - nav.clientWidth;
}

function announce() {
  const hint = document.querySelector("[data-fresh]");
  if (!hint) return;
  hint.hidden = fresh.size === 0;
  hint.textContent = fresh.size === 1 ? hint.dataset.one : hint.dataset.many.replace("{n}", fresh.size);
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "rows") return;
  fresh.clear();
  announce();
  count();
});

// ── many at once
const ticks = () => [...document.querySelectorAll("[data-queue] [data-tick]")];
let lastTick = null;

document.addEventListener("click", (event) => {
  const tick = event.target.closest("[data-tick]");
  if (tick) {
    if (event.shiftKey && lastTick?.isConnected) between(lastTick, tick);
    lastTick = tick;
    count();
  }
  if (event.target.closest("[data-tick-page]")) all(true);
  if (event.target.closest("[data-untick]")) all(false);
  if (event.target.closest("[data-everything]")) count();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.toLowerCase() !== "x") return;
  const row = document.activeElement?.closest(".hs-q-item");
  const tick = row?.querySelector("[data-tick]");
  if (!tick || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  tick.checked = event.shiftKey || !tick.checked;
  if (event.shiftKey && lastTick?.isConnected) between(lastTick, tick);
  lastTick = tick;
  count();
});

function between(first, last) {
  const row = ticks();
  const [from, to] = [row.indexOf(first), row.indexOf(last)].sort((a, b) => a - b);
  for (const tick of row.slice(from, to + 1)) tick.checked = last.checked;
}

function all(on) {
  for (const tick of ticks()) tick.checked = on;
  const more = document.querySelector("[data-everything]");
  if (more && !on) more.checked = false;
  count();
}

function count() {
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const chosen = ticks().filter((tick) => tick.checked).length;
  bar.hidden = chosen === 0;
  bar.querySelector("[data-chosen-count]").textContent = bar.dataset.chosen.replace("{n}", chosen);
  document.getElementById("list")?.classList.toggle("is-choosing", chosen > 0);
}

count();
showTab();
