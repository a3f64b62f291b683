// What is wrong with the definitions of a template's machines, told before anything is made, each with its place in the file that the
// template names.

import { expect, test } from "@jest/globals";
import { DevSession } from "../../src/cli/dev/dev-session.ts";
import { findProject } from "../../src/projects/find-project.ts";
import { Region } from "../../src/region/region.ts";
import { projectFolder } from "./support/project-folder.ts";

const sam = (file: string, substitutions: string) => `Transform: AWS::Serverless-2016-10-31
Parameters:
  Pause: { Type: Number, Default: 1 }
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: ${file}
      DefinitionSubstitutions: ${substitutions}
`;

interface Told {
  readonly problems: readonly string[];
  /** Of machines. */
  readonly definitions: readonly string[];
  readonly queues: readonly unknown[];
}

async function deployed(files: Readonly<Record<string, string>>): Promise<Told> {
  const folder = projectFolder(files);
  const region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  const { services } = region;
  try {
    const project = findProject(folder.path, {
      ...{ stackName: "dev", parameters: {}, environment: process.env },
    });
    const problems = await new DevSession(project, services, { allowMissing: false }).deploy().then(
      () => [],
      (problem: Error) => problem.message.split("\n"),
    );
    const definitions = [...services.states.machines.all()].map(({ definition }) => definition);
    return { problems, definitions, queues: services.sqs.listQueues() };
  } finally {
    await region.close();
    folder.remove();
  }
}

const block = (pause: string, next = "End: true") =>
  `StartAt: A\nStates:\n  A:\n    Type: Wait\n    Seconds: ${pause}\n    ${next}\n`;
const flow = (pause: string) => `StartAt: A\nStates:\n  A: {Type: Wait, Seconds: ${pause}, End: true}\n`;
const json = (pause: string) =>
  `{\n  "StartAt": "A",\n  "States": { "A": { "Type": "Wait", "Seconds": ${pause}, "End": true } }\n}\n`;

test.each([
  ["a block of YAML", "flow.asl.yaml", block("${Wait}")],
  ["a flow of YAML", "flow.asl.yaml", flow("${Wait}")],
  ["JSON", "flow.asl.json", json("${Wait}")],
])("a number is filled in in %s, written out or a parameter's", async (_what, file, text) => {
  for (const wait of ["1", "!Ref Pause"]) {
    const files = { "template.yaml": sam(file, `{ Wait: ${wait} }`), [file]: text };
    const { problems, definitions } = await deployed(files);
    expect(problems).toEqual([]);
    expect(definitions.map((each) => JSON.parse(each).States.A.Seconds)).toEqual([1]);
  }
});

const meant = "did you mean ${Wait}?";
test.each<readonly [string, string, string, readonly unknown[]]>([
  [
    "a misspelt name in JSON",
    "flow.asl.json",
    json("${Wiat}"),
    [`flow.asl.json:3:49: OPEN_SUBSTITUTION: Not filled in: \${Wiat}; ${meant}`],
  ],
  [
    "a misspelt name in a flow of YAML",
    "flow.asl.yaml",
    flow("${Wiat}"),
    [`flow.asl.yaml:3:28: OPEN_SUBSTITUTION: Not filled in: \${Wiat}; ${meant}`],
  ],
  [
    "a misspelt name in a block of YAML",
    "flow.asl.yaml",
    block("${Wiat}"),
    [
      expect.stringMatching(
        /^flow\.asl\.yaml:5 \(\/States\/A\/Seconds\): SCHEMA.*; did you mean \$\{Wait\}\?$/,
      ),
    ],
  ],
  [
    "what is no YAML",
    "flow.asl.yaml",
    "StartAt: A\nStates: {}\nB: : C\n",
    [expect.stringMatching(/^flow\.asl\.yaml:3:4: INVALID_YAML_DESCRIPTION: /)],
  ],
  [
    "what is no JSON",
    "flow.asl.json",
    '{\n  "StartAt": ?\n}',
    [expect.stringMatching(/^flow\.asl\.json:2:1\d: INVALID_JSON_DESCRIPTION: (?!.*Source)/)],
  ],
  [
    "a state that is not there",
    "flow.asl.yaml",
    block("${Wait}", "Next: Bee\n  Be:\n    Type: Succeed"),
    [
      expect.stringMatching(
        /^flow\.asl\.yaml:6 \(\/States\/A\/Next\): MISSING_TRANSITION_TARGET: .*; Did you mean 'Be'\?$/,
      ),
      expect.stringMatching(/^flow\.asl\.yaml:8 \(\/States\/Be\): MISSING_TRANSITION_TARGET: /),
    ],
  ],
])(
  "%s is told with its place in the file that the template names, before anything is made",
  async (...given) => {
    const [, file, text, expected] = given;
    const { problems, queues } = await deployed({
      "template.yaml": sam(file, "{ Wait: 1 }"),
      [file]: text,
      "other.asl.yaml": block("none"),
    });
    expect(problems).toEqual(expected);
    expect(queues).toEqual([]);
  },
);

test("a text of the template is told as it is beside other mistakes, with what was meant", async () => {
  const template = (type: string) => `Resources:
  Queue: { Type: ${type} }
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::000000000000:role/any
      DefinitionString: |
        {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"Eech"},"Each":{"Type":"Succeed"}}}
`;
  const machine = [
    expect.stringMatching(
      /^template\.yaml:7 \(\/Resources\/Flow\/Properties\/DefinitionString\/States\/A\/Next\): .*Did you mean 'Each'\?$/,
    ),
    expect.stringMatching(/^template\.yaml:7 .*\/States\/Each\): .*not reachable/),
  ];
  const alone = await deployed({ "template.yaml": template("AWS::SQS::Queue") });
  expect(alone).toEqual({ problems: machine, definitions: [], queues: [] });
  const beside = await deployed({ "template.yaml": template("AWS::SQS::Quue") });
  expect(beside.problems).toEqual([...machine, expect.stringMatching(/^template\.yaml:2 .*AWS::SQS::Quue/)]);
});

test("what a definition of the template lacks as a whole stands where it does", async () => {
  const { problems } = await deployed({
    "template.yaml": `Resources:
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::000000000000:role/any
      Definition: { StartAt: A }
`,
  });
  expect(problems).toEqual([
    expect.stringMatching(
      /^template\.yaml:6 \(\/Resources\/Flow\/Properties\/Definition\): .*required: \[States\]/,
    ),
  ]);
});

test("what only a condition or a function decides is not told as a mistake before", async () => {
  const { problems } = await deployed({
    "template.yaml": `Parameters: { Kind: { Type: String, Default: Pass } }
Conditions:
  Never: !Equals [!Ref Kind, none]
Resources:
  Absent:
    Type: AWS::StepFunctions::StateMachine
    Condition: Never
    Properties:
      RoleArn: arn:aws:iam::000000000000:role/any
      Definition: { StartAt: Nowhere, States: {} }
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::000000000000:role/any
      Definition:
        StartAt: A
        States:
          A: { Type: !Ref Kind, Next: !If [Never, A, !Ref AWS::NoValue], End: !If [Never, !Ref AWS::NoValue, true] }
`,
  });
  expect(problems).toEqual([]);
});
