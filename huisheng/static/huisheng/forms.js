// Forms that lose nothing: files with previews and progress, kept drafts, one send per click, Ctrl+Enter.
// data-upload: see the macro. data-keep="KEY" on a textarea or field: kept in this tab until sent.
// data-guard on a form: asks before leaving with unsent text. data-progress on a form: sends with a progress bar.
const MB = 1024 * 1024;

// ── files; those of a box with data-holds outlive a new drawing of the page, until they are sent
const held = new Map();

function prepare(box) {
  if (box.classList.contains("is-live")) return;
  const input = box.querySelector('input[type="file"]:not([data-camera])');
  box.classList.add("is-live");
  box.chosen = [];
  input.addEventListener("change", () => take(box, input.files));
  box.querySelector("[data-camera]")?.addEventListener("change", (event) => {
    take(box, event.target.files);
    event.target.value = "";
  });
  box.addEventListener("files", (event) => take(box, event.detail));
  const kept = held.get(box.dataset.holds) ?? [];
  if (kept.length) {
    box.chosen = kept;
    show(box);
  }
  for (const name of ["dragenter", "dragover"]) box.addEventListener(name, (event) => over(event, box, true));
  for (const name of ["dragleave", "drop"]) box.addEventListener(name, (event) => over(event, box, false));
  box.addEventListener("drop", (event) => take(box, event.dataTransfer.files));
  box.addEventListener("huisheng:kept", (event) => { // they lie in the draft on the server now
    box.chosen = box.chosen.filter((one) => !event.detail.some((kept) => kept.name === one.name && kept.size === one.size));
    show(box);
  });
}

function over(event, box, on) {
  event.preventDefault();
  box.classList.toggle("is-over", on);
}

function take(box, files) {
  const { maxMb, maxCount, tooBig, tooMany } = box.dataset;
  const said = [];
  for (const file of files) {
    if (file.size > maxMb * MB) said.push(tooBig.replace("{name}", file.name).replace("{mb}", maxMb));
    else if (box.chosen.length >= maxCount) said.push(tooMany.replace("{n}", maxCount));
    else if (!box.chosen.some((one) => one.name === file.name && one.size === file.size)) box.chosen.push(file);
  }
  show(box, [...new Set(said)]);
  box.dispatchEvent(new CustomEvent("huisheng:chosen", { bubbles: true }));
}

function show(box, said = []) {
  const list = box.querySelector(".hs-upload-list");
  list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
  list.replaceChildren(...box.chosen.map((file) => row(box, file)), ...said.map(complaint));
  if (box.dataset.holds) held.set(box.dataset.holds, box.chosen);
  const carrier = new DataTransfer();
  box.chosen.forEach((file) => carrier.items.add(file));
  box.querySelector('input[type="file"]').files = carrier.files;
}

function row(box, file) {
  const item = document.createElement("li");
  item.append(preview(file), text("span", file.name), text("small", bytes(file.size)));
  const remove = text("button", "×");
  remove.type = "button";
  remove.className = "btn btn-quiet btn-icon";
  remove.setAttribute("aria-label", box.dataset.remove.replace("{name}", file.name));
  remove.addEventListener("click", () => {
    box.chosen = box.chosen.filter((one) => one !== file);
    show(box);
  });
  item.append(remove);
  return item;
}

function preview(file) {
  if (!file.type.startsWith("image/")) {
    const kind = text("span", (file.name.split(".").pop() || "").slice(0, 4).toUpperCase());
    kind.className = "hs-upload-kind";
    return kind;
  }
  const image = document.createElement("img");
  image.src = URL.createObjectURL(file);
  image.alt = "";
  return image;
}

function complaint(words) {
  const item = text("li", words);
  item.className = "is-said";
  return item;
}

function text(name, words) {
  const element = document.createElement(name);
  element.textContent = words;
  return element;
}

const bytes = (size) => (size < MB ? `${Math.max(1, Math.round(size / 1024))} KB` : `${(size / MB).toFixed(1)} MB`);

// ── Enter beside a tick would press the next button that can be pressed: where there are several answers, none is meant
document.addEventListener("keydown", (event) => {
  const tick = event.key === "Enter" && event.target.matches("input[type=radio], input[type=checkbox]");
  if (tick && event.target.form && [...event.target.form.elements].some((one) => "noDefault" in one.dataset)) event.preventDefault();
});

// ── sending: once, and with a bar where files are on their way
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.sending) return event.preventDefault();
  if (form.method !== "post") return;
  form.dataset.sending = "1";
  const fields = [...form.querySelectorAll("[data-keep]")];
  if (fields.length) sessionStorage.setItem("keep-sent", JSON.stringify(fields.map(slot)));
  for (const button of form.querySelectorAll('button:not([type="button"])')) button.classList.add("is-busy");
  const files = [...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length);
  if (files && "progress" in form.dataset && !form.hasAttribute("hx-post")) sendWithBar(event, form);
});

