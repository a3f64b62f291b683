// The rules' SQL over messages, from data.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ServiceError } from "../../../../src/aws/service-error.ts";
import {
  Answers,
  type RuleMessage,
  type RuleSurroundings,
} from "../../../../src/services/iot/sql/evaluation.ts";
import { compileStatement } from "../../../../src/services/iot/sql/statement.ts";
import { compileTemplate } from "../../../../src/services/iot/sql/template.ts";
import type { Value } from "../../../../src/services/iot/sql/values.ts";
import { refusedStatements } from "./refused-statements.ts";
import { expressionCases, message, statementCases } from "./statement-cases.ts";

const surroundings: RuleSurroundings = {
  now: () => 1_481_825_251_155,
  accountId: "000000000000",
  sqlVersion: "2016-03-23",
  ask: async (name, args) => ({ name, args: args.map((each) => each ?? null) }),
};

function messageOf(text: string): RuleMessage {
  const payload = Buffer.from(text);
  let value: Value;
  try {
    value = JSON.parse(text) as Value;
  } catch {
    value = undefined;
  }
  return {
    ...{ topic: "stations/harbor/readings", payload, clientId: "a-client", principal: undefined },
    traceId: "7e146a2c-95b5-6caf-98b9-50e3969734c7",
    value: () => value,
  };
}

const usual = messageOf(JSON.stringify(message));

async function outcomeOf(sql: string, of = usual) {
  const statement = compileStatement(sql);
  return statement.outcome(of, statement.answers(surroundings));
}

describe.each(Object.entries(expressionCases))("%s", (_, cases) => {
  test.each(cases)("%s", async (expression, value) => {
    const outcome = await outcomeOf(`SELECT VALUE ${expression} FROM 't'`);
    const read = outcome?.value();
    if (typeof value === "number" && !Number.isInteger(value)) expect(read).toBeCloseTo(value, 12);
    else expect(read === undefined ? "nothing" : read).toEqual(value === undefined ? "nothing" : value);
    expect(outcome?.bytes.toString()).toBe(read === undefined ? "" : JSON.stringify(read));
  });
});

