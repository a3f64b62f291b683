// How the text of a template is read: what bounds it, what is warned of, and where its parts stand.

import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../../../src/aws/json.ts";
import { placeOf } from "../../../../src/aws/template/places.ts";
import { readTemplateText } from "../../../../src/services/cloudformation/template/template-source.ts";

describe("the text of a template", () => {
  test("is YAML of version 1.1 as CloudFormation has it, whatever the scalar", () => {
    const scalars: readonly (readonly [string, Json])[] = [
      ["~", null],
      ["null", null],
      ["Yes", true],
      ["OFF", false],
      ["y", "y"],
      ["tRue", "tRue"],
      ["-5", -5],
      ["+5", 5],
      ["0", 0],
      ["010", 8],
      ["09", "09"],
      ["-0b11", -3],
      ["0x1f", 31],
      ["1.", 1],
      [".5", 0.5],
      ["1e3", 1000],
      ["1_0.5", 10.5],
      ["1:30", 90],
      ["1:30:05", 5405],
      ["1:60", "1:60"],
      ["12e", "12e"],
      ["2012-10-17", "2012-10-17"],
      ["2012-10-17T00:00:00Z", "2012-10-17T00:00:00Z"],
      ["10.0.0.1", "10.0.0.1"],
      ["=", "="],
      ["!!str 5", "5"],
      ['!!int "5"', 5],
      ["! 5", "5"],
    ];
    for (const [written, expected] of scalars) {
      expect([written, readTemplateText(`A: ${written}\n`, "t.yaml").body.A]).toEqual([written, expected]);
    }
  });

  test("goes on at any indentation within brackets and quotes, and has comments right behind them", () => {
    const text = `A: {
"B": [
1, {
C: 2 } ]
}
D:
  E: "one
two"
  F: [ 3
]#behind
  G: 'x'#behind
`;
    const expected = { A: { B: [1, { C: 2 }] }, D: { E: "one two", F: [3], G: "x" } };
    expect(readTemplateText(text, "t.yaml").body).toEqual(expected);
    expect(() => readTemplateText("A:\n  B: {\nC: 1\nD: 2\n", "t.yaml")).toThrow(/YAML not well-formed/);
    expect(() => readTemplateText('A: "x\n---\ny"\n', "t.yaml")).toThrow(/YAML not well-formed/);
  });

  test("warns of a key that is there twice, of which the last one counts", () => {
    const yaml = readTemplateText("A: 1\nB: {C: 1, C: 2}\nA: 3\n", "t.yaml");
    expect(yaml.body).toEqual({ A: 3, B: { C: 2 } });
    expect(yaml.warnings?.map(({ problem, place }) => [place?.line, problem])).toEqual([
      [2, 'the key "C" is there before, and what is said of it there is lost'],
      [3, 'the key "A" is there before, and what is said of it there is lost'],
    ]);
    const json = readTemplateText('{"A": 1,\n "A": 2}', "t.json");
    expect(json.body).toEqual({ A: 2 });
    expect(json.warnings?.map(({ place }) => place?.line)).toEqual([2]);
    expect(readTemplateText("A: &a {B: 1}\nC: {<<: *a, B: 2}\n", "t.yaml", "written out").warnings).toEqual(
      [],
    );
  });

  const bounded: readonly { name: string; text: string; problem: RegExp }[] = [
    {
      name: "too large",
      text: `A: ${"x".repeat(1_000_001)}`,
      problem: /Template may not exceed 1000000 bytes in size/,
    },
    { name: "lists in lists in YAML", text: `A: ${"[".repeat(50_000)}`, problem: /YAML not well-formed/ },
    {
      name: "maps in maps in YAML",
      text: `${"a: {".repeat(2_000)}${"}".repeat(2_000)}`,
      problem: /YAML not well-formed/,
    },
    { name: "lists in lists in JSON", text: `{"A": ${"[".repeat(50_000)}`, problem: /JSON not well-formed/ },
    { name: "aliases of aliases", text: laughs(), problem: /it holds more than 100000 values/ },
    { name: "two documents", text: "A: 1\n---\nB: 1\n", problem: /YAML not well-formed\. \(line 2/ },
  ];

  function laughs(): string {
    const lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"];
    for (let level = 1; level < 12; level++) {
      lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(", ")}]`);
    }
    return lines.join("\n");
  }

  test.each(bounded)("is refused if it is $name", ({ text, problem }) => {
    expect(() => readTemplateText(text, "t", "written out")).toThrow(problem);
  });

  test("begins after a byte order mark", () => {
    expect(readTemplateText("\uFEFF{}", "t").body).toEqual({});
    expect(readTemplateText("\uFEFFA: 1", "t").body).toEqual({ A: 1 });
  });
});

describe("the place of a part", () => {
  const { body } = readTemplateText(
    `Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !If
        - IsProd
        - !Sub "\${A}"
        - Fn::If:
            - IsDev
            - Deep: { Er: 1 }
            - b
      Tags:
        - { Key: a }
        - Key: b
`,
    "t.yaml",
  );

  test.each([
    ["/Resources", 1, 1],
    ["/Resources/Queue/Type", 3, 5],
    ["/Resources/Queue/Properties/Tags/1", 14, 11],
    ["/Resources/Queue/Properties/Tags/1/Key", 14, 11],
    ["/Resources/Queue/Properties/QueueName/Fn::If/1/Fn::Sub", 7, 16],
    // As resolved values have it: through the branches of an Fn::If.
    ["/Resources/Queue/Properties/QueueName/Deep/Er", 10, 23],
    // What is not there stands where what should hold it does.
    ["/Resources/Queue/Properties/Absent/Deep", 4, 5],
    ["/Nowhere", 1, 1],
  ])("%s is line %d, column %d", (pointer, line, column) => {
    expect(placeOf(body, pointer)).toEqual({ file: "t.yaml", line, column });
  });
});
