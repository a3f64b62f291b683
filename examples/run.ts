// Runs an example: `npx node examples/run.ts retry-and-catch '{"station": "busy"}'`.

import { endMembers } from "../src/services/step-functions/executions/execution-record.ts";
import { exampleNames, openExample } from "./open-example.ts";

/** What an example is run with that is given nothing: the first input that its README tells of. */
const usualInputs: Readonly<Record<(typeof exampleNames)[number], string>> = {
  "retry-and-catch": '{"station": "busy"}',
  "human-approval": '{"warning": "Storm on Friday", "timeoutSeconds": 86400}',
  "glue-job-lambda-sns": '{"day": "2026-11-23"}',
};

const [given, input] = process.argv.slice(2);
const name = exampleNames.find((each) => each === given);
if (name === undefined) {
  console.error(`usage: npx node examples/run.ts ${exampleNames.join("|")} [INPUT]`);
  process.exit(2);
}

const example = await openExample(name);
console.log(`export AWS_ENDPOINT_URL=${example.url} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1`);
console.log("export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local");
for (const [output, value] of Object.entries(example.outputs))
  console.log(`export ${output.toUpperCase()}=${value}`);
const record = await example.ended(await example.start(JSON.parse(input ?? usualInputs[name])));
const { output, error, cause } = endMembers(record.end);
console.log(`${record.status} ${output ?? `${error}: ${cause ?? ""}`}`);
await example.close();
process.exitCode = record.status === "SUCCEEDED" ? 0 : 1;
