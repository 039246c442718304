// Drafts on the server, so that nothing typed is lost: not by another device, a lost login, a lost connection, a refusal.
// [data-draft] inside a form says which one it is; the fields are kept in this tab, too (data-keep in forms.js).
import { device } from "./presence.js";

const WAIT = 900; // ms after the last key
const AGAIN = 6000; // ms until a lost connection is tried again
const HOLD = 3000; // ms that words on their way to be sent wait for a save on its way
const states = new WeakMap();
const marks = () => [...document.querySelectorAll("[data-draft]")];
const formOf = (mark) => mark.closest("form");
const fieldsOf = (mark) => mark.dataset.fields.split(" ").map((name) => formOf(mark).elements[name]).filter(Boolean);
const texts = () => JSON.parse(document.getElementById("composer")?.dataset.draftTexts || "{}");
const unsaved = (mark) => `draft-unsaved:${mark.dataset.draftKey}`;
const slot = (field) => `keep:${field.dataset.keep}`;
const hasWords = (mark) => fieldsOf(mark).some((field) => field.name !== "responsible" && field.value.trim());

function stateOf(mark) {
  if (!states.has(mark)) states.set(mark, { version: Number(mark.dataset.version), timer: 0, busy: null, saving: null, waits: false, dirty: false, held: false });
  return states.get(mark);
}

// ── what the page brought, and what this tab still knows: the server's word counts unless this tab could not save its own
function settle(mark) {
  if (states.has(mark)) return;
  const own = sessionStorage.getItem(unsaved(mark));
  const state = stateOf(mark);
  if (own !== null) {
    state.version = Number(own);
    for (const field of fieldsOf(mark)) field.value = sessionStorage.getItem(slot(field)) ?? field.value;
    touched(mark);
  } else {
    for (const field of fieldsOf(mark)) {
      field.value = field.defaultValue;
      if (field.dataset.keep && field.value) sessionStorage.setItem(slot(field), field.value);
      else if (field.dataset.keep) sessionStorage.removeItem(slot(field));
    }
  }
  if (hasWords(mark) || mark.querySelector("[name=kept]")) open();
}

const open = () => document.getElementById("composer")?.classList.add("is-open");

// ── saving
function touched(mark) {
  const state = stateOf(mark);
  state.dirty = true;
  sessionStorage.setItem(unsaved(mark), state.version);
  clearTimeout(state.timer);
  if (!state.held) state.timer = setTimeout(() => save(mark), WAIT);
}

async function save(mark, more = {}) {
  const state = stateOf(mark);
  if (!mark.isConnected || state.held || formOf(mark).dataset.sending) return;
  if (state.busy) return void (state.timer = setTimeout(() => save(mark, more), 300));
  const box = formOf(mark).querySelector("[data-upload]");
  const files = [...(box?.querySelector("input[type=file]").files ?? [])];
  state.dirty = false;
  state.busy = new AbortController();
  say(mark, texts().keeping);
  state.saving = keep(mark, files, box, more);
  await state.saving;
  state.saving = null;
}

async function keep(mark, files, box, more) {
  const state = stateOf(mark);
  try {
    const answer = await fetch(mark.dataset.draftUrl, { method: "POST", body: bodyOf(mark, files, more), headers: { "HX-Request": "true" }, signal: state.busy.signal });
    state.busy = null;
    await heard(mark, answer, files, box);
  } catch (error) {
    state.busy = null;
    if (error.name !== "AbortError") lost(mark, more);
  }
}

function bodyOf(mark, files, more) {
  const body = new FormData();
  const given = { kind: mark.dataset.draft, version: stateOf(mark).version, device, csrfmiddlewaretoken: formOf(mark).elements.csrfmiddlewaretoken.value, ...more };
  for (const [name, value] of Object.entries(given)) body.append(name, value);
  for (const field of fieldsOf(mark)) body.append(field.name, field.value);
  for (const file of files) body.append("files", file);
  return body;
}

async function heard(mark, answer, files, box) {
  const state = stateOf(mark);
  if (answer.status === 401) return loggedOut(mark);
  if (answer.status === 409) return asked(mark, await answer.json());
  if (answer.status >= 500) return lost(mark, {});
  if (!answer.ok) return refused(mark, answer);
  const kept = await answer.json();
  state.version = kept.version;
  if (!state.dirty) sessionStorage.removeItem(unsaved(mark));
  else sessionStorage.setItem(unsaved(mark), state.version);
  if (files.length) box.dispatchEvent(new CustomEvent("huisheng:kept", { detail: files }));
  showFiles(mark, kept.files);
  say(mark, kept.version ? texts().saved.replace("{at}", kept.at) : "");
  if (!state.dirty) delete formOf(mark).dataset.dirty;
}

