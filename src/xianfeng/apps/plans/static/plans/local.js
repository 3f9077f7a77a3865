// A unit's own plan: "one more" adds a row at once; rows typed before a time-out come back. Without this file the server adds it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-rows]");
  if (!form) return;
  const total = form.querySelector('[name="steps-TOTAL_FORMS"]'), most = Number(form.querySelector('[name="steps-MAX_NUM_FORMS"]').value);
  const add = () => {
    const rows = form.querySelectorAll("fieldset[data-row]"), last = rows[rows.length - 1], number = rows.length;
    if (number >= most) return null;
    const row = last.cloneNode(true);
    row.id = `own-${number + 1}`;
    row.querySelector("legend").textContent = form.dataset.rows.replace("{n}", number + 1);
    row.querySelectorAll(".field__error").forEach((one) => one.remove());
    row.querySelectorAll("[name], [id], [for], [aria-describedby]").forEach((one) => {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        const value = one.getAttribute(name);
        if (value) one.setAttribute(name, value.replace(/steps-\d+-/, `steps-${number}-`));
      }
      if (one.matches("input, textarea")) one.value = "";
    });
    last.after(row);
    total.value = number + 1;
    return row;
  };
  form.querySelector('[name="more"]').addEventListener("click", (event) => {
    const row = add();
    if (!row) return;
    event.preventDefault();
    row.querySelector("input:not([type=hidden])").focus();
  });
  try {
    const kept = JSON.parse(localStorage.getItem(`xf-keep:${form.dataset.keep}`) || "[]");
    const highest = Math.max(-1, ...kept.map(([name, value]) => (value && /^steps-\d+-(title|asks)$/.test(name) ? Number(name.split("-")[1]) : -1)));
    if (!("bound" in form.dataset)) while (Number(total.value) <= highest && add());
    document.dispatchEvent(new CustomEvent("xf:forms-added"));
  } catch { /* nothing was kept */ }
})();
