// The page is before somebody's eyes: say so once. A program that only fetches it does not run this.
const page = document.querySelector("[data-seen]");
const token = document.querySelector("[name=csrfmiddlewaretoken]");
const tell = () => fetch(page.dataset.seen, { method: "POST", headers: { "X-CSRFToken": token.value }, keepalive: true });
if (page && token) {
  if (document.visibilityState === "visible") tell();
  else document.addEventListener("visibilitychange", tell, { once: true });
}
