// The system's clock, in a process of its own, which hears what Node.js says of it.

import { spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";

const clock = new URL("../../src/time/clock.ts", import.meta.url);

test.each([-1, 0, 1])("a delay of %d ms fires on a later turn, and nobody is warned of it", (delayMs) => {
  const program = `
    const { systemClock } = await import(${JSON.stringify(clock.href)});
    systemClock.setTimer(${delayMs}, () => console.log("fired"));
    console.log("set");
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
  });
  expect({ stdout, stderr }).toEqual({ stdout: "set\nfired\n", stderr: "" });
});
