// A rule at work: its statement over each message, its actions with what that makes, and its error action with what failed.
// https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html

import { randomUUID } from "node:crypto";
import { formatArn } from "../../../aws/arn.ts";
import { isTooDeep } from "../../../aws/json-depth.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { type Action, type ActionEnds, type ActionRun, deliveryError } from "../actions/action.ts";
import { compileAction } from "../actions/compile-action.ts";
import type { Publication } from "../messages/publication.ts";
import type { RuleMessage } from "../sql/evaluation.ts";
import { compileStatement, type Outcome, type Statement } from "../sql/statement.ts";
import type { Value } from "../sql/values.ts";
import type { IotMetrics } from "./rule-metrics.ts";
import type { TopicRule } from "./topic-rule.ts";

/** What a busy target refuses is tried again so often, after so long, and twice as long each time. */
const mostRetries = 3;
const firstDelayMs = 100;

interface Failure {
  readonly failedAction: string;
  readonly failedResource: string;
  readonly errorMessage: string;
}

export class RunningRule {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly topicFilter: string | undefined;
  readonly #arn: string;
  readonly #statement: Statement;
  readonly #actions: readonly Action[];
  readonly #errorAction: Action | undefined;
  readonly #ends: ActionEnds;
  readonly #metrics: IotMetrics;

  /** Throws SqlParseException and InvalidRequestException. */
  constructor(rule: TopicRule, ends: ActionEnds, metrics: IotMetrics) {
    this.name = rule.ruleName;
    this.isEnabled = !rule.ruleDisabled;
    this.#arn = formatArn(ends.identity, "iot", `rule/${rule.ruleName}`);
    this.#statement = compileStatement(rule.sql);
    this.topicFilter = this.#statement.topicFilter;
    this.#actions = rule.actions.map((action) => compileAction(action, ends));
    this.#errorAction = rule.errorAction && compileAction(rule.errorAction, ends);
    this.#ends = ends;
    this.#metrics = metrics;
  }

  /** Resolves once every action has ended, and the error action if one failed. Does not reject. */
  async run(publication: Publication): Promise<void> {
    this.#metrics.ofRule("TopicMatch", this.name);
    const message = ruleMessage(publication);
    let outcome: Outcome | undefined;
    try {
      const made = this.#statement.outcome(message, this.#ends.surroundings);
      outcome = made instanceof Promise ? await made : made;
    } catch {
      // AWS tells it in the logs of IoT and calls no error action.
      this.#metrics.ofRule("ParseError", this.name);
      return;
    }
    if (outcome === undefined) return;
    const run = this.#runOf(publication, message, outcome);
    const [only, ...more] = this.#actions;
    const ended =
      only === undefined || more.length > 0
        ? await Promise.all(this.#actions.map((action) => this.#try(action, run)))
        : [await this.#try(only, run)];
    const failures = ended.filter((each) => each !== undefined);
    if (failures.length > 0) await this.#tellFailures(failures, message, publication);
  }

  #runOf(publication: Publication, message: RuleMessage, outcome: Outcome): ActionRun {
    const { surroundings } = this.#ends;
    return {
      ...{ publication, outcome, ruleArn: this.#arn },
      text: (template) => template(message, surroundings),
    };
  }

  async #try(action: Action, run: ActionRun): Promise<Failure | undefined> {
    for (let retry = 0; ; retry++) {
      try {
        await action.run(run);
        this.#metrics.ofAction("Success", this.name, action.type);
        return undefined;
      } catch (thrown) {
        const { isPassing } = deliveryError(thrown);
        if (isPassing && retry < mostRetries) await this.#pause(firstDelayMs * 2 ** retry);
        else return this.#failed(action, run, thrown);
      }
    }
  }

  #failed({ type, resource }: Action, { publication }: ActionRun, thrown: unknown): Failure {
    this.#metrics.ofAction("Failure", this.name, type);
    const { code, message } = deliveryError(thrown);
    const status = thrown instanceof ServiceError ? ` Status Code: ${thrown.status};` : "";
    return {
      failedAction: `${type}Action`,
      failedResource: resource,
      errorMessage: `The ${type} action failed. The error received was ${message} (${status.trimStart()}${status === "" ? "" : " "}Error Code: ${code}). Message arrived on: ${publication.topic}, Action: ${type}, Resource: ${resource}`,
    };
  }

  /** One document for all that failed of a message. */
  async #tellFailures(
    failures: readonly Failure[],
    message: RuleMessage,
    publication: Publication,
  ): Promise<void> {
    const action = this.#errorAction;
    if (action === undefined) return;
    const document: Value = {
      ...{ ruleName: this.name, topic: message.topic, cloudwatchTraceId: message.traceId },
      ...{ clientId: message.clientId, sourceIp: "127.0.0.1" },
      base64OriginalPayload: publication.payload.toString("base64"),
      failures: failures.map((failure) => ({ ...failure })),
    };
    const outcome = { bytes: Buffer.from(JSON.stringify(document)), value: () => document };
    try {
      await action.run(this.#runOf(publication, message, outcome));
      this.#metrics.ofAction("ErrorActionSuccess", this.name, action.type);
    } catch {
      this.#metrics.ofAction("ErrorActionFailure", this.name, action.type);
    }
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#ends.clock.setTimer(delayMs, resolve);
    });
  }
}

function ruleMessage({ topic, payload, clientId, principal }: Publication): RuleMessage {
  let traceId: string | undefined;
  let value: { readonly read: Value } | undefined;
  return {
    ...{ topic, payload, clientId, principal },
    get traceId() {
      traceId ??= randomUUID();
      return traceId;
    },
    value() {
      value ??= { read: jsonIn(payload) };
      return value.read;
    },
  };
}

/** Undefined for what is no JSON, and for what is nested deeper than AWS reads. */
function jsonIn(payload: Buffer): Value {
  const text = payload.toString();
  try {
    const value = JSON.parse(text) as Value;
    return isTooDeep(text) ? undefined : value;
  } catch {
    return undefined;
  }
}
