// One more line of a form, without asking the server: a copy of the empty line in the <template> beside the lines.
for (const button of document.querySelectorAll("[data-add-line]")) {
  button.hidden = false;
  for (const spare of button.closest("section").querySelectorAll("[data-spare]")) spare.hidden = true; // the button brings its like
  button.addEventListener("click", () => addLine(button.closest("section")));
}

function addLine(section) {
  const lines = section.querySelector("[data-lines]");
  const total = section.querySelector(`[name="${lines.dataset.prefix}-TOTAL_FORMS"]`);
  const copy = document.createElement("div");
  copy.innerHTML = section.querySelector("template[data-line]").innerHTML.replaceAll("__prefix__", total.value);
  total.value = Number(total.value) + 1;
  const line = copy.firstElementChild;
  lines.append(line);
  line.querySelector("select, input")?.focus();
}
