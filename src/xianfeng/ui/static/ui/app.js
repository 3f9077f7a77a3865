// Small, optional comforts. Every page works without this file.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // Large text: the form posts to the server; with script it happens at once and the cookie is the same one.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-text-size]")) return;
    event.preventDefault();
    const large = root.classList.toggle("large-text");
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `xf_text=${large ? "large" : "normal"}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    const button = form.querySelector("button");
    button.setAttribute("aria-pressed", String(large));
    form.elements.size.value = large ? "normal" : "large";
  }, true);

  // Confirmation: a submit button with data-confirm="dialog id" opens that dialog first.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-confirm]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.confirm);
      const form = opener.form;
      if (dialog && dialog.showModal && (!form || form.reportValidity())) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog").close();
    }
  });

  // Signing in anew in another tab makes the number of every open form too old: it is taken from the cookie when a form goes out.
  const freshToken = () => document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.slice(10);
  document.addEventListener("submit", ({ target }) => {
    const token = target.elements.csrfmiddlewaretoken;
    if (token && target.method === "post") token.value = freshToken() || token.value;
  }, true);
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const token = freshToken();
    if (token && detail.verb === "post") detail.parameters.csrfmiddlewaretoken = token;
  });

  // A draft on its way is waited for, so that what is sent carries the revision the draft was given.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-draft-line].htmx-request")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    const again = () => {
      ["htmx:afterSettle", "htmx:responseError", "htmx:sendError"].forEach((name) => document.removeEventListener(name, again));
      form.requestSubmit(submitter);
    };
    ["htmx:afterSettle", "htmx:responseError", "htmx:sendError"].forEach((name) => document.addEventListener(name, again));
  }, true);
  // And no draft starts once the form itself is on its way.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.closest && event.target.closest("form.is-sending[data-draft-line]")) event.preventDefault();
  });

  // A form goes out once. Coming back with the back button makes it usable again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "many" in form.dataset) return;
    if (form.classList.contains("is-sending")) { event.preventDefault(); return; }
    form.classList.add("is-sending");
    form.setAttribute("aria-busy", "true");
  });
  const release = () => all("form.is-sending").forEach((form) => {
    form.classList.remove("is-sending");
    form.removeAttribute("aria-busy");
  });
  window.addEventListener("pageshow", release);
  document.addEventListener("htmx:afterRequest", release);

  // Copy: data-copy="#id of the text" or the text itself.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = button.dataset.copy.startsWith("#") ? document.querySelector(button.dataset.copy) : null;
    const text = source ? source.textContent.trim() : button.dataset.copy;
    const say = button.querySelector("[data-copy-said]") || button;
    try {
      await navigator.clipboard.writeText(text);
      say.textContent = button.dataset.copied;
    } catch {
      if (source) getSelection().selectAllChildren(source);
      say.textContent = button.dataset.copyFailed;
    }
  });

  // Draft line: forms saved by HTMX name it with data-draft-line="#id"; its words come from the page.
  const draftLine = (event) => {
    const form = event.target.closest && event.target.closest("[data-draft-line]");
    return form && document.querySelector(form.dataset.draftLine);
  };
  const sayDraft = (line, state) => {
    if (!line) return;
    line.dataset.state = state;
    const text = line.querySelector("[data-draft-text]");
    if (text && line.dataset[state]) text.textContent = line.dataset[state];
  };
  document.addEventListener("htmx:beforeRequest", (event) => sayDraft(draftLine(event), "saving"));
  document.addEventListener("htmx:responseError", (event) => sayDraft(draftLine(event), "failed"));
  document.addEventListener("htmx:sendError", (event) => sayDraft(draftLine(event), "failed"));

  // Kept on this device until sent: <form data-keep="key">. The page shown after receipt carries data-keep-clear="key".
  const store = (() => { try { return window.localStorage; } catch { return null; } })();
  const keptName = (key) => `xf-keep:${key}`;
  const readForm = (form) => [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && form.elements[name]?.type !== "hidden",
  );
  const fillForm = (form, pairs) => {
    const wanted = new Map();
    for (const [name, value] of pairs) wanted.set(name, [...(wanted.get(name) || []), value]);
    for (const input of form.elements) {
      if (!input.name || input.disabled || input.type === "hidden" || input.type === "file") continue;
      const values = wanted.get(input.name);
      if (input.type === "checkbox" || input.type === "radio") input.checked = Boolean(values && values.includes(input.value));
      else if (values && values.length) input.value = values[0];
    }
  };
  const keep = (form) => {
    if (!store) return;
    try { store.setItem(keptName(form.dataset.keep), JSON.stringify(readForm(form))); } catch { /* full or closed: the page still works */ }
  };
  const startKeeping = () => {
    if (!store) return;
    all("[data-keep-clear]").forEach((el) => store.removeItem(keptName(el.dataset.keepClear)));
    all("form[data-keep]").forEach((form) => {
      const kept = store.getItem(keptName(form.dataset.keep));
      const said = form.querySelector("[data-keep-said]");
      if (kept && !("bound" in form.dataset)) {
        try {
          fillForm(form, JSON.parse(kept));
          if (said) said.hidden = false;
          form.dispatchEvent(new Event("change", { bubbles: true }));
        } catch { store.removeItem(keptName(form.dataset.keep)); }
      }
    });
  };
  document.addEventListener("xf:forms-added", startKeeping);
  document.addEventListener("input", (event) => event.target.form?.dataset.keep && keep(event.target.form));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keep-forget]");
    if (!button || !store) return;
    event.preventDefault();
    store.removeItem(keptName(button.dataset.keepForget));
    const form = button.form || document.querySelector(`form[data-keep="${CSS.escape(button.dataset.keepForget)}"]`);
    form?.reset();
    form?.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Counters: "优秀 3/4" (data-cap-value) and characters typed (data-count-for).
  const countCaps = () => all("[data-cap-value]").forEach((el) => {
    const form = document.getElementById(el.dataset.capForm);
    const used = form ? all("input:checked", form).filter((input) => input.value === el.dataset.capValue).length : 0;
    el.querySelector("[data-cap-used]").textContent = used;
    const over = used > Number(el.dataset.cap);
    el.classList.toggle("badge--wrong", over);
    const said = el.querySelector("[data-cap-over]");
    if (said) said.hidden = !over;
  });
  const countText = (input) => all(`[data-count-for="${CSS.escape(input.id)}"]`).forEach((el) => {
    el.querySelector("[data-count-used]").textContent = [...input.value.replace(/\s/g, "")].length;
  });
  document.addEventListener("change", countCaps);
  document.addEventListener("input", (event) => event.target.id && countText(event.target));

  // File drop: name the chosen file; take a dropped one.
  const nameFile = (zone) => {
    const input = zone.querySelector("input[type=file]");
    const name = zone.querySelector("[data-file-name]");
    if (input.files.length && name) name.textContent = [...input.files].map((file) => file.name).join("，");
  };
  document.addEventListener("change", (event) => {
    const zone = event.target.closest("[data-file-drop]");
    if (zone) nameFile(zone);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const zone = event.target.closest && event.target.closest("[data-file-drop]");
      if (!zone) return;
      event.preventDefault();
      zone.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) {
        zone.querySelector("input[type=file]").files = event.dataTransfer.files;
        nameFile(zone);
      }
    });
  }

  // Choosing in a filter applies it; the button stays for those without script.
  document.addEventListener("change", (event) => event.target.matches("[data-apply]") && event.target.form.requestSubmit());
  document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (event) => all("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  }));

  // In a row of links wider than the screen, the present one is in sight.
  const showCurrent = () => all(".tabs [aria-current], .site-nav [aria-current]").forEach((link) => {
    const row = link.closest(".tabs, .site-nav");
    const [place, seen] = [link.getBoundingClientRect(), row.getBoundingClientRect()];
    if (place.left < seen.left || place.right > seen.right - 24) row.scrollLeft += place.left - seen.left - (seen.width - place.width) / 2;
  });

  const start = () => {
    showCurrent();
    startKeeping();
    countCaps();
    all("textarea[id], input[id]").forEach(countText);
    all("[data-needs-script]").forEach((el) => { el.hidden = false; });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
