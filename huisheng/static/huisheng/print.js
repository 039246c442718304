// The button above the sheet.
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
