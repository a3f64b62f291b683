import { expect, test } from "@jest/globals";
import { onAbort } from "../../src/time/on-abort.ts";

test("all that wait are told once, save those that wait no more", () => {
  const { signal, abort } = withAbort();
  const told: string[] = [];
  const tell = (name: string) => () => told.push(name);
  onAbort(signal, tell("first"));
  const forget = onAbort(signal, tell("forgotten"));
  const forgetLater = onAbort(signal, () => {
    told.push("second");
    forgetLast();
    onAbort(signal, tell("too late"));
  });
  const forgetLast = onAbort(signal, tell("forgotten by the second"));
  forget();
  abort();
  forgetLater();
  onAbort(signal, tell("too late"));
  expect(told).toEqual(["first", "second"]);
});

function withAbort() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
