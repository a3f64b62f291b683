// Debian's Chromium, alone with this machine.

import { type Browser, chromium } from "playwright-core";

export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

const quiet = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update"],
];

export function launchBrowser(...more: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...quiet, ...more] });
}
