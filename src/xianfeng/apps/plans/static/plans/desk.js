// The plan desk: pointing at one pane lights the other; j k u a e x; selected words go along to "add".
(() => {
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const cards = [...desk.querySelectorAll(".desk-item")];
  let selected = "", start = "";

  const light = (code) => {
    desk.querySelectorAll(".is-lit").forEach((one) => one.classList.remove("is-lit"));
    if (code) desk.querySelectorAll(`[data-item="${CSS.escape(code)}"]`).forEach((one) => one.classList.add("is-lit"));
  };
  const over = (event) => {
    const found = event.target.closest("[data-item]");
    if (found) light(found.dataset.item);
  };
  desk.addEventListener("mouseover", over);
  desk.addEventListener("focusin", over);

  const current = () => {
    const held = document.activeElement && document.activeElement.closest(".desk-item");
    return held ? cards.indexOf(held) : cards.findIndex((card) => `#${card.id}` === location.hash);
  };
  const go = (at) => {
    const card = cards[Math.min(Math.max(at, 0), cards.length - 1)];
    if (!card) return;
    card.focus();
    light(card.dataset.item);
    const words = document.getElementById(`o-${card.dataset.item}`);
    if (words) words.scrollIntoView({ block: "center" });
  };
  const unread = [...desk.querySelectorAll(".desk-unread[id]")];
  let reached = -1;
  const act = {
    j: () => go(current() + 1),
    k: () => go(current() - 1),
    u: () => {
      if (!unread.length) return;
      reached = (reached + 1) % unread.length;
      unread[reached].scrollIntoView({ block: "center" });
      desk.querySelectorAll(".is-lit").forEach((one) => one.classList.remove("is-lit"));
      unread[reached].classList.add("is-lit");
    },
    a: () => press("a"),
    x: () => press("x"),
    e: () => {
      const card = cards[current()];
      const fold = card && card.querySelector('details[data-key="e"]');
      if (!fold) return;
      fold.open = true;
      const first = fold.querySelector("input:not([type=hidden]),select,textarea:not([hidden])");
      if (first) first.focus();
    },
  };
  const press = (key) => {
    const card = cards[current()];
    const button = card && card.querySelector(`button[data-key="${key}"]`);
    if (button) button.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input,textarea,select")) return;
    if (!Object.hasOwn(act, event.key)) return;
    event.preventDefault();
    act[event.key]();
  });

  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.anchorNode) return;
    const from = chosen.getRangeAt(0).startContainer.parentElement;
    const piece = from && from.closest(".desk__original [data-start]");
    if (!piece) return;
    selected = chosen.toString();
    start = String(Number(piece.dataset.start) + chosen.getRangeAt(0).startOffset);
  });
  desk.querySelectorAll("[data-add]").forEach((link) => {
    link.addEventListener("click", () => {
      if (!selected) return;
      const address = new URL(link.href);
      address.searchParams.set("quote", selected.slice(0, 1000));
      address.searchParams.set("start", start);
      link.href = address.href;
    });
  });
  document.querySelectorAll(".desk-keys[data-needs-script]").forEach((one) => { one.hidden = false; });
})();
