// All rules: kept in a book, compiled when they are put in, found by the topics that they are for.

import type { RegionIdentity } from "../../../aws/arn.ts";
import { formatArn } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { TimeSlice } from "../../../time/time-slice.ts";
import { type ActionEnds, checkTrust } from "../actions/action.ts";
import type { IotLogs } from "../logs/iot-logs.ts";
import type { Publication } from "../messages/publication.ts";
import { alreadyExists, invalidRequest, ruleDenied } from "../refusals.ts";
import { filterProblem } from "../topics/topic-names.ts";
import { TopicTree } from "../topics/topic-tree.ts";
import { ReceivedMessage } from "./received-message.ts";
import type { IotMetrics } from "./rule-metrics.ts";
import { RunningRule } from "./running-rule.ts";
import { type SqlVersion, sqlVersions, type TopicRule, type TopicRulePayload } from "./topic-rule.ts";

/** https://docs.aws.amazon.com/general/latest/gr/iot-core.html#rules-engine-limits */
const mostActions = 10;
const mostRules = 1000;
const mostSqlCharacters = 64 * 1024;

export interface TopicRulesOptions {
  readonly book: RecordBook;
  readonly ends: ActionEnds;
  readonly metrics: IotMetrics;
  readonly logs: IotLogs;
  /** Told of a rule that was kept and cannot be compiled. */
  readonly onFault: (fault: unknown, where: string) => void;
}

export class TopicRules {
  readonly #options: TopicRulesOptions;
  readonly #rules: Records<TopicRule>;
  readonly #running = new Map<string, RunningRule>();
  #byTopic = new TopicTree<RunningRule>();

  constructor(options: TopicRulesOptions) {
    this.#options = options;
    this.#rules = options.book.records("rules");
    for (const rule of this.#rules.values()) this.#takeUp(rule);
    this.#sort();
  }

  all(): readonly TopicRule[] {
    return this.#rules.values();
  }

  /** Throws UnauthorizedException for a rule that there is not, as AWS does. */
  get(ruleName: string): TopicRule {
    const rule = this.#rules.get(ruleName);
    if (rule === undefined) throw ruleDenied(ruleName);
    return rule;
  }

  find(ruleName: string): TopicRule | undefined {
    return this.#rules.get(ruleName);
  }

  arn(ruleName: string): string {
    return formatArn(this.#identity, "iot", `rule/${ruleName}`);
  }

  /** Throws ResourceAlreadyExistsException, SqlParseException, InvalidRequestException. */
  create(ruleName: string, payload: TopicRulePayload): TopicRule {
    if (this.#rules.has(ruleName))
      throw alreadyExists(`Rule ${ruleName} already exists`, {
        resourceId: ruleName,
        resourceArn: this.arn(ruleName),
      });
    if (this.#rules.values().length >= mostRules)
      throw invalidRequest(`There are ${mostRules} rules in this account already`);
    return this.#put(ruleName, payload, this.#options.ends.clock.now());
  }

  /** Throws as `create` does, and UnauthorizedException. */
  replace(ruleName: string, payload: TopicRulePayload): TopicRule {
    return this.#put(ruleName, payload, this.get(ruleName).createdAt);
  }

  /** Throws UnauthorizedException. */
  setEnabled(ruleName: string, isEnabled: boolean): void {
    const rule = { ...this.get(ruleName), ruleDisabled: !isEnabled };
    const running = this.#compiled(rule);
    this.#rules.put(ruleName, rule);
    this.#running.set(ruleName, running);
    this.#sort();
  }

  /** Throws UnauthorizedException. */
  delete(ruleName: string): void {
    this.get(ruleName);
    this.#rules.remove(ruleName);
    this.#running.delete(ruleName);
    this.#sort();
  }

  /** Runs the rules that are for its topic. Undefined if there is none. */
  run(publication: Publication): Promise<unknown> | undefined {
    const rules = this.#byTopic.match(publication.topic);
    const [only] = rules;
    if (only === undefined) return undefined;
    const message = new ReceivedMessage(publication);
    return rules.length === 1 ? only.run(message) : runAll(rules, message);
  }

  /** Runs one rule by its name, whatever topics it is for. */
  ingest(ruleName: string, publication: Publication): Promise<void> | undefined {
    const rule = this.#running.get(ruleName);
    if (rule?.isEnabled !== true) {
      this.#options.metrics.ofRule(ruleName)("RuleNotFound");
      this.#options.logs.tell({
        ...{ level: "ERROR", eventType: "RuleNotFound", status: "Failure", clientId: publication.clientId },
        more: { topicName: publication.topic, ruleName, reason: "RuleNotFound" },
      });
      return undefined;
    }
    return rule.run(new ReceivedMessage(publication));
  }

  get #identity(): RegionIdentity {
    return this.#options.ends.identity;
  }

  #put(ruleName: string, payload: TopicRulePayload, createdAt: number): TopicRule {
    const rule = ruleOf(ruleName, payload, createdAt);
    const running = this.#compiled(rule);
    const ruleArn = this.arn(ruleName);
    for (const roleArn of rolesOf(rule)) checkTrust(this.#options.ends.access, { roleArn, ruleArn });
    this.#rules.put(ruleName, rule);
    this.#running.set(ruleName, running);
    this.#sort();
    return rule;
  }

  #compiled(rule: TopicRule): RunningRule {
    const running = new RunningRule(rule, this.#options);
    const problem = running.topicFilter === undefined ? undefined : filterProblem(running.topicFilter);
    if (problem !== undefined) throw invalidRequest(problem);
    return running;
  }

  /** What was kept was compiled before; what cannot be now was kept by a later Millrace. */
  #takeUp(rule: TopicRule): void {
    try {
      this.#running.set(rule.ruleName, this.#compiled(rule));
    } catch (fault) {
      this.#options.onFault(fault, `the topic rule ${rule.ruleName}`);
    }
  }

