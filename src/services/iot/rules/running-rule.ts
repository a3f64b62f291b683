// A rule at work: its statement over each message, its actions with what that makes, and its error action with what failed.
// https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html

import { formatArn } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { type Action, type ActionEnds, type ActionRun, deliveryError } from "../actions/action.ts";
import { compileAction } from "../actions/compile-action.ts";
import type { IotLogs, LoggedEvent } from "../logs/iot-logs.ts";
import type { Answers, RuleSurroundings } from "../sql/evaluation.ts";
import { compileStatement, type Outcome, type Statement } from "../sql/statement.ts";
import type { Value } from "../sql/values.ts";
import type { ReceivedMessage } from "./received-message.ts";
import type { CountOne, IotMetrics } from "./rule-metrics.ts";
import type { TopicRule } from "./topic-rule.ts";

/** What a busy target refuses is tried again so often, after so long, and twice as long each time. */
const mostRetries = 3;
const firstDelayMs = 100;

const okay = { level: "INFO", status: "Success" } as const;
const wrong = { level: "ERROR", status: "Failure" } as const;

interface Failure {
  readonly failedAction: string;
  readonly failedResource: string;
  readonly errorMessage: string;
}

/** An action, and what counts how it ends. */
interface CountedAction {
  readonly action: Action;
  readonly count: CountOne;
}

export interface RuleParts {
  readonly ends: ActionEnds;
  readonly metrics: IotMetrics;
  readonly logs: IotLogs;
}

export class RunningRule {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly topicFilter: string | undefined;
  readonly #arn: string;
  readonly #statement: Statement;
  readonly #actions: readonly CountedAction[];
  readonly #errorAction: CountedAction | undefined;
  readonly #clock: ActionEnds["clock"];
  readonly #surroundings: RuleSurroundings;
  readonly #count: CountOne;
  readonly #logs: IotLogs;

  /** Throws SqlParseException and InvalidRequestException. */
  constructor(rule: TopicRule, { ends, metrics, logs }: RuleParts) {
    this.name = rule.ruleName;
    this.isEnabled = !rule.ruleDisabled;
    this.#arn = formatArn(ends.identity, "iot", `rule/${rule.ruleName}`);
    this.#statement = compileStatement(rule.sql);
    this.topicFilter = this.#statement.topicFilter;
    const counted = (given: JsonObject, path: string): CountedAction => {
      const action = compileAction(given, ends, `topicRulePayload.${path}`);
      return { action, count: metrics.ofAction(rule.ruleName, action.type) };
    };
    this.#actions = rule.actions.map((each, index) => counted(each, `actions.${index + 1}.member`));
    this.#errorAction = rule.errorAction && counted(rule.errorAction, "errorAction");
    this.#clock = ends.clock;
    this.#surroundings = ends.surroundingsOf(this.#arn, rule.awsIotSqlVersion);
    this.#count = metrics.ofRule(rule.ruleName);
    this.#logs = logs;
  }

  /**
   * Resolves once every action has ended, and the error action if one failed. Does not reject. At once for a message that is not
   * wanted.
   */
  run(message: ReceivedMessage): Promise<void> | undefined {
    this.#count("TopicMatch");
    try {
      const answers = this.#statement.answers(this.#surroundings);
      const made = this.#statement.outcome(message, answers);
      if (made === undefined) return undefined;
      if (!(made instanceof Promise)) return this.#act(message, answers, made);
      return made.then(
        (outcome) => (outcome === undefined ? undefined : this.#act(message, answers, outcome)),
        () => this.#cannotRead(),
      );
    } catch {
      this.#cannotRead();
      return undefined;
    }
  }

  /** AWS tells it in the logs of IoT and calls no error action. */
  #cannotRead(): void {
    this.#count("ParseError");
  }

