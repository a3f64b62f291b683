// Parameters as a stack makes, changes and deletes them.

import { beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { Parameters } from "../../../src/services/ssm/parameters.ts";
import { ssmParameter } from "../../../src/services/ssm/resources.ts";
import { RecordBook } from "../../../src/storage/record-book.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { TestedResource } from "../support/resource.ts";

let parameters: Parameters;
beforeEach(async () => {
  const book = await RecordBook.open({ directory: undefined, name: "parameters.journal" });
  parameters = new Parameters(systemClock, localIdentity, book);
});

test("a parameter has a version for each of its values", async () => {
  const parameter = new TestedResource(ssmParameter, parameters);
  const { ref, attributes } = await parameter.create({
    Type: "String",
    Value: "one",
    Tags: { team: "rain" },
  });
  expect(attributes).toEqual({
    ...{ Type: "String", Value: "one" },
    Arn: `arn:aws:ssm:us-east-1:000000000000:parameter/${ref}`,
  });
  await parameter.update({ Type: "String", Value: "two" });
  await parameter.update({ Type: "String", Value: "two" });
  expect(parameters.get(ref).version).toMatchObject({ version: 2, value: "two" });
  expect(parameters.tagsOf(ref)).toEqual({});
  await parameter.delete();
  await parameter.delete();
  expect(parameters.find(ref)).toBeUndefined();
});

test("one of another is refused, one of an earlier run and one that the region provides are taken", async () => {
  const given = { Name: "/named", Type: "String", Value: "v" };
  await new TestedResource(ssmParameter, parameters).create(given);
  await expect(new TestedResource(ssmParameter, parameters).create(given)).rejects.toMatchObject({
    code: "ParameterAlreadyExists",
  });
  await new TestedResource(ssmParameter, parameters, { mayExist: true }).create(given);
  expect(parameters.get("/named").version.version).toBe(1);
  parameters.provide("/provided", "1");
  await new TestedResource(ssmParameter, parameters).create({ ...given, Name: "/provided" });
  expect(parameters.get("/provided").version).toMatchObject({ value: "v" });
});

test("a SecureString cannot stand in a template", async () => {
  const parameter = new TestedResource(ssmParameter, parameters);
  await expect(parameter.create({ Type: "SecureString", Value: "v" })).rejects.toThrow(
    'must be String or StringList, not "SecureString"',
  );
});
