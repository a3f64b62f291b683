// Names in a definition that nothing of its template fills in.

import { expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { unfilledWarnings } from "../../src/projects/open-definition.ts";
import { readTemplateText } from "../../src/services/cloudformation/template/template-source.ts";

const definition = {
  StartAt: "A",
  States: { A: { Type: "Task", Resource: "${Fn}", Comment: "in ${AWS::Region}", End: true } },
};
const upload = { bucket: "artifacts", key: "0123abcd", content: JSON.stringify(definition), ending: ".json" };

function warningsOf(properties: Json): readonly string[] {
  const body = { Resources: { Flow: { Type: "AWS::StepFunctions::StateMachine", Properties: properties } } };
  const template = readTemplateText(JSON.stringify(body, undefined, 2), "template.json", "written out");
  return unfilledWarnings({ stackName: "s", template, parameters: {}, uploads: [upload] });
}

const region = { "AWS::Region": { Ref: "AWS::Region" } };
const location = { Bucket: upload.bucket, Key: upload.key };
const start = "template.json:3: the definition of Flow keeps ${Fn}";

test.each<readonly [string, Json, readonly string[]]>([
  [
    "of a file, with all filled in",
    { DefinitionS3Location: location, DefinitionSubstitutions: { Fn: "f", ...region } },
    [],
  ],
  [
    "of a file, with a misspelt name",
    { DefinitionS3Location: location, DefinitionSubstitutions: { Fnn: "f", ...region } },
    [`${start}: did you mean \${Fnn}?`],
  ],
  [
    "of SAM",
    { DefinitionUri: location, DefinitionSubstitutions: region },
    [`${start}: DefinitionSubstitutions of the template has no such name`],
  ],
  [
    "with substitutions that only the deployment knows",
    { DefinitionUri: location, DefinitionSubstitutions: { "Fn::FindInMap": ["A", "B", "C"] } },
    [],
  ],
  ["of a text that a function fills in", { DefinitionString: { "Fn::Sub": upload.content } }, []],
  [
    "written out",
    { Definition: definition, DefinitionSubstitutions: { Fun: "f", ...region } },
    [`${start}: did you mean \${Fun}?`],
  ],
  ["that is elsewhere", { DefinitionS3Location: { Bucket: "theirs", Key: "k" } }, []],
])("a definition %s", (_what, properties, warnings) => {
  expect(warningsOf(properties)).toEqual(warnings);
});