  /** A message that one action takes is worth the fewest promises: it comes a hundred thousand times a second. */
  #act(message: ReceivedMessage, answers: Answers, outcome: Outcome): Promise<void> {
    if (this.#logs.isOn) this.#log(message, { level: "INFO", eventType: "RuleMatch", status: "Success" });
    const run = this.#runOf(message, answers, outcome);
    const [only, ...more] = this.#actions;
    if (only !== undefined && more.length === 0)
      return this.#try(only, run, message).then((failure) =>
        failure === undefined ? undefined : this.#tellFailures([failure], message, answers),
      );
    return Promise.all(this.#actions.map((action) => this.#try(action, run, message))).then((ended) => {
      const failures = ended.filter((each) => each !== undefined);
      return failures.length === 0 ? undefined : this.#tellFailures(failures, message, answers);
    });
  }

  #runOf(message: ReceivedMessage, answers: Answers, outcome: Outcome): ActionRun {
    return {
      publication: message.publication,
      outcome,
      ruleArn: this.#arn,
      text: (template) => template(message, answers),
    };
  }

  /** What failed, if anything did. */
  #try(
    counted: CountedAction,
    run: ActionRun,
    message: ReceivedMessage,
    retry = 0,
  ): Promise<Failure | undefined> {
    const { action, count } = counted;
    return begun(action, run).then(
      () => {
        count("Success");
        if (this.#logs.isOn) this.#logExecution(action, message, undefined);
        return undefined;
      },
      async (thrown: unknown) => {
        if (deliveryError(thrown).isPassing && retry < mostRetries) {
          await this.#pause(firstDelayMs * 2 ** retry);
          return this.#try(counted, run, message, retry + 1);
        }
        count("Failure");
        const failure = failureOf(action, run, thrown);
        this.#logExecution(action, message, failure);
        return failure;
      },
    );
  }

  /** One document for all that failed of a message. */
  async #tellFailures(
    failures: readonly Failure[],
    message: ReceivedMessage,
    answers: Answers,
  ): Promise<void> {
    if (this.#errorAction === undefined) return;
    const { action, count } = this.#errorAction;
    const document: Value = {
      ...{ ruleName: this.name, topic: message.topic, cloudwatchTraceId: message.traceId },
      ...{ clientId: message.clientId, sourceIp: "127.0.0.1" },
      base64OriginalPayload: message.payload.toString("base64"),
      failures: failures.map((failure) => ({ ...failure })),
    };
    const outcome = { bytes: Buffer.from(JSON.stringify(document)), value: () => document };
    try {
      await action.run(this.#runOf(message, answers, outcome));
      count("ErrorActionSuccess");
    } catch {
      count("ErrorActionFailure");
    }
  }

  #logExecution({ type, resource }: Action, message: ReceivedMessage, failure: Failure | undefined): void {
    const how = failure === undefined ? okay : wrong;
    const details = failure === undefined ? {} : { details: failure.errorMessage };
    const more = { ruleAction: `${type}Action`, resources: { [type]: resource }, ...details };
    this.#log(message, { ...how, eventType: "RuleExecution", more });
  }

  #log(message: ReceivedMessage, { more, ...event }: LoggedEvent): void {
    const { clientId, principal: principalId, traceId, topic: topicName } = message;
    const { protocol } = message.publication;
    this.#logs.tell({
      ...{ ...event, clientId, principalId, traceId },
      more: { protocol, topicName, ruleName: this.name, ...more },
    });
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.setTimer(delayMs, resolve);
    });
  }
}

function begun(action: Action, run: ActionRun): Promise<unknown> {
  try {
    return Promise.resolve(action.run(run));
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}

function failureOf({ type, resource }: Action, { publication }: ActionRun, thrown: unknown): Failure {
  const { code, message } = deliveryError(thrown);
  const status = thrown instanceof ServiceError ? ` Status Code: ${thrown.status};` : "";
  return {
    failedAction: `${type}Action`,
    failedResource: resource,
    errorMessage: `The ${type} action failed. The error received was ${message} (${status.trimStart()}${status === "" ? "" : " "}Error Code: ${code}). Message arrived on: ${publication.topic}, Action: ${type}, Resource: ${resource}`,
  };
}
