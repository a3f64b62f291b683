import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const strays = fileURLToPath(new URL("../../src/cli/strays.ts", import.meta.url));

/** In a process of its own: what nobody catches would end Jest. */
function run(code: string): { readonly status: number | null; readonly stdout: string } {
  const program = `import { catchStrays } from ${JSON.stringify(strays)};\n${code}`;
  const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", program];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { status, stdout };
}

const thrown = `
  setTimeout(() => { throw new Error("in a timer"); }, 1);
  setTimeout(() => void Promise.reject(new Error("in a promise")), 2);
  setTimeout(() => console.log("still up"), 50);
`;

test("what nobody caught is told with its cause, and the process stays up", () => {
  const { status, stdout } = run(`catchStrays((fault) => console.log(fault.message));${thrown}`);
  expect(stdout.trim().split("\n")).toEqual(["in a timer", "in a promise", "still up"]);
  expect(status).toBe(0);
});

test("until it is called off: then it ends the process, as ever", () => {
  const { status, stdout } = run(`catchStrays(() => console.log("told"))();${thrown}`);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
});
