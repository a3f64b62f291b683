// Step Functions of a region in memory behind a real server, and the SDK's client of it, with what nearly every test of the API begins
// with: a machine made, an execution started, awaited and described.

import {
  CreateStateMachineCommand,
  type CreateStateMachineCommandInput,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
  TestStateCommand,
  type TestStateCommandInput,
} from "@aws-sdk/client-sfn";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "@jest/globals";
import type { Json } from "../../../../src/aws/json.ts";
import { Region } from "../../../../src/region/region.ts";
import { stepFunctionsApi } from "../../../../src/services/step-functions/api/api.ts";
import type { States } from "../../../../src/services/step-functions/states.ts";
import { type Clock, systemClock } from "../../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";
import { machineArn, passes, roleArn } from "./definitions.ts";

export interface ServedStatesOptions {
  /** A clock that the test moves, timers and all; `laterBy` is of no use with it. */
  readonly clock?: () => Clock;
  /** A region for each test, instead of one for all of the file. */
  readonly each?: boolean;
  /** How long `prepare` may take, in milliseconds. */
  readonly patience?: number;
}

/** Opened, and prepared, before the tests of a file, and closed after them. What the server took for a bug of its own fails them. */
export function servedStates(
  prepare: () => unknown = () => undefined,
  { clock, each = false, patience }: ServedStatesOptions = {},
): ServedStates {
  const served = new ServedStates();
  const [before, after] = each ? [beforeEach, afterEach] : [beforeAll, afterAll];
  before(async () => {
    await served.open(clock?.());
    await prepare();
  }, patience);
  after(async () => {
    await served.close();
    expect(served.faults).toEqual([]);
  });
  return served;
}

interface Opened {
  readonly region: Region;
  readonly server: SdkServer;
  readonly client: SFNClient;
}

class ServedStates {
  #opened: Opened | undefined;
  #aheadMs = 0;

  async open(clock: Clock = { ...systemClock, now: () => Date.now() + this.#aheadMs }): Promise<void> {
    const region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566", clock });
    region.start();
    const server = await serve(stepFunctionsApi(region.services.states));
    const client = new SFNClient({ ...server.clientConfiguration, disableHostPrefix: true, maxAttempts: 1 });
    this.#opened = { region, server, client };
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.#open.server.close();
    await this.region.close();
  }

  get #open(): Opened {
    if (this.#opened === undefined)
      throw new Error("It is opened before the tests, not while they are defined");
    return this.#opened;
  }

  get client(): SFNClient {
    return this.#open.client;
  }

  get region(): Region {
    return this.#open.region;
  }

  get states(): States {
    return this.region.services.states;
  }

  get url(): string {
    return this.#open.server.url;
  }

  /** Whatever the server took for a bug of its own. */
  get faults(): readonly unknown[] {
    return this.#open.server.faults;
  }

  /** Lets the clock of the region, but not its timers, go forward. */
  laterBy(milliseconds: number): void {
    this.#aheadMs += milliseconds;
  }

  createMachine(name: string, fields: Partial<CreateStateMachineCommandInput> = {}) {
    return this.client.send(new CreateStateMachineCommand({ name, definition: passes, roleArn, ...fields }));
  }

  describeMachine(stateMachineArn: string, fields: object = {}) {
    return this.client.send(new DescribeStateMachineCommand({ stateMachineArn, ...fields }));
  }

  /** Of the machine of this name. */
  startExecution(machine: string, fields: object = {}) {
    return this.client.send(new StartExecutionCommand({ stateMachineArn: machineArn(machine), ...fields }));
  }

  /** Answers with the execution's ARN. */
  async start(machine: string, input = "{}"): Promise<string> {
    return (await this.startExecution(machine, { input })).executionArn ?? "";
  }

  describeExecution(executionArn: string | undefined, fields: object = {}) {
    return this.client.send(new DescribeExecutionCommand({ executionArn, ...fields }));
  }

  /** Waits for its end, and describes it. */
  async ended(executionArn = "") {
    await this.states.standard.ended(executionArn);
    return this.describeExecution(executionArn);
  }

  async historyOf(executionArn: string | undefined, fields: object = {}): Promise<readonly HistoryEvent[]> {
    const history = new GetExecutionHistoryCommand({ executionArn, ...fields });
    return (await this.client.send(history)).events ?? [];
  }

  /** Runs a machine to its end, and answers with the execution's ARN. */
  async run(stateMachineArn: string, input: Json = {}): Promise<string> {
    const request = { stateMachineArn, input: JSON.stringify(input) };
    const { executionArn } = await this.states.startExecution(request);
    await this.states.standard.ended(executionArn);
    return executionArn;
  }

  async testState(definition: object, fields: Partial<Omit<TestStateCommandInput, "definition">> = {}) {
    const request = { definition: JSON.stringify(definition), roleArn, ...fields };
    const { $metadata: _, ...result } = await this.client.send(new TestStateCommand(request));
    return result;
  }

  /** A request as no client would send it. */
  async post(operation: string, body: unknown): Promise<Answer> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `AWSStepFunctions.${operation}`,
      },
      body: JSON.stringify(body),
    });
    const { __type, message, ...members } = (await response.json()) as Readonly<Record<string, unknown>>;
    const code = __type === undefined ? undefined : String(__type).split("#").at(-1);
    return { status: response.status, code, message: String(message ?? ""), members };
  }
}

export interface Answer {
  readonly status: number;
  /** Of the error, without its namespace. */
  readonly code: string | undefined;
  readonly message: string;
  readonly members: Readonly<Record<string, unknown>>;
}
