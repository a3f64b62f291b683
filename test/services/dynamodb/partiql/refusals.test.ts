import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Tables } from "../../../../src/services/dynamodb/tables.ts";
import { openTables } from "../support/open-tables.ts";

let tables: Tables;

beforeAll(async () => {
  tables = await openTables();
  await tables.request("CreateTable", {
    TableName: "tab",
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "N" },
      { AttributeName: "sk", AttributeType: "N" },
      { AttributeName: "g", AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-g",
        KeySchema: [{ AttributeName: "g", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    BillingMode: "PAY_PER_REQUEST",
  });
  await tables.request("PutItem", {
    TableName: "tab",
    Item: { pk: { N: "1" }, sk: { N: "1" }, ss: { SS: ["a"] }, s: { S: "a" } },
  });
});

afterAll(() => tables.close());

const notWellFormed = "Statement wasn't well formed, can't be processed: ";
const leftOver = `${notWellFormed}Unexpected token after expression`;
const incompleteKey = "Where clause does not contain a mandatory equality on all key attributes";
const overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
const key = "pk = 1 AND sk = 1";

/** As AWS answered. */
test.each([
  ["SLECT * FROM tab", `${notWellFormed}Expected data manipulation`],
  ["SELECT * FROM tab WHERE pk = 1 foo", leftOver],
  ["SELECT * FROM tab WHERE pk = 1 e5", leftOver],
  ["SELECT * FROM tab WHERE pk = 1)", leftOver],
  ["SELECT * FROM tab ORDER BY pk WHERE pk = 1", leftOver],
  ["INSERT INTO tab VALUE {'pk': 1} foo", leftOver],
  ["INSERT INTO tab t VALUE {'pk': 1}", leftOver],
  [`UPDATE tab SET a = 9 WHERE ${key} foo`, leftOver],
  [`DELETE FROM tab WHERE ${key} ORDER BY pk`, leftOver],
  ["SELECT * FROM tab WHERE pk = 1e2147483648", notWellFormed],
  ["SELECT * FROM tab WHERE pk = 1.5e-2147483647", notWellFormed],
  ["SELECT * FROM tab WHERE pk = 1 # note", notWellFormed],
  ["SELECT * FROM tab WHERE pk = 1 /* note", notWellFormed],
  ['SELECT * FROM "tab', notWellFormed],
  ["SELECT * FROM tab t WHERE pk = 1", "Aliasing is not supported"],
  ["SELECT * FROM tab AS t WHERE pk = 1", "Aliasing is not supported"],
  [`UPDATE tab t SET a = 1 WHERE ${key}`, "Aliasing is not supported"],
  [`DELETE FROM tab t WHERE ${key}`, "Aliasing is not supported"],
  ["SELECT * FROM tab WHERE pk = 1e126", `${overflow} under root`],
  ["INSERT INTO tab VALUE {'pk': 1, 'm': {'x': 1e126}}", `${overflow} under root.x`],
  ["INSERT INTO tab VALUE {'pk': 1, 'l': [1, 1e126]}", `${overflow} under root[1]`],
  ['SELECT * FROM "" WHERE pk = 1', "Path component cannot be an empty string"],
  ['SELECT * FROM tab."by-g"."x" WHERE pk = 1', "A path may contain at most 2 components in the FROM clause"],
  ['SELECT * FROM tab."none" WHERE pk = 1', "The table does not have the specified index"],
  [
    "SELECT s FROM tab.\"by-g\" WHERE g = 'x'",
    "One or more parameter values were invalid: Global secondary index by-g does not project [s]",
  ],
  [
    "SELECT pk FROM tab.\"by-g\" WHERE g = 'x' AND s = 'a'",
    "One or more parameter values were invalid: Secondary index by-g does not project one or more filter attributes: [s]",
  ],
  [
    "SELECT * FROM tab WHERE pk = 1 AND s < true",
    "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL",
  ],
  [
    "SELECT * FROM tab WHERE pk = 1 AND attribute_exists('s')",
    "Operator or function requires a document path; operator or function: attribute_exists",
  ],
  [
    "SELECT * FROM tab WHERE pk = 1 AND attribute_exists(s, ss)",
    "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2",
  ],
  ["SELECT * FROM tab WHERE EXISTS(ss)", "Unrecognized function: exists at 1:25:6"],
  ["SELECT size(ss) FROM tab", "Unexpected path component at 1:8:4"],
  ["SELECT * FROM tab WHERE attribute_exists(m.inner)", `${notWellFormed}Invalid path dot component`],
  [
    "SELECT * FROM tab WHERE pk = 1 AND l[-1] = 2",
    "List index is not within the allowable range; index: [-1] at 1:39:1",
  ],
  ["UPDATE tab SET a = 1 WHERE pk = 1", incompleteKey],
  ["DELETE FROM tab WHERE s = 'a'", incompleteKey],
  [
    "INSERT INTO tab VALUES (1)",
    'Unsupported operation: Inserting multiple items in a single statement is not supported, use "INSERT INTO tableName VALUE item" instead',
  ],
  [
    `DELETE FROM tab WHERE ${key} RETURNING MODIFIED OLD *`,
    "Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.",
  ],
  [
    `UPDATE tab SET t = set_add(ss, <<'x'>>) WHERE ${key}`,
    "The first argument to SET_ADD must equal the assignment value at 1:20:7",
  ],
  [
    `UPDATE tab SET ss = set_add(ss, 'x') WHERE ${key}`,
    "The second argument to SET_ADD must be a value with type SET at 1:29:2",
  ],
  [
    `UPDATE tab SET ss = set_delete(ss) WHERE ${key}`,
    "SET_DELETE must have exactly two arguments at 1:21:10",
  ],
  [
    `UPDATE tab SET s = set_add(s, <<'x'>>) WHERE ${key}`,
    "An operand in the update expression has an incorrect data type",
  ],
  [
    `UPDATE tab SET ss = set_add(ss, <<'x', 'x'>>) WHERE ${key}`,
    "One or more parameter values were invalid: Input collection [x, x] contains duplicates.",
  ],
  [`UPDATE tab SET ss = set_add(ss, <<>>) WHERE ${key}`, "Empty bags are not supported"],
  [
    "INSERT INTO tab VALUE {'pk': 1, 'ss': set_add(<<'a'>>, <<'b'>>)}",
    "Unsupported data type: set_add under key root at 1:39:7",
  ],
  ["SELECT * FROM tab WHERE pk = ?", "Number of parameters in request and statement don't match."],
  [
    `UPDATE tab SET pk = 2 WHERE ${key}`,
    "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key",
  ],
  ["INSERT INTO tab VALUE {'pk': 1}", "Key attribute should be present in the item: Key sk"],
  [
    "INSERT INTO tab VALUE {'pk': 'a', 'sk': 1}",
    "Key attribute's data type should match its data type in table's schema: Key pk",
  ],
  [
    "SELECT * FROM tab WHERE pk = 'a'",
    "Key attribute's data type should match its data type in table's schema: Key pk",
  ],
  [
    "DELETE FROM tab WHERE pk = 1 AND sk = 'a'",
    "Key attribute's data type should match its data type in table's schema: Key sk",
  ],
  [
    `SELECT * FROM tab WHERE pk IN [${Array.from({ length: 51 }, (_, index) => index).join(", ")}]`,
    "Too many decomposed read operations for a given query.",
  ],
  [`EXISTS(SELECT * FROM tab WHERE ${key})`, "EXISTS can only be used in ExecuteTransaction write requests."],
])("%s: %s", async (Statement, message) => {
  await expect(tables.request("ExecuteStatement", { Statement })).rejects.toMatchObject({
    code: "ValidationException",
    message,
  });
});

test.each([
  [
    "UPDATE tab SET a = 1 WHERE pk = 1 AND sk = 1 RETURNING ALL NEW *",
    "RETURNING clause is not supported in ExecuteTransaction.",
  ],
  ["SELECT * FROM tab.\"by-g\" WHERE g = 'x'", "Reads on indices are not supported within transactions."],
  [
    "SELECT * FROM tab WHERE pk = 1",
    "Select statements within ExecuteTransaction must specify the primary key in the where clause.",
  ],
  [
    "EXISTS(SELECT * FROM tab WHERE pk = 1 AND sk = 1)",
    "EXISTS() must contain a single item read with additional condition",
  ],
])("in a transaction %s: %s", async (Statement, detail) => {
  await expect(
    tables.request("ExecuteTransaction", { TransactStatements: [{ Statement }] }),
  ).rejects.toMatchObject({
    code: "ValidationException",
    message: `Validation failed in TransactStatements[0]: ${detail}`,
  });
});

test("a key that isn't of the schema cancels a transaction", async () => {
  const statements = ["INSERT INTO tab VALUE {'pk': 1}", "UPDATE tab SET a = 1 WHERE pk = 1 AND sk = 1"];
  await expect(
    tables.request("ExecuteTransaction", {
      TransactStatements: statements.map((Statement) => ({ Statement })),
    }),
  ).rejects.toMatchObject({
    code: "TransactionCanceledException",
    message:
      "Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError, None]",
  });
});

test("parentheses that never end are refused at once", async () => {
  const Statement = `SELECT * FROM tab WHERE ${"(".repeat(8000)}pk = 1`;
  await expect(tables.request("ExecuteStatement", { Statement })).rejects.toMatchObject({
    code: "ValidationException",
  });
});
