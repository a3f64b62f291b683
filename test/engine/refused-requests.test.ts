// Requests that Step Functions refuses once their fields are evaluated: no task is scheduled, and nothing catches it.

import { expect, test } from "@jest/globals";
import { outline, runMachine } from "./run-machine.ts";

const taskOf = (resource: string, Parameters: object) => ({
  StartAt: "S",
  States: {
    S: {
      Type: "Task",
      Resource: `arn:aws:states:::${resource}`,
      Parameters,
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "S" }],
      End: true,
    },
  },
});
const refusal = (parameters: string, problem: string) => ({
  status: "FAILED",
  error: "States.Runtime",
  cause: `An error occurred while executing the state 'S' (entered at the event id #2). The Parameters '${parameters}' could not be used to start the Task: [${problem}]`,
});

test.each([
  {
    task: taskOf("sqs:sendMessage", { "QueueUrl.$": "$.q", MessageBody: "a" }),
    input: { q: 5 },
    // What is computed stands after what is written.
    refused: refusal(
      '{"MessageBody":"a","QueueUrl":5}',
      "The value for the field 'QueueUrl' must be a STRING",
    ),
  },
  {
    task: taskOf("lambda:invoke", { FunctionName: "echo", "Payload.$": "$.p" }),
    input: { p: 5 },
    refused: refusal(
      '{"FunctionName":"echo","Payload":5}',
      "The value for the field 'Payload' must be a STRING",
    ),
  },
  {
    task: taskOf("lambda:invoke", { FunctionName: "echo", "TaskToken.$": "$.t", "Log.$": "$.t" }),
    input: { t: "x" },
    refused: refusal(
      '{"FunctionName":"echo","TaskToken":"x","Log":"x"}',
      'The field "TaskToken" is not supported by Step Functions, The field "Log" is not supported by Step Functions',
    ),
  },
  {
    task: taskOf("lambda:invoke", { FunctionName: "echo", Payload: { "t.$.$": "$.t" } }),
    input: { t: "x" },
    refused: refusal(
      '{"FunctionName":"echo","Payload":{"t.$":"x"}}',
      "The value for the field 't.$' must be a valid JSONPath or a valid intrinsic function call",
    ),
  },
])("$refused.cause", async ({ task, input, refused }) => {
  const { end, history } = await runMachine(task, { input, tasks: () => "called" });
  expect(end).toEqual(refused);
  expect(outline(history)).toEqual([
    "1<-0 ExecutionStarted",
    "2<-0 TaskStateEntered",
    "3<-2 ExecutionFailed",
  ]);
});

test("what is null is left out, and a template that is computed again may be right", async () => {
  const parameters = { FunctionName: "f", "Payload.$": "$.none", ClientContext: null };
  const { end } = await runMachine(taskOf("lambda:invoke", parameters), { input: { none: null } });
  expect(end.status).toBe("SUCCEEDED");
  const again = taskOf("lambda:invoke", { FunctionName: "f", Payload: { "a.$.$": "$.path" } });
  expect((await runMachine(again, { input: { path: "$.b" } })).end.status).toBe("SUCCEEDED");
});

test("JSONata's arguments are looked at as well", async () => {
  const { S } = taskOf("sqs:sendMessage", {}).States;
  const { Parameters: _, Catch: __, ...task } = S;
  const { end } = await runMachine({
    StartAt: "S",
    States: { S: { ...task, QueryLanguage: "JSONata", Arguments: { DelaySeconds: "{% 'x' %}" } } },
  });
  expect(end).toEqual(
    refusal('{"DelaySeconds":"x"}', "The value for the field 'DelaySeconds' must be an INTEGER"),
  );
});
