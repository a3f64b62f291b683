import { describe, expect, test } from "@jest/globals";
import { checkLocation, toldLocation } from "../../../../src/services/s3/buckets/locations.ts";

const of = (region: string) => ({ partition: "aws", region, accountId: "000000000000" });

const cases: readonly (readonly [string, string | undefined])[] = [
  ["us-east-1", undefined],
  ["us-east-1", "eu-west-1"],
  ["us-east-1", "EU"],
  ["eu-west-1", "eu-west-1"],
  ["eu-west-1", "EU"],
  ["eu-north-7", "eu-north-7"],
];
test.each(cases)("in %s a bucket is made where %s is asked for", (region, location) => {
  expect(() => checkLocation(location, of(region))).not.toThrow();
});

describe("a bucket is not made", () => {
  const incompatible = (what: string) => ({
    code: "IllegalLocationConstraintException",
    message: `The ${what} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  });
  const invalid = {
    code: "InvalidLocationConstraint",
    message: "The specified location-constraint is not valid",
  };
  test.each([
    ["us-east-1", "us-east-1", invalid],
    ["us-east-1", "mars", invalid],
    ["eu-west-1", "mars", invalid],
    ["eu-west-1", undefined, incompatible("unspecified")],
    ["eu-west-1", "us-east-1", incompatible("us-east-1")],
    ["us-west-2", "EU", incompatible("EU")],
  ])("in %s where %s is asked for", (region, location, refused) => {
    expect(() => checkLocation(location, of(region))).toThrow(expect.objectContaining(refused));
  });
});

test.each([
  ["us-east-1", undefined, ""],
  ["us-east-1", "EU", "EU"],
  ["eu-west-1", undefined, "eu-west-1"],
])("in %s the location %s is told as %j", (region, location, told) => {
  expect(toldLocation(location, of(region))).toBe(told);
});
