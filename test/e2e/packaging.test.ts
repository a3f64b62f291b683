// What is deployed depends on the sources alone.

import { expect, test } from "@jest/globals";
import { packageService } from "../service/packaged-service.ts";

test("packaging gives the same template twice", async () => {
  const [one, other] = await Promise.all([packageService(), packageService()]);
  expect(other.templateText).toBe(one.templateText);
  await Promise.all([one.remove(), other.remove()]);
}, 180_000);
