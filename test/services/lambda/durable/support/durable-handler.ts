// The words between durable functions and the service, as a handler has them without AWS's SDK: what it has done is in the operations of its
// event, and what it does is told in checkpoints.

/** A module for the folder of a function; others import `durable` from it. */
export const durableModule = `
class Pending extends Error {}
export const durable = (body) => async (event) => {
  const url = process.env.AWS_ENDPOINT_URL + "/2025-12-01/durable-executions/" + encodeURIComponent(event.DurableExecutionArn);
  const operations = new Map(event.InitialExecutionState.Operations.map((each) => [each.Id, each]));
  let token = event.CheckpointToken;
  const send = async (...Updates) => {
    const answer = await fetch(url + "/checkpoint", { method: "POST", body: JSON.stringify({ CheckpointToken: token, Updates }) });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.message);
    token = told.CheckpointToken;
    for (const each of told.NewExecutionState.Operations) operations.set(each.Id, each);
  };
  const outcome = ({ Status, StepDetails, CallbackDetails, ChainedInvokeDetails }) => {
    const { Result, Error: error } = StepDetails ?? CallbackDetails ?? ChainedInvokeDetails ?? {};
    if (Status === "SUCCEEDED") return Result === undefined ? undefined : JSON.parse(Result);
    if (Status === "STARTED" || Status === "PENDING") throw new Pending();
    throw new Error(Status + ": " + error.ErrorType + ": " + error.ErrorMessage);
  };
  const started = async (Id, Type, more) => {
    if (!operations.has(Id)) await send({ Id, Type, Action: "START", Name: Id, ...more });
    return operations.get(Id);
  };
  const context = {
    send, operations,
    updated: event.UpdatedOperationIds,
    async step(Id, run) {
      const present = operations.get(Id);
      if (present !== undefined && present.Status !== "STARTED" && present.Status !== "READY") return outcome(present);
      if (present?.Status !== "STARTED") await send({ Id, Type: "STEP", Action: "START", Name: Id });
      const attempt = operations.get(Id).StepDetails.Attempt;
      try {
        const Payload = JSON.stringify(await run(attempt));
        await send({ Id, Type: "STEP", Action: "SUCCEED", Payload });
      } catch (problem) {
        const error = { ErrorType: problem.name, ErrorMessage: problem.message };
        await send({ Id, Type: "STEP", Action: "RETRY", Error: error, StepOptions: { NextAttemptDelaySeconds: 1 } });
      }
      return outcome(operations.get(Id));
    },
    wait: async (Id, WaitSeconds) => outcome(await started(Id, "WAIT", { WaitOptions: { WaitSeconds } })),
    callback: async (Id, CallbackOptions, tell) => {
      const isNew = !operations.has(Id);
      const operation = await started(Id, "CALLBACK", { CallbackOptions });
      if (isNew) tell(operation.CallbackDetails.CallbackId);
      return outcome(operation);
    },
    invoke: async (Id, FunctionName, input) =>
      outcome(await started(Id, "CHAINED_INVOKE", { ChainedInvokeOptions: { FunctionName }, Payload: JSON.stringify(input) })),
  };
  // As AWS's SDK for Python has it: the execution by the end of its ARN, and its time in milliseconds.
  const execution = operations.get(event.DurableExecutionArn.split("/").at(-1));
  // The region's clock is ahead of this one.
  if (Math.abs(Date.now() - execution.StartTimestamp) > 3_600_000) throw new Error("started at " + execution.StartTimestamp);
  const input = JSON.parse(execution.ExecutionDetails.InputPayload);
  try {
    return { Status: "SUCCEEDED", Result: JSON.stringify(await body(input, context)) };
  } catch (problem) {
    if (problem instanceof Pending) return { Status: "PENDING" };
    return { Status: "FAILED", Error: { ErrorType: problem.name, ErrorMessage: problem.message } };
  }
};
`;
