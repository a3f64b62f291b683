// AWS::Events::Rule
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html

import { parseArn } from "../../../aws/arn.ts";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { given } from "../../../aws/wire/given.ts";
import type { EventBuses } from "../buses/event-buses.ts";
import type { EventBridge } from "../eventbridge.ts";
import type { RuleTarget } from "../rules/rule.ts";
import { settleTags } from "./tags.ts";

interface Targeting {
  readonly buses: EventBuses;
  readonly allowsMissing?: boolean | undefined;
}

/** Ref of a rule on a bus of its own is "bus|rule". */
interface PlacedRule {
  readonly bus: string | undefined;
  readonly name: string;
}

export const eventRule: ResourceKind<EventBridge> = {
  type: "AWS::Events::Rule",
  create(properties, { service: { buses }, generatedName, mayExist, allowsMissing }) {
    const name = properties.optionalText("Name") ?? generatedName;
    const bus = ownBus(properties.optionalText("EventBusName"));
    const isThere = buses.listRules(bus, name).some((rule) => rule.name === name);
    if (isThere && !mayExist) throw alreadyExists("AWS::Events::Rule", name);
    return settleRule({ buses, allowsMissing }, { bus, name }, properties);
  },
  update(properties, { service: { buses }, ref, allowsMissing }) {
    properties.inert("EventBusName", "Name");
    return settleRule({ buses, allowsMissing }, placeIn(ref), properties);
  },
  missedParts({ Targets: targets = [] }, { buses }) {
    if (!Array.isArray(targets)) return [];
    return targets.flatMap((target: Json, index) => {
      const arn = isJsonObject(target) ? String(target.Arn) : "";
      return isMissing(arn, buses) ? [{ path: `/Targets/${index}/Arn`, problem: notDelivered(arn) }] : [];
    });
  },
  async delete(ref, { service: { buses } }) {
    const { bus, name } = placeIn(ref);
    if (buses.listEventBuses().every((each) => each.name !== (bus ?? "default"))) return;
    const rule = buses.listRules(bus, name).find((each) => each.name === name);
    if (rule === undefined) return;
    await buses.removeTargets(name, [...rule.targets.keys()], bus);
    await buses.deleteRule(name, bus);
  },
};

/** Of a name or an ARN; undefined for the default bus. */
function ownBus(nameOrArn = "default"): string | undefined {
  const name = nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
  return name === "default" ? undefined : name;
}

function placeIn(ref: string): PlacedRule {
  const bar = ref.indexOf("|");
  return bar === -1 ? { bus: undefined, name: ref } : { bus: ref.slice(0, bar), name: ref.slice(bar + 1) };
}

async function settleRule(
  { buses, allowsMissing = false }: Targeting,
  { bus, name }: PlacedRule,
  properties: Properties,
): Promise<CreatedResource> {
  const targets = properties
    .sections("Targets")
    .flatMap((target) => targetOf(target, { buses, allowsMissing }));
  const { ruleArn } = await buses.putRule(
    {
      name,
      enabled: properties.optionalText("State") !== "DISABLED",
      ...given("description", properties.optionalText("Description")),
      ...given("eventPattern", properties.jsonText("EventPattern")),
      ...given("roleArn", properties.optionalText("RoleArn")),
      ...given("scheduleExpression", properties.optionalText("ScheduleExpression")),
    },
    bus,
  );
  const wanted = new Set(targets.map(({ id }) => id));
  const stale = buses.listTargetsByRule(name, bus).flatMap(({ id }) => (wanted.has(id) ? [] : [id]));
  if (stale.length > 0) await buses.removeTargets(name, stale, bus);
  if (targets.length > 0) await buses.putTargets(name, targets, bus);
  await settleTags(buses, ruleArn, properties);
  const ref = bus === undefined ? name : `${bus}|${name}`;
  return { ref, attributes: { Arn: ruleArn, RuleName: name } };
}

/** Of something that there is on AWS; what is no ARN at all is a mistake. */
function isMissing(arn: string, buses: EventBuses): boolean {
  return parseArn(arn) !== undefined && !buses.isServed(arn);
}

function notDelivered(arn: string): string {
  return `the local region does not deliver events to ${arn}`;
}

/** None for one that is not of this region, where that is allowed: the rule's others get its events. */
function targetOf(
  properties: Properties,
  { buses, allowsMissing = false }: Targeting,
): readonly RuleTarget[] {
  const arn = properties.text("Arn");
  if (!buses.isServed(arn)) {
    if (!allowsMissing || !isMissing(arn, buses)) properties.fail("Arn", notDelivered(arn));
    properties.withoutEffect("Arn", notDelivered(arn));
    properties.jsonOf(() => true);
    return [];
  }
  const roleArn = properties.optionalText("RoleArn");
  const input = properties.optionalText("Input");
  const inputPath = properties.optionalText("InputPath");
  const parameters = properties.jsonOf((name) => name.endsWith("Parameters"));
  const deadLetterArn = properties.section("DeadLetterConfig").optionalText("Arn");
  const target: RuleTarget = {
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
  return [target];
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
