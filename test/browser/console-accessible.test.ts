// Every page of the console, with something on it, in a real browser: accessible in light and in dark, and whole on a narrow window.

import { afterEach, beforeAll, expect, test } from "@jest/globals";
import { describeConsole, isAccessible, opened, page } from "./describe-console.ts";
import { furnish, pages } from "./furnished-region.ts";

const nowhere = [
  ["an address of nothing", () => "#/nowhere", "h1"],
  ["a mistyped address", () => "#/machines/%", "h1"],
] as const;

/** What tables cut of the first cell of a row, which is the name of what stands there. */
const cutNames = `[...document.querySelectorAll(".long-list .body .row > span:first-child")]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 || cell.scrollHeight > cell.clientHeight + 1)
  .map((cell) => cell.textContent)`;
/** Of rows, whose cells stand below each other. */
const cutRows = `[...document.querySelectorAll(".long-list .body .row")]
  .filter((row) => row.scrollHeight > row.clientHeight + 1)
  .map((row) => row.textContent)`;

describeConsole("each page of the console", () => {
  beforeAll(() => furnish(opened));
  afterEach(async () => {
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test.each([...pages, ...nowhere])("%s", async (_, hashOf, shows) => {
    for (const [colorScheme, width] of [
      ["light", 1280],
      ["dark", 360],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await page.goto("about:blank");
      await opened.go(hashOf());
      await page.locator("main").locator(shows).first().waitFor({ state: "attached" });
      await isAccessible();
      // What is wider than the window scrolls by itself, and the page does not.
      await expect(page.evaluate("document.documentElement.scrollWidth")).resolves.toBe(width);
    }
    await expect(page.evaluate(cutNames)).resolves.toEqual([]);
    await expect(page.evaluate(cutRows)).resolves.toEqual([]);
  });

  test("a long name is whole on a narrow window, and its row as high as it needs", async () => {
    const name = `parcel-${"0123456789".repeat(7)}`;
    await opened.call("sfn", "StartExecution", {
      ...{ stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:many", name },
    });
    await page.setViewportSize({ width: 360, height: 800 });
    await opened.go("#/machines/many");
    const link = page.getByRole("link", { name });
    await link.waitFor();
    const [box, row] = [await link.boundingBox(), await page.locator(".row", { has: link }).boundingBox()];
    expect(box?.height).toBeGreaterThan(30);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
    expect(row?.height).toBeGreaterThan((box?.height ?? 0) + 30);
    // The end of the list is come to, and where its rows stand is known.
    await link.focus();
    await page.keyboard.press("End");
    await page.getByRole("link", { name: "parcel-0", exact: true }).waitFor();
    await expect(page.evaluate("document.activeElement.textContent")).resolves.toBe("parcel-0");
  });
});
