// The engine side by side with aws-local-stepfunctions, and with what one would write by hand instead of a state machine:
// one process, one run, the sides taking turns, medians. Executions follow each other; each is awaited.

import { StateMachine } from "aws-local-stepfunctions";
import { compileDefinition } from "../../src/asl/compile/compile-definition.ts";
import type { StateMachineDefinition } from "../../src/asl/definition.ts";
import type { Json } from "../../src/aws/json.ts";
import { startExecution } from "../../src/engine/execution.ts";
import { seededRandom } from "../../src/engine/random.ts";
import type { EngineSeams, ExecutionIdentity, TaskRunner } from "../../src/engine/seams.ts";
import { systemClock } from "../../src/time/clock.ts";
import type { BenchRow } from "./streams.bench.ts";

const peerName = "aws-local-stepfunctions 3.0.0";
const rounds = 7;
const millisecondsPerRound = 250;

export async function engineBenches(): Promise<BenchRow[]> {
  return [
    ...(await sideBySide("five states, one async task", {
      millrace: millraceRunner(fiveStates),
      peers: { [peerName]: peerRunner(fiveStates), "hand-written JavaScript": handWritten },
      input: order,
    })),
    ...(await sideBySide("Map of 100 Pass states", {
      millrace: millraceRunner(mapOfPasses),
      peers: { [peerName]: peerRunner(mapOfPasses) },
      input: { items: Array.from({ length: 100 }, (_, number) => ({ number })) },
    })),
  ];
}

type Run = (input: Json) => Promise<unknown>;

interface Sides {
  readonly millrace: Run;
  readonly peers: Readonly<Record<string, Run>>;
  readonly input: Json;
}

async function sideBySide(name: string, { millrace, peers, input }: Sides): Promise<BenchRow[]> {
  const sides = [millrace, ...Object.values(peers)];
  const measured: number[][] = sides.map(() => []);
  for (const side of sides) await executionsPerSecond(side, input);
  for (let round = 0; round < rounds; round++) {
    for (const [index, side] of sides.entries())
      measured[index]?.push(await executionsPerSecond(side, input));
  }
  const [ours = Number.NaN, ...theirs] = measured.map(median);
  return Object.keys(peers).map((peer, index) => {
    const figure = theirs[index] ?? Number.NaN;
    return { name, millrace: ours, peer: figure, peerName: peer, ratio: ours / figure, unit: "executions/s" };
  });
}

async function executionsPerSecond(run: Run, input: Json): Promise<number> {
  const startedAt = performance.now();
  let executions = 0;
  let elapsedMs = 0;
  do {
    for (let batch = 0; batch < 20; batch++) await run(input);
    executions += 20;
    elapsedMs = performance.now() - startedAt;
  } while (elapsedMs < millisecondsPerRound);
  return (executions / elapsedMs) * 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:price";

const fiveStates: StateMachineDefinition = {
  StartAt: "Prepare",
  States: {
    Prepare: {
      Type: "Pass",
      Parameters: {
        "orderId.$": "$.order.id",
        "total.$": "States.MathAdd($.order.amount, 10)",
        "label.$": "States.Format('{} for {}', $.order.id, $.order.customer.name)",
        "startedAt.$": "$$.Execution.StartTime",
        "context.$": "$$",
        "order.$": "$.order",
      },
      Next: "IsLarge",
    },
    IsLarge: {
      Type: "Choice",
      Choices: [{ Variable: "$.total", NumericGreaterThan: 50, Next: "Price" }],
      Default: "Done",
    },
    Price: { Type: "Task", Resource: functionArn, ResultPath: "$.priced", Next: "Mark" },
    Mark: { Type: "Pass", Result: { done: true }, ResultPath: "$.status", Next: "Done" },
    Done: { Type: "Succeed" },
  },
};

const order = {
  order: {
    id: "A-17",
    amount: 99,
    customer: { name: "Ada", city: "Seattle", tags: ["new", "online"] },
    lines: Array.from({ length: 8 }, (_, number) => ({ number, sku: `sku-${number}`, quantity: number + 1 })),
  },
};

const mapOfPasses: StateMachineDefinition = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemsPath: "$.items",
      ItemProcessor: { StartAt: "Same", States: { Same: { Type: "Pass", End: true } } },
      End: true,
    },
  },
};

const price = async (): Promise<Json> => ({ cents: 9_900 });

const identity: ExecutionIdentity = {
  arn: "arn:aws:states:us-east-1:000000000000:express:orders:one:1",
  name: "one",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:orders",
  stateMachineName: "orders",
  roleArn: "arn:aws:iam::000000000000:role/orders",
  startTime: Date.UTC(2026, 0, 1),
};

function millraceRunner(definition: StateMachineDefinition): Run {
  const machine = compileDefinition(definition);
  const tasks: TaskRunner = { run: price };
  return async (input) => {
    const seams: EngineSeams = {
      clock: systemClock,
      tasks,
      recorder: undefined,
      random: seededRandom("one"),
    };
    const { ended } = startExecution(machine, { identity, type: "EXPRESS", input }, seams);
    const end = await ended;
    if (end.status !== "SUCCEEDED") throw new Error(JSON.stringify(end));
  };
}

function peerRunner(definition: StateMachineDefinition): Run {
  const machine = new StateMachine(definition as ConstructorParameters<typeof StateMachine>[0]);
  return (input) => {
    const options = {
      overrides: { taskResourceLocalHandlers: { Price: price } },
      context: contextOf(input, "Prepare"),
    };
    return machine.run(input as never, options as never).result;
  };
}

/** What the context object holds, made afresh for each execution as the engine does. */
function contextOf(input: Json, state: string) {
  return {
    Execution: {
      Id: identity.arn,
      Input: input,
      StartTime: new Date(identity.startTime).toISOString(),
      Name: identity.name,
      RoleArn: identity.roleArn,
    },
    StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
    State: { Name: state, EnteredTime: new Date().toISOString() },
  };
}

interface Order {
  readonly order: {
    readonly id: string;
    readonly amount: number;
    readonly customer: { readonly name: string };
  };
}

/** The same five states as plain code with the same one promise. */
function handWritten(input: Json): Promise<unknown> {
  const { order } = input as unknown as Order;
  const context = contextOf(input, "Prepare");
  const prepared = {
    orderId: order.id,
    total: order.amount + 10,
    label: `${order.id} for ${order.customer.name}`,
    startedAt: context.Execution.StartTime,
    context,
    order,
  };
  if (prepared.total <= 50) return Promise.resolve(prepared);
  return price().then((priced) => ({ ...prepared, priced, status: { done: true } }));
}
