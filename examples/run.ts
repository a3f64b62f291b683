// Runs an example: `npx node examples/run.ts retry-and-catch '{"station": "busy"}'`.

import { clientVariables } from "../src/projects/tool-environment.ts";
import { endMembers } from "../src/services/step-functions/executions/execution-record.ts";
import { exampleNames, openExample } from "./open-example.ts";

/** What an example is run with that is given nothing: the first input that its README tells of. */
const usualInputs: Readonly<Record<(typeof exampleNames)[number], string>> = {
  "retry-and-catch": '{"station": "busy"}',
  "human-approval": '{"warning": "Storm on Friday", "timeoutSeconds": 86400}',
  "glue-job-lambda-sns": '{"day": "2026-11-23"}',
};

/** What is told of one that waits for somebody. */
const waits: Partial<Readonly<Record<(typeof exampleNames)[number], string>>> = {
  "human-approval": `It waits for an answer. With these variables, in another terminal:
  aws sqs receive-message --queue-url "$APPROVALS" --query 'Messages[0].Body' --output text    # the question and its token
  aws stepfunctions send-task-success --task-token TOKEN --task-output '{"approvedBy": "Ada"}'`,
};

const [given, input] = process.argv.slice(2);
const name = exampleNames.find((each) => each === given);
if (name === undefined) {
  console.error(`usage: npx node examples/run.ts ${exampleNames.join("|")} [INPUT]`);
  process.exit(2);
}

const example = await openExample(name);
const region = { url: example.url, region: example.region.identity.region };
for (const [variable, value] of Object.entries(clientVariables(region)))
  console.log(`export ${variable}=${value}`);
for (const [output, value] of Object.entries(example.outputs))
  console.log(`export ${output.toUpperCase()}=${value}`);
const wait = waits[name];
if (wait !== undefined) console.log(wait);
const record = await example.ended(await example.start(JSON.parse(input ?? usualInputs[name])));
const { output, error, cause } = endMembers(record.end);
console.log(`${record.status} ${output ?? `${error}: ${cause ?? ""}`}`);
await example.close();
process.exitCode = record.status === "SUCCEEDED" ? 0 : 1;
