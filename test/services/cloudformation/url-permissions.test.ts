// What is told of function URLs that the public may ask and not invoke.

import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { urlWarnings } from "../../../src/services/cloudformation/stacks/url-permissions.ts";

const arn = "arn:aws:lambda:us-east-1:000000000000:function:f";

function resource(logicalId: string, type: string, properties: JsonObject) {
  const facts = { ref: logicalId, attributes: {}, generatedName: "", warnings: [], dependsOn: [] };
  const policies = { deletionPolicy: "Delete", updateReplacePolicy: "Delete" } as const;
  return { logicalId, type, standing: { ...facts, ...policies, properties } };
}

const url = (more: JsonObject = {}) =>
  resource("Url", "AWS::Lambda::Url", { TargetFunctionArn: arn, AuthType: "NONE", ...more });
const asked = (name = "f") =>
  resource("Ask", "AWS::Lambda::Permission", {
    ...{ FunctionName: name, Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" },
  });
const invoked = (name = "f") =>
  resource("Invoke", "AWS::Lambda::Permission", {
    ...{ FunctionName: name, Action: "lambda:InvokeFunction", InvokedViaFunctionUrl: true },
  });

test.each([
  ["one of the two", [url(), asked()], true],
  ["one of the two, of an alias", [url({ Qualifier: "live" }), asked(`${arn}:live`), invoked("f")], true],
  ["one of the two, the other for another function", [url(), asked(), invoked("g")], true],
  ["both", [url(), asked(), invoked()], false],
  ["both, by ARN", [url(), asked(arn), invoked(arn)], false],
  ["none, which is left to somebody else", [url()], false],
  ["one, of a URL that asks for a signature", [url({ AuthType: "AWS_IAM" }), asked()], false],
])("a URL with %s", (_, resources, isTold) => {
  expect(urlWarnings(resources)).toEqual(
    isTold
      ? [
          expect.stringMatching(
            /^\/Resources\/Url: the URL answers 403: since October 2025 .*InvokedViaFunctionUrl/,
          ),
        ]
      : [],
  );
});
