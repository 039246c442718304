// News from /events: regions marked with data-live-topic ask for themselves anew; nothing jumps under the hands.
// data-live-topic="queue ticket:FB-1": whose news; data-live-kinds="a b": only these kinds; the region has its own
// hx-get and hx-trigger="live". data-live-every="3000": at most once in so many ms, and not later however much is said.
// data-live-hint: a counter instead of a refresh. The document hears huisheng:open, huisheng:lost and huisheng:back.
const DEBOUNCE = 400;
const RETRY_MOST = 30000;
const OVERLAP = 3000; // ms: what may lie between asking for another ticket and hearing of it
const PASSING = new Set(["presence", "draft"]); // no row changed: presence.js and drafts.js listen
const waiting = new Map();
let source = null;
let broken = false;
let retry = 1000;

const regions = () => document.querySelectorAll("[data-live-topic]");
const topicsOf = (region) => region.dataset.liveTopic.split(/\s+/);

function address() {
  const tickets = new Set();
  for (const region of regions()) {
    for (const topic of topicsOf(region)) if (topic.startsWith("ticket:")) tickets.add(topic.slice(7));
  }
  const query = [...tickets].slice(0, 5).map((number) => `ticket=${encodeURIComponent(number)}`).join("&");
  return document.body.dataset.events + (query ? `?${query}` : "");
}

// News of the time in which the page was drawn is asked for, too: nothing falls between the page and the stream.
function connect() {
  const ago = source ? OVERLAP : Math.ceil(performance.now()) + 100;
  source?.close();
  const where = address();
  source = new EventSource(`${where}${where.includes("?") ? "&" : "?"}ago=${ago}`);
  for (const name of ["staff", "team", "queue", "ticket"]) source.addEventListener(name, (event) => hear(JSON.parse(event.data)));
  source.addEventListener("resync", () => regions().forEach(refresh));
  source.addEventListener("open", () => {
    if (broken) regions().forEach(refresh);
    if (broken) document.dispatchEvent(new CustomEvent("huisheng:back"));
    document.dispatchEvent(new CustomEvent("huisheng:open"));
    broken = false;
    retry = 1000;
  });
  source.addEventListener("error", () => {
    if (!broken) document.dispatchEvent(new CustomEvent("huisheng:lost"));
    broken = true;
    if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    setTimeout(connect, retry);
    retry = Math.min(retry * 2, RETRY_MOST);
  });
}

function hear(news) {
  document.dispatchEvent(new CustomEvent("huisheng:news", { detail: news }));
  if (PASSING.has(news.kind)) return;
  for (const region of regions()) {
    const kinds = region.dataset.liveKinds;
    if (!topicsOf(region).some((topic) => matches(topic, news.topic))) continue;
    if (kinds && !kinds.split(/\s+/).includes(news.kind)) continue;
    if ("liveHint" in region.dataset) count(region);
    else refresh(region);
  }
}

const matches = (wanted, topic) => wanted === topic || (wanted.endsWith(":*") && topic.startsWith(wanted.slice(0, -1)));

function count(hint) {
  const number = Number(hint.dataset.number || 0) + 1;
  hint.dataset.number = number;
  hint.textContent = number === 1 ? hint.dataset.one : hint.dataset.many.replace("{n}", number);
  hint.hidden = false;
}

function refresh(region) {
  if ("liveHint" in region.dataset) return;
  const every = Number(region.dataset.liveEvery || 0);
  if (every && waiting.has(region)) return;
  clearTimeout(waiting.get(region));
  waiting.set(region, setTimeout(() => ask(region), every || DEBOUNCE));
}

function ask(region) {
  waiting.delete(region);
  if (!region.isConnected) return;
  if (typing(region)) region.addEventListener("focusout", () => refresh(region), { once: true });
  else htmx.trigger(region, "live");
}

// Somebody writes in there: what is typed is worth more than what is new.
function typing(region) {
  const field = document.activeElement;
  return region.contains(field) && field.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

document.addEventListener("click", (event) => {
  const hint = event.target.closest("[data-live-hint]");
  if (!hint) return;
  hint.hidden = true;
  hint.dataset.number = 0;
});

// Another ticket was swapped in: listen to that one, too.
let known = "";
document.addEventListener("htmx:afterSettle", () => {
  if (source && address() !== known) {
    known = address();
    connect();
  }
});

if (document.body.dataset.liveTopics && window.EventSource) {
  known = address();
  connect();
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && connect());
}
