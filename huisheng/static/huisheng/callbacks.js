// The runner of a callback: the timer goes by the server's clock, the record is kept while one types.
const WAIT = 700; // ms after the last key
const AGAIN = 5000; // ms until a lost connection is tried again
const RECENT = 60000; // ms for which this tab's own words are newer than those of the page that came
const OTHERS = ["slot", "note"]; // fields of the moves, not of the record
const LEFT = `callback-left:${location.pathname}`;
const skew = Number(document.body.dataset.now || Date.now()) - Date.now();

// ── the timer: fifteen seconds of opening, then the usual and the longest length in colour
const timer = document.querySelector("[data-cb-timer]");
const pad = (n) => String(n).padStart(2, "0");

function phase(seconds) {
  const { opened, opening, from, most } = timer.dataset;
  if (opened === "") return seconds > Number(opening) ? ["is-over", "saysLate"] : ["", "saysOpening"];
  if (seconds >= most * 60) return ["is-over", "saysMost"];
  return seconds >= from * 60 ? ["is-usual", "saysUsual"] : ["", "saysTalk"];
}

function tick() {
  const seconds = Math.max(0, Math.floor((Date.now() + skew - Date.parse(timer.dataset.since)) / 1000));
  const [state, says] = phase(seconds);
  timer.querySelector("[data-time]").textContent = `${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}`;
  timer.querySelector("[data-says]").textContent = timer.dataset[says];
  timer.className = `cb-timer ${state}`;
}

if (timer) {
  tick();
  setInterval(tick, 500);
}

// ── "opening said" needs no new page
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-cb-opening]");
  if (!button || !timer) return;
  event.preventDefault();
  button.disabled = true;
  const answer = await send(button.formAction).catch(() => null);
  if (!answer?.ok) {
    button.disabled = false;
    return;
  }
  timer.dataset.opened = (await answer.json()).seconds;
  button.remove();
  tick();
});

// ── the record
const form = document.querySelector("[data-cb-form]");
const saved = document.querySelector("[data-cb-saved]");
const missing = document.querySelector("[data-cb-missing]");
let pending = 0;
let busy = false;
let dirty = false;

const send = (url) => fetch(url, { method: "POST", body: new FormData(form), headers: { Accept: "application/json", "HX-Request": "true" } });

function say(words, bad = false) {
  saved.textContent = words;
  saved.classList.toggle("is-bad", bad);
}

function soon(after = WAIT) {
  dirty = true;
  clearTimeout(pending);
  pending = setTimeout(save, after);
}

async function save() {
  if (busy) return soon();
  [busy, dirty] = [true, false];
  say(form.dataset.saving);
  const answer = await send(form.dataset.save).catch(() => null);
  busy = false;
  if (answer?.ok) return show(await answer.json());
  say(form.dataset.notSaved, true);
  if (!answer || answer.status >= 500) soon(AGAIN);
}

function show(kept) {
  if (!dirty) say(form.dataset.saved.replace("{at}", kept.at));
  const names = kept.missing.join(form.dataset.join);
  if (missing) missing.textContent = names ? form.dataset.missing.replace("{names}", names) : form.dataset.all;
}

// An answer of the script fills the record's own field beside it, and the other way round.
function fill(input) {
  const twin = (one) => one.value === input.value && (input.dataset.fills ? one.name === input.dataset.fills : one.dataset.fills === input.name);
  const into = input.type === "radio" && [...form.elements].find(twin);
  if (into) into.checked = true;
}

if (form && missing) {
  for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => {
      if (event.target.form !== form || OTHERS.includes(event.target.name)) return;
      fill(event.target);
      soon();
    });
  }
  form.addEventListener("submit", () => {
    clearTimeout(pending);
    dirty = false; // the whole record goes along
    remember();
  });
  addEventListener("online", () => dirty && save());
  addEventListener("pagehide", () => {
    if (busy || dirty) remember();
    if (dirty) navigator.sendBeacon(form.dataset.save, new FormData(form));
  });
  bringBack();
} else {
  sessionStorage.removeItem(LEFT);
}

// ── a booking that was refused has its words again when the dialog is opened
const BOOKING = `callback-booking:${location.pathname}`;
const booking = () => [...document.querySelectorAll("#cb-slot, #cb-note")];
form?.addEventListener("submit", (event) => {
  if (event.submitter?.formAction.endsWith("/booking/")) sessionStorage.setItem(BOOKING, JSON.stringify(booking().map((one) => one.value)));
});
const booked = JSON.parse(sessionStorage.getItem(BOOKING) || "null");
sessionStorage.removeItem(BOOKING);
if (booked && document.querySelector(".hs-toast.is-error")) booking().forEach((one, place) => (one.value = booked[place]));

// ── the page may be here again before its last words have reached the house: this tab still knows them
function remember() {
  const fields = [...new FormData(form)].filter(([name]) => ![...OTHERS, "csrfmiddlewaretoken", "record"].includes(name));
  sessionStorage.setItem(LEFT, JSON.stringify({ at: Date.now(), fields }));
}

function bringBack() {
  const { at, fields } = JSON.parse(sessionStorage.getItem(LEFT) || "{}");
  sessionStorage.removeItem(LEFT);
  if (!fields || Date.now() - at > RECENT) return;
  const before = JSON.stringify([...new FormData(form)]);
  for (const one of form.elements) {
    if (!one.name || one.type === "hidden" || OTHERS.includes(one.name)) continue;
    const words = fields.filter(([name]) => name === one.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(one.type)) one.checked = words.includes(one.value);
    else if (words.length && "value" in one) one.value = words[0];
  }
  if (before !== JSON.stringify([...new FormData(form)])) soon(0);
}
