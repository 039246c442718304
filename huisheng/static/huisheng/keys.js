// Shortcuts: any element with data-key="r" is clicked (or focused, if it is a field) by that key.
// data-list holds rows (data-row) for j, k and Enter. "?" shows what works on this page, Ctrl+K finds it by name.
const isField = (element) => element?.matches?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]");
const visible = (element) => element.getClientRects().length > 0 && !element.disabled;
const keyed = () => [...document.querySelectorAll("[data-key]")].filter(visible);

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return openPalette(event);
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

// ── help sheet
function openHelp(event) {
  event?.preventDefault();
  document.getElementById("keys-help")?.showModal();
}

function fillHelp() {
  const box = document.querySelector("[data-keys-help]");
  if (!box) return;
  const data = box.dataset;
  const rows = [];
  if (document.querySelector("[data-list]")) rows.push([data.keysList, "j k"], [data.keysOpen, "Enter"]);
  for (const element of keyed()) rows.push([element.dataset.keyLabel, element.dataset.key]);
  if (document.querySelector("form textarea")) rows.push([data.keysSend, "Ctrl ↵"]);
  rows.push([data.keysCommands, "Ctrl K"], [data.keysHelpWord, "?"], [data.keysLeave, "Esc"]);
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
  box.replaceChildren(list);
}

const help = document.getElementById("keys-help");
if (help) new MutationObserver(() => help.open && fillHelp()).observe(help, { attributeFilter: ["open"] });

// ── command palette: everything with a key, and the places of the rail
const palette = document.getElementById("palette");
const find = palette?.querySelector("input");
const found = palette?.querySelector("ul");
let commands = [];

function openPalette(event) {
  if (!palette || palette.open) return;
  event.preventDefault();
  const places = [...document.querySelectorAll(".hs-rail a, .hs-side a")].filter(visible);
  commands = [
    ...keyed().map((element) => ({ element, label: element.dataset.keyLabel, key: element.dataset.key })),
    ...places.map((element) => ({ element, label: element.textContent.trim(), key: "" })),
  ];
  find.value = "";
  palette.showModal();
  listCommands();
}

function listCommands() {
  const words = find.value.trim().toLowerCase();
  const hits = commands.filter((command) => command.label.toLowerCase().includes(words));
  found.replaceChildren(...hits.map(row));
  if (!hits.length) found.textContent = found.dataset.none;
}

function row(command, index) {
  const item = document.createElement("li");
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", String(index === 0));
  item.append(command.label);
  if (command.key) {
    const cap = document.createElement("kbd");
    cap.className = "hs-kbd";
    cap.textContent = command.key;
    item.append(cap);
  }
  item.addEventListener("click", () => run(command));
  item.run = () => run(command);
  return item;
}

function run(command) {
  palette.close();
  use(command.element);
}

find?.addEventListener("input", listCommands);
find?.addEventListener("keydown", (event) => {
  const items = [...found.querySelectorAll("li")];
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Enter") {
    event.preventDefault();
    items[at]?.run();
  } else if (step && items.length) {
    event.preventDefault();
    items[at]?.setAttribute("aria-selected", "false");
    const next = items[(at + step + items.length) % items.length];
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
  }
});
