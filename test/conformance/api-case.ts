// Cases that are calls of the API: one call and its refusal, or several calls in order with what each answered.

import type { Json, JsonObject } from "../../src/aws/json.ts";
import { isJsonObject } from "../../src/aws/json.ts";
import { ServiceError } from "../../src/aws/service-error.ts";
import { stepFunctionsApi } from "../../src/services/step-functions/api/api.ts";
import { States } from "../../src/services/step-functions/states.ts";
import { systemClock } from "../../src/time/clock.ts";
import type { RecordedCall, RecordedCase } from "./case.ts";
import { type Difference, Matcher } from "./match.ts";
import { StubFunctions } from "./stub-functions.ts";

/** What a call came to, as the recordings write it down. */
type Outcome = { readonly answer: JsonObject } | { readonly code: string; readonly message: string };

export async function apiErrorDifference(recorded: RecordedCase): Promise<Difference | undefined> {
  const { call, setup = [], expected } = recorded;
  const client = new RecordedClient(recorded);
  for (const step of setup) await client.call(step);
  return refusedDifference(expected as Refusal, await client.call(call as RecordedCall), client.matcher);
}

export async function apiSequenceDifference(recorded: RecordedCase): Promise<Difference | undefined> {
  const client = new RecordedClient(recorded);
  for (const step of recorded.steps ?? []) {
    const difference = await client.difference(step);
    if (difference !== undefined) return { ...difference, at: `${step.op} ${difference.at}` };
  }
  return undefined;
}

interface Refusal {
  readonly error?: string;
  readonly cause?: string;
}

/** What the recording client itself refused names no error of AWS's: the service must refuse it, too. */
function refusedDifference({ error, cause }: Refusal, outcome: Outcome, matcher: Matcher) {
  if ("answer" in outcome) return { at: "status", expected: error ?? "REJECTED", actual: outcome.answer };
  return (
    (error === undefined ? undefined : matcher.difference(error, outcome.code, "error")) ??
    (cause === undefined ? undefined : matcher.difference(cause, outcome.message, "cause"))
  );
}

/** Members that AWS answers with since a day. */
const newMembers: readonly { readonly name: string; readonly since: string }[] = [
  { name: "encryptionConfiguration", since: "2024-07-25" },
  { name: "variableReferences", since: "2024-11-20" },
  { name: "redriveCount", since: "2023-11-15" },
  { name: "redriveStatus", since: "2023-11-15" },
  { name: "redriveStatusReason", since: "2023-11-15" },
];

class RecordedClient {
  readonly matcher: Matcher;
  readonly #recorded: RecordedCase;
  readonly #operations;
  readonly #states: States;
  readonly #answers: JsonObject[] = [];

