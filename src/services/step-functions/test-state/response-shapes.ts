// The answers of service calls as Step Functions spells them, so far as TestState holds a mocked result to them: types, bounds,
// allowed values and required members, as AWS's service models have them. A call that is not known is not checked.

import { answerShapes } from "./answer-shapes.ts";

/** Text and number with their bounds, list and map of another; a number names an entry of the same service. */
export type Shape =
  | "s"
  | "n"
  | "b"
  | "*"
  | readonly ["s", least: number]
  | readonly ["n", least: number | null, most: number | null]
  | readonly ["l", Shape]
  | readonly ["m", Shape]
  | number;

/** The texts that are allowed, or the members of a structure. */
export type Entry = readonly string[] | Structure;

export interface Structure {
  readonly members: ReadonlyMap<string, Shape>;
  readonly required: readonly string[];
}

export interface AnswerShape {
  readonly root: Structure;
  readonly entries: readonly Entry[];
}

interface ServiceShapes {
  readonly answers: Readonly<Record<string, number>>;
  readonly entries: readonly Entry[];
}

const services = new Map<string, ServiceShapes>();

/** By the names of a Resource: `kms`, `startExecution`. */
export function answerShapeOf(service: string, action: string): AnswerShape | undefined {
  const shapes = shapesOf(service);
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  const number = shapes && Object.hasOwn(shapes.answers, operation) ? shapes.answers[operation] : undefined;
  const root = number === undefined ? undefined : shapes?.entries[number];
  return shapes === undefined || root === undefined || isAllowedTexts(root)
    ? undefined
    : { root, entries: shapes.entries };
}

export function isAllowedTexts(entry: Entry): entry is readonly string[] {
  return Array.isArray(entry);
}

function shapesOf(service: string): ServiceShapes | undefined {
  const known = services.get(service);
  if (known !== undefined) return known;
  const text = Object.hasOwn(answerShapes, service) ? answerShapes[service] : undefined;
  if (text === undefined) return undefined;
  const [answers, written] = JSON.parse(text) as [Record<string, number>, WrittenEntry[]];
  const shapes = { answers, entries: written.map(entryOf) };
  services.set(service, shapes);
  return shapes;
}

type WrittenEntry = readonly string[] | Readonly<Record<string, Shape>>;

function entryOf(written: WrittenEntry): Entry {
  if (Array.isArray(written)) return written as readonly string[];
  const members = Object.entries(written as Readonly<Record<string, Shape>>);
  return {
    members: new Map(members.map(([key, shape]) => [key.replace(/!$/, ""), shape])),
    required: members.flatMap(([key]) => (key.endsWith("!") ? [key.slice(0, -1)] : [])),
  };
}

/** An optimized integration's service by the name that it has in the AWS SDK, where the two differ. */
const sdkServiceNames: Readonly<Record<string, string>> = { events: "eventbridge", states: "sfn" };
const sdkServicesOfCalls: Readonly<Record<string, string>> = { "bedrock:invokeModel": "bedrockruntime" };

export function sdkServiceOf(service: string, action: string): string {
  return (
    sdkServicesOfCalls[`${service}:${action}`] ?? sdkServiceNames[service] ?? service.replaceAll("-", "")
  );
}

/** What `.sync` asks again and again until the job has ended: its answer is the task's result. */
export const pollingActions: Readonly<Record<string, string>> = {
  "athena:startQueryExecution": "getQueryExecution",
  "batch:submitJob": "describeJobs",
  "codebuild:startBuild": "batchGetBuilds",
  "codebuild:startBuildBatch": "batchGetBuildBatches",
  "ecs:runTask": "describeTasks",
  "glue:startJobRun": "getJobRun",
  "sfn:startExecution": "describeExecution",
};
