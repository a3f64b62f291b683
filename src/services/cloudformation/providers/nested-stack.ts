// AWS::CloudFormation::Stack: a stack within a stack.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import type { RoleCaller } from "../../../aws/role-caller.ts";
import type { OnFailure, Stack, StackInput, Tag } from "../stacks/stack.ts";
import type { StackRecord } from "../stacks/stack-book.ts";
import {
  type FormerCall,
  type ProvidedResource,
  type Provider,
  type ProviderCall,
  ResourceFailure,
} from "./provider.ts";
import { emptyApplication, isPublished, publishedWarning } from "./published-application.ts";

/** What a nested stack needs of the stacks, which are made with it. */
export interface NestedStackSeams {
  readonly find: (nameOrId: string) => StackRecord | undefined;
  readonly read: (name: string, request: NestedInput) => Promise<StackInput>;
  readonly create: (request: NestedStack) => Promise<{ readonly stackId: string }>;
  readonly update: (record: StackRecord, request: NestedUpdate) => Promise<unknown>;
  readonly isOther: (record: StackRecord, input: StackInput) => Promise<boolean>;
  readonly resume: (record: StackRecord) => void;
  readonly delete: (record: StackRecord, deployer: RoleCaller | undefined) => Promise<void>;
  readonly settled: (stackId: string) => Promise<void>;
  readonly templateAt: (url: string) => Promise<string>;
}

export interface NestedInput {
  readonly template: string;
  readonly parameters: readonly { readonly key: string; readonly value: string }[];
  readonly capabilities: readonly string[];
  readonly tags: readonly Tag[];
  readonly notificationArns: readonly string[];
  readonly roleArn: string | undefined;
}

export interface NestedUpdate {
  readonly input: StackInput;
  readonly onFailure: OnFailure;
  /** Whoever the stack around it is deployed by. */
  readonly deployer: RoleCaller | undefined;
}

export interface NestedStack extends NestedUpdate {
  readonly name: string;
  readonly timeoutInMinutes: number | undefined;
  readonly parent: Pick<Stack, "id" | "rootId">;
}

export function nestedStack(seams: NestedStackSeams): Provider {
  return {
    create: (call) => create(seams, call),
    update: (call) => update(seams, call),
    async delete({ former, stack: { deployer } }) {
      const record = seams.find(former.ref);
      if (record === undefined) return;
      await seams.delete(record, deployer);
      const { stack, reason } = await end(seams, former.ref);
      if (stack.status !== "DELETE_COMPLETE")
        throw new ResourceFailure(`Embedded stack ${former.ref} was not successfully deleted: ${reason}`);
    },
  };
}

async function create(seams: NestedStackSeams, call: ProviderCall): Promise<ProvidedResource> {
  const { generatedName: name, stack } = call;
  const present = call.mayExist ? seams.find(name) : undefined;
  if (present !== undefined) seams.resume(present);
  const input = present === undefined ? await inputOf(seams, call) : undefined;
  const timeout = call.properties.TimeoutInMinutes;
  const made =
    input === undefined
      ? undefined
      : await seams.create({
          ...{ name, input, parent: stack, onFailure: onFailureOf(stack), deployer: stack.deployer },
          timeoutInMinutes: timeout === undefined ? undefined : Number(timeout),
        });
  const id = made?.stackId ?? present?.stack.id ?? "";
  const { stack: created, reason } = await end(seams, id);
  if (created.status === "CREATE_COMPLETE") return provided(created, call);
  throw new ResourceFailure(`Embedded stack ${id} was not successfully created: ${reason}`, id);
}

async function update(seams: NestedStackSeams, call: FormerCall): Promise<ProvidedResource> {
  const { ref } = call.former;
  const record = seams.find(ref);
  if (record === undefined) throw new ResourceFailure(`Stack with id ${ref} does not exist`);
  const input = await inputOf(seams, call);
  const { deployer } = call.stack;
  const request = { input, deployer, onFailure: onFailureOf(call.stack) };
  if (await seams.isOther(record, input)) await seams.update(record, request);
  const { stack: updated, reason } = await end(seams, ref);
  if (updated.status === "CREATE_COMPLETE" || updated.status === "UPDATE_COMPLETE")
    return provided(updated, call);
  if (updated.status === "UPDATE_ROLLBACK_COMPLETE" && !(await seams.isOther(record, input)))
    return provided(updated, call);
  throw new ResourceFailure(
    `Embedded stack ${ref} was not successfully updated. Currently in ${updated.status} with reason: ${reason}`,
  );
}

interface Ended {
  readonly stack: Stack;
  /** Why its last operation went as it did, if that was not well. */
  readonly reason: string;
}

async function end(seams: NestedStackSeams, id: string): Promise<Ended> {
  await seams.settled(id);
  const record = seams.find(id);
  if (record === undefined) throw new ResourceFailure(`Stack with id ${id} does not exist`);
  const { stack, events } = record;
  const told = events.findLast(({ physicalId, reason }) => physicalId === id && reason !== undefined);
  const reason = stack.statusReason ?? told?.reason ?? "";
  return { stack, reason: reason.replace(/ Rollback requested by user\.$/, "") };
}

function provided({ id, outputs }: Stack, { properties }: ProviderCall): ProvidedResource {
  return {
    ...(isPublished(String(properties.TemplateURL)) ? { warnings: [publishedWarning(properties)] } : {}),
    ref: id,
    attributes: Object.fromEntries(outputs.map(({ key, value }) => [`Outputs.${key}`, value])),
  };
}

async function inputOf(seams: NestedStackSeams, call: ProviderCall): Promise<StackInput> {
  const { properties, stack, generatedName: name } = call;
  const { TemplateURL: url, Tags: tags = [], NotificationARNs: topics } = properties;
  if (typeof url !== "string")
    throw new ResourceFailure("Property validation failure: [The property {/TemplateURL} is required]");
  return seams.read(name, {
    template: isPublished(url) ? emptyApplication(call) : await seams.templateAt(url),
    parameters: parametersOf(properties.Parameters),
    capabilities: stack.input.capabilities,
    tags: [...stack.input.tags, ...(Array.isArray(tags) ? tags.map(tagOf) : [])],
    notificationArns: Array.isArray(topics) ? topics.map(String) : [],
    roleArn: stack.input.roleArn,
  });
}

function parametersOf(given: Json | undefined): NestedInput["parameters"] {
  if (given === undefined || !isJsonObject(given)) return [];
  return Object.entries(given).map(([key, value]) => ({
    key,
    value: Array.isArray(value) ? value.join(",") : String(value),
  }));
}

function tagOf(tag: Json): Tag {
  const { Key: key, Value: value } = tag as JsonObject;
  return { key: String(key), value: String(value) };
}

function onFailureOf({ onFailure }: Stack): OnFailure {
  return onFailure === "DO_NOTHING" ? "DO_NOTHING" : "ROLLBACK";
}
