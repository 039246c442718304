// The ticket page: dialogs that are fetched when first wanted, templates put where the cursor stands, tabs that lead to a field.
let wanted = "";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-then-opens]");
  if (opener) wanted = opener.dataset.thenOpens;
  const insert = event.target.closest("[data-insert]");
  if (insert) put(document.getElementById(insert.dataset.into), insert.dataset.insert);
  const tab = event.target.closest(".hs-composer [role=tab]");
  if (tab) setTimeout(() => document.getElementById(tab.getAttribute("aria-controls"))?.querySelector("[data-first]")?.focus());
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "dialogs" || !wanted) return;
  document.getElementById(wanted)?.showModal();
  wanted = "";
});

// At the cursor; what was typed stays.
function put(field, text) {
  if (!field) return;
  document.getElementById("tab-c-reply")?.click();
  const [from, to] = [field.selectionStart, field.selectionEnd];
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  setTimeout(() => field.focus());
}
