// The one registry of keys. An element says by itself what it listens to:
//   data-key="r" data-key-label="Reply"   clicked (or focused, if it is a field) by that key, while it can be seen
//   data-command="Log out"                no key, but the command bar finds it (finder.js)
//   data-list with data-row               rows for j, k and Enter
// Keys are silent while somebody writes, while an input method composes, and behind an open dialog.
// "?" shows what works on this page, written from the same attributes.
const isField = (element) => element?.matches?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]");
const visible = (element) => element.getClientRects().length > 0 && !element.disabled;
const keyed = () => [...document.querySelectorAll("[data-key]")].filter(visible);
const composing = (event) => event.isComposing || event.keyCode === 229;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event)) return;
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") return openBar(event);
  if (event.key === "Escape") return leave(event);
  if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") return openHelp(event);
  if ((event.key === "j" || event.key === "k") && move(event.key === "j" ? 1 : -1)) return event.preventDefault();
  const wanted = keyed().find((element) => element.dataset.key === event.key);
  if (!wanted) return;
  event.preventDefault();
  use(wanted);
});

function use(element) {
  if (isField(element)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

// Esc leaves the field; what was typed stays.
function leave(event) {
  if (!isField(event.target) || event.target.closest("dialog")) return;
  event.preventDefault();
  event.target.blur();
}

function move(step) {
  const list = document.querySelector("[data-list]");
  const rows = [...(list?.querySelectorAll("[data-row]") ?? [])].filter(visible);
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const from = at < 0 ? rows.findIndex((row) => row.getAttribute("aria-current") === "true") : at;
  const next = rows[from < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(from + step, 0), rows.length - 1)];
  const target = next.matches("a, button, [tabindex]") ? next : next.querySelector("a, button") ?? next;
  target.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function openBar(event) {
  if (!document.getElementById("palette")) return;
  event.preventDefault();
  document.dispatchEvent(new CustomEvent("huisheng:commands"));
}

// ── help sheet: lists, this page, writing, everywhere
function openHelp(event) {
  event?.preventDefault();
  document.getElementById("keys-help")?.showModal();
}

function helpGroups(said) {
  const here = keyed().filter((element) => !element.closest(".hs-top"));
  const top = keyed().filter((element) => element.closest(".hs-top"));
  const pair = (element) => [element.dataset.keyLabel, element.dataset.key];
  const lists = document.querySelector("[data-list]") ? [[said.keysList, "j k"], [said.keysOpen, "Enter"]] : [];
  const writing = document.querySelector("form textarea") ? [[said.keysSend, "Ctrl ↵"]] : [];
  return [
    [said.keysInLists, lists],
    [said.keysHere, here.map(pair)],
    [said.keysWriting, [...writing, [said.keysLeave, "Esc"]]],
    [said.keysEverywhere, [...top.map(pair), [said.keysCommands, "Ctrl K"], [said.keysHelpWord, "?"]]],
  ].filter(([, rows]) => rows.length);
}

function fillHelp() {
  const box = document.querySelector("[data-keys-help]");
  if (!box) return;
  box.replaceChildren(...helpGroups(box.dataset).flatMap(([title, rows]) => [heading(title), sheet(rows)]));
}

function heading(title) {
  const words = document.createElement("h3");
  words.textContent = title;
  return words;
}

function sheet(rows) {
  const list = document.createElement("dl");
  list.className = "hs-keys";
  for (const [label, key] of rows) {
    const [name, value] = [document.createElement("dt"), document.createElement("dd")];
    name.textContent = label;
    for (const part of key.split(" ")) {
      const cap = document.createElement("kbd");
      cap.className = "hs-kbd";
      cap.textContent = part;
      value.append(cap, " ");
    }
    list.append(name, value);
  }
  return list;
}

const help = document.getElementById("keys-help");
if (help) new MutationObserver(() => help.open && fillHelp()).observe(help, { attributeFilter: ["open"] });
