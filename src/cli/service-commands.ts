// The commands over the running service. What they do is imported when they run: the commands over definitions need no
// region, and whoever installs the package for those has none.

import type { Command } from "./command.ts";

export const startCommand: Command = {
  name: "start",
  summary: "bring the region up and replay a year of weather through the service",
  examples: ["npm start", "npm start -- --exit", "npm start -- --reset --rate 500"],
  options: {
    port: {
      type: "string",
      short: "p",
      value: "N",
      default: "4566",
      summary: "port of the AWS API on 127.0.0.1",
    },
    rate: {
      type: "string",
      value: "N",
      default: "1500",
      summary: "records a second to replay; 0 for as fast as it goes",
    },
    data: { type: "string", value: "DIR", summary: "folder of the region's data (default .millrace)" },
    "in-memory": { type: "boolean", summary: "keep nothing on disk" },
    retention: {
      type: "string",
      value: "DAYS",
      default: "90",
      summary: "how long closed executions are kept, and their names with them",
    },
    repair: {
      type: "boolean",
      summary: "keep what is whole of damaged files, set the rest aside, and tell what is lost",
    },
    reset: { type: "boolean", summary: "delete the region's data first" },
    exit: { type: "boolean", summary: "end after the summary; exit code 1 if the books do not balance" },
  },
  run: async (options, printer) => (await import("./start.ts")).start(options, printer),
};

export const loadCommand: Command = {
  name: "load",
  summary: "drive readings into the service at a rate and report latency and losses",
  examples: ["npm run load -- --rate 20000 --duration 30", "npm run load -- --rate 50000 --in-memory"],
  options: {
    rate: { type: "string", value: "N", default: "10000", summary: "records a second to send" },
    duration: { type: "string", value: "S", default: "20", summary: "seconds to send for" },
    port: {
      type: "string",
      short: "p",
      value: "N",
      default: "0",
      summary: "port of the AWS API on 127.0.0.1; 0 takes a free one",
    },
    data: {
      type: "string",
      value: "DIR",
      summary: "folder of the test's data, emptied first (default .millrace/load)",
    },
    "in-memory": { type: "boolean", summary: "keep nothing on disk" },
  },
  run: async (options, printer) => (await import("./load.ts")).load(options, printer),
};
