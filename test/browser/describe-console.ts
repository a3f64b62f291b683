// Tests of the console in a real browser: one region and one page for all of a file, and at its end nothing that went wrong meanwhile
// without anybody being told.

import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect } from "@jest/globals";
import type { Page } from "playwright-core";
import { executablePath } from "./launch-browser.ts";
import { OpenedConsole } from "./opened-console.ts";

const needsBrowser = existsSync(executablePath) || Boolean(process.env.CI);

/** There once the tests run. */
export let opened: OpenedConsole;
export let page: Page;

export function describeConsole(what: string, tests: () => void): void {
  (needsBrowser ? describe : describe.skip)(`${what}, in Chromium`, () => {
    beforeAll(async () => {
      opened = await OpenedConsole.open();
      ({ page } = opened);
    });
    afterAll(async () => {
      await opened?.close();
      expect(opened?.faults).toEqual([]);
    });
    tests();
  });
}

export async function isAccessible(): Promise<void> {
  await expect(opened.seriousProblems()).resolves.toEqual([]);
}
