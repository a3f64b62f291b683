// AWS::Pipes::Pipe: what the API takes, from a template.

import { equalJson } from "../../asl/json-equality.ts";
import { asJson, type Json, type JsonObject } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { alreadyExists } from "../../aws/template/already-exists.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import { checkAgainst } from "./api/request-schema.ts";
import { createPipe, pipeName, updatePipe } from "./api/requests.ts";
import { completed, type PipeDefinition, type PipeRecord } from "./pipe-definition.ts";
import type { Pipes } from "./pipes.ts";
import { templateMembers } from "./template-members.ts";

const type = "AWS::Pipes::Pipe";

export const pipe: ResourceKind<Pipes> = {
  type,
  missed: ({ Source = "", Target = "", Enrichment = "" }, pipes) =>
    pipes.missed({ source: String(Source), target: String(Target), enrichment: String(Enrichment) }),
  async create(properties, { service: pipes, generatedName, mayExist }) {
    const name = properties.optionalText("Name") ?? generatedName;
    const definition = definitionIn(properties);
    checkAgainst(pipeName, name);
    checkAgainst(createPipe, asJson(definition));
    const former = await pipes.settled(name);
    if (former !== undefined && !mayExist) throw alreadyExists(type, name);
    if (former !== undefined) {
      if (former.definition.Source === definition.Source) return put(pipes, name, definition);
      pipes.delete(name);
      await pipes.settled(name);
    }
    pipes.create(name, definition);
    return stable(pipes, name);
  },
  update(properties, { service: pipes, ref }) {
    properties.inert("Name");
    return put(pipes, ref, definitionIn(properties));
  },
  async delete(ref, { service: pipes }) {
    if ((await pipes.settled(ref)) === undefined) return;
    pipes.delete(ref);
    await pipes.settled(ref);
    await pipes.committed();
  },
};

async function put(pipes: Pipes, name: string, definition: PipeDefinition): Promise<CreatedResource> {
  const { Source: _source, Tags = {}, SourceParameters, ...change } = definition;
  // What is not said any more is so no longer.
  const cleared = {
    ...{ Description: "", Enrichment: "", EnrichmentParameters: {}, TargetParameters: {} },
    ...{ LogConfiguration: { Level: "OFF" as const }, DesiredState: "RUNNING" as const },
  };
  const wanted = {
    ...cleared,
    ...change,
    SourceParameters: { FilterCriteria: { Filters: [] }, ...withoutPosition(SourceParameters) },
  };
  checkAgainst(updatePipe, asJson(wanted));
  const { arn, definition: before } = (await pipes.settled(name)) ?? pipes.describe(name);
  if (!isSame(before, completed(definition)) || failed(pipes.describe(name))) pipes.update(name, wanted);
  const created = await stable(pipes, name);
  const gone = Object.keys(before.Tags ?? {}).filter((key) => !Object.hasOwn(Tags, key));
  pipes.untag(arn, gone);
  pipes.tag(arn, Tags);
  await pipes.committed();
  return created;
}

function failed({ currentState }: PipeRecord): boolean {
  return currentState.endsWith("_FAILED");
}

/** Tags are put by themselves. */
function isSame({ Tags: _, ...one }: PipeDefinition, { Tags: __, ...other }: PipeDefinition): boolean {
  return equalJson(asJson(one), asJson(other));
}

/** Where reading begins is said once and for all. */
function withoutPosition(parameters: PipeDefinition["SourceParameters"] = {}): object {
  const entries = Object.entries(parameters as JsonObject).map(([name, value]) => {
    const { StartingPosition: _at, StartingPositionTimestamp: _time, ...rest } = value as JsonObject;
    return [name, rest];
  });
  return Object.fromEntries(entries) as object;
}

/** Waits until nothing is under way, as CloudFormation does. */
async function stable(pipes: Pipes, name: string): Promise<CreatedResource> {
  const record = await pipes.settled(name);
  await pipes.committed();
  if (record === undefined || failed(record)) {
    throw new ServiceError(
      "NotStabilized",
      `Resource of type '${type}' with identifier '${name}' did not stabilize. Status Reason is ${record?.stateReason ?? "that it was deleted"}`,
    );
  }
  return {
    ref: name,
    attributes: {
      Arn: record.arn,
      CurrentState: record.currentState,
      StateReason: record.stateReason ?? "",
      CreationTime: new Date(record.createdAt).toISOString(),
      LastModifiedTime: new Date(record.modifiedAt).toISOString(),
    },
  };
}

function definitionIn(properties: Properties): PipeDefinition {
  const definition: Record<string, Json> = { ...templateMembers(properties) };
  const tags = properties.textMap("Tags");
  if (Object.keys(tags).length > 0) definition.Tags = tags;
  return definition as unknown as PipeDefinition;
}
