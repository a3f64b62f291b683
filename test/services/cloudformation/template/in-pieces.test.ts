// A template is read and checked piece by piece, so that a large one lets others have their turn.

import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { templateInPieces } from "../../../../src/services/cloudformation/template/parse-template.ts";
import { readYaml } from "../../../../src/services/cloudformation/template/reading/read-yaml.ts";
import { readTemplateInPieces } from "../../../../src/services/cloudformation/template/template-source.ts";
import { counted } from "../../../support/counted-pieces.ts";

test("a text in YAML is read in pieces, to the same template", () => {
  const line = (n: number) =>
    `  Topic${n}:\n    Type: AWS::SNS::Topic\n    Properties: {DisplayName: !Ref AWS::Region}\n`;
  const text = `Resources:\n${Array.from({ length: 200 }, (_, n) => line(n)).join("")}`;
  const { value, pieces } = counted(readTemplateInPieces(text, "t.yaml"));
  expect(pieces).toBeGreaterThan(20);
  expect(Object.keys(value.body.Resources as object)).toHaveLength(200);
  expect(value.body).toMatchObject({
    Resources: { Topic199: { Properties: { DisplayName: { Ref: "AWS::Region" } } } },
  });
});

test("of a text in YAML there is one document", () => {
  expect(() => counted(readTemplateInPieces("Resources: {}\n---\nResources: {}\n", "t.yaml"))).toThrow(
    /YAML not well-formed. \(line 2, column 1\)[\s\S]*it holds more than one document/,
  );
});

test("the references of each resource are a piece", () => {
  const topic = { Type: "AWS::SNS::Topic", Properties: { DisplayName: { Ref: "AWS::Region" } } };
  const Resources = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`Topic${n}`, topic]));
  const read = counted(readTemplateInPieces(JSON.stringify({ Resources }), "t.json"));
  expect(read.pieces).toBeGreaterThan(2);
  const { value, pieces } = counted(templateInPieces(read.value));
  expect(value.resources.size).toBe(200);
  expect(pieces).toBeGreaterThan(200);
});

const hundreds = (of: (n: number) => string, joined = "") =>
  Array.from({ length: 800 }, (_, n) => of(n)).join(joined);

const large: readonly { readonly name: string; readonly text: string }[] = [
  { name: "a list", text: `a:\n${hundreds((n) => `  - v${n}\n`)}z: 1\n` },
  { name: "lists in a list", text: `a:\n${hundreds((n) => `  - - v${n}\n    - [x, y]\n`)}` },
  { name: "a map", text: hundreds((n) => `k${n}: v${n}\n`) },
  { name: "maps in maps", text: hundreds((n) => `k${n}:\n  b: "v: ${n}"\n  # said of it\n  c: {d: e}\n`) },
  {
    name: "a list that ends in a remark",
    text: `a:\n${hundreds((n) => `  - v${n}\n`)}  # the end\n\nz: 1\n`,
  },
  {
    name: "a map that ends in a list",
    text: `a:\n  b:\n${hundreds((n) => `    k${n}: v\n`)}    z:\n${hundreds((n) => `    - ${n}x\n`)}c: d\n`,
  },
  { name: "empty items", text: `a:\n${hundreds(() => "  -\n")}z:\n` },
  { name: "a list in flow", text: `a: [${hundreds((n) => `v${n}`, ", ")}]\nz: 1\n` },
  { name: "a list in flow that ends with a comma", text: `a: [\n${hundreds((n) => `  v${n},\n`)}]\n` },
  { name: "pairs in a list in flow", text: `[${hundreds((n) => `k${n}: v${n}`, ", ")}]` },
  { name: "a map in flow", text: `{${hundreds((n) => `k${n}: v${n}`, ", ")}, z: [1]}` },
  { name: "what follows a directive", text: `%YAML 1.2\n---\n${hundreds((n) => `- ${n}\n`)}` },
  { name: "aliases over all of it", text: `a: &x [1]\n${hundreds((n) => `k${n}: *x\nl${n}: &x [${n}]\n`)}` },
];

describe("a large text in YAML is what the parser says of it at once:", () => {
  test.each(large)("$name", ({ text }) => {
    const { value, pieces } = counted(readYaml(text, "t.yaml", "written out"));
    expect(value.value).toEqual(parse(text, { maxAliasCount: -1 }));
    expect(pieces).toBeGreaterThan(12);
  });
});

const wrong: readonly { readonly name: string; readonly text: string; readonly told: RegExp }[] = [
  {
    name: "two commas in the middle",
    text: `[${hundreds((n) => (n === 400 ? "v\n,," : `v${n},`))}]`,
    told: /\(line 2, column 2\); Unexpected , in flow sequence/,
  },
  {
    name: "a comma that is missing",
    text: `{${hundreds((n) => `k${n}: "v"${n === 400 ? "\n" : ","}`)}}`,
    told: /\(line 2, column 1\); Missing , between flow map items/,
  },
  {
    name: "a key without a value",
    text: hundreds((n) => (n === 400 ? "k\n" : `k${n}: v\n`)),
    told: /\(line 401, column 1\); Implicit map keys need to be followed by map values/,
  },
  {
    name: "a line that stands too far left",
    text: `a:\n${hundreds((n) => `${n === 400 ? " " : "  "}- v\n`)}`,
    told: /\(line 402, column 1\); A block sequence may not be used as an implicit map key/,
  },
  { name: "nothing but commas", text: `[${",".repeat(9_000)}]`, told: /\(line 1, column 3\); Unexpected ,/ },
  {
    name: "tags after tags",
    text: `- ${"!a ".repeat(9_000)}`,
    told: /\(line 1, column 6\); .*at most one tag/,
  },
  { name: "nothing but ends", text: "}\n".repeat(9_000), told: /\(line 1, column 1\)/ },
  { name: "more values than are taken", text: "- a\n".repeat(100_100), told: /more than 100000 values/ },
  { name: "lists in lists without end", text: "[".repeat(50_000), told: /nested too deep/ },
];

describe("a large text in YAML is refused at its first fault:", () => {
  test.each(wrong)("$name", ({ text, told }) => {
    expect(() => counted(readYaml(text, "t.yaml", "refused"))).toThrow(told);
  });
});
