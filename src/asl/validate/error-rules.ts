// `Retry` and `Catch`: which errors, and what then.

import { didYouMean } from "../../aws/did-you-mean.ts";
import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import {
  type Check,
  decimal,
  element,
  integer,
  isList,
  listOf,
  member,
  nonEmptyListOf,
  oneOf,
  orNull,
  type Place,
  text,
} from "./check.ts";
import { jsonataValue } from "./jsonata-value.ts";
import { jsonataOnly, jsonPathOnly, type ObjectRule, objectOf } from "./object-rule.ts";
import { resultPath } from "./paths.ts";
import { template } from "./template.ts";
import { assignment } from "./variable-names.ts";

const retrier: ObjectRule = {
  fields: {
    Comment: text,
    ErrorEquals: nonEmptyListOf(text),
    // AWS accepts 0 here when it validates, though its guide says from 1.
    IntervalSeconds: integer({ min: 0, max: 99_999_999 }),
    MaxAttempts: integer({ min: 0, max: 99_999_999 }),
    BackoffRate: decimal({ min: 1 }),
    MaxDelaySeconds: integer({ min: 1, max: 31_622_400 }),
    JitterStrategy: oneOf("NONE", "FULL"),
  },
  required: ["ErrorEquals"],
};

const catcher: ObjectRule = {
  fields: {
    Comment: text,
    ErrorEquals: nonEmptyListOf(text),
    Next: text,
    ResultPath: jsonPathOnly(orNull(resultPath)),
    Assign: assignment(template("errorOutput")),
    Output: jsonataOnly(jsonataValue("errorOutput")),
  },
  required: ["ErrorEquals", "Next"],
};

export const retry: Check = errorHandlers(retrier, "RETRIER_NEVER_MATCHES");

export const catchers: Check = errorHandlers(catcher, "CATCHER_NEVER_MATCHES");

function errorHandlers(
  rule: ObjectRule,
  neverMatches: "RETRIER_NEVER_MATCHES" | "CATCHER_NEVER_MATCHES",
): Check {
  const list = listOf(objectOf(rule));
  return (value, place) => {
    list(value, place);
    if (!isList(value)) return;
    const seen = new Set<string>();
    value.forEach((handler, index) => {
      const handlerPlace = element(place, index);
      const errors = errorNames(handler);
      checkStatesAll(errors, { place: handlerPlace, last: index === value.length - 1 });
      warnOfUnmatched(errors, seen, { place: handlerPlace, neverMatches });
      for (const error of errors) seen.add(error);
    });
  };
}

function errorNames(handler: Json): readonly string[] {
  const names = isJsonObject(handler) ? (handler as JsonObject).ErrorEquals : undefined;
  return isList(names) ? names.filter((name) => typeof name === "string") : [];
}

function checkStatesAll(
  errors: readonly string[],
  at: { readonly place: Place; readonly last: boolean },
): void {
  const index = errors.indexOf("States.ALL");
  if (index === -1 || (at.last && errors.length === 1)) return;
  at.place.machine.findings.schema(
    element(member(at.place, "ErrorEquals"), index).path,
    "States.ALL must appear alone and at end of list",
    "Give it an entry of its own, and make that the last one.",
  );
}

interface Handler {
  readonly place: Place;
  readonly neverMatches: "RETRIER_NEVER_MATCHES" | "CATCHER_NEVER_MATCHES";
}

function warnOfUnmatched(errors: readonly string[], seen: ReadonlySet<string>, handler: Handler): void {
  const { findings, raisedErrors } = handler.place.machine;
  const errorPlace = member(handler.place, "ErrorEquals");
  errors.forEach((error, index) => {
    const path = element(errorPlace, index).path;
    if (seen.has(error)) {
      findings.warning(handler.neverMatches, path, `'${error}' is already handled by an earlier entry`);
    } else if (error.startsWith("States.") && !isKnownError(error) && !raisedErrors.has(error)) {
      const meant = findings.wantsHints ? didYouMean(error, knownErrors) : undefined;
      const hint = meant === undefined ? undefined : `Did you mean '${meant}'?`;
      findings.warning(handler.neverMatches, path, `Step Functions raises no error named '${error}'`, hint);
    }
  });
}

/** Amazon States Language, appendix A, and the names that Step Functions added. */
const knownErrors: readonly string[] = [
  "States.ALL",
  "States.BranchFailed",
  "States.DataLimitExceeded",
  "States.ExceedToleratedFailureThreshold",
  "States.HeartbeatTimeout",
  "States.Http.Socket",
  "States.IntrinsicFailure",
  "States.ItemReaderFailed",
  "States.NoChoiceMatched",
  "States.ParameterPathFailure",
  "States.Permissions",
  "States.QueryEvaluationError",
  "States.ResultPathMatchFailure",
  "States.ResultWriterFailed",
  "States.Runtime",
  "States.TaskFailed",
  "States.Timeout",
];

function isKnownError(error: string): boolean {
  return knownErrors.includes(error) || /^States\.Http\.StatusCode\.\d{3}$/.test(error);
}
