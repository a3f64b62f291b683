#!/usr/bin/env node
// The command's entry point, in plain JavaScript so that an old Node can still read it and say what is wrong. In the project
// it runs the sources, whose types Node 24 strips; in an installed package what was built of them.

import { existsSync } from "node:fs";

const sources = new URL("../src/cli/main.ts", import.meta.url);
const isProject = existsSync(sources);
const needed = isProject ? 24 : 22;
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < needed) {
  process.stderr.write(
    `millrace needs Node.js ${needed} or later, and this is ${process.version}.\n` +
      (isProject
        ? "hint: `npm ci` installs Node 24 for the npm scripts (unless run with --ignore-scripts); use `npm start`.\n"
        : ""),
  );
  process.exit(2);
}
const { main } = await import(isProject ? sources.href : new URL("../lib/cli/main.js", import.meta.url).href);
process.exitCode = await main(process.argv.slice(2));
