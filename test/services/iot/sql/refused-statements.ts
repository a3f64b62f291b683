// What the rules' SQL refuses where a rule is made.

/** Statements that cannot be read, and what is said of them. */
export const refusedStatements: readonly (readonly [sql: string, problem: string])[] = [
  ["", "Expected 'SELECT' but found the end of the statement at column 1"],
  ["SELECT", "Expected an expression but found the end of the statement at column 7"],
  ["SELECT FROM 'a'", "Expected an expression but found 'FROM' at column 8"],
  ["SELECT a FROM", "Expected a topic filter but found the end of the statement at column 14"],
  ["SELECT a FROM 'b' WHERE", "Expected an expression but found the end of the statement at column 24"],
  ["SELECT a FROM 'b' ORDER BY a", "Expected the end but found 'ORDER' at column 19"],
  ["SELECT a, FROM 'b'", "Expected an expression but found 'FROM' at column 11"],
  ["SELECT (a FROM 'b'", "Expected ')' but found 'FROM' at column 11"],
  ["SELECT 'a FROM b", "The text that begins at column 8 has no closing '"],
  ["SELECT a ; FROM 'b'", "Unexpected character ';' at column 10"],
  ["SET SELECT a FROM 'b'", "Expected a variable but found 'SELECT' at column 5"],
  ["SET @a SELECT a FROM 'b'", "Expected '=' but found 'SELECT' at column 8"],
  ["SET @a = 1, @a = 2 SELECT @a FROM 'b'", "The variable '@a' is set twice"],
  [
    `SET @${"a".repeat(65)} = 1 SELECT a FROM 'b'`,
    `The name of the variable '@${"a".repeat(65)}' is longer than 64 characters`,
  ],
  ["SELECT a FROM 'b' SET @a = 1", "Expected the end but found 'SET' at column 19"],
  ["SELECT nosuch(a) FROM 'b'", "There is no function 'nosuch'"],
  ["SELECT toString() FROM 'b'", "There is no function 'tostring'"],
  ["SELECT cast(a AS Date) FROM 'b'", "There is no type 'date' to cast to"],
  ["SELECT CASE a END FROM 'b'", "Expected 'WHEN' but found 'END' at column 15"],
  ["SELECT CASE WHEN a = 1 THEN 2 END FROM 'b'", "Expected an expression but found 'WHEN' at column 13"],
  [
    "SELECT machinelearning_predict(a, b, c) FROM 'b'",
    "The function 'machinelearning_predict' is not in this region, which does not have Amazon Machine Learning",
  ],
  [`SELECT ${"(".repeat(200)}1${")".repeat(200)} FROM 'b'`, "Expressions are nested more than 100 deep"],
  [`SELECT 1${" + 1".repeat(8000)} AS a FROM 'b'`, "An expression has more than 1000 operators"],
  [`SELECT a${".b".repeat(8000)} FROM 'b'`, "An expression has more than 1000 operators"],
];
