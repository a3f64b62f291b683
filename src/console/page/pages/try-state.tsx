// One state, tried without a machine around it: TestState.

import { Ask } from "../parts/ask.tsx";
import { call } from "../region/call.ts";

const sample = JSON.stringify(
  { Type: "Pass", Parameters: { "greeting.$": "States.Format('Hello {}', $.name)" }, End: true },
  null,
  2,
);

export function TryStatePage() {
  return (
    <>
      <h1>Try a state</h1>
      <p>A Task is run for real, unless an answer is given for it.</p>
      <Ask
        title="State"
        action="Run"
        fields={[
          { name: "definition", title: "Definition of the state", rows: 12, value: sample },
          { name: "input", title: "Input", rows: 6, value: '{ "name": "rain" }' },
          { name: "mock", title: "The task's answer, as JSON (empty: it is run)", rows: 3, value: "" },
          { name: "roleArn", title: "Role", value: "arn:aws:iam::000000000000:role/console" },
          {
            name: "inspectionLevel",
            title: "Inspection",
            value: "DEBUG",
            choices: ["INFO", "DEBUG", "TRACE"],
          },
        ]}
        ask={({ mock = "", ...members }) =>
          call("sfn", "TestState", { ...members, ...(mock.trim() === "" ? {} : { mock: { result: mock } }) })
        }
      />
    </>
  );
}
