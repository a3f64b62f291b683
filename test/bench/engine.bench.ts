// The engine side by side with aws-local-stepfunctions, and with what one would write by hand instead of a state machine.
// Executions follow each other; each is awaited.

import type { StateMachineDefinition } from "../../src/asl/definition.ts";
import type { Json } from "../../src/aws/json.ts";
import { type BenchRow, compare, type Pace } from "./bench-row.ts";
import { fiveStates, identity, order, price, provenRunnerOf } from "./executions.ts";

const peerName = "aws-local-stepfunctions 3.0.0";
const unit = "executions/s";

export async function engineBenches(pace: Pace): Promise<BenchRow[]> {
  const items = { items: Array.from({ length: 100 }, (_, number) => ({ number })) };
  const five = {
    ...{ name: "five states, one async task", unit },
    millrace: await provenRunnerOf(fiveStates, order),
  };
  const ofPasses = {
    ...{ name: "Map of 100 Pass states", unit },
    millrace: await provenRunnerOf(mapOfPasses, items),
  };
  // Before the package is loaded: what runs beside it takes an eighth longer, and what is written by hand does not.
  const byHand = await compare(
    { ...five, peers: { "hand-written JavaScript": () => handWritten(order) } },
    pace,
  );
  const peers = async (definition: StateMachineDefinition, input: Json) => ({
    [peerName]: await peerRunner(definition, input),
  });
  return [
    ...(await compare({ ...five, peers: await peers(fiveStates, order) }, pace)),
    ...byHand,
    ...(await compare({ ...ofPasses, peers: await peers(mapOfPasses, items) }, pace)),
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

async function peerRunner(definition: StateMachineDefinition, input: Json): Promise<() => Promise<unknown>> {
  const { StateMachine } = await import("aws-local-stepfunctions");
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
