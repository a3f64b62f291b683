// The console without a mouse, in a real browser: each page is walked by Tab, its tables and tabs by the arrow keys, and its dialogs and
// panels give the focus back.

import { beforeAll, expect, test } from "@jest/globals";
import { describeConsole, opened, page } from "./describe-console.ts";
import { furnish, pages } from "./furnished-region.ts";
import { type Stop, stopsOf, unreached } from "./keyboard-walk.ts";

describeConsole("the console by the keyboard alone", () => {
  beforeAll(() => furnish(opened));

  test.each(pages)(
    "%s: all that can be pressed is come to, in its order, and seen",
    async (_, hashOf, shows) => {
      await opened.go(hashOf());
      await page.locator("main").locator(shows).first().waitFor({ state: "attached" });
      const stops = await stopsOf(page);
      expect(stops.filter(({ hasRim }) => !hasRim)).toEqual([]);
      expect(stops.filter(({ isInView }) => !isInView)).toEqual([]);
      expect(stops.map(({ place }) => place)).toEqual(
        stops.map(({ place }) => place).toSorted((one, other) => one - other),
      );
      await expect(unreached(page)).resolves.toEqual([]);
      await listsGoByArrows(stops);
      await tabsGoByArrows(stops);
    },
  );

  test("the navigation is skipped, and what it leads to has the focus", async () => {
    await page.goto("about:blank");
    await opened.go("#/");
    await page.keyboard.press("Tab");
    await expect(focused()).resolves.toBe("Skip to the page");
    await page.keyboard.press("Enter");
    await expect(page.evaluate("document.activeElement.id")).resolves.toBe("main");
    await page.getByRole("navigation").getByRole("link", { name: "Queues" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Queues" }).waitFor();
    await expect(page.evaluate("document.activeElement.id")).resolves.toBe("main");
  });

  test("a long list is one stop; the row one is at stays while others come in above it", async () => {
    await opened.go("#/machines/many");
    const row = () => page.evaluate<string>("document.activeElement.closest('[role=row]')?.ariaRowIndex");
    const list = page.getByRole("table", { name: "Executions" });
    await list.getByRole("link").first().focus();
    for (const [key, index] of [
      ["ArrowDown", 3],
      ["ArrowUp", 2],
      ["End", 61],
      ["ArrowDown", 61],
      ["Home", 2],
      ["PageDown", expect.any(Number)],
      ["ArrowDown", expect.any(Number)],
    ] as const) {
      await page.keyboard.press(key);
      await expect(row().then(Number)).resolves.toEqual(index);
    }
    const name = await focused();
    await opened.call("sfn", "StartExecution", {
      stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:many",
      name: "one-more",
    });
    await page.locator("[aria-rowcount='62']").waitFor();
    await expect(focused()).resolves.toBe(name);
    await page.keyboard.press("Tab");
    await expect(row()).resolves.toBeUndefined();
    await page.keyboard.press("Shift+Tab");
    await expect(focused()).resolves.toBe(name);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name }).waitFor();
  });

  test.each([
    ["Escape", async () => page.keyboard.press("Escape")],
    [
      "its button",
      async () => page.getByRole("dialog").getByRole("button", { name: "Cancel" }).press("Enter"),
    ],
  ])("a dialog keeps the focus until it is closed by %s, and gives it back", async (_, close) => {
    await opened.go("#/machines/many");
    await page.getByRole("button", { name: "Start an execution" }).press("Enter");
    await page.getByRole("dialog").waitFor();
    for (let tab = 0; tab < 6; tab++) {
      await expect(page.evaluate("document.activeElement.closest('dialog, body').tagName")).resolves.toBe(
        "DIALOG",
      );
      await page.keyboard.press("Tab");
      // Past its end comes the browser itself.
      if ((await focused()) === "") await page.keyboard.press("Tab");
    }
    await close();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect(focused()).resolves.toBe("Start an execution");
  });

  test("the panel of a state is opened from the graph and the table, and goes back to them", async () => {
    await opened.go(pages.find(([name]) => name === "an execution")?.[1]() ?? "");
    const panel = page.getByRole("complementary");
    const node = page.getByRole("button", { name: /^Each: / });
    await node.press("Enter");
    await panel.getByRole("heading", { name: "Each" }).waitFor();
    await panel.getByRole("button", { name: "Close the panel" }).press("Enter");
    await panel.waitFor({ state: "detached" });
    await expect(page.evaluate("document.activeElement.ariaLabel")).resolves.toMatch(/^Each: /);
    await page.getByRole("tab", { name: "Graph" }).press("ArrowRight");
    const row = page.getByRole("table", { name: "States" }).getByRole("button", { name: "Check" });
    await row.press("Enter");
    await panel.getByRole("button", { name: "Close the panel" }).press("Escape");
    await panel.waitFor({ state: "detached" });
    await expect(focused()).resolves.toBe("Check");
  });

  test("a live graph keeps the focus on the state that had it", async () => {
    const definition = {
      StartAt: "Wait",
      States: { Wait: { Type: "Wait", Seconds: 1, Next: "Done" }, Done: { Type: "Succeed" } },
    };
    const stateMachineArn = await opened.createMachine("soon", definition);
    const { executionArn } = await opened.call("sfn", "StartExecution", { stateMachineArn });
    await opened.go(`#/executions/${encodeURIComponent(String(executionArn))}`);
    await page.getByRole("button", { name: /^Done: / }).focus();
    await page.locator("[data-state=Done].succeeded").waitFor();
    await expect(page.evaluate("document.activeElement.ariaLabel")).resolves.toMatch(/^Done: ✔/);
  });
});

/** What the element with the focus says; nothing if it is the page itself. */
function focused(): Promise<string> {
  return page.evaluate(
    "document.activeElement === document.body ? '' : document.activeElement.textContent.trim()",
  );
}

/** Of each table with more than one row the second is gone to and come back from. */
async function listsGoByArrows(stops: readonly Stop[]): Promise<void> {
  for (const { selector } of stops.filter(({ isFirstOfRows }) => isFirstOfRows)) {
    await page.locator(selector).focus();
    const row = () => page.evaluate<string>("document.activeElement.closest('[role=row]')?.ariaRowIndex");
    await page.keyboard.press("Home");
    await expect(row()).resolves.toBe("2");
    await page.keyboard.press("ArrowDown");
    await expect(row()).resolves.toBe("3");
    await page.keyboard.press("ArrowUp");
    await expect(row()).resolves.toBe("2");
  }
}

async function tabsGoByArrows(stops: readonly Stop[]): Promise<void> {
  for (const { selector } of stops.filter(({ role }) => role === "tab")) {
    await page.locator(selector).focus();
    const tabs = await page.getByRole("tab").allTextContents();
    for (const [key, name] of [
      ["End", tabs.at(-1)],
      ["ArrowRight", tabs[0]],
      ["ArrowLeft", tabs.at(-1)],
      ["Home", tabs[0]],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole("tab", { name: name ?? "", selected: true, exact: true }).waitFor();
      await expect(focused()).resolves.toBe(name);
    }
  }
}
