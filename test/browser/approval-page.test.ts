// The page on which warnings are approved, in Chromium: approve, reject, more time, twice, expired, tampered.

import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { type DeployedService, deployService } from "../service/deployed-service.ts";
import { executablePath, launchBrowser, newPage } from "./launch-browser.ts";

const needsBrowser = existsSync(executablePath) || Boolean(process.env.CI);

let service: DeployedService;
let browser: Browser;
let asked = 0;

interface Asked {
  readonly link: string;
  readonly execution: string;
}

/** A question about a warning of its own. */
async function ask(limits?: {
  readonly answerSeconds: number;
  readonly silenceSeconds: number;
}): Promise<Asked> {
  asked++;
  const findingId = `cape/gale/severe/<b>${asked}</b>.`;
  const warning = { findingId, stationId: "cape", subject: "Gale at Cape", message: `Finding: ${findingId}` };
  const execution = await service.start("ApproveWarningArn", limits ? { warning, limits } : { warning });
  return { execution, link: await service.linkAbout("ApprovalsTopicArn", findingId) };
}

async function opened(link: string): Promise<Page> {
  const page = await newPage(browser);
  await page.goto(link);
  return page;
}

const headingOf = (page: Page) => page.getByRole("heading", { level: 1 }).textContent();

async function press(page: Page, button: string): Promise<string | null> {
  const answered = page.waitForEvent("domcontentloaded");
  await page.getByRole("button", { name: button }).click();
  await answered;
  return headingOf(page);
}

async function outcomeOf({ execution }: Asked): Promise<unknown> {
  const { end } = await service.ended(execution);
  return end?.status === "SUCCEEDED" ? (end.output as { readonly outcome: string }).outcome : end?.status;
}

(needsBrowser ? describe : describe.skip)("the approval page, in Chromium", () => {
  beforeAll(async () => {
    service = await deployService();
    browser = await launchBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  }, 180_000);

  test("shows the facts as text, and its buttons are reached by the keyboard", async () => {
    const page = await opened((await ask()).link);
    expect(await headingOf(page)).toBe("Shall the public be warned?");
    expect(await page.locator("pre").textContent()).toBe(`Finding: cape/gale/severe/<b>${asked}</b>.`);
    await page.keyboard.press("Tab");
    const answered = page.waitForEvent("domcontentloaded");
    await page.keyboard.press("Enter");
    await answered;
    expect(await headingOf(page)).toBe("You approved the warning");
  });

  test.each([
    ["Approve the warning", "You approved the warning", "issued"],
    ["Reject it", "You rejected the warning", "rejected"],
  ])("%s", async (button, heading, outcome) => {
    const question = await ask();
    expect(await press(await opened(question.link), button)).toBe(heading);
    expect(await outcomeOf(question)).toBe(outcome);
  });

  test("looking, and asking for more time, decides nothing", async () => {
    const question = await ask();
    await opened(question.link);
    expect(await press(await opened(question.link), "I need more time")).toBe("You have more time");
    expect(await press(await opened(question.link), "Reject it")).toBe("You rejected the warning");
    expect(await outcomeOf(question)).toBe("rejected");
  });

  test("the second of two answers is told that there was one, and so is a third look", async () => {
    const question = await ask();
    const [first, second] = [await opened(question.link), await opened(question.link)];
    await press(first, "Reject it");
    expect(await press(second, "Approve the warning")).toBe("This has been answered");
    expect(await second.textContent("main")).toMatch(/It was rejected at .* Your answer changes nothing\./);
    expect(await headingOf(await opened(question.link))).toBe("This has been answered");
    expect(await outcomeOf(question)).toBe("rejected");
  });

  test("of answers at the same moment one counts", async () => {
    const question = await ask();
    const pages = await Promise.all(Array.from({ length: 4 }, () => opened(question.link)));
    const headings = await Promise.all(pages.map((page) => press(page, "Approve the warning")));
    expect(headings.filter((heading) => heading === "You approved the warning")).toHaveLength(1);
    expect(headings.filter((heading) => heading === "This has been answered")).toHaveLength(3);
  });

  test("a link that has expired says so", async () => {
    const question = await ask({ answerSeconds: 2, silenceSeconds: 1 });
    expect(await outcomeOf(question)).toBe("dropped");
    const expiresAt = Number(new URL(question.link).searchParams.get("expires")) * 1000;
    while (Date.now() < expiresAt) await sleep(50);
    expect(await headingOf(await opened(question.link))).toBe("This link has expired");
  });

  test.each(["id", "expires", "signature"])("a link with another %s is not valid", async (name) => {
    const { link } = await ask();
    const url = new URL(link);
    url.searchParams.set(
      name,
      String(url.searchParams.get(name)).replace(/^./, (c) => (c === "1" ? "2" : "1")),
    );
    expect(await headingOf(await opened(url.href))).toBe("This link is not valid");
  });
});
