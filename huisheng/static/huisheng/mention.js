// "@li" in a field with data-calls="ADDRESS" offers people and departments; arrows choose, Enter or Tab writes the name.
const BEGUN = /[@＠]([^\s@＠，。、：:；;,.]{0,12})$/;
let box = null;
let asked = 0;

const field = (target) => target?.closest?.("textarea[data-calls]");
const options = () => [...(box?.querySelectorAll("[data-name]") ?? [])];
const before = (area) => area.value.slice(0, area.selectionStart);

document.addEventListener("input", async (event) => {
  const area = field(event.target);
  if (!area) return;
  const begun = BEGUN.exec(before(area));
  if (!begun) return close();
  const mine = ++asked;
  const answer = await fetch(`${area.dataset.calls}?q=${encodeURIComponent(begun[1])}`, { headers: { "X-Requested-With": "fetch" } });
  if (mine !== asked || !answer.ok) return;
  open(area, await answer.text());
});

document.addEventListener("keydown", (event) => {
  const area = field(event.target);
  if (!area || !box || event.isComposing) return;
  const all = options();
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    choose(all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]);
  } else if (event.key === "Enter" || event.key === "Tab") {
    write(area, all[at]);
  } else if (event.key === "Escape") {
    close();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("focusout", (event) => field(event.target) && setTimeout(close, 150));

function open(area, html) {
  close();
  if (!html.trim()) return;
  box = document.createElement("div");
  box.className = "hs-calls";
  box.id = "calls";
  box.setAttribute("role", "listbox");
  box.innerHTML = html;
  area.after(box);
  area.setAttribute("aria-controls", "calls");
  area.setAttribute("aria-expanded", "true");
  for (const one of options()) one.addEventListener("mousedown", (event) => (event.preventDefault(), write(area, one)));
  choose(options()[0]);
}

function choose(one) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === one));
  one?.scrollIntoView({ block: "nearest" });
}

function write(area, one) {
  if (!one) return close();
  const typed = before(area).replace(BEGUN, `@${one.dataset.name} `);
  const rest = area.value.slice(area.selectionStart);
  area.value = typed + rest;
  area.setSelectionRange(typed.length, typed.length);
  close();
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.dispatchEvent(new Event("change", { bubbles: true }));
}

function close() {
  asked++;
  box?.previousElementSibling?.removeAttribute("aria-expanded");
  box?.remove();
  box = null;
}