  #sort(): void {
    this.#byTopic = new TopicTree();
    for (const rule of this.#running.values())
      if (rule.isEnabled && rule.topicFilter !== undefined) this.#byTopic.add(rule.topicFilter, rule);
  }
}

function ruleOf(ruleName: string, payload: TopicRulePayload, createdAt: number): TopicRule {
  const {
    sql,
    description,
    actions,
    ruleDisabled = false,
    awsIotSqlVersion = "2015-10-08",
    errorAction,
  } = payload;
  if (sql.length > mostSqlCharacters)
    throw invalidRequest(`The statement has more than ${mostSqlCharacters} characters`);
  if (actions.length > mostActions) throw invalidRequest(`A rule has at most ${mostActions} actions`);
  if (!isVersion(awsIotSqlVersion))
    throw invalidRequest(`The SQL version ${awsIotSqlVersion} is none of ${sqlVersions.join(", ")}`);
  return {
    ...{ ruleName, sql, awsIotSqlVersion, description, ruleDisabled, actions, errorAction, createdAt },
  };
}

function rolesOf({ actions, errorAction = {} }: TopicRule): readonly string[] {
  return [...actions, errorAction]
    .flatMap(Object.values)
    .flatMap(({ roleArn }: JsonObject) => (typeof roleArn === "string" ? [roleArn] : []));
}

function isVersion(text: string): text is SqlVersion {
  return (sqlVersions as readonly string[]).includes(text);
}

/** Each rule makes what it wants of the message, which may be large. */
async function runAll(rules: readonly RunningRule[], message: ReceivedMessage): Promise<void> {
  const slice = new TimeSlice();
  const runs: (Promise<void> | undefined)[] = [];
  for (const rule of rules) {
    if (slice.isOver) await slice.giveWay();
    runs.push(rule.run(message));
  }
  await Promise.all(runs);
}
