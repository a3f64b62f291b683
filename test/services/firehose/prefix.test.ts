// What objects are called: prefixes with expressions, and times by Java's patterns.

import { describe, expect, test } from "@jest/globals";
import { compileObjectKey } from "../../../src/services/firehose/delivery/object-key.ts";
import { checkPrefixes } from "../../../src/services/firehose/delivery/prefix.ts";
import { calendarOf, compileTimePattern } from "../../../src/services/firehose/delivery/time-pattern.ts";

const at = Date.UTC(2018, 7, 7, 10, 30, 5, 60);
const suffix = /s-3-2018-08-07-10-30-05-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.source;

describe("an object is put under", () => {
  test.each([
    ["the hour", {}, undefined, "2018/08/07/10/"],
    ["what is before the hour", { Prefix: "app/" }, undefined, "app/2018/08/07/10/"],
    ["what is no folder", { Prefix: "app-" }, undefined, "app-2018/08/07/10/"],
    ["expressions alone", { Prefix: "y=!{timestamp:yyyy}/m=!{timestamp:MM}/" }, undefined, "y=2018/m=08/"],
    [
      "literals and dashes in a pattern",
      { Prefix: "dt=!{timestamp:yyyy'-'MM-dd'T'HH}/" },
      undefined,
      "dt=2018-08-07T10/",
    ],
    ["its own zone", { CustomTimeZone: "Asia/Tokyo", Prefix: "!{timestamp:HH}/" }, undefined, "19/"],
    ["partition keys", { Prefix: "c=!{partitionKeyFromLambda:customer}/" }, undefined, "c=one/"],
    ["the kind of error", {}, "processing-failed", "processing-failed/2018/08/07/10/"],
    [
      "the kind of error, behind the prefix",
      { Prefix: "app/" },
      "http-endpoint-failed",
      "app/http-endpoint-failed/2018/08/07/10/",
    ],
    [
      "the errors' own prefix",
      { ErrorOutputPrefix: "failed/" },
      "processing-failed",
      "failed/processing-failed/2018/08/07/10/",
    ],
    [
      "the errors' own expressions",
      { Prefix: "app/", ErrorOutputPrefix: "failed/!{firehose:error-output-type}/!{timestamp:dd}/" },
      "processing-failed",
      "failed/processing-failed/07/",
    ],
  ] as const)("%s", (_, naming, errorType, prefix) => {
    const keyOf = compileObjectKey({ name: "s", version: 3 }, naming);
    const key = keyOf({ at, errorType, partitionKeys: { customer: "one" } });
    // The suffix has the zone of the prefix.
    const own = "CustomTimeZone" in naming ? suffix.replace("10-30", "19-30") : suffix;
    expect(key.startsWith(prefix)).toBe(true);
    expect(key.slice(prefix.length)).toMatch(new RegExp(`^${own}$`));
  });

  test.each([
    [{ CompressionFormat: "GZIP" }, /\.gz$/],
    [{ CompressionFormat: "ZIP" }, /\.zip$/],
    [{ CompressionFormat: "GZIP", FileExtension: ".json.gz" }, /[0-9a-f]\.json\.gz$/],
  ])("a name of the extension of %o", (naming, extension) => {
    const keyOf = compileObjectKey({ name: "s", version: 1 }, naming);
    expect(keyOf({ at, partitionKeys: {} })).toMatch(extension);
  });

  test("eleven characters of chance, others each time", () => {
    const keyOf = compileObjectKey({ name: "s", version: 1 }, { Prefix: "!{firehose:random-string}/" });
    const keys = [1, 2].map(() => keyOf({ at, partitionKeys: {} }).split("/")[0]);
    for (const key of keys) expect(key).toMatch(/^[a-z0-9]{11}$/);
    expect(keys[0]).not.toBe(keys[1]);
  });
});

describe("prefixes are refused", () => {
  test.each([
    [
      "with expressions and none for errors",
      { Prefix: "!{timestamp:yyyy}/" },
      /^Ths supplied prefix\(es\) do not satisfy the following constraint: ErrorOutputPrefix cannot be null or empty when Prefix contains expressions$/,
    ],
    [
      "for errors that are not told apart",
      { ErrorOutputPrefix: "!{timestamp:yyyy}/" },
      /ErrorOutputPrefix must contain/,
    ],
    [
      "for what is no error",
      { Prefix: "!{firehose:error-output-type}/" },
      /Prefix cannot contain !\{firehose:error-output-type\}/,
    ],
    [
      "by a time that is none",
      { Prefix: "!{timestamp:yyyy-QQ}/" },
      /!\{timestamp:yyyy-QQ\} is not a valid timestamp expression/,
    ],
    [
      "by what there is nothing of",
      { Prefix: "!{firehose:name}/" },
      /!\{firehose:name\} is not a valid expression/,
    ],
    [
      "by keys of no partition",
      { Prefix: "!{partitionKeyFromLambda:a}/", ErrorOutputPrefix: "e/" },
      /Dynamic Partitioning Namespaces can only be part/,
    ],
    ["by JQ", { Prefix: "!{partitionKeyFromQuery:a}/", ErrorOutputPrefix: "e/" }, /does not have the JQ/],
  ])("%s", (_, prefixes, message) => {
    expect(() => checkPrefixes(prefixes, false)).toThrow(message);
  });

  test("that have no key of a partition where there are partitions", () => {
    expect(() => checkPrefixes({ Prefix: "a/" }, true)).toThrow(
      /At least one Dynamic Partitioning Namespace/,
    );
  });
});

test.each([
  ["yyyy-MM-dd'T'HH:mm:ss.SSS", "2018-08-07T10:30:05.060"],
  ["yy/M/d", "18/8/7"],
  ["EEE, MMM d", "Tue, Aug 7"],
  ["EEEE MMMM MMMMM", "Tuesday August A"],
  ["D h K k a", "219 10 10 10 AM"],
  ["''yyyy''", "'2018'"],
  ["'it''s' H", "it's 10"],
  ["SS", "06"],
])("the pattern %s", (pattern, written) => {
  const calendar = calendarOf("UTC");
  if (calendar === undefined) throw new Error("no UTC");
  expect(compileTimePattern(pattern)?.(calendar(at))).toBe(written);
});

test.each(["yyyy'", "QQ", "ddd", "aa", "hhh"])("%s is no pattern", (pattern) => {
  expect(compileTimePattern(pattern)).toBeUndefined();
});
