// The sheet: how many rows are filled in, and the cap of each item. Without this file the sheet works all the same.
(() => {
  const inputsOf = (el, name) => {
    const form = document.getElementById(el.dataset[name]);
    return form ? [...form.querySelectorAll("input:checked")] : [];
  };
  const count = () => {
    document.querySelectorAll("[data-filled-form]").forEach((el) => {
      const rows = new Set(inputsOf(el, "filledForm").filter((input) => /^r\d+$/.test(input.name)).map((input) => input.name));
      el.querySelector("[data-filled]").textContent = rows.size;
      el.hidden = false;
    });
    document.querySelectorAll("[data-cap-item]").forEach((el) => {
      const used = inputsOf(el, "capForm").filter((input) => input.dataset.item === el.dataset.capItem).length;
      const over = used > Number(el.dataset.cap);
      el.querySelector("[data-cap-used]").textContent = used;
      el.querySelector("[data-cap-over]").hidden = !over;
      el.classList.toggle("badge--wrong", over);
    });
  };
  // A sheet sent by code: its draft goes once it has arrived. The name of the draft stays off the address.
  const SENT = "xf-keep-sent";
  document.addEventListener("submit", (event) => {
    const key = event.target.dataset.keepSends;
    try { if (key && event.submitter?.value === "send") sessionStorage.setItem(SENT, key); } catch { /* no storage: no draft either */ }
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (!document.querySelector("[data-keep-clear-sent]")) return;
    try {
      localStorage.removeItem(`xf-keep:${sessionStorage.getItem(SENT)}`);
      sessionStorage.removeItem(SENT);
    } catch { /* no storage */ }
  });
  document.addEventListener("change", count);
  document.addEventListener("DOMContentLoaded", count);
  window.addEventListener("pageshow", count);
})();
