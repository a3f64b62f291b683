// What mapping templates render, and which are refused.

import { expect, test } from "@jest/globals";
import { render } from "../../../../src/services/apigateway/rest-apis/mapping-template.ts";

const rendered = (template: string, body = "") => {
  const request = { ...{ requestId: "r", method: "GET", path: "/", query: "", headers: {} } };
  const input = {
    ...{ ...request, body: Buffer.alloc(0), pathParameters: {}, stageVariables: {}, context: {} },
    traceHeader: undefined,
  };
  return render(template, { request: input, body }).text;
};

test.each([
  ["#set($in = 1)$in", "1"],
  ["#set($true = 'a')#set($not-all = 'b')$!{true}${not-all}", "ab"],
  ["#foreach($eq in $input.path('$.list'))$eq.or;#end", "x;y;"],
  ['#set($le = 1)#set($t = "$le ${le} .in")$t', "1 1 .in"],
  [`#set($a = '$in .not w0_')$in.x$a .not w1_\n0_ #[[$in.or]]#`, "$in .not w0_ .not w1_\n0_ $in.or"],
])("a template knows names that are words of Velocity's: %s", (template, text) => {
  expect(rendered(template, '{"list":[{"or":"x"},{"or":"y"}]}')).toBe(text);
});

test.each(["$nope", "${a.nope}", "$input.path('$.nope')", "$input.path('$').b.nope", "$input.path('$.a')"])(
  "a template writes nothing for what is not there: %s",
  (reference) => expect(rendered(`<${reference}>#set($t = "<${reference}>")$t`, '{"a":null}')).toBe("<><>"),
);

test.each([
  ["#set($x = )", '")" on line 1 is not what a directive or reference has there'],
  ["a\n#foreach($in of $in)", '"of" on line 2 is not what a directive or reference has there'],
  ["#if($in in 2)", '"in" on line 1 is not what a directive or reference has there'],
  ["#set($x = 'a", "a directive or reference on line 1 is not complete"],
  ["#set($x", "a directive or reference on line 1 is not complete"],
])("a template is refused in plain words: %s", (template, reason) => {
  expect(() => rendered(template)).toThrow(
    expect.objectContaining({ message: `Invalid mapping template: ${reason}` }),
  );
});

test("a template goes over no range that would take all memory", () => {
  const over = (end: string) => rendered(`#set($n = ${end})#foreach($i in [1..$n])$i#end`);
  expect(over("3")).toBe("123");
  expect(() => over("2000000000")).toThrow("A range has 1000 numbers at most");
});

const lists = `#set($l0 = [1])${Array.from({ length: 40 }, (_, at) => `#set($l${at + 1} = [$l${at}, $l${at}])`).join("")}`;
const loop = (name: string, body: string) => `#foreach($${name} in [1..1000])${body}#end`;
test.each([
  ["loops in loops", loop("a", loop("b", loop("c", "x"))), "200000 parts"],
  ["macros that call others twice", `${macros(40)}#m40()`, "200000 parts"],
  ["texts in loops", loop("a", `#set($t = "${"$a ".repeat(300)}")`), "200000 parts"],
  ["a text that doubles", `#set($t = "xx")${'#set($t = "$t$t")'.repeat(60)}`, "read too often"],
  ["loops of nothing", loop("a", loop("b", loop("c", ""))), "200000 parts"],
  ["conditions in loops", loop("a", `#if(${"1 == 2 || ".repeat(300)} 1 == 2)x#end`), "200000 parts"],
  ["a text that is added to itself", `#set($t = "xx")${"#set($t = $t + $t)".repeat(60)}`, "read too often"],
  [
    "a text that is replaced",
    `#set($t = "xx")${'#set($t = $t.replace("x", $t))'.repeat(60)}`,
    "read too often",
  ],
  ["lists in lists that are written", `${lists}$l40`, "read too often"],
  ["lists in lists that are compared", `${lists}#if($l40 == 1)x#end`, "read too often"],
  ["lists in lists that become a name", `${lists}#set($m = {})$m[$l40]`, "read too often"],
  ["lists in lists that become a text", `${lists}$l40.toString()`, "read too often"],
  ["a macro that calls itself", "#macro(m)#m()#end#m()", ""],
])("a template comes to an end: %s", (_what, template, problem) => {
  expect(() => rendered(template)).toThrow(problem);
});

test.each([
  ["conditions", "#if($a == 1)x#{else}y#end".repeat(10_000)],
  ["references", "$a.b ".repeat(30_000)],
  ["members of members", `$a${".b".repeat(20_000)}`],
  ["more than AWS takes", "x".repeat(300 * 1024 + 1)],
])("a template that would take long to be read is refused: %s", (_what, template) => {
  expect(() => rendered(template)).toThrow(expect.objectContaining({ code: "BadRequestException" }));
});

/** Each calls the one before it twice. */
function macros(count: number): string {
  const calls = Array.from({ length: count }, (_nothing, at) => `#macro(m${at + 1})#m${at}()#m${at}()#end`);
  return `#macro(m0)x#end${calls.join("")}`;
}
