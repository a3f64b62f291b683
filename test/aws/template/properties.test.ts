import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { Properties } from "../../../src/aws/template/properties.ts";

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
    expect(properties.unread()).toEqual([]);
  });

  test("that nobody read are told with their place, nested ones too", () => {
    const properties = of({ Name: "n", Odd: 1, Nested: { Known: 1, Deep: 2 }, Tags: [] });
    properties.text("Name");
    properties.section("Nested").json("Known");
    properties.inert("Tags");
    expect(properties.unread()).toEqual([`${place.path}/Odd`, `${place.path}/Nested/Deep`]);
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