function lost(mark, more) {
  say(mark, texts().offline, "is-wrong");
  stateOf(mark).dirty = true;
  stateOf(mark).timer = setTimeout(() => save(mark, more), AGAIN);
}

function refused(mark, answer) {
  const told = JSON.parse(answer.headers.get("HX-Trigger") || "{}").toast?.text;
  say(mark, told || texts().offline, "is-wrong");
}

function loggedOut(mark) {
  stateOf(mark).dirty = true;
  say(mark, `${texts().login} `, "is-wrong");
  const link = document.createElement("a");
  link.href = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
  link.textContent = texts().again;
  mark.querySelector("[data-draft-said]").append(link);
}

// ── another device: asked, never overwritten
function asked(mark, { code, draft }) {
  const state = stateOf(mark);
  state.held = true;
  say(mark, "");
  const ask = mark.querySelector("[data-draft-ask]");
  ask.replaceChildren(element("p", code === "draft_gone" ? texts().gone : texts().newer.replace("{at}", draft.at)));
  if (code !== "draft_gone") ask.append(element("q", Object.values(draft.fields).filter(Boolean).join(" · ")), choice(texts().theirs, () => take(mark, draft)));
  ask.append(choice(texts().mine, () => go(mark, code === "draft_gone" ? 0 : draft.version)));
  ask.hidden = false;
}

function go(mark, version) {
  const state = stateOf(mark);
  mark.querySelector("[data-draft-ask]").hidden = true;
  [state.held, state.version] = [false, version];
  touched(mark);
}

function take(mark, draft) {
  const state = stateOf(mark);
  mark.querySelector("[data-draft-ask]").hidden = true;
  [state.held, state.dirty, state.version] = [false, false, draft.version];
  clearTimeout(state.timer);
  sessionStorage.removeItem(unsaved(mark));
  for (const field of fieldsOf(mark)) {
    field.value = draft.fields[field.name] ?? (field.name === "responsible" ? field.defaultValue : "");
    if (field.dataset.keep) sessionStorage.setItem(slot(field), field.value);
  }
  showFiles(mark, draft.files);
  say(mark, draft.version ? texts().saved.replace("{at}", draft.at) : "");
  delete formOf(mark).dataset.dirty;
  if (hasWords(mark)) open();
}

document.addEventListener("huisheng:news", async ({ detail: news }) => {
  const around = document.getElementById("around");
  if (news.kind !== "draft" || news.device === device || news.id !== around?.dataset.number || !marks().length) return;
  const answer = await fetch(marks()[0].dataset.draftUrl, { headers: { "HX-Request": "true" } }).catch(() => null);
  const drafts = answer?.ok ? await answer.json() : null;
  for (const mark of drafts ? marks() : []) {
    const draft = drafts[mark.dataset.draft] ?? { version: 0, fields: {}, files: [], at: "" };
    const state = stateOf(mark);
    if (draft.version === state.version || state.busy || formOf(mark).dataset.sending) continue;
    if (!state.dirty && !mark.closest("form").contains(document.activeElement)) take(mark, draft);
    else if (!state.dirty && !hasWords(mark)) take(mark, draft);
    else if (draft.version > state.version) asked(mark, { code: "draft_newer", draft });
  }
});

// ── files of the draft
function showFiles(mark, files) {
  mark.querySelector("[data-draft-files]").replaceChildren(...files.map((one) => {
    const item = element("li", "");
    const link = Object.assign(element("a", one.name), { href: one.url, target: "_blank", rel: "noopener" });
    const drop = Object.assign(element("button", "×"), { type: "button", className: "btn btn-quiet btn-icon btn-sm" });
    drop.dataset.draftDrop = one.pk;
    drop.setAttribute("aria-label", texts().drop.replace("{name}", one.name));
    item.append(Object.assign(document.createElement("input"), { type: "hidden", name: "kept", value: one.pk }), link, drop);
    return item;
  }));
}

