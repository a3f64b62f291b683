// What to do about what a project's tool says, where it does not say so itself: mostly something has not been installed or built.

import { existsSync } from "node:fs";
import { join } from "node:path";

interface Hint {
  readonly when: RegExp;
  readonly hint: (found: RegExpExecArray, folder: string) => string;
}

/** The first that fits counts. */
const hints: readonly Hint[] = [
  { when: /ModuleNotFoundError: No module named/, hint: (_found, folder) => pipInstall(folder) },
  {
    when: /spawn(?:Sync)? docker|docker not found|Docker daemon|docker: (?:command )?not found/,
    hint: () => "start Docker, or have it packaged without a container",
  },
  {
    when: /No file matches include \/ exclude patterns/,
    hint: () => "build what it packages first, such as by make build",
  },
  { when: /Value not found at "env" source/, hint: () => "--env-file FILE gives variables" },
  {
    when: /Value not found at "(?:opt|self)" source/,
    hint: () => "--stage NAME gives a stage, --region NAME a region",
  },
  {
    when: /Configuration error at '(?:provider|functions)\.(?:\w+\.)?runtime'/,
    hint: () => "npm install --save-dev osls@3, which knows older runtimes",
  },
  {
    when: /unrecognized property 'build'/,
    hint: () => "npm install --save-dev serverless@4, whose own bundling it is",
  },
  { when: /\b(python[\d.]+) not found/, hint: ([, python = ""]) => `install ${python}, which packages it` },
  {
    when: /Cannot find (?:module|package)|plugin "[^"]*" not found|Could not resolve "[^"./]/,
    hint: (_found, folder) => packageInstall(folder),
  },
  {
    when: /sh: (?:\d+: |line \d+: )?(\S+): (?:command )?not found/,
    hint: ([, program = ""]) => `install ${program} first`,
  },
];

export function hintOf(output: string, folder: string): string | undefined {
  for (const { when, hint } of hints) {
    const found = when.exec(output);
    if (found !== null) return hint(found, folder);
  }
  return undefined;
}

/** By the program whose lock file the project has. */
export function packageInstall(folder: string): string {
  const has = (name: string) => existsSync(join(folder, name));
  if (has("yarn.lock")) return "yarn install";
  if (has("pnpm-lock.yaml")) return "pnpm install";
  return "npm install";
}

function pipInstall(folder: string): string {
  return existsSync(join(folder, "requirements.txt"))
    ? "pip install -r requirements.txt"
    : "pip install what is missing";
}
