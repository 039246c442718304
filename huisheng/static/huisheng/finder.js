// A field with a list of options below it (combobox and listbox): the search field, which asks the house while one
// types, and the command bar, which has the page's own moves as well. ↑ ↓ choose, Enter takes, Esc closes; what an input
// method is still composing is left alone.
const PAUSE = 150; // ms without a key before the house is asked
const composing = (event) => event.isComposing || event.keyCode === 229;
const options = (list) => [...list.querySelectorAll("[role=option]")].filter((one) => !one.hidden);
let counter = 0;

function choose(field, list, option) {
  for (const one of list.querySelectorAll("[aria-selected=true]")) one.setAttribute("aria-selected", "false");
  if (option) {
    option.id ||= `option-${++counter}`;
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

function step(field, list, by) {
  const all = options(list);
  if (!all.length) return;
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  choose(field, list, all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]);
}

const chosen = (list) => options(list).find((one) => one.getAttribute("aria-selected") === "true");

// How many there are is said to who does not see the list.
function say(list) {
  const voice = document.getElementById("finder-voice");
  if (voice) voice.textContent = (list.dataset.said ?? "").replace("{n}", options(list).length);
}

// ── the search field
const asked = new WeakMap();

async function ask(field, list) {
  asked.get(field)?.abort();
  const asking = new AbortController();
  asked.set(field, asking);
  try {
    const answer = await fetch(`${field.dataset.listFrom}?q=${encodeURIComponent(field.value)}`, { signal: asking.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    list.innerHTML = await answer.text();
    open(field, list);
  } catch (fault) {
    if (fault.name !== "AbortError") close(field, list);
  }
}

function open(field, list) {
  list.hidden = !options(list).length || document.activeElement !== field;
  field.setAttribute("aria-expanded", String(!list.hidden));
  choose(field, list, null);
  if (!list.hidden) say(list);
}

function close(field, list) {
  asked.get(field)?.abort();
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
  choose(field, list, null);
}

function take(field, list, option) {
  if (option.dataset.text) {
    field.value = option.dataset.text;
    field.focus();
    ask(field, list);
  } else {
    option.click();
  }
}

function prepare(field) {
  const list = document.getElementById(field.getAttribute("aria-controls"));
  let wait = 0;
  const soon = () => {
    clearTimeout(wait);
    wait = setTimeout(() => ask(field, list), PAUSE);
  };
  field.addEventListener("input", (event) => event.isComposing || soon());
  field.addEventListener("compositionend", soon);
  field.addEventListener("focus", () => field.value || soon());
  field.addEventListener("blur", () => {
    clearTimeout(wait);
    close(field, list);
  });
  field.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      if (list.hidden) ask(field, list);
      else step(field, list, by);
    } else if (event.key === "Enter" && !list.hidden && chosen(list)) {
      event.preventDefault();
      take(field, list, chosen(list));
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close(field, list);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-text]");
    if (!option) return;
    event.preventDefault();
    take(field, list, option);
  });
}
document.querySelectorAll("[data-finder]").forEach(prepare);

// ── the command bar
const bar = document.getElementById("palette");
const field = bar?.querySelector("input");
const list = bar?.querySelector("[role=listbox]");
const found = bar?.querySelector("[data-found]");
let wait = 0;

document.addEventListener("huisheng:commands", () => {
  if (!bar || bar.open) return;
  field.value = "";
  found.replaceChildren();
  bar.showModal();
  gather();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-bar]")) return;
  event.target.closest("details")?.removeAttribute("open");
  document.dispatchEvent(new CustomEvent("huisheng:commands"));
});