function ready(form) {
  delete form.dataset.sending;
  form.querySelectorAll(".is-busy").forEach((button) => button.classList.remove("is-busy"));
}

function sendWithBar(event, form) {
  event.preventDefault();
  const box = form.querySelector("[data-upload]");
  const bar = document.createElement("progress");
  bar.className = "hs-progress";
  bar.max = 100;
  const said = text("p", "");
  said.className = "hs-hint";
  box.append(bar, said);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = (loaded / total) * 100;
    said.textContent = box.dataset.sending.replace("{percent}", Math.round(bar.value));
  });
  const stay = (words) => {
    bar.remove();
    said.textContent = words;
    ready(form);
  };
  request.addEventListener("error", () => stay(box.dataset.failed));
  request.addEventListener("load", () => (request.status < 500 ? arrived(form, request) : stay(wrong(request) || box.dataset.failed)));
  request.send(new FormData(form, event.submitter));
}

// What the page of a fault says, in one line; the form stays as it is, with words and files.
function wrong(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  return [...page.querySelectorAll("main h1, main h1 + p")].map((one) => one.textContent.trim()).join(" ");
}

// The answer is a page: a redirect is followed, a form with complaints is shown in place of this one.
function arrived(form, request) {
  sent(form);
  const elsewhere = new URL(request.responseURL);
  if (request.status < 300 && elsewhere.href !== location.href) return location.assign(elsewhere.href);
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const fresh = page.querySelector("main");
  if (!fresh) return location.reload();
  document.querySelector("main").replaceWith(document.adoptNode(fresh));
  begin(fresh);
  fresh.querySelector("[aria-invalid], [role=alert]")?.focus();
  scrollTo(0, 0);
}

// Before the answer is shown: what it brings must not find the draft that was just sent.
const sender = (event) => (event.detail.requestConfig.elt.matches("form") ? event.detail.requestConfig.elt : null); // no mere look at its words
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const form = sender(event);
  if (form && event.detail.xhr.status < 400) sent(form);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = sender(event); // the answer may have replaced it
  if (!form) return;
  form.querySelectorAll(".hs-progress").forEach((bar) => bar.remove());
  ready(form);
});
document.addEventListener("htmx:xhr:progress", (event) => {
  const form = event.target.closest?.("form");
  const box = form?.querySelector("[data-upload]");
  if (!box?.chosen?.length || !event.detail.lengthComputable) return;
  const bar = box.querySelector(".hs-progress") ?? box.appendChild(document.createElement("progress"));
  Object.assign(bar, { className: "hs-progress", max: event.detail.total, value: event.detail.loaded });
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(ready));

// ── kept drafts
const slot = (field) => `keep:${field.dataset.keep || location.pathname + "#" + field.name}`;

function restore(field) {
  const kept = sessionStorage.getItem(slot(field));
  if (kept !== null && field.value === "") field.value = kept;
}

function keep(event) {
  const field = event.target.closest?.("[data-keep]");
  if (!field) return;
  if (field.value === "") sessionStorage.removeItem(slot(field));
  else sessionStorage.setItem(slot(field), field.value);
}

function sent(form) {
  form.querySelectorAll("[data-holds]").forEach((box) => held.delete(box.dataset.holds));
  form.querySelectorAll("[data-keep]").forEach((field) => sessionStorage.removeItem(slot(field)));
  delete form.dataset.dirty;
}

// A page sent in the plain way: its drafts go once the next page says that it worked. A login in between keeps them.
function forgetSent() {
  const slots = JSON.parse(sessionStorage.getItem("keep-sent") || "[]");
  if (!slots.length || !document.querySelector(".hs-toast.is-success, [data-sent]")) return;
  for (const name of [...slots, "keep-sent"]) sessionStorage.removeItem(name);
}

document.addEventListener("input", keep);
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) form.dataset.dirty = "1";
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-guard][data-dirty]:not([data-sending])")) event.preventDefault();
});

// ── Ctrl or ⌘ + Enter sends the form one writes in
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest?.("form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-main]") ?? form.querySelector('button:not([type="button"])'));
});

// ── small comforts: copy, print, fill a form by a button, send a form when a choice changes
document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard?.writeText(copy.dataset.copy);
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: copy.dataset.copied, kind: "success" } }));
    if (copy.dataset.copied && !document.querySelector("script[src*='parts']")) copy.textContent = copy.dataset.copied;
  }
  const filler = event.target.closest("[data-fill]");
  if (filler) for (const [name, value] of Object.entries(JSON.parse(filler.dataset.fill))) document.querySelector(`[name="${name}"]`).value = value;
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
});

function begin(root) {
  root.querySelectorAll("[data-upload]").forEach(prepare);
  root.querySelectorAll("[data-keep]").forEach(restore);
}

forgetSent();
begin(document);
document.addEventListener("htmx:load", (event) => begin(event.target));
