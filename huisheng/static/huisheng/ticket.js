// The queue and the ticket page: dialogs fetched when first wanted, templates put where the cursor stands, a composer
// that grows while one writes, a conversation that stays at its newest word, a list that never jumps.
const PHONE = matchMedia("(max-width: 760px)");
let wanted = "";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-then-opens]");
  if (opener) wanted = opener.dataset.thenOpens;
  const insert = event.target.closest("[data-insert]");
  if (insert) put(document.getElementById(insert.dataset.into), insert.dataset.insert);
  const sets = event.target.closest("[data-sets]");
  if (sets) document.getElementById(sets.dataset.sets).value = sets.dataset.value;
  const tab = event.target.closest(".hs-composer [role=tab]");
  if (tab) write(tab);
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "dialogs" || !wanted) return;
  const dialog = document.getElementById(wanted);
  dialog?.showModal();
  dialog?.querySelector(".hs-dialog-body :is(input:not([type=hidden]), select, textarea)")?.focus();
  wanted = "";
});

// Words typed into a [data-find] field leave only what holds them; Enter takes the first.
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-find]")) return;
  const words = event.target.value.trim().toLowerCase().split(/\s+/);
  const body = event.target.closest("dialog");
  for (const one of body.querySelectorAll(event.target.dataset.find)) {
    const text = `${one.textContent} ${one.dataset.words ?? ""}`.toLowerCase(); // data-words: pinyin and initials
    one.hidden = !words.every((word) => text.includes(word));
  }
  for (const part of body.querySelectorAll("section")) part.hidden = !part.querySelector("li:not([hidden])");
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-find]")) return;
  event.preventDefault();
  event.target.closest("dialog").querySelector("li:not([hidden]) :is([data-insert], [data-first-action])")?.click();
});

document.addEventListener("compose", ({ detail }) => put(document.getElementById(detail.into), detail.text));

// At the cursor; what was typed stays.
function put(field, text) {
  if (!field) return;
  document.getElementById("tab-c-reply")?.click();
  const [from, to] = [field.selectionStart, field.selectionEnd];
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  setTimeout(() => {
    field.focus();
    field.dispatchEvent(new CustomEvent("inserted", { bubbles: true, detail: { from } }));
  });
}

// ── the composer: low while one reads, tall while one writes; what is typed keeps it open
const composer = () => document.getElementById("composer");
const written = (box) => [...box.querySelectorAll("[data-keep], input[type=file]")].some((field) => field.value);
let lastTab = null;

function write(tab) {
  const box = composer();
  const again = lastTab === tab && box.classList.contains("is-open");
  lastTab = tab;
  if (PHONE.matches && again) return box.classList.remove("is-open");
  box.classList.add("is-open");
  setTimeout(() => document.getElementById(tab.getAttribute("aria-controls"))?.querySelector("[data-first]")?.focus());
}

document.addEventListener("focusin", (event) => {
  if (event.target.matches(".hs-composer :is(textarea, input)")) composer().classList.add("is-open");
});
document.addEventListener("focusout", () => setTimeout(settleComposer, 200));

function settleComposer() {
  const box = composer();
  if (!box || box.contains(document.activeElement)) return;
  box.classList.toggle("is-open", written(box));
}

// News may change what one may write (a solution after a no); never under the hands of somebody who writes.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const box = event.detail.target;
  if (box.id === "composer" && (box.contains(document.activeElement) || written(box))) event.detail.shouldSwap = false;
});

// ── the conversation stays at its end until somebody scrolls up
let talk = null;
let atEnd = true;
const scrolls = (element) => getComputedStyle(element).overflowY === "auto";

function toEnd() {
  if (talk && atEnd && scrolls(talk)) talk.scrollTop = talk.scrollHeight;
}

const watcher = new ResizeObserver(toEnd);

function settle() {
  const now = document.getElementById("talk");
  if (now !== talk) {
    if (composer()?.contains(document.activeElement)) document.activeElement.blur(); // sent: the keys are free again
    watcher.disconnect();
    [talk, atEnd] = [now, true];
    if (talk) watcher.observe(talk);
    talk?.addEventListener("scroll", () => (atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 40));
    talk?.addEventListener("load", toEnd, true); // pictures
    settleComposer();
  }
  toEnd();
  markCurrent();
}

// ── the list: the open row stays marked, new and changed rows tint once, what one looks at stays where it is
let before = new Map();
let anchor = null;
const rows = () => [...document.querySelectorAll("#rows [data-row]")];
const said = (row) => row.querySelector("[data-told]")?.dataset.told ?? "";

function markCurrent() {
  const number = document.querySelector("[data-ticket]")?.dataset.ticket;
  for (const row of rows()) {
    if (row.id === `row-${number}`) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "rows") return;
  before = new Map(rows().map((row) => [row.id, said(row)]));
  const list = document.getElementById("list");
  const row = list.scrollTop > 0 && rows().find((one) => one.getBoundingClientRect().bottom > list.getBoundingClientRect().top + 90);
  anchor = row ? [row.id, row.getBoundingClientRect().top] : null;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "rows") return;
  for (const row of rows()) row.classList.toggle("is-changed", before.size > 0 && before.get(row.id) !== said(row));
  const kept = anchor && document.getElementById(anchor[0]);
  if (kept) document.getElementById("list").scrollTop += kept.getBoundingClientRect().top - anchor[1];
  markCurrent();
});

document.addEventListener("htmx:afterSettle", settle);
settle();