describe("statements", () => {
  test("that ask for nothing of the payload do not read it", async () => {
    const unread: RuleMessage = {
      ...usual,
      value: () => {
        throw new Error("it was read");
      },
    };
    expect((await outcomeOf("SELECT * FROM 'stations/#'", unread))?.bytes).toBe(usual.payload);
    const told = await outcomeOf("SELECT topic(2) AS at FROM 'stations/#' WHERE clientid() <> 'x'", unread);
    expect(told?.value()).toEqual({ at: "harbor" });
    expect(compileTemplate("${topic(1)}/${topic(3)}")(unread, new Answers(surroundings))).toBe(
      "stations/readings",
    );
    await expect(outcomeOf("SELECT * FROM 'stations/#' WHERE a = 1", unread)).rejects.toThrow("it was read");
  });

  const properties = {
    contentType: "text/plain",
    formatIndicator: "UTF8_DATA",
    user: [
      ["unit", "Cel"],
      ["__proto__", "p"],
      ["unit", "K"],
    ],
  } as const;
  test.each([
    ["get_mqtt_property('content_type')", "text/plain"],
    ["get_mqtt_property('format_indicator')", "UTF8_DATA"],
    ["get_mqtt_property('response_topic')", undefined],
    ["get_mqtt_property('toString')", undefined],
    ["get_user_properties('unit')", ["Cel", "K"]],
    ["get_user_properties('none')", []],
    ["get_user_properties()", [{ unit: "Cel" }, JSON.parse('{"__proto__":"p"}'), { unit: "K" }]],
  ])("%s of a message with properties", async (expression, value) => {
    const sql = `SELECT VALUE ${expression} FROM 't'`;
    expect((await outcomeOf(sql, { ...usual, properties }))?.value()).toEqual(value);
    const without = Array.isArray(value) ? [] : undefined;
    expect((await outcomeOf(sql, usual))?.value()).toEqual(without);
  });

  test.each(statementCases)("SELECT %s WHERE %s", async (select, where, expected) => {
    const outcome = await outcomeOf(
      `SELECT ${select} FROM 'stations/+/readings'${where && ` WHERE ${where}`}`,
    );
    expect(outcome?.value()).toEqual(expected);
    expect(outcome?.bytes.toString()).toBe(
      expected === undefined ? undefined : JSON.stringify(outcome?.value()),
    );
  });

  test.each([
    ["SELECT * FROM 'a/+/b'", "a/+/b"],
    ['SELECT * FROM "a/#"', "a/#"],
    ["SELECT * FROM a/# WHERE x = 1", "a/#"],
    ["SELECT * FROM $aws/things/+/shadow/update", "$aws/things/+/shadow/update"],
    ["select * from 'a' where b = 1", "a"],
    ["SELECT *", undefined],
  ])("%s is for %s", (sql, filter) => {
    expect(compileStatement(sql).topicFilter).toBe(filter);
  });

  test.each(refusedStatements)("%s is refused", (sql, problem) => {
    const thrown = (() => {
      try {
        return compileStatement(sql);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(ServiceError);
    expect(thrown).toMatchObject({ code: "SqlParseException", message: problem });
  });

  test("a payload that is no JSON goes on as it came, or as base64", async () => {
    const binary = messageOf("\x00not json");
    expect((await outcomeOf("SELECT * FROM 't'", binary))?.bytes.toString()).toBe("\x00not json");
    expect((await outcomeOf("SELECT encode(*, 'base64') AS data FROM 't'", binary))?.value()).toEqual({
      data: Buffer.from("\x00not json").toString("base64"),
    });
    expect((await outcomeOf("SELECT *, topic(1) AS of FROM 't'", binary))?.value()).toEqual({
      of: "stations",
    });
    expect(await outcomeOf("SELECT * FROM 't' WHERE a = 1", binary)).toBeUndefined();
  });

  test("an array at the top, and a whole message to the byte", async () => {
    expect(
      (
        await outcomeOf(
          "SELECT VALUE (SELECT VALUE a FROM rows) FROM 't'",
          messageOf('{"rows":[{"a":1},{"a":2}]}'),
        )
      )?.value(),
    ).toEqual([1, 2]);
    expect((await outcomeOf("SELECT * FROM 't'", messageOf('{ "a" : 1.0 }')))?.bytes.toString()).toBe(
      '{ "a" : 1.0 }',
    );
  });

  test("a message that came by HTTP has no trace of a client", async () => {
    const byHttp: RuleMessage = { ...usual, clientId: "n/a" };
    expect(
      (await outcomeOf("SELECT traceid() AS trace, clientid() AS by FROM 't'", byHttp))?.value(),
    ).toEqual({
      by: "n/a",
    });
  });

  test("a function of another service is waited for, once for the same question", async () => {
    const outcome = await outcomeOf(
      "SELECT aws_lambda('arn', {'a': temperature}).args AS of, aws_lambda('arn', {'a': 50}).name AS by FROM 't'",
    );
    expect(outcome?.value()).toEqual({ of: ["arn", { a: 50 }], by: "aws_lambda" });
  });
});

describe("variables", () => {
  test.each([
    ["SET @t = temperature / 5 SELECT @t AS t FROM 't' WHERE @t = 10", { t: 10 }],
    ["SET @c = color, @r = @c.red SELECT @r AS r, @c.green FROM 't'", { r: 255, green: 0 }],
    ["SET @n = name SELECT (SELECT VALUE @n FROM list) AS n FROM 't'", { n: ["iot123", "iot123", "iot123"] }],
    [
      "SET @id = newuuid() SELECT @id = @id AS same, length(@id) AS length FROM 't'",
      { same: true, length: 36 },
    ],
    ["SET @none = none SELECT @none AS none, @other AS other FROM 't'", {}],
    [
      "set @a = aws_lambda('arn', {'t': temperature}) select @a.name AS by, @a.args AS of FROM 't'",
      { by: "aws_lambda", of: ["arn", { t: 50 }] },
    ],
  ])("%s", async (sql, expected) => {
    expect((await outcomeOf(sql))?.value()).toEqual(expected);
  });

  test("are the templates' too, and are evaluated once", async () => {
    const statement = compileStatement("SET @id = newuuid() SELECT @id AS id FROM 't'");
    const answers = statement.answers(surroundings);
    const outcome = await statement.outcome(usual, answers);
    expect(`"id":"${await compileTemplate("${@id}")(usual, answers)}"`).toBe(
      outcome?.bytes.toString().slice(1, -1),
    );
  });
});

describe("substitution templates", () => {
  test.each([
    ["plain", "plain"],
    ["${topic(2)}", "harbor"],
    ["a/${topic(2)}/${temperature + 1}", "a/harbor/51"],
    ["${color}", '{"red":255,"green":0,"blue":0}'],
    ["${none}", ""],
    ["${get(*, '}')}x", "x"],
    ["${parse_time('yyyy/MM/dd', timestamp())}", "2016/12/15"],
    ["$${name}", "$iot123"],
  ])("%s", async (template, expected) => {
    expect(await compileTemplate(template)(usual, new Answers(surroundings))).toBe(expected);
  });

  test.each(["${", "${}", "${a", "${nosuch()}"])("%s is refused", (template) => {
    expect(() => compileTemplate(template)).toThrow(ServiceError);
  });
});

test("whatever is written is read or refused, and nothing else is thrown", () => {
  const word = fc.constantFrom(
    ..."SELECT FROM WHERE AS AND OR NOT IN CASE WHEN THEN END VALUE a 'b' 1 ( ) [ ] { } , . * + - / = <> abs( topic( : \" $".split(
      " ",
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      try {
        compileStatement(`SELECT ${words.join(" ")}`);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(ServiceError);
      }
    }),
  );
});
