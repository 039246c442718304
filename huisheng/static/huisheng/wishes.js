// Similar wishes while somebody types theirs: the field says where to ask, the answer is a ready fragment.
const field = document.querySelector("[data-alike]");
const place = document.getElementById("pi-alike");
let timer = 0, asked = "";

async function look() {
  const title = field.value.trim();
  if (title === asked) return;
  asked = title;
  const answer = await fetch(`${field.dataset.alike}?title=${encodeURIComponent(title)}`).catch(() => null);
  if (answer?.ok && title === asked) place.innerHTML = await answer.text();
}

field?.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 300); });
