// Definitions whose text has something filled in: read with it, and their mistakes told where the text has them as it was written.

import { expect, test } from "@jest/globals";
import { asJsonText, readDefinitionText } from "../../../src/asl/definition-text/definition-text.ts";
import type { Substitutions } from "../../../src/asl/definition-text/substitutions.ts";
import { positionOf } from "../../../src/asl/validate/render.ts";

const json = (state: string) => `{"StartAt":"A","States":{"A":{${state}}}}`;
const flow = (state: string) => `StartAt: A\nStates:\n  A: {${state}}\n`;

/** The place of each error. */
function errorsIn(text: string, file: string, substitutions: Substitutions = {}): readonly string[] {
  const { diagnostics, source } = readDefinitionText(text, { type: "STANDARD", file, substitutions });
  const errors = diagnostics.filter(({ severity }) => severity === "ERROR");
  return errors.map((diagnostic) => {
    const place = positionOf(diagnostic, source);
    return place === undefined ? diagnostic.code : `${place.line}:${place.column} ${diagnostic.code}`;
  });
}

const long = { Pause: "12345678" };
test.each<readonly [string, string, string, Substitutions, readonly string[]]>([
  ["a number in JSON", "a.json", json('"Type":"Wait","Seconds":${Pause},"End":true'), { Pause: "3" }, []],
  [
    "a number in a flow of YAML",
    "a.yaml",
    flow("Type: Wait, Seconds: ${Pause}, End: true"),
    { Pause: "3" },
    [],
  ],
  [
    "a number in a block of YAML",
    "a.yaml",
    "StartAt: A\nStates:\n  A:\n    Type: Wait\n    Seconds: ${Pause}\n    End: true\n",
    { Pause: "3" },
    [],
  ],
  [
    "a mistake behind what was filled in",
    ...(["a.json", json('"Type":"Wait","Seconds":${Pause},"Next":"B"'), long] as const),
    [
      `1:${json('"Type":"Wait","Seconds":${Pause},"Next":').length - 2} MISSING_TRANSITION_TARGET`,
      "MISSING_END_STATE",
    ],
  ],
  [
    "a mistake behind it in YAML",
    ...(["a.yaml", flow("Type: Wait, Seconds: ${Pause}, Next: B"), long] as const),
    ["3:44 MISSING_TRANSITION_TARGET", "MISSING_END_STATE"],
  ],
  [
    "no JSON behind it",
    ...(["a.json", json('"Type":"Wait","Seconds":${Pause},?'), long] as const),
    [`1:${json('"Type":"Wait","Seconds":${Pause},').length - 1} INVALID_JSON_DESCRIPTION`],
  ],
  [
    "no YAML on a line below it",
    "a.yaml",
    "Comment: ${Pause}\nStartAt: A\nB: : C\n",
    { Pause: "a\n\n" },
    ["3:4 INVALID_YAML_DESCRIPTION"],
  ],
  [
    "a mistake behind what is left open",
    ...(["a.json", json('"Type":"Task","Resource":"${Fn}","Next":"B"'), {}] as const),
    [
      `1:${json('"Type":"Task","Resource":"${Fn}","Next":').length - 2} MISSING_TRANSITION_TARGET`,
      "MISSING_END_STATE",
    ],
  ],
])("%s", (_what, file, text, substitutions, errors) => {
  expect(errorsIn(text, file, substitutions)).toEqual(errors);
});

test("what is filled in is part of a string in JSON, and stands as it is in YAML", () => {
  const substitutions = { Text: 'say "hi"' };
  expect(asJsonText('{"Comment":"${Text}"}', "a.json", substitutions)).toBe('{"Comment":"say \\"hi\\""}');
  expect(asJsonText("Comment: ${Text}\n", "a.yaml", substitutions)).toBe('{"Comment":"say \\"hi\\""}');
});
