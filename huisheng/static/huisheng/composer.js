// The composer: wording underlined while one writes, better words and open places one click or Alt+Enter away, pictures
// pasted or dropped anywhere on the form. What is found comes from the server (_wording.html, data-hint).
const minded = (form) => [...form.querySelectorAll("textarea, input:not([type])")];
const hintsFor = (field) => [...(field.form?.querySelectorAll("[data-hint]") ?? [])].filter((one) => one.dataset.into === field.id);

// Where a hint's words stand now: the text may have moved on since the server looked.
function placeOf(hint, field) {
  const { found, at } = hint.dataset;
  const near = Math.max(0, Number(at ?? 0) - 20);
  const start = field.value.indexOf(found, near);
  return start >= 0 ? start : field.value.indexOf(found);
}

// ── quiet underlines: a mirror below the textarea carries the same text, transparent, with marks
function mirrorOf(field) {
  const box = field.closest(".cp-field");
  if (!box) return null;
  let mirror = box.querySelector(".cp-mirror");
  if (!mirror) {
    mirror = document.createElement("div");
    mirror.className = "cp-mirror";
    mirror.setAttribute("aria-hidden", "true");
    box.prepend(mirror);
    field.addEventListener("scroll", () => (mirror.scrollTop = field.scrollTop));
  }
  return mirror;
}

function underline(field) {
  const mirror = mirrorOf(field);
  if (!mirror) return;
  const { font, lineHeight } = getComputedStyle(field); // phones write larger
  Object.assign(mirror.style, { font, lineHeight });
  const places = hintsFor(field)
    .map((hint) => ({ hint, start: placeOf(hint, field) }))
    .filter((one) => one.start >= 0)
    .sort((one, other) => one.start - other.start);
  const parts = [];
  let done = 0;
  for (const { hint, start } of places) {
    if (start < done) continue;
    const mark = document.createElement("mark");
    mark.className = `cp-mark ${[...hint.classList].find((name) => name.startsWith("is-")) ?? ""}`;
    mark.textContent = hint.dataset.found;
    parts.push(field.value.slice(done, start), mark);
    done = start + hint.dataset.found.length;
  }
  mirror.replaceChildren(...parts, `${field.value.slice(done)}\n`);
  mirror.scrollTop = field.scrollTop;
}

const underlineAll = (root) => root.querySelectorAll?.(".cp-minded").forEach(underline);
document.addEventListener("input", (event) => event.target.matches?.(".cp-minded") && underline(event.target));
document.addEventListener("htmx:afterSwap", (event) => event.detail.target.matches(".cp-look") && underlineAll(event.detail.target.closest("form")));

// ── better words, and the next place that waits to be filled
const OPEN = /【[^【】\n]{0,60}】|\{[^{}\n]{0,60}\}/;

export function toNextPlace(field, from = 0) {
  const found = OPEN.exec(field.value.slice(from)) ?? (from ? OPEN.exec(field.value) : null);
  if (!found) return false;
  const start = field.value.indexOf(found[0], field.value.slice(from).includes(found[0]) ? from : 0);
  field.focus();
  field.setSelectionRange(start, start + found[0].length);
  return true;
}

function replace(hint, words) {
  const field = document.getElementById(hint.dataset.into);
  const start = field ? placeOf(hint, field) : -1;
  if (start < 0) return;
  field.focus();
  field.setRangeText(words, start, start + hint.dataset.found.length, "end");
  hint.remove();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const open = OPEN.exec(words);
  if (open) field.setSelectionRange(start + open.index, start + open.index + open[0].length);
}

function jump(hint) {
  const field = document.getElementById(hint.dataset.into);
  const start = field ? placeOf(hint, field) : -1;
  if (start < 0) return;
  field.focus();
  field.setSelectionRange(start, start + hint.dataset.found.length);
}

document.addEventListener("click", (event) => {
  const hint = event.target.closest("[data-hint]");
  const better = event.target.closest("[data-better]");
  if (hint && better) replace(hint, better.dataset.better);
  else if (hint && event.target.closest("[data-jumps]")) jump(hint);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.altKey || event.isComposing) return;
  const form = event.target.closest?.(".hs-composer form");
  if (!form || !minded(form).includes(event.target)) return;
  const next = [...form.querySelectorAll("[data-hint]")].find((hint) => hint.querySelector("[data-better], [data-jumps]"));
  if (!next) return;
  event.preventDefault();
  const better = next.querySelector("[data-better]");
  if (better) replace(next, better.dataset.better);
  else jump(next);
});

// A template was put in: the first place it leaves open is marked, so that one types right away.
document.addEventListener("inserted", (event) => toNextPlace(event.target, event.detail?.from ?? 0));

// ── pictures and files: pasted into a field, dropped anywhere on the form
const boxOf = (element) => element.closest?.("form")?.querySelector("[data-upload]");
const stamp = () => new Date().toTimeString().slice(0, 8).replaceAll(":", "");

function named(file, box, index) {
  if (!/^image\.\w+$/.test(file.name)) return file; // what comes from the clipboard has no name of its own
  return new File([file], `${box.dataset.pasted}-${stamp()}${index ? `-${index + 1}` : ""}.${file.name.split(".").pop()}`, { type: file.type });
}

document.addEventListener("paste", (event) => {
  const box = event.target.closest?.(".hs-composer") && boxOf(event.target);
  const files = [...(event.clipboardData?.files ?? [])];
  if (!box || !files.length || event.clipboardData.getData("text/plain")) return; // words copied from a sheet stay words
  event.preventDefault();
  box.dispatchEvent(new CustomEvent("files", { detail: files.map((file, index) => named(file, box, index)) }));
});

for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.closest?.(".hs-composer form");
    if (!form || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("is-dropping", name === "dragover");
    if (name === "drop" && !event.target.closest("[data-upload]")) boxOf(form)?.dispatchEvent(new CustomEvent("files", { detail: event.dataTransfer.files }));
  });
}
document.addEventListener("dragleave", (event) => event.target.closest?.(".hs-composer form")?.classList.remove("is-dropping"));

// ── forms of templates and macros: put in a variable, move and remove a step
document.addEventListener("click", (event) => {
  const puts = event.target.closest("[data-puts]");
  const field = puts && document.getElementById(puts.dataset.into);
  if (field) {
    const at = field.selectionStart;
    field.setRangeText(puts.dataset.puts, at, field.selectionEnd, "end");
    field.focus();
    if (puts.dataset.puts === "【】") field.setSelectionRange(at + 1, at + 1);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const says = event.target.closest("[data-says]");
  const slot = says && document.getElementById(says.dataset.into);
  if (slot) {
    slot.value = says.dataset.says;
    slot.dispatchEvent(new Event("input", { bubbles: true }));
    if (!toNextPlace(slot)) slot.focus();
  }
  const composes = event.target.closest("[data-composes]");
  if (composes) {
    const slots = [...composes.closest("dialog").querySelectorAll("[data-slot]")];
    document.dispatchEvent(new CustomEvent("compose", { detail: { into: composes.dataset.into, text: slots.map((one) => one.value.trim()).filter(Boolean).join("\n\n") } }));
  }
  const raises = event.target.closest("[data-raises]");
  const step = raises?.closest(raises.dataset.raises);
  step?.previousElementSibling?.before(step);
  raises?.focus();
  const removes = event.target.closest("[data-removes]");
  removes?.closest(removes.dataset.removes).remove();
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.matches?.("select[data-resets]")) event.detail.elt.value = "";
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "steps") event.detail.target.lastElementChild?.querySelector("textarea, select, input:not([type=hidden])")?.focus();
});
