import { expect, test } from "@jest/globals";
import { lineageOf } from "../../../../src/services/lambda/events/lineage.ts";

const a = "arn:aws:lambda:us-east-1:000000000000:function:a";
const b = "arn:aws:lambda:us-east-1:000000000000:function:b";
const header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

test("a header keeps what it says, and tells who has run", () => {
  const { traceHeader, isCircle } = lineageOf(header, a, 0);
  expect(traceHeader).toMatch(new RegExp(`^${header};Lineage=1:[0-9a-f]{8}:0$`));
  expect(isCircle).toBe(false);
});

test("a request without a header begins a trace that is not sampled", () => {
  expect(lineageOf(undefined, a, Date.UTC(2026, 0, 1)).traceHeader).toMatch(
    /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:0$/,
  );
});

test("the seventeenth run in a circle is one too many, however many functions are in it", () => {
  let given: string | undefined = header;
  const seen: boolean[] = [];
  for (let round = 0; round < 17; round++) {
    const ofA = lineageOf(given, a, 0);
    seen.push(ofA.isCircle);
    given = lineageOf(ofA.traceHeader, b, 0).traceHeader;
  }
  expect(seen).toEqual([...Array(16).fill(false), true]);
});

test.each(["Lineage=", "Lineage=x:y", "Lineage=1:|:||", `${header};Lineage=1:__proto__:3`])(
  "what is no lineage does no harm: %s",
  (text) => {
    expect(lineageOf(text, a, 0).isCircle).toBe(false);
  },
);