// The page's own moves, as they are allowed now; then what the house says this person may do.
async function gather() {
  const here = bar.querySelector("[data-here]");
  const moves = [...document.querySelectorAll("[data-key], [data-command], #ticket-head .btn, .hs-ticket-side .btn")].filter((one) => !one.disabled && !bar.contains(one) && (one.dataset.command || one.getClientRects().length) && one.getAttribute("aria-pressed") !== "true");
  const places = bar.dataset.from ? [] : [...document.querySelectorAll(".hs-rail a, .hs-side a")]; // a house without that door
  const top = (one) => one.closest(".hs-top") !== null; // the page's own moves first
  here.replaceChildren(...[...moves.filter((one) => !top(one)), ...moves.filter(top), ...places].map(row));
  here.hidden = here.closest("[role=group]").hidden = !moves.length;
  filter();
  if (!bar.dataset.from) return;
  const number = document.querySelector("[data-ticket]")?.dataset.ticket ?? "";
  const answer = await fetch(`${bar.dataset.from}?ticket=${encodeURIComponent(number)}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  bar.querySelector("[data-given]").innerHTML = await answer.text();
  window.htmx?.process(bar.querySelector("[data-given]"));
  const lately = bar.querySelector("[data-lately]").dataset.lately.split("|");
  const place = (item) => (lately.indexOf(item.dataset.name) + 1 || lately.length + 1);
  here.replaceChildren(...[...here.children].sort((one, other) => place(one) - place(other)));
  filter();
}

function row(element) {
  const item = document.createElement("div");
  const label = element.dataset.command || element.dataset.keyLabel || element.textContent.trim();
  item.setAttribute("role", "option");
  item.dataset.words = element.dataset.words || label;
  item.dataset.name = `key:${label}`;
  if (element.closest(".hs-menu")) item.dataset.rare = "1";
  item.append(label);
  if (element.dataset.key) {
    const cap = document.createElement("kbd");
    cap.className = "hs-kbd";
    cap.textContent = element.dataset.key;
    item.append(cap);
  }
  item.does = element;
  return item;
}

// 3 begins so, 2 holds it, 1 holds its letters in this order, 0 not at all.
function score(item, typed) {
  const ways = item.dataset.words.toLowerCase().split("|");
  if (!typed) return 1;
  if (ways.some((way) => way.startsWith(typed))) return 3;
  if (ways.some((way) => way.includes(typed))) return 2;
  return ways.some((way) => within(way, typed)) ? 1 : 0;
}

function within(way, typed) {
  let at = -1;
  return typed.length > 1 && [...typed].every((letter) => (at = way.indexOf(letter, at + 1)) >= 0);
}

function filter() {
  const typed = field.value.trim().toLowerCase();
  let best = null;
  let most = 0;
  for (const item of list.querySelectorAll("[data-words]")) {
    const points = score(item, typed);
    item.hidden = !points || (!typed && "rare" in item.dataset);
    if (!item.hidden && points > most) [best, most] = [item, points];
  }
  for (const group of list.querySelectorAll("[role=group]")) group.hidden = !options(group).length;
  bar.querySelector("[data-none]").hidden = options(list).length > 0;
  choose(field, list, best ?? options(list)[0]);
  say(list);
}

// Numbers, customers and words are the search's own.
async function look() {
  const typed = field.value.trim();
  if (typed.length < 2 || !bar.dataset.search) return found.replaceChildren();
  const answer = await fetch(`${bar.dataset.search}?q=${encodeURIComponent(typed)}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || field.value.trim() !== typed) return;
  found.innerHTML = await answer.text();
  for (const one of found.querySelectorAll("[data-text], [data-wording]")) one.remove();
  filter();
}

function run(option) {
  if (!option) return;
  bar.close();
  if (option.dataset.name) keep(option.dataset.name);
  if (option.does) use(option.does);
  else option.click();
}

function use(element) {
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

function keep(name) {
  if (!bar.dataset.used) return;
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  fetch(bar.dataset.used, { method: "POST", keepalive: true, headers: { "X-CSRFToken": token }, body: new URLSearchParams({ name }) });
}

field?.addEventListener("input", (event) => {
  if (event.isComposing) return;
  filter();
  clearTimeout(wait);
  wait = setTimeout(look, PAUSE);
});
field?.addEventListener("compositionend", () => {
  filter();
  look();
});
field?.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by && event.key !== "Enter") return;
  event.preventDefault();
  if (by) step(field, list, by);
  else run(chosen(list));
});
list?.addEventListener("mousedown", (event) => event.preventDefault());
list?.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (!option || !bar.open) return;
  if (option.does) run(option);
  else {
    bar.close();
    if (option.dataset.name) keep(option.dataset.name);
  }
});
