// The engine side by side with aws-local-stepfunctions, and with what one would write by hand instead of a state machine.
// Executions follow each other; each is awaited.

import { StateMachine } from "aws-local-stepfunctions";
import type { StateMachineDefinition } from "../../src/asl/definition.ts";
import type { Json } from "../../src/aws/json.ts";
import { type BenchRow, compare, type Pace } from "./bench-row.ts";
import { fiveStates, identity, order, price, provenRunnerOf } from "./executions.ts";

const peerName = "aws-local-stepfunctions 3.0.0";
const unit = "executions/s";

export async function engineBenches(pace: Pace): Promise<BenchRow[]> {
  const items = { items: Array.from({ length: 100 }, (_, number) => ({ number })) };
  return [
    ...(await compare(
      {
        name: "five states, one async task",
        unit,
        millrace: await provenRunnerOf(fiveStates, order),
        peers: {
          [peerName]: peerRunner(fiveStates, order),
          "hand-written JavaScript": () => handWritten(order),
        },
      },
      pace,
    )),
    ...(await compare(
      {
        name: "Map of 100 Pass states",
        unit,
        millrace: await provenRunnerOf(mapOfPasses, items),
        peers: { [peerName]: peerRunner(mapOfPasses, items) },
      },
      pace,
    )),
  ];
}

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

function peerRunner(definition: StateMachineDefinition, input: Json): () => Promise<unknown> {
  const machine = new StateMachine(definition as ConstructorParameters<typeof StateMachine>[0]);
  return () => {
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

/** The same five states as plain code with the same one promise. */
function handWritten(input: typeof order): Promise<unknown> {
  const { order } = input;
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
