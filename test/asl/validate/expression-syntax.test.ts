import { describe, expect, test } from "@jest/globals";
import { intrinsicProblem, pathProblem, variableOf } from "../../../src/asl/validate/path-syntax.ts";

describe("a path", () => {
  test.each([
    ...[
      "$",
      "$$",
      "$.a",
      "$.a.b",
      "$['a b']",
      '$["a"]',
      "$['a','b']",
      "$.a[0]",
      "$.a[-1]",
      "$.a[0,2]",
      "$.a[*]",
      "$.*",
    ],
    ...[
      "$..a",
      "$..*",
      "$..[0]",
      "$.a[1:]",
      "$.a[:2]",
      "$.a[-2:]",
      "$.a[0:4:2]",
      "$[*][*]",
      "$.a.length()",
      "$.a-b",
    ],
    ...[
      "$.größe",
      '$[\'Test\\\\""Name"\']',
      "$.a[?(@.b==1)]",
      "$.a[?(@.b=='x)]' && @.c[0]>1)].d",
      "$v",
      "$v_1.a[0]",
    ],
    ...["$$.Execution.Id", "$$.Map.Item.Value['a']", "$.abc.['def']"],
  ])("may be %s", (path) => {
    expect(pathProblem(path)).toBeUndefined();
  });

  test.each([
    ...[
      "",
      "a",
      ".a",
      "$a b",
      "$.",
      "$..",
      "$.a.",
      "$.a[",
      "$.a]",
      "$.a[]",
      "$.a[b]",
      "$.a['b]",
      "$.a[0",
      "$.a[1:2:3:4]",
    ],
    ...["$.a[?(@.b]", "$.a[?@.b]", "$.a b", "$.a[0]b", "$$$", "$.a,b"],
  ])("may not be %s", (path) => {
    expect(pathProblem(path)).toBeDefined();
  });

  test.each([
    ["$order.items", "order"],
    ["$größe", "größe"],
    ["$.order", undefined],
    ["$$.Execution", undefined],
    ["$['order']", undefined],
    ["$", undefined],
  ])("%s starts from the variable %s", (path, variable) => {
    expect(variableOf(path)).toBe(variable);
  });
});

describe("a call of an intrinsic function", () => {
  test.each([
    ...["States.UUID()", "States.Array()", "States.Array( 1 , -2.5e3 , true , null )", "States.Format('a')"],
    ...["States.Format('{} \\\\{\\\\} it\\\\'s \\\\\\\\', $.x)", "States.StringSplit('a\nb', '\n')"],
    ...["States.Array($.a[?(@.b == 'x,)')], $['a,b)'], $$.Execution.Id, $v)"],
    ...[
      "States.MathAdd(States.MathAdd(1, 2), States.ArrayLength($.a))",
      "States.MathRandom(1, 2)",
      "States.MathRandom(1,2,3)",
    ],
  ])("may be %s", (call) => {
    expect(intrinsicProblem(call.replaceAll("\\\\", "\\"))).toBeUndefined();
  });

  test.each([
    ["States.Foo()", "there is no intrinsic function States.Foo"],
    ["States.Formatt('a')", "there is no intrinsic function States.Formatt; did you mean States.Format?"],
    ["States.constructor()", "there is no intrinsic function States.constructor"],
    ["States.UUID", "'States.UUID' is not a call such as States.UUID()"],
    ["States.UUID() ", "' ' stands behind the call"],
    ["States.UUID(1)", "States.UUID takes 0 arguments, not 1"],
    ["States.MathAdd(1)", "States.MathAdd takes 2 arguments, not 1"],
    ["States.MathRandom(1)", "States.MathRandom takes 2 to 3 arguments, not 1"],
    ["States.Format()", "States.Format takes at least 1 arguments, not 0"],
    ["States.Array(1,)", "')' is not an argument"],
    ["States.Array(1 2)", "',' or ')' expected at ' 2)'"],
    ["States.Array(1", "',' or ')' expected at ''"],
    ['States.Array("a")', "'\"a\")' is not an argument"],
    ["States.Array('a)", "a text in ' is not closed"],
    ["States.Array('\\n')", "\\n is no escape: a backslash stands before ', {, } or \\"],
    ["States.Array($.a[0", "'[0' at character 17 of the path cannot be read"],
    ["States.Array($.)", "'.)' at character 15 of the path cannot be read"],
    ["States.Array(States.Foo())", "there is no intrinsic function States.Foo"],
  ])("may not be %s", (call, problem) => {
    expect(intrinsicProblem(call)).toBe(problem);
  });
});