  constructor(recorded: RecordedCase) {
    this.#recorded = recorded;
    this.matcher = new Matcher(withoutUnknown(recorded));
    this.#states = new States({
      clock: systemClock,
      identity: { partition: "aws", region: "us-east-1", accountId: "111111111111" },
      tasks: new StubFunctions(recorded.functions ?? {}, systemClock),
    });
    this.#operations = stepFunctionsApi(this.#states).operations;
  }

  async difference(step: RecordedCall): Promise<Difference | undefined> {
    const { expect: expected } = step;
    let difference: Difference | undefined;
    // A value that an earlier call answered with may be the last or one before it: the recording does not say which.
    for (const args of this.#argumentsOf(step)) {
      const outcome = await this.#run(step.op, args);
      difference = expected === undefined ? undefined : this.#compare(expected, outcome);
      if (difference === undefined) return undefined;
    }
    return difference;
  }

  async call(step: RecordedCall): Promise<Outcome> {
    const [args = {}] = this.#argumentsOf(step);
    return this.#run(step.op, args);
  }

  #compare(expected: Json, outcome: Outcome): Difference | undefined {
    if (typeof expected === "string") return this.#compareText(expected, outcome);
    const { ResponseMetadata: _, ...wanted } = expected as JsonObject;
    if (isJsonObject(wanted.Error)) {
      const { Code: error, Message: cause } = wanted.Error as { Code: string; Message: string };
      return refusedDifference({ error, cause }, outcome, this.matcher);
    }
    if ("answer" in outcome) return this.matcher.trying(wanted, this.#asOfThen(wanted, outcome.answer));
    return { at: "error", expected: wanted, actual: { code: outcome.code, message: outcome.message } };
  }

  /** The client's account of an error: AWS's, or its own that names no code. */
  #compareText(expected: string, outcome: Outcome): Difference | undefined {
    const [, error, cause] =
      /^An error occurred \((\w+)\) when calling the \w+ operation: (.*)$/s.exec(expected) ?? [];
    return refusedDifference({ ...(error && { error }), ...(cause && { cause }) }, outcome, this.matcher);
  }

  #asOfThen(wanted: JsonObject, answer: JsonObject): JsonObject {
    const unknownThen = newMembers
      .filter(({ since }) => this.#recorded.recorded < since)
      .map(({ name }) => name);
    // AWS brought encryption to one region after another.
    const late = wanted.encryptionConfiguration === undefined ? ["encryptionConfiguration"] : [];
    return withoutMembers(answer, new Set([...unknownThen, ...late]));
  }

  async #run(op: string, args: JsonObject): Promise<Outcome> {
    const name = op.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const run = this.#operations[name];
    if (run === undefined) return { code: "UnknownOperationException", message: op };
    try {
      if (name === "GetExecutionHistory") await this.#end(String(args.executionArn));
      const answer = await run(args, { requestId: "", host: "" });
      const asJson = JSON.parse(JSON.stringify(answer)) as JsonObject;
      this.#answers.push(asJson);
      return { answer: asJson };
    } catch (thrown) {
      if (!(thrown instanceof ServiceError)) throw thrown;
      return { code: thrown.code, message: thrown.message };
    }
  }

  /** The recorder asked for the history again and again until the execution had ended. */
  async #end(executionArn: string): Promise<void> {
    if (!executionArn.includes(":execution:")) return;
    const waited = Date.now();
    while (
      this.#states.standard.records.describe(executionArn).end === undefined &&
      Date.now() - waited < 20_000
    )
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Each meaning that a step's arguments can have. */
  #argumentsOf({ op, args }: RecordedCall): readonly JsonObject[] {
    const text = JSON.stringify(this.#withOwnRole(op, args));
    const member = /"resp\.(\w+)"/.exec(text)?.[1] ?? /resp\.(\w+)/.exec(text)?.[1];
    const values = member === undefined ? [] : this.#answered(member);
    const meanings =
      values.length === 0 ? [text] : values.map((value) => text.replaceAll(`resp.${member}`, value));
    return meanings.map((meaning) => JSON.parse(this.#withExecutions(meaning)) as JsonObject);
  }

  /** Newest first. */
  #answered(member: string): readonly string[] {
    return this.#answers
      .flatMap((answer) => (typeof answer[member] === "string" ? [answer[member]] : []))
      .reverse();
  }

  /** `EXEC0` is the first execution that was started. */
  #withExecutions(text: string): string {
    const started = this.#answers.flatMap(({ executionArn, startDate }) =>
      typeof executionArn === "string" && startDate !== undefined ? [executionArn] : [],
    );
    return text.replaceAll(
      /arn:aws:states:us-east-1:111111111111:e(?:xecution|xpress):[\w-]+:EXEC(\d+)/g,
      (all, index) => started[Number(index)] ?? all,
    );
  }

  /** The recorder wrote every role by the same name. Where it gave one in an update, that was another one. */
  #withOwnRole(op: string, args: JsonObject): JsonObject {
    const names = Object.keys(this.#recorded.placeholders ?? {}).filter((name) => /role_arn_t\d/.test(name));
    if (op !== "update_state_machine" || args.roleArn === undefined || names.length < 2) return args;
    return { ...args, roleArn: `${String(args.roleArn)}_of_update` };
  }
}

function withoutMembers(value: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(name)));
}

/** What an earlier call answered with, and roles that the recorder confused, can be any value. */
function withoutUnknown({ placeholders = {}, wildcards = [] }: RecordedCase) {
  const isUnknown = (name: string, stands: string) => stands.includes("resp.") || /role_arn_t\d/.test(name);
  const entries = Object.entries(placeholders);
  const unknown = entries.filter(([name, stands]) => isUnknown(name, stands)).map(([name]) => name);
  return {
    placeholders: Object.fromEntries(entries.filter(([name]) => !unknown.includes(name))),
    wildcards: [...wildcards, ...unknown],
  };
}
