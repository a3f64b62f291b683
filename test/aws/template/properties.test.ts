import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { Properties } from "../../../src/aws/template/properties.ts";
import { readTemplateText } from "../../../src/services/cloudformation/template/template-source.ts";

const place = { file: "t.json", path: "/Resources/R/Properties" };
const of = (values: JsonObject) => new Properties(values, place);

describe("properties of a resource", () => {
  test("are read by type, numbers and booleans also from texts, as CloudFormation does", () => {
    const properties = of({
      a: "x",
      b: "5",
      c: "true",
      d: ["p", "q"],
      e: { f: 1 },
      g: [{ h: 2 }],
      m: { k: 1 },
    });
    expect(properties.text("a")).toBe("x");
    expect(properties.optionalNumber("b")).toBe(5);
    expect(properties.optionalBoolean("c")).toBe(true);
    expect(properties.texts("d")).toEqual(["p", "q"]);
    expect(properties.section("e").optionalNumber("f")).toBe(1);
    expect(properties.sections("g").map((each) => each.optionalNumber("h"))).toEqual([2]);
    expect(properties.textMap("m")).toEqual({ k: "1" });
    expect(properties.section("absent").optionalText("x")).toBeUndefined();
    expect(properties.warnings("AWS::A::B")).toEqual([]);
  });

  test("are texts also where a number or a boolean stands", () => {
    const properties = of({ a: 5, b: true, c: [1, false], d: { e: true } });
    expect([
      properties.text("a"),
      properties.text("b"),
      properties.texts("c"),
      properties.textMap("d"),
    ]).toEqual(["5", "true", ["1", "false"], { e: "true" }]);
  });

  test("are numbers as they were written where a text is wanted", () => {
    const { body } = readTemplateText(
      '{"a": 2.0, "b": [1.50, 3.0], "c": {"d": 12345678901234567890}}',
      "t.json",
    );
    const properties = of(body);
    expect([properties.text("a"), properties.texts("b"), properties.textMap("c")]).toEqual([
      "2.0",
      ["1.5", "3.0"],
      { d: "12345678901234567890" },
    ]);
    expect(properties.optionalNumber("a")).toBe(2);
  });

  test("are booleans in capitals, too", () => {
    const properties = of({ a: "True", b: "FALSE", c: "yes" });
    expect([properties.optionalBoolean("a"), properties.optionalBoolean("b")]).toEqual([true, false]);
    expect(() => properties.optionalBoolean("c")).toThrow('must be true or false, not "yes"');
  });

  test("are tags, and JSON as an object or as text", () => {
    const properties = of({ Tags: [{ Key: "a", Value: 1 }, { Key: "b" }], j: { k: 1 }, t: "{}" });
    expect(properties.tags()).toEqual({ a: "1", b: "" });
    expect([properties.jsonText("j"), properties.jsonText("t"), properties.jsonText("absent")]).toEqual([
      '{"k":1}',
      "{}",
      undefined,
    ]);
  });

  test("that do nothing are told with their place, nested ones too, and what may have been meant", () => {
    const properties = of({ Name: "n", Nmae: 1, Nested: { Known: 1, Deep: 2 }, Tags: [], Locks: {} });
    properties.text("Name");
    properties.section("Nested").json("Known");
    properties.inert("Tags");
    properties.withoutEffect("Locks", "there are none");
    properties.withoutEffect("Absent", "there are none");
    const unknown = "is no property of AWS::A::B that the local region knows, and has no effect";
    expect(properties.warnings("AWS::A::B")).toEqual([
      `${place.path}/Locks: has no effect in the local region: there are none`,
      `${place.path}/Nmae: ${unknown}; did you mean "Name"?`,
      `${place.path}/Nested/Deep: ${unknown}`,
    ]);
  });

  const faults: readonly {
    name: string;
    values: JsonObject;
    read: (p: Properties) => unknown;
    message: RegExp;
  }[] = [
    { name: "missing", values: {}, read: (p) => p.text("A"), message: /Properties\/A: is required/ },
    { name: "not a text", values: { A: {} }, read: (p) => p.text("A"), message: /must be a text, not \{\}/ },
    {
      name: "not a number",
      values: { A: "many" },
      read: (p) => p.optionalNumber("A"),
      message: /must be a number, not "many"/,
    },
    {
      name: "not a boolean",
      values: { A: 1 },
      read: (p) => p.optionalBoolean("A"),
      message: /must be true or false/,
    },
    { name: "not an object", values: { A: [] }, read: (p) => p.section("A"), message: /must be an object/ },
    {
      name: "refused",
      values: { A: 1 },
      read: (p) => p.refuse("A", "it would reorder records"),
      message: /would reorder records/,
    },
  ];

  test.each(faults)("one that is $name is refused by name and place", ({ values, read, message }) => {
    expect(() => read(of(values))).toThrow(message);
  });
});
