// IoT's rules: statements and templates that ask for as much work as they can of one message.

import { type LargeRequest, rest, times, told } from "./large-request.ts";
import { roleArn } from "./machines.ts";

const iot = rest("iot");
const iotData = rest("iotdata");

const doubled = (count: number) => times(count, (n) => `@v${n + 1} = [@v${n}, @v${n}]`).join(", ");
const nestedQuery = (depth: number): string =>
  depth === 0 ? "1" : `(SELECT VALUE ${nestedQuery(depth - 1)} FROM @l)`;

/** Statements over `{"l": [a list], "o": {an object}, "p": nearly the same, "q": the same, "t": a text}`. */
const statements: Readonly<Record<string, string>> = {
  "variables that double": `SET @v0 = [l, l], ${doubled(60)} SELECT @v60 AS x FROM 'T'`,
  "the text of variables that double": `SET @v0 = [l, l], ${doubled(60)} SELECT length(@v60) AS x FROM 'T'`,
  "variables that double, compared": `SET @v0 = [o, o], ${doubled(40)}, @w0 = [q, q], ${doubled(40).replaceAll("@v", "@w")} SELECT @v40 = @w40 AS x FROM 'T'`,
  "queries within queries": `SET @l = l SELECT ${nestedQuery(4)} AS x FROM 'T'`,
  "the message, again and again": `SELECT ${times(5_000, (n) => `* AS a${n}`).join(", ")} FROM 'T'`,
  "a list of what is nearly the same": `SELECT o IN [${times(15_000, () => "p").join(",")}] AS x FROM 'T'`,
  "texts, again and again": `SELECT ${times(2_500, (n) => `upper(t) AS a${n}`).join(", ")} FROM 'T'`,
  "an expression that is tried for long": `SELECT regexp_matches(t, '(x?){500}x{400}y') AS x FROM 'T'`,
  "many expressions": `SELECT ${times(1_500, (n) => `regexp_replace(t, 'x+y${n}', 'z') AS a${n}`).join(", ")} FROM 'T'`,
  "enriched lists": `SELECT transform("enrichArray", o, l) AS x FROM 'T'`,
  digests: `SELECT ${times(2_000, (n) => `md2(t) AS a${n}`).join(", ")} FROM 'T'`,
};

const message = JSON.stringify({
  l: times(3_000, (n) => ({ n })),
  o: Object.fromEntries(times(2_000, (n) => [`k${n}`, n])),
  p: Object.fromEntries(times(2_000, (n) => [`k${n}`, n === 1_999 ? "" : n])),
  q: Object.fromEntries(times(2_000, (n) => [`k${n}`, n])),
  t: "x".repeat(20_000),
});

const statementOf = ([what, sql]: readonly [string, string], at: number): LargeRequest => ({
  name: `IoT SQL of ${what}`,
  ask: async (target) => {
    const made = await iot(target, `POST /rules/bomb${at}`, {
      sql: sql.replace("'T'", `'bomb${at}'`),
      actions: [],
    });
    const asked = await iotData(target, `POST /topics/bomb${at}?qos=1`, message);
    await iot(target, `DELETE /rules/bomb${at}`, "");
    return `${await told(made)}; ${await told(asked)}`;
  },
});

export const topicRuleRequests: readonly LargeRequest[] = [
  ...Object.entries(statements).map(statementOf),
  {
    name: "IoT a substitution template of the message, again and again",
    ask: async (target) => {
      const made = await iot(target, "POST /rules/substituted", {
        sql: "SELECT * FROM 'substituted'",
        actions: [{ republish: { roleArn, topic: `a/${"${t}".repeat(10_000)}`, qos: 0 } }],
      });
      return `${await told(made)}; ${await told(iotData(target, "POST /topics/substituted?qos=1", message))}`;
    },
  },
];
