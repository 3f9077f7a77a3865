// The plan desk. Pointing at one pane lights the other; keys go from card to card; the form of a card opens in it; what is
// selected in the original goes along to "add" and "split". Every act is a form of the page: without this file it works too.
(() => {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const act = document.getElementById("desk-act");
  const panes = [...desk.querySelectorAll(".desk__original, .desk__draft")];
  const bar = document.querySelector(".desk-bar");
  const wide = () => bar.offsetParent !== null;
  const cards = () => [...desk.querySelectorAll(".desk-item[id]")].filter((card) => !card.hidden);
  let chosen = { words: "", start: "" };

  // Lighting. Words may belong to several readings; each of them lights the words.
  const about = (code) => `.desk-item[data-item="${CSS.escape(code)}"], .desk-mark[data-all~="${CSS.escape(code)}"]`;
  const light = (code, number) => {
    desk.querySelectorAll(".is-lit").forEach((one) => one.classList.remove("is-lit"));
    if (code) desk.querySelectorAll(about(code)).forEach((one) => one.classList.add("is-lit"));
    if (number) for (const id of [`u-${number}`, `w-${number}`]) document.getElementById(id)?.classList.add("is-lit");
  };
  const over = (event) => {
    const found = event.target.closest("[data-item], [data-unread], .desk-unread[id]");
    if (found) light(found.dataset.item, found.dataset.unread || (found.id.startsWith("u-") ? found.id.slice(2) : ""));
  };
  desk.addEventListener("mouseover", over);
  desk.addEventListener("focusin", over);

  // Scrolling within a pane, never of the page.
  const show = (one, where = "nearest") => {
    const pane = one && panes.find((each) => each.contains(one));
    if (!pane) return;
    if (!wide()) { one.scrollIntoView({ block: where }); return; }
    const box = one.getBoundingClientRect(), frame = pane.getBoundingClientRect();
    if (where === "nearest" && box.top >= frame.top && box.bottom <= frame.bottom) return;
    const above = where === "start" ? 56 : Math.max((frame.height - box.height) / 2, 8);
    pane.scrollTop += box.top - frame.top - above;
  };
  const both = () => { if (wide()) desk.scrollIntoView({ block: "end" }); }; // the bar above, both panes whole
  const go = (card) => {
    if (!card) return;
    both();
    reached = card;
    card.focus({ preventScroll: true });
    show(card);
    light(card.dataset.item, card.dataset.unread);
    show(document.getElementById(card.dataset.item ? `o-${card.dataset.item}` : `u-${card.dataset.unread}`), "center");
    if (card.dataset.unread) sayPlace(card);
  };
  let reached = null;
  const current = () => document.activeElement?.closest(".desk-item") || reached;
  const step = (by) => {
    const all = cards(), at = all.indexOf(current());
    go(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
  };
  const place = bar.querySelector("[data-place]");
  const unreadCards = () => cards().filter((card) => card.dataset.unread);
  const sayPlace = (card) => {
    const all = unreadCards();
    place.textContent = place.dataset.place.replace("{n}", all.indexOf(card) + 1).replace("{of}", all.length);
  };
  const unread = (by) => {
    const open = unreadCards().filter((card) => !card.classList.contains("desk-item--seen"));
    const all = open.length ? open : unreadCards();
    if (!all.length) return;
    const now = current(), at = all.indexOf(now);
    if (at >= 0) { go(all[(at + by + all.length) % all.length]); return; }
    const after = now?.dataset.unread ? all.find((card) => Number(card.dataset.unread) > Number(now.dataset.unread)) : null;
    go(after || (by > 0 ? all[0] : all[all.length - 1]));
  };

  // The form of a card, within the card.
  const close = (card) => { card?.querySelector(".desk-edit")?.remove(); };
  const open = async (card, part) => {
    const link = card?.querySelector('a[data-key="e"]');
    if (!link) return;
    if (!card.querySelector(".desk-edit")) {
      let page;
      try {
        page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html").getElementById("edit");
      } catch { page = null; }
      if (!page) { location.assign(link.href); return; }
      page.removeAttribute("id");
      card.append(document.adoptNode(page));
      document.dispatchEvent(new CustomEvent("xf:forms-added"));
    }
    const inputs = ":is(input:not([type=hidden]), select, textarea)";
    const first = card.querySelector(part === "p" ? `.desk-params ${inputs}` : part ? `[data-edit="${part}"]` : `.desk-edit ${inputs}`);
    if (!first) return;
    if (part === "s" && inside(card)) first.value = chosen.words;
    both();
    reached = card;
    light(card.dataset.item);
    show(document.getElementById(`o-${card.dataset.item}`), "center");
    first.focus({ preventScroll: true });
    if (first.select && !part) first.select();
    show(part ? first.closest("form") : card, part ? "start" : "nearest");
  };
  const inside = (card) => chosen.words && chosen.item === card.dataset.item;

  // Selected words.
  const label = bar.querySelector("[data-chosen]"), plain = label.textContent;
  const clean = (words) => words.replace(/\s+$/, "");
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection || !selection.anchorNode || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const piece = range.startContainer.parentElement?.closest(".desk__original [data-start]");
    const words = clean(selection.toString());
    if (!piece || !words) return;
    chosen = { words: words.slice(0, 1000), start: String(Number(piece.dataset.start) + range.startOffset), item: piece.dataset.item };
    label.textContent = label.dataset.chosen.replace("{words}", words.length > 16 ? `${words.slice(0, 16)}…` : words);
  });
  const forget = () => {
    chosen = { words: "", start: "" };
    document.getSelection()?.removeAllRanges();
    label.textContent = plain;
  };
  const withWords = (href) => {
    const address = new URL(href);
    if (chosen.words) {
      address.searchParams.set("quote", chosen.words);
      address.searchParams.set("start", chosen.start);
    }
    return address.href;
  };
  bar.addEventListener("click", (event) => {
    const link = event.target.closest("[data-add]");
    if (link) link.href = withWords(link.href);
    const button = event.target.closest("[data-do]");
    if (button) keys[button.dataset.do]();
  });
  desk.addEventListener("click", (event) => {
    const link = event.target.closest('a[data-key="e"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const card = link.closest(".desk-item");
    if (card.querySelector(".desk-edit")) { close(card); go(card); } else open(card);
  });
  desk.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || !wide()) return;
    const to = document.getElementById(link.getAttribute("href").slice(1));
    const card = to?.closest(".desk-item") || to?.closest(".desk-unread, .desk-mark") && link.closest(".desk-item");
    if (!card) return;
    event.preventDefault();
    history.replaceState(null, "", link.href);
    go(card);
  });

  // Search.
  const box = bar.querySelector("[data-search]"), found = bar.querySelector("[data-found]");
  const search = () => {
    const wanted = box.value.trim();
    let count = 0;
    desk.querySelectorAll(".desk-item").forEach((card) => {
      const marked = card.dataset.item ? [...desk.querySelectorAll(about(card.dataset.item))] : [];
      card.hidden = Boolean(wanted) && ![card, ...marked].some((one) => one.textContent.includes(wanted));
      count += card.hidden ? 0 : 1;
    });
    found.textContent = wanted ? found.dataset.found.replace("{n}", count) : "";
  };
  box.addEventListener("input", search);

  // Keys.
  const press = (card, key) => {
    const button = card?.querySelector(`.desk-tools [data-key="${key}"]`);
    if (button) button.click(); else if (key === "a") step(1);
  };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    u: () => unread(1),
    i: () => unread(-1),
    a: () => press(current(), "a"),
    x: () => press(current(), "x"),
    e: () => open(current()),
    p: () => open(current(), "p"),
    m: () => open(current(), "m"),
    s: () => open(current() || null, "s"),
    n: () => {
      const card = current(), link = !chosen.words && card?.querySelector('a[data-key="n"]');
      location.assign(link ? link.href : withWords(bar.querySelector('[data-add="step"]').href));
    },
    z: () => bar.querySelector("[data-undo]")?.click(),
    "/": () => box.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !wide()) return;
    if (event.key === "Escape") {
      const card = event.target.closest(".desk-item");
      if (card && card.querySelector(".desk-edit")) { close(card); go(card); }
      if (event.target === box) { box.value = ""; search(); box.blur(); }
      forget();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input,textarea,select")) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // Where one was: each pane's place is kept while the page is renewed by an act; then the place named in the address.
  const name = `xf-desk:${desk.dataset.desk}`;
  const keep = () => {
    try { sessionStorage.setItem(name, JSON.stringify(panes.map((pane) => pane.scrollTop))); } catch { /* the page works without */ }
  };
  addEventListener("pagehide", keep);
  const back = () => {
    document.querySelectorAll(".desk-bar [data-needs-script]").forEach((one) => { one.hidden = false; });
    try {
      JSON.parse(sessionStorage.getItem(name) || "[]").forEach((top, at) => { panes[at].scrollTop = top; });
    } catch { /* nothing was kept */ }
    const to = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (to && desk.contains(to)) go(to.closest(".desk-item") || document.getElementById(`w-${to.id.slice(2)}`));
    if (!wide()) return;
    const before = `xf-keep:desk-${desk.dataset.desk}-`;
    try {
      Object.keys(localStorage).filter((key) => key.startsWith(before)).forEach((key) => open(document.getElementById(`r-${key.slice(before.length)}`)));
    } catch { /* no store */ }
  };
  if (document.readyState === "complete") back(); else addEventListener("load", back);
})();
