// Statements in PartiQL, of which the region reads a part: without measure, not ended, or with names that are the language's own.

import { type Attack, type AttackClass, faultIn } from "../attack.ts";
import type { Answer, Target } from "../target.ts";

const prefix = "DynamoDB_20120810";
const table = "statements";

/** As much as a statement may have by the model. */
const longest = 8192;
const repeated = (text: string, room = longest - 100) => text.repeat(Math.floor(room / text.length));

const statements: readonly string[] = [
  "",
  " ",
  ";",
  "SELECT",
  "SELECT *",
  `SELECT * FROM "${table}`,
  `SELECT * FROM "${table}" WHERE k = '1`,
  `SELECT * FROM "${table}" WHERE k = '1';;;`,
  `SELECT * FROM "${table}" WHERE ${repeated("(")}`,
  `SELECT * FROM "${table}" WHERE ${repeated("(", 4000)}k='1'${repeated(")", 4000)}`,
  `SELECT * FROM "${table}" WHERE ${repeated("NOT ")}k='1'`,
  `SELECT * FROM "${table}" WHERE ${repeated("a=1 OR ")}k='1'`,
  `SELECT * FROM "${table}" WHERE ${repeated("a=1 AND ")}k='1'`,
  `SELECT * FROM "${table}" WHERE k IN [${repeated("1,")}1]`,
  `SELECT * FROM "${table}" WHERE k IN [${repeated("'1',")}'2']`,
  `SELECT * FROM "${table}" WHERE k IN (${repeated("?,")}?)`,
  `SELECT * FROM "${table}" WHERE a = ${repeated("[", 4000)}${repeated("]", 4000)}`,
  `SELECT * FROM "${table}" WHERE a = ${repeated("<<", 4000)}${repeated(">>", 4000)}`,
  `SELECT * FROM "${table}" WHERE a = ${repeated("{'a':")}`,
  `SELECT * FROM "${table}" WHERE a = ${repeated("-")}1`,
  `SELECT * FROM "${table}" WHERE a = ${repeated("9")}`,
  `SELECT * FROM "${table}" WHERE a = 1e99999999999`,
  `SELECT * FROM "${table}" WHERE a = ${repeated("1+")}1`,
  `SELECT * FROM "${table}" WHERE ${repeated("size(")}a`,
  `SELECT * FROM "${table}" WHERE a = '${repeated("''")}'`,
  `SELECT ${repeated("a,")}a FROM "${table}"`,
  `SELECT a${repeated("[0]")} FROM "${table}"`,
  `SELECT a${repeated(".a")} FROM "${table}"`,
  `SELECT a[99999999999999999999] FROM "${table}"`,
  `SELECT "__proto__", "constructor", "toString" FROM "${table}"`,
  `SELECT * FROM "__proto__"`,
  `SELECT * FROM "${table}"."__proto__"`,
  `SELECT * FROM "${table}"."constructor" WHERE k = '1'`,
  `SELECT * FROM "${table}" WHERE "__proto__" = '1'`,
  `SELECT * FROM "${table}" ORDER BY ${repeated("k,")}k`,
  `SELECT * FROM "${table}" ORDER BY "__proto__"`,
  `SELECT * FROM "${table}" -- ${repeated("x")}`,
  `/* ${repeated("/* ")}`,
  `INSERT INTO "${table}" VALUE {}`,
  `INSERT INTO "${table}" VALUE {'k':'2','__proto__':{'x':1},'constructor':1}`,
  `INSERT INTO "${table}" VALUE {'k':'3',${repeated("'k':'3',")}'k':'3'}`,
  `INSERT INTO "${table}" VALUE {'k':'4','a':${repeated("[", 3000)}${repeated("]", 3000)}}`,
  `INSERT INTO "${table}" VALUE {'k':'5','a':<<${repeated("1,")}1>>}`,
  `UPDATE "${table}" ${repeated("SET a=1 ")}WHERE k='1'`,
  `UPDATE "${table}" SET l[4294967294]=1 WHERE k='1'`,
  `UPDATE "${table}" SET l[99999999999999999999]=1 WHERE k='1'`,
  `UPDATE "${table}" SET "__proto__"=1 WHERE k='1'`,
  `UPDATE "${table}" SET a.b.c.d=1 WHERE k='1'`,
  `UPDATE "${table}" SET l=${repeated("list_append(l,")}l${repeated(")")} WHERE k='1'`,
  `UPDATE "${table}" REMOVE l[0] REMOVE l[0] WHERE k='1'`,
  `DELETE FROM "${table}"`,
  `DELETE FROM "${table}" WHERE k='1' RETURNING ALL OLD *${repeated(" *")}`,
  `EXISTS(${repeated("SELECT * FROM ")}`,
  "SELECT * FROM \u0000",
  "SELECT * FROM \ud800",
  `SELECT * FROM "${table}" WHERE a = \`${repeated("x")}`,
];

const parameters: readonly unknown[] = [
  [],
  [{}],
  [{ S: "1" }, { S: "2" }],
  [{ M: { __proto__: { S: "1" } } }],
  [{ N: "9".repeat(10_000) }],
  [{ SS: Array.from({ length: 10_000 }, (_, n) => String(n)) }],
  Array.from({ length: 10_000 }, () => ({ S: "1" })),
  [deepList(200)],
];

function deepList(depth: number): unknown {
  let value: unknown = { N: "1" };
  for (let at = 0; at < depth; at++) value = { L: [value] };
  return value;
}

const tokens: readonly string[] = ["x", "", "e30=", "=".repeat(32_768), "AAAA".repeat(8192)];

export const partiqlAttacks: AttackClass = {
  name: "partiql",
  attacks: [
    ...statements.map((Statement) => attack(Statement, "ExecuteStatement", () => ({ Statement }))),
    ...parameters.map((Parameters, at) =>
      attack(`parameters ${at + 1}`, "ExecuteStatement", () => ({
        Statement: `SELECT * FROM "${table}" WHERE k = ?`,
        Parameters,
      })),
    ),
    ...tokens.map((NextToken, at) =>
      attack(`NextToken ${at + 1}`, "ExecuteStatement", () => ({
        Statement: `SELECT * FROM "${table}"`,
        NextToken,
      })),
    ),
    ...["BatchExecuteStatement", "ExecuteTransaction"].flatMap((operation) => {
      const member = operation === "ExecuteTransaction" ? "TransactStatements" : "Statements";
      return [0, 1, 25, 100, 101, 10_000].map((count) =>
        attack(`${operation} of ${count}`, operation, () => ({
          [member]: Array.from({ length: count }, (_, at) => ({
            Statement: `UPDATE "${table}" SET a = ${at} WHERE k = 'k${at}'`,
          })),
        })),
      );
    }),
  ],
};

function attack(name: string, operation: string, body: () => object): Attack {
  const short = name.length <= 100 ? name : `${name.slice(0, 99)}…`;
  return {
    name: short === "" ? "no statement" : short,
    run: async (target) => {
      await ensureTable(target);
      const fault = faultIn(await target.call(prefix, operation, body()));
      return fault ?? faultIn(await readBack(target));
    },
  };
}

async function ensureTable(target: Target): Promise<void> {
  const made = await target.call(prefix, "CreateTable", {
    TableName: table,
    AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  if (made.status !== 200) return;
  const Item = { k: { S: "1" }, a: { S: "x" }, l: { L: [{ N: "1" }] } };
  await target.call(prefix, "PutItem", { TableName: table, Item });
}

/** Whatever was written can be read. */
const readBack = (target: Target): Promise<Answer> => target.call(prefix, "Scan", { TableName: table });
