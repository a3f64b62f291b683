// A page walked by the Tab key: where it stops, whether that is seen, and what it never comes to.

import type { Page } from "playwright-core";

export interface Stop {
  /** Tag and what it says. */
  readonly what: string;
  readonly role: string | null;
  /** Finds it again. */
  readonly selector: string;
  /** Of all elements of the page, in the order of the document. */
  readonly place: number;
  /** A rim says that it has the focus, and nothing cuts it off. */
  readonly hasRim: boolean;
  readonly isInView: boolean;
  /** In a table of several rows, of which more than the first can be gone to. */
  readonly isFirstOfRows: boolean;
}

const mostStops = 150;

/** From the beginning of the page's content to its end. */
export async function stopsOf(page: Page): Promise<readonly Stop[]> {
  await page.evaluate("document.getElementById('main').focus()");
  await page.evaluate(watchFocus);
  for (let tab = 0; tab < mostStops; tab++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate<boolean>("document.activeElement.closest('main') === null")) break;
  }
  const stops = await page.evaluate<readonly Stop[]>("stops.filter(Boolean)");
  if (stops.length >= mostStops) throw new Error(`Tab comes to no end: ${stops.at(-1)?.what}`);
  return stops;
}

/** Each is told when it gets the focus: what happens on the page meanwhile may take it away again. */
const watchFocus = `
  window.stops = [];
  for (const element of document.querySelectorAll("[data-stop]")) delete element.dataset.stop;
  window.onstop ??= addEventListener("focusin", ({ target }) => {
    if (target.closest("main") === null) return;
    const all = [...document.querySelectorAll("*")];
    const box = target.getBoundingClientRect();
    // Of what is drawn the box itself is the rim.
    const drawn = target.ownerSVGElement && (target.matches("rect") ? target : target.querySelector("rect"));
    const style = getComputedStyle(target);
    const outline = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
    const reach = outline + parseFloat(style.outlineOffset);
    const cell = target.closest("[role=row] > span")?.getBoundingClientRect();
    const isCut = cell && (box.top - reach < cell.top - 0.5 || box.bottom + reach > cell.bottom + 0.5 || box.left - reach < cell.left - 0.5);
    const table = target.closest("[role=table]");
    const rows = table ? [...table.querySelectorAll("[role=rowgroup] [role=row]")] : [];
    target.dataset.stop = stops.length;
    stops.push({
      what: target.tagName + " " + (target.ariaLabel ?? target.textContent).trim().slice(0, 60),
      role: target.role ?? target.getAttribute("role"),
      selector: "[data-stop='" + stops.length + "']",
      place: all.indexOf(target),
      hasRim: (outline >= 1 && !isCut) || (drawn && parseFloat(getComputedStyle(drawn).strokeWidth) >= 3) === true,
      isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      isFirstOfRows: rows.length > 1 && rows[0].contains(target) && rows[0].querySelector("a, button, input") === target,
    });
  }) ?? true;
  for (const each of document.querySelectorAll("[data-stop]")) delete each.dataset.stop;
  document.getElementById("main").focus();
  stops.length = 0;
`;

/** What can be pressed and is no stop: but the other tabs of a list of tabs, and other rows of a table, where arrow keys lead. */
export function unreached(page: Page): Promise<readonly string[]> {
  return page.evaluate(`
    [...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary, [role=button], pre)")]
      .filter((each) => each.dataset.stop === undefined && !each.disabled && each.checkVisibility())
      .filter((each) => each.role !== "tab" && each.closest("[role=rowgroup] [role=row]") === null)
      .map((each) => each.outerHTML.slice(0, 120))
  `);
}
