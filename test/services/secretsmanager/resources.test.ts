// Secrets as a stack makes, changes and deletes them.

import { beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { secret } from "../../../src/services/secretsmanager/resources.ts";
import { Secrets } from "../../../src/services/secretsmanager/secrets.ts";
import { RecordBook } from "../../../src/storage/record-book.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { TestedResource } from "../support/resource.ts";

const generated = {
  GenerateSecretString: {
    ...{ SecretStringTemplate: '{"user":"rain"}', GenerateStringKey: "password" },
    ...{ PasswordLength: "12", ExcludePunctuation: "true" },
  },
};

let secrets: Secrets;
beforeEach(async () => {
  const book = await RecordBook.open({ directory: undefined, name: "secrets.journal" });
  secrets = new Secrets(systemClock, localIdentity, book);
});
const textOf = (id: string) => secrets.value(id, {}).version.text ?? "";

test("a password is made once, and stays while others of the properties change", async () => {
  const made = new TestedResource(secret, { secrets });
  const { ref } = await made.create({ ...generated, Description: "first" });
  const before = textOf(ref);
  expect(JSON.parse(before)).toEqual({ user: "rain", password: expect.stringMatching(/^[A-Za-z0-9]{12}$/) });
  await made.update({ ...generated, Tags: [{ Key: "team", Value: "rain" }] });
  expect(textOf(ref)).toBe(before);
  expect(secrets.find(ref)).toMatchObject({ tags: { team: "rain" } });
  expect(secrets.find(ref).description).toBeUndefined();
  // As it was left by an earlier run.
  await new TestedResource(secret, { secrets }, { mayExist: true }).create(generated);
  expect(textOf(ref)).toBe(before);
  await made.delete();
  await made.delete();
  expect(secrets.all()).toEqual([]);
});

test("a value that the template says is put when it changes", async () => {
  const said = new TestedResource(secret, { secrets });
  const { ref } = await said.create({ SecretString: "one" });
  await said.update({ SecretString: "one", Description: "same" });
  expect(secrets.find(ref).versions).toHaveLength(1);
  await said.update({ SecretString: "two" });
  expect(textOf(ref)).toBe("two");
  expect(secrets.value(ref, { stage: "AWSPREVIOUS" }).version.text).toBe("one");
});