document.addEventListener("click", (event) => {
  const drop = event.target.closest("[data-draft-drop]");
  if (drop) save(drop.closest("[data-draft]"), { drop: drop.dataset.draftDrop });
  const read = event.target.closest("[data-read]");
  if (read) readFirst(read);
});
document.addEventListener("change", (event) => {
  const mark = event.target.matches?.("input[type=file]") && event.target.form?.querySelector("[data-draft]");
  if (mark && event.target.files.length) touched(mark);
});
document.addEventListener("huisheng:chosen", (event) => {
  const mark = event.target.closest("form")?.querySelector("[data-draft]");
  if (mark) touched(mark);
});

// ── what one has seen: from the first key on, what others write is news
const talk = () => document.getElementById("ticket-talk");
let shown = talk()?.dataset.seen;

document.addEventListener("input", (event) => {
  const mark = event.target.form?.querySelector("[data-draft]");
  if (!mark || !fieldsOf(mark).includes(event.target)) return;
  const first = !formOf(mark).dataset.begun;
  formOf(mark).dataset.begun = "1";
  if (first && !stateOf(mark).version && talk()) formOf(mark).elements.seen.value = talk().dataset.seen;
  touched(mark);
});

document.addEventListener("htmx:afterSettle", () => {
  marks().forEach(settle);
  countDown();
  const seen = talk()?.dataset.seen;
  if (!seen || seen === shown) return;
  shown = seen;
  for (const mark of marks()) if (hasWords(mark) && mark.dataset.draft !== "note") look(mark);
});

async function look(mark) {
  const url = `${document.getElementById("around").dataset.around}../meanwhile/?seen=${formOf(mark).elements.seen.value}`;
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  const words = await answer?.text();
  const place = document.getElementById(`news-${mark.dataset.draft}`);
  if (answer?.ok && !place.querySelector("[name=read]")) place.innerHTML = words; // what is asked already stays asked
}

function readFirst(button) {
  const form = button.closest("form");
  form.elements.seen.value = button.dataset.mark;
  document.getElementById("tab-talk")?.click();
  const there = document.getElementById(button.dataset.read);
  there?.scrollIntoView({ block: "center" });
  there?.classList.add("is-read-now");
  button.closest(".wr-news").replaceChildren();
}

// ── sending: no save may come after it, so it waits for the one on its way; what is refused stays, and is kept on
document.addEventListener("submit", (event) => {
  const mark = event.target.querySelector?.("[data-draft]");
  if (mark) clearTimeout(stateOf(mark).timer);
}, true);
document.addEventListener("htmx:confirm", async (event) => {
  const form = event.detail.elt;
  const mark = form.matches("form") && form.querySelector("[data-draft]");
  const state = mark ? stateOf(mark) : {};
  if (!state.saving) return;
  event.preventDefault();
  if (state.waits) return; // pressed twice
  state.waits = true;
  const enough = setTimeout(() => state.busy?.abort(), HOLD);
  await state.saving;
  clearTimeout(enough);
  state.waits = false;
  event.detail.issueRequest(true);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.requestConfig.elt;
  const mark = form.matches("form") && form.querySelector("[data-draft]");
  if (!mark) return;
  if (event.detail.successful) sessionStorage.removeItem(unsaved(mark));
  else if (mark.isConnected) setTimeout(() => touched(mark));
});
document.addEventListener("huisheng:write", (event) => document.getElementById(event.detail.tab)?.click());
for (const name of ["online", "focus"]) addEventListener(name, () => marks().filter((mark) => stateOf(mark).dirty).forEach((mark) => save(mark)));
document.addEventListener("huisheng:back", () => marks().filter((mark) => stateOf(mark).dirty).forEach((mark) => save(mark)));

// ── seconds in which words can be taken back
function countDown() {
  for (const one of document.querySelectorAll("[data-countdown]")) {
    const left = Math.ceil((new Date(one.dataset.countdown) - Date.now()) / 1000);
    one.textContent = left > 0 ? one.dataset.left.replace("{n}", left) : one.dataset.gone;
  }
}
setInterval(countDown, 500);

function say(mark, words, kind = "") {
  const said = mark.querySelector("[data-draft-said]");
  said.textContent = words;
  said.className = `wr-said ${kind}`;
}

function element(name, words) {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

function choice(words, then) {
  const button = Object.assign(element("button", words), { type: "button", className: "btn btn-sm" });
  button.addEventListener("click", then);
  return button;
}

marks().forEach(settle);
countDown();
