// A few of the handlers that mean harm; `npm run hostile` has all of them, against a whole region.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { hostileHandlers } from "../../hostile/attacks/hostile-handlers.ts";
import { everything, type HostFixture, startHost } from "./host-fixture.ts";

const few = [
  "a map that grows",
  "Array.from of fifty million",
  "buffers beyond the heap",
  "rubbish on the runtime's socket",
  "a frame of null",
  "a frame of 4 GB",
  "a header with wrong types",
  "rubbish on the runtime's log",
  "an end of its own, and another",
  "an end of its own, and that of the runtime",
  "an end of the invocation to come",
  "an end with a tail",
  "ready once more",
  "an error of its Init phase, too late",
  "a leave of its own, and an exit",
  "a leave within its invocation",
  "pieces after the end",
  "a content type with a line break",
  "ends without an end",
  "zeros in the place of the runtime's socket",
  "SIGKILL to its group",
  "SIGKILL to its parent",
  "a child that leaves its group",
  "open files without an end",
  "an exception that is no error",
  "memory at init",
];

let fixture: HostFixture;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hostile-handlers-"));
  fixture = startHost();
  fixture.host.create(everything({ timeoutSeconds: 60 }));
});
afterAll(async () => {
  await fixture.host.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each(few.map((name) => [name] as const))("%s ends its own environment at most", async (name) => {
  const handler = hostileHandlers.find((each) => each.name === name);
  if (handler === undefined) throw new Error(`There is no such handler: ${name}`);
  const file = `hostile-${few.indexOf(name)}`;
  const body = `export const handler = async () => {\n${handler.source}\n};\n`;
  const text = handler.atInit ? `${handler.source}\nexport const handler = () => 0;\n` : body;
  writeFileSync(join(folder, `${file}.mjs`), text);
  const timeoutSeconds = handler.ends.source.includes("timed out") ? 2 : 60;
  const own = { functionName: file, codeRoot: folder, handler: `${file}.handler`, timeoutSeconds };
  fixture.host.create(everything(own));
  const ended = await fixture.host.invoke({ functionName: file });
  expect(ended.payload).toMatch(handler.ends);
  const other = await fixture.host.invoke({
    functionName: "everything",
    payload: '{"action":"echo","value":1}',
  });
  expect(other.payload).toBe("1");
  await fixture.host.remove(file);
});
