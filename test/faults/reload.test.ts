// Saved files under load, in short: `npm run faults -- reload` is the long form.

import { expect, test } from "@jest/globals";
import { editUnderLoad } from "./reload.ts";

test("no record is lost while a handler, a machine and a template are saved, and each has its effect", async () => {
  const { edits, put, lost, complaints } = await editUnderLoad({ edits: 6, recordsPerPut: 20 });
  expect(edits.map(({ what }) => what).toSorted()).toEqual([
    ...["handler", "handler", "machine", "machine", "template", "template"],
  ]);
  for (const { milliseconds } of edits) expect(milliseconds).toBeGreaterThanOrEqual(0);
  expect(put).toBeGreaterThan(0);
  expect(lost).toBe(0);
  expect(complaints).toBe("");
});
