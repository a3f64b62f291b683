import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { StateMachineDefinition } from "../../../src/asl/definition.ts";
import { layersOf } from "../../../src/asl/graph/layers.ts";
import { type Layout, layOut } from "../../../src/asl/graph/layout.ts";
import { renderMermaid } from "../../../src/asl/graph/mermaid.ts";
import { ruleLabel } from "../../../src/asl/graph/rule-label.ts";
import { type StateGraph, stateGraph } from "../../../src/asl/graph/state-graph.ts";
import { renderSvg } from "../../../src/asl/graph/svg.ts";

const orders: StateMachineDefinition = {
  StartAt: "Look",
  States: {
    Look: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Catch: [{ ErrorEquals: ["States.Timeout", "Lost"], Next: "Broken" }],
      Next: "Which?",
    },
    "Which?": {
      Type: "Choice",
      Choices: [
        { Variable: "$.n", NumericGreaterThan: 3, Next: "Both" },
        { Variable: "$.again", BooleanEquals: true, Next: "Look" },
      ],
      Default: "Broken",
    },
    Both: {
      Type: "Parallel",
      Branches: [
        { StartAt: "Left", States: { Left: { Type: "Pass", End: true } } },
        { StartAt: "Right", States: { Right: { Type: "Wait", Seconds: 1, End: true } } },
      ],
      End: true,
    },
    Broken: { Type: "Fail" },
  },
};

describe("a definition as a graph", () => {
  const graph = stateGraph(orders);

  test("has every state, every transition and every end", () => {
    expect(graph.start).toBe("Look");
    expect(graph.nodes.map(({ name, type, inner }) => [name, type, inner.length])).toEqual([
      ["Look", "Task", 0],
      ["Which?", "Choice", 0],
      ["Both", "Parallel", 2],
      ["Broken", "Fail", 0],
    ]);
    expect(graph.edges).toEqual([
      { from: "Look", to: "Which?", kind: "next" },
      { from: "Look", to: "Broken", kind: "catch", label: "States.Timeout, Lost" },
      { from: "Which?", to: "Both", kind: "choice", label: "$.n > 3" },
      { from: "Which?", to: "Look", kind: "choice", label: "$.again = true" },
      { from: "Which?", to: "Broken", kind: "default" },
    ]);
    expect(graph.ends).toEqual(["Both", "Broken"]);
  });

  test("is drawn by Mermaid with branches side by side", () => {
    expect(renderMermaid(graph)).toBe(`stateDiagram-v2
  state "Look (Task)" as s1
  state "Which? (Choice)" as s2
  state "Both (Parallel)" as s3
  state s3 {
    state "Left (Pass)" as s4
    [*] --> s4
    s4 --> [*]
    --
    state "Right (Wait)" as s5
    [*] --> s5
    s5 --> [*]
  }
  state "Broken (Fail)" as s6
  [*] --> s1
  s1 --> s2
  s1 --> s6: on States.Timeout, Lost
  s2 --> s3: $.n #62; 3
  s2 --> s1: $.again = true
  s2 --> s6: default
  s3 --> [*]
  s6 --> [*]
`);
  });

  test("is drawn as SVG with a class a state, and marks of an execution", () => {
    const svg = renderSvg(layOut(graph), { marks: new Map([["Look", "succeeded"]]) });
    expect(svg).toContain('<g class="state task succeeded" data-state="Look">');
    expect(svg).toContain('<g class="state wait" data-state="Right">');
    expect(svg).toContain('class="edge catch" data-from="Look" data-to="Broken"');
    expect(svg.match(/<g/g)?.length).toBe(svg.match(/<\/g>/g)?.length);
  });

  test("names cannot break out of the drawings", () => {
    const name = `"><script>alert(1)</script>\n\u0000\ud800`;
    const evil = stateGraph({ StartAt: name, States: { [name]: { Type: "Succeed" } } });
    const svg = renderSvg(layOut(evil));
    for (const forbidden of ["<script", "\u0000", "\ud800"]) expect(svg).not.toContain(forbidden);
    expect(renderMermaid(evil).split("\n")).toHaveLength(5);
  });
});

