// Runs the execution of a case on a virtual clock, and compares how it ended and all that its history says.

import { randomUUID } from "node:crypto";
import { compileDefinition } from "../../src/asl/compile/compile-definition.ts";
import { loadDefinition } from "../../src/asl/validate/validate.ts";
import type { Json } from "../../src/aws/json.ts";
import { type Execution, type ExecutionEnd, startExecution } from "../../src/engine/execution.ts";
import { Failure } from "../../src/engine/failure.ts";
import type { HistoryEvent } from "../../src/engine/history/event.ts";
import type { MapRunner } from "../../src/engine/map-run/map-runner.ts";
import { seededRandom } from "../../src/engine/random.ts";
import type { EngineSeams, ExecutionIdentity } from "../../src/engine/seams.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import type { RecordedCase } from "./case.ts";
import { historyDifference } from "./history.ts";
import { type Difference, Matcher } from "./match.ts";
import { StubFunctions } from "./stub-functions.ts";

const account = "arn:aws:states:us-east-1:111111111111";
const roleArn = "arn:aws:iam::111111111111:role/sfn_role";

export async function executionDifference(recorded: RecordedCase): Promise<Difference | undefined> {
  const loaded = loadDefinition(recorded.definition, { type: recorded.type });
  if (loaded.definition === undefined) {
    return { at: "definition", expected: "accepted", actual: loaded.diagnostics as unknown as Json };
  }
  const { end, history } = await run(recorded, compileDefinition(loaded.definition));
  const matcher = new Matcher(recorded);
  return (
    endDifference(recorded, end, matcher) ??
    (recorded.expected.history && historyDifference(recorded, history, matcher))
  );
}

function endDifference({ expected }: RecordedCase, end: ExecutionEnd | undefined, matcher: Matcher) {
  const status = end?.status ?? "RUNNING";
  if (status !== expected.status) return { at: "status", expected: expected.status, actual: shownEnd(end) };
  if (end?.status === "SUCCEEDED") return matcher.difference(expected.output, end.output, "output", "output");
  // DescribeExecution says no error of an execution that timed out; its history does.
  if (end?.status === "TIMED_OUT" && expected.error === undefined) return undefined;
  const wanted = { error: expected.error, cause: expected.causeJson ?? expected.cause };
  return (
    matcher.difference(wanted.error, end?.error, "error") ??
    matcher.difference(wanted.cause, end?.cause, "cause")
  );
}

function shownEnd(end: ExecutionEnd | undefined): Json {
  return end === undefined ? "RUNNING" : (JSON.parse(JSON.stringify(end)) as Json);
}

async function run(recorded: RecordedCase, machine: ReturnType<typeof compileDefinition>) {
  const clock = new VirtualClock();
  const history: HistoryEvent[] = [];
  const children = new Set<Execution>();
  const seams: EngineSeams = {
    clock,
    tasks: new StubFunctions(recorded.functions ?? {}, clock),
    recorder: { record: (event) => void history.push(event) },
    random: seededRandom(recorded.name),
  };
  const execution = startExecution(
    machine,
    {
      identity: identityOf(recorded, clock.now()),
      type: recorded.type,
      input: recorded.input ?? {},
      ...(hasRedriveCount(recorded) ? { redriveCount: 0 } : undefined),
    },
    { ...seams, mapRuns: mapRuns(seams, children) },
  );
  while (execution.end === undefined) {
    await new Promise((resolve) => setImmediate(resolve));
    // Time goes on only once nobody goes on without it.
    if (execution.end !== undefined || [execution, ...children].some(({ isUnsettled }) => isUnsettled))
      continue;
    if (!clock.advanceToNextTimer()) break;
  }
  return { end: execution.end, history };
}

/** Executions could be redriven since November 2023. */
function hasRedriveCount({ sync, recorded }: RecordedCase): boolean {
  return sync !== true && recorded > "2023-11-15";
}

function identityOf({ type }: RecordedCase, startTime: number): ExecutionIdentity {
  const name = randomUUID();
  const tail =
    type === "EXPRESS" ? `express:a-machine:${name}:${randomUUID()}` : `execution:a-machine:${name}`;
  return {
    arn: `${account}:${tail}`,
    name,
    stateMachineArn: `${account}:stateMachine:a-machine`,
    stateMachineName: "a-machine",
    roleArn,
    startTime,
  };
}

/** Child executions that run here and now. */
function mapRuns(seams: EngineSeams, running: Set<Execution>): MapRunner {
  return {
    startMapRun: ({ machine, label, executionType }) => ({
      mapRunArn: `${account}:mapRun:a-machine/${label}:${randomUUID()}`,
      readItems: async () => new Failure("States.ItemReaderFailed", "The recordings' runner has no S3"),
      writeResults: async () => new Failure("States.ResultWriterFailed", "The recordings' runner has no S3"),
      counted() {},
      ended() {},
      async runChild({ input }) {
        const identity = identityOf({ type: executionType } as RecordedCase, seams.clock.now());
        const child = startExecution(
          machine,
          { identity, type: executionType, input, redriveCount: 0 },
          { ...seams, recorder: undefined, mapRuns: mapRuns(seams, running) },
        );
        running.add(child);
        const end = await child.ended;
        running.delete(child);
        return end.status === "SUCCEEDED" ? end.output : new Failure(end.error ?? "", end.cause);
      },
    }),
  };
}
