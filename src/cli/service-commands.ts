// The commands that bring a region up. What they do is imported when they run: the commands over definitions need no region.

import type { Command } from "./command.ts";
import type { OptionValues } from "./command-option.ts";
import { allowMissing, regionOptionGroup, templateOptionGroup } from "./option-groups.ts";
import { UsageError } from "./usage-error.ts";

export const startCommand: Command = {
  name: "start",
  summary: "bring a region up, empty or with a template, whatever is in this folder",
  examples: [
    "millrace start",
    "millrace start --template template.yaml",
    "millrace start --in-memory --port 0",
  ],
  options: { ...templateOptionGroup, ...regionOptionGroup },
  run: async (options, printer) => (await import("./dev/stay-up.ts")).start(options, printer),
};

/** Of the repository alone: the package has neither its service nor its data. */
export const replayCommand: Command = {
  name: "replay",
  summary: "bring the weather service up as dev does, and replay a year of weather through it",
  examples: ["npm start", "npm start -- --exit", "npm start -- --reset --rate 500"],
  options: {
    ...regionOptionGroup,
    ...allowMissing,
    rate: {
      type: "string",
      value: "N",
      default: "1500",
      summary: "records a second to replay; 0 for as fast as it goes",
    },
    exit: { type: "boolean", summary: "end after the summary; exit code 1 if the books do not balance" },
  },
  run: async (options, printer) => (await import("./replay.ts")).replay(options, printer),
};

export const loadCommand: Command = {
  name: "load",
  summary: "drive readings into the service at a rate and report latency and losses",
  examples: [
    "npm run load -- --rate 20000 --duration 30",
    "npm run load -- --rate 50000 --in-memory",
    "npm run load -- --target aws --stage dev --rate 1000 --duration 300 --yes",
  ],
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
    report: {
      type: "string",
      value: "FILE",
      default: ".millrace/load-report.html",
      summary: "where the report goes, and beside it the same as .json",
    },
    "in-memory": { type: "boolean", summary: "keep nothing on disk" },
    target: {
      type: "string",
      value: "local|aws",
      default: "local",
      summary: "a region of this machine, or a deployed stack, by the SDK's credentials or AWS_ENDPOINT_URL",
    },
    stage: { type: "string", value: "STAGE", summary: "stage of the deployed stack (default dev)" },
    "stack-name": { type: "string", value: "NAME", summary: "the deployed stack, if it has another name" },
    from: {
      type: "string",
      value: "here|inside",
      default: "here",
      summary: "whether this machine sends, or functions inside AWS, in a stack that is there meanwhile",
    },
    yes: { type: "boolean", summary: "pay for a test at AWS, whose cost is told without" },
  },
  run: async (options, printer) =>
    isOfAws(options)
      ? (await import("./load-aws.ts")).loadAws(options, printer)
      : (await import("./load.ts")).load(options, printer),
};

function isOfAws({ target }: OptionValues): boolean {
  if (target === "local" || target === "aws") return target === "aws";
  throw new UsageError(`--target takes local or aws, not "${target}"`);
}
