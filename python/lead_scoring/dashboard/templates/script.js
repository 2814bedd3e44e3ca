// Search and sort of tables, the slider of the bar, and the choice of one lead. Everything it shows
// is in the page already.
(() => {
  "use strict";

  const compare = { number: (a, b) => a - b, text: (a, b) => a.localeCompare(b, "en") };

  for (const box of document.querySelectorAll("[data-sortable]")) {
    const body = box.querySelector("tbody");
    const rows = [...body.rows];
    const buttons = [...box.querySelectorAll("[data-sort]")];

    for (const button of buttons) {
      button.addEventListener("click", () => {
        const heading = button.closest("th");
        const down = heading.getAttribute("aria-sort") === "ascending";
        for (const other of buttons) other.closest("th").removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        const value = (row) => row.cells[heading.cellIndex].dataset.value;
        const order = compare[button.dataset.sort];
        // What is not known comes last either way.
        rows.sort((a, b) =>
          !value(a) || !value(b) ? !value(a) - !value(b)
            : (down ? -1 : 1) * order(value(a), value(b)));
        body.append(...rows);
      });
    }

    const search = box.querySelector("input[type=search]");
    search?.addEventListener("input", () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      }
      const shown = rows.filter((row) => !row.hidden).length;
      const count = box.querySelector(".count");
      count.classList.toggle("unseen", words.length === 0);
      count.textContent = `${shown} of ${rows.length} leads match.`;
    });
  }

  const tryout = document.querySelector("[data-tryout]");
  if (tryout) {
    const steps = JSON.parse(document.getElementById("steps").textContent);
    const slider = document.getElementById("threshold");
    const show = () => {
      const step = steps[slider.value];
      for (const place of tryout.querySelectorAll("[data-step]")) {
        place.textContent = step[place.dataset.step];
      }
      tryout.style.setProperty("--at", slider.value / 100);
      slider.setAttribute("aria-valuetext",
        `${step.threshold} points: ${step.precision} of the flagged convert, ${step.recall} of the `
        + `conversions are caught, ${step.weekly} leads a week`);
    };
    slider.addEventListener("input", show);
    for (const button of tryout.querySelectorAll("[data-bar]")) {
      button.addEventListener("click", () => {
        slider.value = Math.ceil(button.dataset.bar);
        show();
      });
    }
    // A browser may bring back where the slider stood before a reload.
    show();
  }

  const pick = document.getElementById("pick");
  if (pick) {
    const leads = [...document.querySelectorAll(".lead")];
    const choose = (id) => {
      for (const lead of leads) lead.hidden = lead.id !== id;
      pick.value = id;
    };
    const follow = () => {
      const lead = leads.find((each) => `#${each.id}` === location.hash);
      if (!lead) return;
      choose(lead.id);
      lead.scrollIntoView();
      lead.focus({ preventScroll: true });
    };
    pick.addEventListener("change", () => choose(pick.value));
    window.addEventListener("hashchange", follow);
    choose(pick.value);
    follow();
  }
})();
