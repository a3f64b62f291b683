// Runs a command as the entry point does, its output as text.

import { main } from "../../src/cli/main.ts";
import { Printer } from "../../src/cli/printer.ts";

export function run(...args: readonly string[]) {
  return runOn({}, ...args);
}

/** On a terminal, if it says so. */
export async function runOn(
  kind: { readonly isTTY?: boolean; readonly columns?: number },
  ...args: readonly string[]
) {
  const written = { out: "", err: "" };
  const terminal = (name: "out" | "err") => ({
    ...kind,
    write(text: string) {
      written[name] += text;
    },
  });
  const exitCode = await main(args, new Printer(terminal("out"), terminal("err")));
  return { exitCode, ...written };
}
