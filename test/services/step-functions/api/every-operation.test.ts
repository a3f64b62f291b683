// No operation of the SDK's client is forgotten: the region has it, and a test of this folder sends it and succeeds.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as sfn from "@aws-sdk/client-sfn";
import { expect, test } from "@jest/globals";
import { stepFunctionsApi } from "../../../../src/services/step-functions/api/api.ts";
import { servedStates } from "../support/served-states.ts";
import { documentedErrors } from "./documented-errors.ts";

const service = servedStates();
const operations = Object.keys(sfn)
  .filter((name) => name.endsWith("Command") && name !== "$Command")
  .map((name) => name.slice(0, -"Command".length))
  .sort();

test("the client has operations, and documents the errors of each", () => {
  expect(operations.length).toBeGreaterThanOrEqual(37);
  expect(Object.keys(documentedErrors).sort()).toEqual(operations);
});

test("the region serves all of them, and nothing else", () => {
  expect(Object.keys(stepFunctionsApi(service.states).operations).sort()).toEqual(operations);
});

test("each is sent by a test of its success", () => {
  const folder = import.meta.dirname;
  const senders = readdirSync(folder)
    .filter((file) => file.endsWith(".test.ts") && file !== "errors.test.ts")
    .concat("../support/served-states.ts");
  const tests = senders.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
  expect(operations.filter((operation) => !tests.includes(`new ${operation}Command(`))).toEqual([]);
});
