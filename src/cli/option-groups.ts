// Options that several commands have in common.

import type { CommandOption } from "./command-option.ts";
import { outputOption } from "./output-option.ts";

type Options = Readonly<Record<string, CommandOption>>;

function shared(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, { ...option, isShared: true }]),
  );
}

/** Of every command that brings up a region and stays. */
export const regionOptionGroup: Options = shared({
  port: {
    type: "string",
    short: "p",
    value: "N",
    default: "4566",
    summary: "port of the AWS API on 127.0.0.1",
  },
  "mqtt-port": {
    type: "string",
    value: "N",
    summary: "port of IoT's MQTT broker, opened when needed (default 1883; with --port 0 any free one)",
  },
  region: {
    type: "string",
    value: "NAME",
    summary: "the region that it stands for (default that of the project, else us-east-1)",
  },
  account: {
    type: "string",
    value: "ID",
    summary: "the account that it stands for (default that of the project, else 000000000000)",
  },
  data: { type: "string", value: "DIR", summary: "folder of the region's data (default .millrace)" },
  "in-memory": { type: "boolean", summary: "keep nothing on disk" },
  reset: { type: "boolean", summary: "delete the region's data first" },
  retention: {
    type: "string",
    value: "DAYS",
    default: "90",
    summary: "how long closed executions are kept, and their names with them",
  },
  "enforce-limits": {
    type: "boolean",
    summary: "throttle Kinesis as AWS does, and hold to an account's quotas of rules, buses, schedules …",
  },
  iam: {
    type: "string",
    value: "enforce|warn|off",
    default: "enforce",
    summary: "whether roles may do only what their policies allow, or it is only told when they do more",
  },
  "clock-speed": {
    type: "string",
    value: "N",
    default: "1",
    summary: "how many times as fast as the system's the region's clock runs, to rehearse what takes long",
  },
  repair: {
    type: "boolean",
    summary: "keep what is whole of damaged files, set the rest aside, and tell what is lost",
  },
  quiet: { type: "boolean", short: "q", summary: "tell only of failures and reloads" },
  output: { ...outputOption, summary: "how what happens is told: for people, or as one JSON object a line" },
});

export const allowMissing: Options = shared({
  "allow-missing": { type: "boolean", summary: "go on without resources that the region does not have" },
});

export const templateOptionGroup: Options = shared({
  ...allowMissing,
  template: { type: "string", short: "t", value: "FILE", summary: "a SAM or CloudFormation template" },
  "stack-name": {
    type: "string",
    value: "NAME",
    summary: "name of the stack (default as the project's tool names it)",
  },
  parameters: {
    type: "string",
    value: "NAME=VALUE",
    multiple: true,
    summary: "a parameter of the template; may be given again",
  },
});

/** Of the tools that package a project. */
export const packagingOptionGroup: Options = shared({
  stage: { type: "string", short: "s", value: "STAGE", summary: "stage of a serverless.yml" },
  // Node reads an option of this name wherever it stands, and refuses a file that is missing or that its own options are wrong in: in
  // its own words, before the command begins. The short form it leaves alone.
  "env-file": {
    type: "string",
    short: "e",
    value: "FILE",
    summary: "variables for the tools that package the project",
  },
});
