#!/usr/bin/env node
// The command's entry point, in plain JavaScript so that an old Node can still read it and say what is wrong.

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(
    `millrace needs Node.js 24 or later, and this is ${process.version}.\n` +
      "hint: `npm ci` installs Node 24 for the npm scripts (unless run with --ignore-scripts); use `npm start`.\n",
  );
  process.exit(2);
}
const { main } = await import("../src/cli/main.ts");
process.exitCode = await main(process.argv.slice(2));
