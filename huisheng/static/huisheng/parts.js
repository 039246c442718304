// Behaviour of the shared parts: toasts, fold-out menus, dialogs, tabs. Texts come from the page.
const toasts = () => document.getElementById("toasts");

export function say(text, kind = "info", undo = null) {
  const region = toasts();
  if (!region || !text) return;
  const box = document.createElement("div");
  box.className = `hs-toast is-${kind}`;
  box.append(text);
  if (undo) box.append(wayBack(undo, box, region));
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", region.dataset.close || "");
  close.addEventListener("click", () => box.remove());
  box.append(close);
  region.append(box);
  if (kind !== "error") setTimeout(() => box.remove(), undo ? 12000 : 6000);
}

// "Undo" (z): the same door again, with what stood before.
function wayBack(undo, box, region) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "hs-toast-undo";
  button.textContent = region.dataset.undo;
  button.dataset.key = "z";
  button.dataset.keyLabel = region.dataset.undo;
  button.addEventListener("click", () => {
    box.remove();
    window.htmx.ajax("POST", undo.url, { target: "#pane", values: undo.fields });
  });
  return button;
}

document.addEventListener("toast", (event) => say(event.detail?.text ?? event.detail?.value, event.detail?.kind, event.detail?.undo));
document.addEventListener("htmx:sendError", () => say(toasts()?.dataset.offline, "error"));
document.addEventListener("htmx:responseError", (event) => {
  const told = event.detail.xhr.getResponseHeader("HX-Trigger") || "";
  if (!told.includes('"toast"') && event.detail.xhr.status !== 401) say(toasts()?.dataset.failed, "error");
});
setTimeout(() => toasts()?.querySelectorAll(".hs-toast:not(.is-error)").forEach((box) => box.remove()), 8000);

// ── menus: one open at a time; a click elsewhere or Esc closes
const openMenus = () => document.querySelectorAll("details[data-menu][open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  }
});

// ── dialogs: native ones, so focus is kept inside and returns to where it came from
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    document.getElementById(opener.dataset.opens)?.showModal();
    opener.closest("details[data-menu]")?.removeAttribute("open");
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target.matches("dialog") && outside(event)) event.target.close();
});

function outside({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

// ── tabs: arrow keys move, the panels follow
function choose(tab) {
  for (const other of tab.closest("[data-tabs]").querySelectorAll('[role="tab"]')) {
    const on = other === tab;
    other.setAttribute("aria-selected", String(on));
    other.tabIndex = on ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (panel) panel.hidden = !on;
  }
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest('[data-tabs] [role="tab"]');
  if (tab) choose(tab);
});
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.('[data-tabs] [role="tab"]');
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !step) return;
  const all = [...tab.parentElement.querySelectorAll('[role="tab"]')];
  const next = all[(all.indexOf(tab) + step + all.length) % all.length];
  choose(next);
  next.focus();
});
