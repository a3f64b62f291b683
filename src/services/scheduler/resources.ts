// AWS::Scheduler::Schedule and AWS::Scheduler::ScheduleGroup
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Scheduler.html

import { isJsonObject } from "../../aws/json.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import { given } from "../../aws/wire/given.ts";
import { readRequest } from "../../aws/wire/shape.ts";
import { definitionOf } from "./api/definition.ts";
import { putSchedule } from "./api/shapes.ts";
import type { Scheduler } from "./scheduler.ts";
import {
  defaultGroup,
  type Schedule,
  type ScheduleDefinition,
  type ScheduleGroup,
} from "./schedules/schedule.ts";
import { keyOf, type Schedules } from "./schedules/schedules.ts";

export const schedule: ResourceKind<Scheduler> = {
  type: "AWS::Scheduler::Schedule",
  missed: ({ Target: target }, { missed }) =>
    target !== undefined && isJsonObject(target) ? missed(String(target.Arn)) : undefined,
  async create(properties, { service, generatedName, mayExist }) {
    const definition = definitionIn(properties, properties.optionalText("Name") ?? generatedName);
    const isThere = mayExist && service.schedules.find(keyOf(definition)) !== undefined;
    // One that is there and may not be is refused in Scheduler's words.
    return settled(service, isThere ? service.update(definition) : service.create(definition));
  },
  async update(properties, { service, ref, former }) {
    const definition = definitionIn(properties, ref);
    const formerGroup = groupIn(former);
    if (formerGroup === definition.group) return settled(service, service.update(definition));
    const moved = service.create(definition);
    remove(service.schedules, ref, formerGroup);
    return settled(service, moved);
  },
  async delete(ref, { service, former }) {
    remove(service.schedules, ref, groupIn(former));
    await service.schedules.book.committed();
  },
};

function groupIn(properties: Properties): string {
  return properties.optionalText("GroupName") ?? defaultGroup;
}

function remove(schedules: Schedules, name: string, group: string): void {
  if (schedules.find(keyOf({ name, group })) !== undefined) schedules.delete(name, group);
}

async function settled({ schedules }: Scheduler, { name, arn }: Schedule): Promise<CreatedResource> {
  await schedules.book.committed();
  return { ref: name, attributes: { Arn: arn } };
}

function definitionIn(properties: Properties, name: string): ScheduleDefinition {
  properties.inert("Name");
  const window = properties.section("FlexibleTimeWindow");
  const request = {
    Name: name,
    GroupName: groupIn(properties),
    ScheduleExpression: properties.text("ScheduleExpression"),
    FlexibleTimeWindow: {
      Mode: window.text("Mode"),
      ...given("MaximumWindowInMinutes", window.optionalNumber("MaximumWindowInMinutes")),
    },
    Target: targetIn(properties.section("Target")),
    ...textsIn(properties, ["Description", "KmsKeyArn", "ScheduleExpressionTimezone", "State"]),
    ...given("StartDate", timeIn(properties, "StartDate")),
    ...given("EndDate", timeIn(properties, "EndDate")),
  };
  return definitionOf(readRequest(putSchedule, request));
}

function targetIn(target: Properties) {
  const policy = target.section("RetryPolicy");
  target.inert("EcsParameters", "SageMakerPipelineParameters");
  return {
    Arn: target.text("Arn"),
    RoleArn: target.text("RoleArn"),
    ...textsIn(target, ["Input"]),
    RetryPolicy: {
      ...given("MaximumEventAgeInSeconds", policy.optionalNumber("MaximumEventAgeInSeconds")),
      ...given("MaximumRetryAttempts", policy.optionalNumber("MaximumRetryAttempts")),
    },
    ...(target.has("DeadLetterConfig")
      ? { DeadLetterConfig: textsIn(target.section("DeadLetterConfig"), ["Arn"]) }
      : {}),
    ...(target.has("SqsParameters")
      ? { SqsParameters: textsIn(target.section("SqsParameters"), ["MessageGroupId"]) }
      : {}),
    ...(target.has("KinesisParameters")
      ? { KinesisParameters: textsIn(target.section("KinesisParameters"), ["PartitionKey"]) }
      : {}),
    ...(target.has("EventBridgeParameters")
      ? { EventBridgeParameters: textsIn(target.section("EventBridgeParameters"), ["DetailType", "Source"]) }
      : {}),
  };
}

function textsIn(properties: Properties, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = properties.optionalText(name);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** Seconds since the epoch. */
function timeIn(properties: Properties, name: string): number | undefined {
  const text = properties.optionalText(name);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? properties.fail(name, `must be a time, not "${text}"`) : time / 1000;
}

export const scheduleGroup: ResourceKind<Scheduler> = {
  type: "AWS::Scheduler::ScheduleGroup",
  async create(properties, { service: { schedules }, generatedName, mayExist }) {
    const name = properties.optionalText("Name") ?? generatedName;
    const isThere = mayExist && schedules.groups.some((group) => group.name === name);
    if (!isThere) schedules.createGroup(name, {});
    return settledGroup(schedules, name, properties);
  },
  update(properties, { service: { schedules }, ref }) {
    properties.inert("Name");
    return settledGroup(schedules, ref, properties);
  },
  async delete(ref, { service: { schedules } }) {
    if (schedules.groups.some(({ name }) => name === ref)) schedules.deleteGroup(ref);
    await schedules.book.committed();
  },
};

async function settledGroup(
  schedules: Schedules,
  name: string,
  properties: Properties,
): Promise<CreatedResource> {
  const tags = properties.tags();
  if (JSON.stringify(schedules.group(name).tags) !== JSON.stringify(tags)) schedules.setTags(name, tags);
  await schedules.book.committed();
  return { ref: name, attributes: attributesOf(schedules.group(name)) };
}

function attributesOf({ arn, createdAt, modifiedAt }: ScheduleGroup) {
  return {
    Arn: arn,
    CreationDate: new Date(createdAt).toISOString(),
    LastModificationDate: new Date(modifiedAt).toISOString(),
    State: "ACTIVE",
  };
}
