// `npx --no-install esbuild …` without npx, which takes half a second to find what lies beside it: CDK asks so for each function that it
// bundles. Whatever else is asked of these programs is asked of them.

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** How each runs what a project has installed: the words before its name. */
const runners = { npx: "--no-install", yarn: "run", pnpm: "exec --" } as const;

/** The environment in which they are quick; `folder` gets what it takes. */
export function withInstalledRunners(folder: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const programs = join(folder, "programs");
  mkdirSync(programs);
  for (const [name, words] of Object.entries(runners)) {
    const path = join(programs, name);
    writeFileSync(path, runnerScript(name, words, programs));
    chmodSync(path, 0o755);
  }
  return { ...environment, PATH: [programs, environment.PATH ?? ""].join(delimiter) };
}

/** The nearest `node_modules/.bin` that has the program is where they look, too. */
function runnerScript(name: string, words: string, programs: string): string {
  const count = words.split(" ").length;
  const isAsked = words.split(" ").map((word, index) => `[ "$${index + 1}" = "${word}" ]`);
  return `#!/bin/sh
if ${isAsked.join(" && ")}; then
  at=$PWD
  while [ -n "$at" ]; do
    program=$at/node_modules/.bin/$${count + 1}
    if [ -x "$program" ]; then
      shift ${count + 1}
      exec "$program" "$@"
    fi
    at=\${at%/*}
  done
fi
PATH=$(printf %s "$PATH" | sed 's#${programs}:##')
exec ${name} "$@"
`;
}
