// Distributed Maps in a test: their child executions run here and now, in memory. Stubs stand for what an ItemReader reads, and for
// where a ResultWriter writes if a test wants to see it.

import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { statesError } from "../engine/error-names.ts";
import { startExecution } from "../engine/execution.ts";
import { Failure } from "../engine/failure.ts";
import {
  type ItemReaderCall,
  type MapRunner,
  type MapRunStart,
  mapRunArnOf,
  type ReadItems,
  type ResultWriterCall,
} from "../engine/map-run/map-runner.ts";
import type { EngineSeams, ExecutionIdentity, TaskCall } from "../engine/seams.ts";
import type { StubbedTasks } from "./task-stubs.ts";

export function runChildrenHere(seams: EngineSeams, stubs: StubbedTasks): MapRunner {
  const mapRuns: MapRunner = {
    startMapRun: (start) => ({
      mapRunArn: mapRunArnOf(start),
      readItems: (reader) => readItems(stubs, start, reader),
      writeResults: (writer) => writeResults(stubs, start, writer),
      counted() {},
      ended() {},
      async runChild({ index, input }) {
        const child = startExecution(
          start.machine,
          { identity: childOf(start.execution, start.label, index), type: start.executionType, input },
          { ...seams, recorder: undefined, mapRuns },
        );
        const end = await child.ended;
        return end.status === "SUCCEEDED" ? end.output : new Failure(end.error ?? "", end.cause);
      },
    }),
  };
  return mapRuns;
}

async function readItems(
  stubs: StubbedTasks,
  start: MapRunStart,
  reader: ItemReaderCall,
): Promise<ReadItems | Failure> {
  const names = [start.stateName, reader.resource];
  if (!stubs.has(names)) {
    stubs.unanswered.add(start.stateName);
    const what = `the ItemReader of the Map state "${start.stateName}"`;
    return new Failure(statesError.runtime, `There is no stub for ${what}: give its items.`);
  }
  const found = await stubs.answer(names, callOf(start, reader));
  if (found instanceof Failure) return found;
  const { Bucket = "", Key } = reader.arguments as JsonObject;
  const source = `S3://${Bucket}${Key === undefined ? "" : `/${Key}`}`;
  if (Array.isArray(found)) return { items: found.slice(0, reader.maxItems), source };
  if (isJsonObject(found)) {
    const members = Object.entries(found).slice(0, reader.maxItems);
    return { items: members.map(([, value]) => value), keys: members.map(([key]) => key), source };
  }
  return new Failure(
    statesError.itemReaderFailed,
    `The stub for the ItemReader of "${start.stateName}" must answer with an array or an object, not ${JSON.stringify(found)}.`,
  );
}

/** Without a stub the state answers as if everything had been written. */
async function writeResults(
  stubs: StubbedTasks,
  start: MapRunStart,
  writer: ResultWriterCall,
): Promise<Json | Failure> {
  const { resource } = writer;
  if (resource === undefined)
    return new Failure(
      statesError.runtime,
      `The Map state "${start.stateName}" asks for the records of its child executions, which a test in memory has not: use the Transformation COMPACT or FLATTEN.`,
    );
  if (stubs.has([resource])) {
    const written = await stubs.answer([resource], callOf(start, { ...writer, resource }));
    if (written instanceof Failure) return written;
  }
  const { Bucket = "", Prefix = "" } = writer.arguments as JsonObject;
  const folder = Prefix === "" ? "" : `${String(Prefix).replace(/\/+$/, "")}/`;
  return {
    MapRunArn: mapRunArnOf(start),
    ResultWriterDetails: { Bucket, Key: `${folder}${start.id}/manifest.json` },
  };
}

/** Reading and writing are calls of S3, which a stub may answer as it answers a Task. */
function callOf(
  { stateName, execution }: MapRunStart,
  call: { readonly resource: string; readonly arguments: Json },
): TaskCall {
  return {
    resource: call.resource,
    arguments: call.arguments,
    stateName,
    enteredAt: execution.startTime,
    execution,
    taskToken: undefined,
    timeoutSeconds: undefined,
    heartbeatSeconds: undefined,
    credentials: undefined,
    retryCount: 0,
    signal: new AbortController().signal,
    submitted() {},
    started() {},
    heartbeat() {},
  };
}

function childOf(parent: ExecutionIdentity, label: string, index: number): ExecutionIdentity {
  const name = `${parent.name}-${index}`;
  const stateMachineName = `${parent.stateMachineName}/${label}`;
  return {
    ...parent,
    name,
    stateMachineName,
    stateMachineArn: `${parent.stateMachineArn}/${label}`,
    arn: parent.arn.replace(/:execution:.*$/, `:execution:${stateMachineName}:${name}`),
  };
}
