// What AWS was recorded to answer about layers, their versions and policies, in order.

import { expect } from "@jest/globals";
import { ZipFile } from "./made-functions.ts";
import { invalid, noResource, notFound, otherRevision } from "./recorded-refusals.ts";
import type { Step } from "./steps.ts";

const FunctionName = "f";
const layer = (resource: string) => `arn:aws:lambda:us-east-1:000000000000:layer:${resource}`;

export const recordedLayerCases: readonly Step[] = [
  ["PublishLayerVersion", { LayerName: "l", Content: { ZipFile } }, { Version: 1 }],
  ...[0, -1].flatMap((VersionNumber): readonly Step[] =>
    ["GetLayerVersion", "DeleteLayerVersion"].map((operation) => [
      operation,
      { LayerName: "l", VersionNumber },
      invalid("Layer Version Cannot be less than 1"),
    ]),
  ),
  ["GetLayerVersion", { LayerName: "l", VersionNumber: 2 }, noResource],
  ["DeleteLayerVersion", { LayerName: "none", VersionNumber: 1 }, {}],
  [
    "PublishLayerVersion",
    { LayerName: "m", Content: { ZipFile }, CompatibleRuntimes: [], CompatibleArchitectures: [] },
    { CompatibleRuntimes: [], CompatibleArchitectures: [] },
  ],
  ...["l:2", "none:1"].flatMap((resource): readonly Step[] => {
    const [LayerName, number] = resource.split(":");
    const asked = { LayerName, VersionNumber: Number(number) };
    const gone = notFound(`Layer version ${layer(resource)} does not exist.`);
    const statement = { StatementId: "s", Action: "lambda:GetLayerVersion", Principal: "*" };
    return [
      ["AddLayerVersionPermission", { ...asked, ...statement }, gone],
      ["GetLayerVersionPolicy", asked, gone],
      ["RemoveLayerVersionPermission", { ...asked, StatementId: "s" }, gone],
    ];
  }),
  [
    "GetLayerVersionPolicy",
    { LayerName: "l", VersionNumber: 1 },
    notFound("No policy is associated with the given resource."),
  ],
  ["AddLayerVersionPermission", layerStatement("s"), { RevisionId: expect.any(String) }],
  [
    "AddLayerVersionPermission",
    { ...layerStatement("t"), RevisionId: "another" },
    otherRevision("GetLayerPolicy"),
  ],
  [
    "RemoveLayerVersionPermission",
    { LayerName: "l", VersionNumber: 1, StatementId: "s", RevisionId: "another" },
    otherRevision("GetLayerPolicy"),
  ],
  [
    "UpdateFunctionConfiguration",
    { FunctionName, Layers: ["arn:aws:lambda:eu-west-1:000000000000:layer:l:1"] },
    invalid(
      "Layers are not in the same region as the function. Layers are expected to be in region us-east-1.",
    ),
  ],
];

function layerStatement(StatementId: string) {
  const allowed = { Action: "lambda:GetLayerVersion", Principal: "*" };
  return { LayerName: "l", VersionNumber: 1, StatementId, ...allowed };
}
