// AWS::Events::EventBus, its policy, and AWS::Events::Rule

import { inertKind } from "../../../aws/template/inert-kind.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { EventBuses } from "../buses/event-buses.ts";
import type { EventBridge } from "../eventbridge.ts";
import type { RuleTarget } from "../rules/rule.ts";

export const eventBus: ResourceKind<EventBridge> = {
  type: "AWS::Events::EventBus",
  async create(properties, { service }) {
    properties.inert("DeadLetterConfig", "KmsKeyIdentifier", "LogConfig", "Policy", "Tags");
    const name = properties.text("Name");
    const existing = service.buses.listEventBuses().find((bus) => bus.name === name);
    const arn =
      existing?.arn ??
      (await service.buses.createEventBus(name, properties.optionalText("Description"))).eventBusArn;
    properties.json("Description");
    const { policy } = service.buses.describeEventBus(name).settings;
    return { ref: name, attributes: { Arn: arn, Name: name, Policy: JSON.stringify(policy ?? {}) } };
  },
};

/** Every account's events are taken. */
export const eventBusPolicy = inertKind("AWS::Events::EventBusPolicy", ({ properties }) => {
  const bus = properties.optionalText("EventBusName") ?? "default";
  return { ref: `${bus}|${properties.text("StatementId")}` };
});

export const eventRule: ResourceKind<EventBridge> = {
  type: "AWS::Events::Rule",
  async create(properties, { service, generatedName }) {
    properties.inert("RoleArn", "Tags");
    const name = properties.optionalText("Name") ?? generatedName;
    const bus = properties.optionalText("EventBusName");
    const pattern = properties.json("EventPattern");
    const scheduleExpression = properties.optionalText("ScheduleExpression");
    const description = properties.optionalText("Description");
    const { ruleArn } = await service.buses.putRule(
      {
        name,
        enabled: properties.optionalText("State") !== "DISABLED",
        ...(description === undefined ? {} : { description }),
        ...(pattern === undefined
          ? {}
          : { eventPattern: typeof pattern === "string" ? pattern : JSON.stringify(pattern) }),
        ...(scheduleExpression === undefined ? {} : { scheduleExpression }),
      },
      bus,
    );
    const targets = properties.sections("Targets").map((target) => targetOf(target, service.buses));
    const wanted = new Set(targets.map((target) => target.id));
    const stale = service.buses.listTargetsByRule(name, bus).filter((target) => !wanted.has(target.id));
    if (stale.length > 0)
      await service.buses.removeTargets(
        name,
        stale.map((target) => target.id),
        bus,
      );
    if (targets.length > 0) await service.buses.putTargets(name, targets, bus);
    // Ref of a rule on a bus of its own is "bus|rule".
    return { ref: bus === undefined ? name : `${bus}|${name}`, attributes: { Arn: ruleArn, RuleName: name } };
  },
};

function targetOf(properties: Properties, buses: Pick<EventBuses, "isServed">): RuleTarget {
  const arn = properties.text("Arn");
  if (!buses.isServed(arn)) properties.fail("Arn", `the local region does not deliver events to ${arn}`);
  const roleArn = properties.optionalText("RoleArn");
  const input = properties.optionalText("Input");
  const inputPath = properties.optionalText("InputPath");
  const parameters = properties.jsonOf((name) => name.endsWith("Parameters"));
  const deadLetterArn = properties.section("DeadLetterConfig").optionalText("Arn");
  return {
    id: properties.text("Id"),
    arn,
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(input === undefined ? {} : { input }),
    ...(inputPath === undefined ? {} : { inputPath }),
    ...(properties.has("InputTransformer") ? { inputTransformer: transformerOf(properties) } : {}),
    ...(properties.has("RetryPolicy") ? { retryPolicy: retryPolicyOf(properties) } : {}),
    ...(deadLetterArn === undefined ? {} : { deadLetterConfig: { arn: deadLetterArn } }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  };
}

function transformerOf(properties: Properties): NonNullable<RuleTarget["inputTransformer"]> {
  const transformer = properties.section("InputTransformer");
  return {
    inputPathsMap: transformer.textMap("InputPathsMap"),
    inputTemplate: transformer.text("InputTemplate"),
  };
}

function retryPolicyOf(properties: Properties): NonNullable<RuleTarget["retryPolicy"]> {
  const policy = properties.section("RetryPolicy");
  const attempts = policy.optionalNumber("MaximumRetryAttempts");
  const age = policy.optionalNumber("MaximumEventAgeInSeconds");
  return {
    ...(attempts === undefined ? {} : { maximumRetryAttempts: attempts }),
    ...(age === undefined ? {} : { maximumEventAgeInSeconds: age }),
  };
}
