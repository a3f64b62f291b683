// TestState: one state, run by the engine as in an execution, with its work mocked or done for real.
// https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html

import { randomUUID } from "node:crypto";
import type { CompiledState } from "../../../asl/compile/compiled-machine.ts";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import { invalid, ServiceError } from "../../../aws/service-error.ts";
import { constraintError } from "../../../aws/wire/members.ts";
import { startExecution } from "../../../engine/execution.ts";
import { Failure } from "../../../engine/failure.ts";
import type { HistoryEvent } from "../../../engine/history/event.ts";
import { seededRandom } from "../../../engine/random.ts";
import type { TaskCall, TaskRunner } from "../../../engine/seams.ts";
import type { Clock } from "../../../time/clock.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { checkRoleArn, executionArn as standardArn, stateMachineArn } from "../arns.ts";
import { parseInput } from "../executions/execution-input.ts";
import { type FoundState, findState } from "./find-state.ts";
import { asMockedTask, inspected } from "./inspection.ts";
import { isolate, testedStateName } from "./isolated-machine.ts";
import { mockedAnswer } from "./mocked-answer.ts";
import { Notes } from "./notes.ts";
import {
  asGiven,
  checkMock,
  parseContext,
  parseItemReaderData,
  parseVariables,
  type TestStateRequest,
} from "./request.ts";
import { type AloneRun, resultOf, type TestStateResult } from "./test-result.ts";

export interface TestStateSeams {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly tasks: TaskRunner;
}

/** Throws ValidationException and InvalidDefinition. */
export async function testState(request: TestStateRequest, seams: TestStateSeams): Promise<TestStateResult> {
  if (request.stateName === "") {
    throw constraintError("stateName", "", "have length greater than or equal to 1");
  }
  if (request.roleArn !== undefined) checkRoleArn(request.roleArn);
  checkMock(request);
  const found = await inSlices(findState(request.definition, request.stateName));
  const { machine, state } = await inSlices(isolate(found));
  checkTestable(state, request);
  const notes = new Notes();
  const answer = mockedAnswer(found.state, request, notes);
  const runnable = inspected(request.mock === undefined ? state : asMockedTask(state, notes), notes);
  const { input: inputText = "{}" } = request;
  const input = asGiven(parseInput(inputText), inputText);
  const variables = parseVariables(request.variables);
  noteReadItems(state, request, notes);
  const run = await runAlone(
    { ...machine, startAt: runnable },
    {
      input,
      variables,
      context: contextOf(request, { found, state, input }, seams),
      tasks: noting(answer === undefined ? seams.tasks : { run: () => answer() }, notes),
    },
    seams,
  );
  if (notes.refusal !== undefined) throw notes.refusal;
  return resultOf(
    request,
    { state, notes, input, variables, hasResult: found.state.Result !== undefined },
    run,
  );
}

function noteReadItems(state: CompiledState, request: TestStateRequest, notes: Notes): void {
  const reader = state.type === "Map" ? state.distributed?.reader : undefined;
  const pointer = reader?.config.ItemsPointer as string | undefined;
  const items = parseItemReaderData(request, pointer);
  if (items === undefined) return;
  notes.itemCount = items.length;
  if (reader !== undefined) notes.readItems = items;
  if (pointer !== undefined) notes.note("afterItemsPointer", items);
}

function checkTestable(state: CompiledState, { mock, roleArn }: TestStateRequest): void {
  if (mock !== undefined) {
    if (state.type === "Task" || state.type === "Map" || state.type === "Parallel") return;
    throw invalid(`State type '${state.type}' is not supported when a mock is specified`);
  }
  if (state.type === "Map" || state.type === "Parallel") {
    throw new ServiceError(
      "InvalidDefinition",
      "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
    );
  }
  if (state.type !== "Task") return;
  if (state.resource.family === "activity" || state.resource.pattern !== "requestResponse") {
    throw new ServiceError(
      "InvalidDefinition",
      "TestState API does not support Activities, or the '.sync' and '.waitForTaskToken' service integration patterns, unless a mock is specified",
    );
  }
  if (roleArn === undefined) throw invalid("RoleArn must be specified when testing a Task state");
}

interface AloneStart {
  readonly input: Json;
  readonly variables: JsonObject;
  readonly context: JsonObject;
  readonly tasks: TaskRunner;
}

/** As an Express execution: a test ends after five minutes. */
async function runAlone(
  machine: Parameters<typeof startExecution>[0],
  { input, variables, context, tasks }: AloneStart,
  { clock, identity }: TestStateSeams,
): Promise<AloneRun> {
  const history: HistoryEvent[] = [];
  const name = randomUUID();
  const execution = startExecution(
    machine,
    {
      type: "EXPRESS",
      input,
      variables,
      context,
      identity: {
        arn: standardArn(identity, name, name),
        name,
        stateMachineArn: stateMachineArn(identity, name),
        stateMachineName: name,
        roleArn: "",
        startTime: clock.now(),
      },
    },
    { clock, tasks, recorder: { record: (event) => void history.push(event) }, random: seededRandom(name) },
  );
  return { end: await execution.ended, history };
}

function noting(tasks: TaskRunner, notes: Notes): TaskRunner {
  return {
    async run(call) {
      const answer = await tasks.run(watched(call, notes));
      if (!(answer instanceof Failure)) notes.note("result", answer);
      return answer;
    },
  };
}

/** The same call, whose HTTP exchange is noted. */
function watched(call: TaskCall, notes: Notes): TaskCall {
  const { resource, stateName, execution, taskToken, timeoutSeconds, heartbeatSeconds } = call;
  return {
    resource,
    arguments: call.arguments,
    stateName,
    enteredAt: call.enteredAt,
    execution,
    taskToken,
    timeoutSeconds,
    heartbeatSeconds,
    credentials: call.credentials,
    retryCount: call.retryCount,
    signal: call.signal,
    submitted: (output) => call.submitted(output),
    started: (workerName) => call.started(workerName),
    heartbeat: () => call.heartbeat(),
    exchanged: (exchange) => {
      notes.exchange = exchange;
    },
  };
}

/** The caller's, or one of an execution with generated names. */
function contextOf(
  request: TestStateRequest,
  {
    found,
    state,
    input,
  }: { readonly found: FoundState; readonly state: CompiledState; readonly input: Json },
  { clock, identity }: TestStateSeams,
): JsonObject {
  const hasToken =
    state.type === "Task" &&
    (state.resource.pattern !== "requestResponse" || state.resource.family === "activity");
  const given = parseContext(request.context, hasToken);
  if (given !== undefined) return given;
  const [machineName, name] = [randomUUID(), randomUUID()];
  const now = new Date(clock.now()).toISOString();
  const retries = state.type === "Task" || state.type === "Map" || state.type === "Parallel";
  return {
    Execution: {
      Id: formatArn(identity, "states", `express:${machineName}:${name}`),
      Input: input,
      StartTime: now,
      Name: name,
      RoleArn: request.roleArn ?? null,
    },
    StateMachine: { Id: stateMachineArn(identity, machineName), Name: machineName },
    State: {
      Name: testedStateName,
      EnteredTime: now,
      ...(retries ? { RetryCount: request.stateConfiguration?.retrierRetryCount ?? 0 } : {}),
    },
    ...(hasToken ? { Task: { Token: randomUUID() } } : {}),
    ...(found.isInMap ? { Map: { Item: { Index: 0, Value: input } } } : {}),
  };
}
