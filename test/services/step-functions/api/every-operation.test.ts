// No operation of the SDK's client is forgotten: the region has it, and a test of this folder sends it and succeeds.

import { readdirSync, readFileSync } from "node:fs";
import * as sfn from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { stepFunctionsApi } from "../../../../src/services/step-functions/api/api.ts";
import { documentedErrors } from "./documented-errors.ts";
import { openService, type Service } from "./service.ts";

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

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
  const tests = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(".test.ts") && file !== "errors.test.ts")
    .map((file) => readFileSync(`${import.meta.dirname}/${file}`, "utf8"))
    .join("\n");
  expect(operations.filter((operation) => !tests.includes(`new ${operation}Command(`))).toEqual([]);
});