describe("a rule in a few words", () => {
  test.each([
    [{ Variable: "$.s", StringMatches: "a*", Next: "A" }, '$.s ~ "a*"'],
    [{ Variable: "$.s", StringLessThanEqualsPath: "$.t", Next: "A" }, "$.s ≤ $.t"],
    [{ Variable: "$.s", IsPresent: false, Next: "A" }, "$.s is not there"],
    [{ Condition: "{% $states.input.n  >\n 3 %}", Next: "A" }, "$states.input.n > 3"],
    [{ Not: { Variable: "$.a", IsNull: true }, Next: "A" }, "not ($.a is null)"],
    [
      {
        And: [{ Variable: "$.a", IsNull: true }, { Or: [{ Variable: "$.b", BooleanEquals: true }] }],
        Next: "A",
      },
      "$.a is null and ($.b = true)",
    ],
  ])("%j", (rule, label) => {
    expect(ruleLabel(rule)).toBe(label);
  });

  test("is cut when it is long", () => {
    expect(ruleLabel({ Condition: `{% "${"x".repeat(100)}" %}`, Next: "A" })).toHaveLength(60);
  });
});

describe("for any graph", () => {
  const names = ["A", "B", "C", "D", "E", "F"];
  const anyGraph = fc
    .array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 14 })
    .map((pairs): StateGraph => {
      const nodes = names.map((name) => ({ name, type: "Pass" as const, inner: [] }));
      return { start: "A", nodes, edges: pairs.map(([from, to]) => ({ from, to, kind: "next" })), ends: [] };
    });

  test("every state has one place, and every edge that does not lead back leads down", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const { rows, edges } = layersOf(graph);
        const placed = rows.flat().flatMap((slot) => slot.state ?? []);
        expect([...placed].sort()).toEqual(names);
        for (const { edge, slots, leadsBack } of edges) {
          const [first, last] = [slots[0], slots.at(-1)];
          if (!leadsBack) expect([first?.state, last?.state]).toEqual([edge.from, edge.to]);
          slots.slice(1).forEach((slot, index) => {
            if (edge.from !== edge.to) expect(slot.row).toBe((slots[index]?.row ?? 0) + 1);
          });
        }
      }),
    );
  });

  test("boxes do not overlap and stand within the drawing", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const layout = layOut(graph);
        layout.nodes.forEach((one, index) => {
          expect(one.x >= 0 && one.x + one.width <= layout.width && one.y + one.height <= layout.height).toBe(
            true,
          );
          for (const other of layout.nodes.slice(index + 1)) {
            const apart = one.x + one.width <= other.x || other.x + other.width <= one.x;
            expect(apart || one.y + one.height <= other.y || other.y + other.height <= one.y).toBe(true);
          }
        });
      }),
    );
  });
});

describe("large machines", () => {
  test("ten thousand states, each of which may fail to the last, are laid out", () => {
    const count = 10_000;
    const nodes = Array.from({ length: count }, (_, index) => ({
      name: `S${index}`,
      type: "Task" as const,
      inner: [],
    }));
    const edges = nodes.slice(1).flatMap(({ name }, index) => [
      { from: `S${index}`, to: name, kind: "next" as const },
      { from: `S${index}`, to: `S${count - 1}`, kind: "catch" as const },
    ]);
    expect(layOut({ start: "S0", nodes, edges, ends: [] }).nodes).toHaveLength(count);
  });

  test("scopes within scopes are laid out once each", () => {
    let graph: StateGraph = {
      start: "Leaf",
      nodes: [{ name: "Leaf", type: "Pass", inner: [] }],
      edges: [],
      ends: ["Leaf"],
    };
    for (let depth = 0; depth < 60; depth++) {
      const name = `Map${depth}`;
      graph = { start: name, nodes: [{ name, type: "Map", inner: [graph] }], edges: [], ends: [name] };
    }
    expect(depthOf(layOut(graph))).toBe(61);
  });

  function depthOf(layout: Layout): number {
    const inner = layout.nodes[0]?.inner[0];
    return inner === undefined ? 1 : 1 + depthOf(inner.layout);
  }
});
