// Messages that a rule posts together, on a clock that stands still.

import { expect, test } from "@jest/globals";
import { HttpBatches } from "../../../../src/services/iot/actions/http-batches.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

const url = new URL("http://127.0.0.1:1/in");

function opened(fails = false) {
  const clock = new VirtualClock();
  const posted: [string, string][] = [];
  const limits = { openMs: 20, messages: 3, bytes: 20 };
  const batches = new HttpBatches(clock, limits, async (to, headers, body) => {
    posted.push([`${to.pathname} ${headers.get("x-of") ?? ""}`, body]);
    if (fails) throw new Error("busy");
  });
  const add = (text: string, of = "a", to = url) => batches.add(to, new Headers({ "x-of": of }), text);
  return { clock, posted, add };
}

test("what comes within the time is one list, in its order", async () => {
  const { clock, posted, add } = opened();
  const taken = Promise.all([add("1"), add("not json")]);
  clock.advanceBy(19);
  expect(posted).toEqual([]);
  clock.advanceBy(1);
  await taken;
  expect(posted).toEqual([["/in a", '[1,"not json"]']]);
});

test("a batch that is full is posted at once, by messages and by bytes", async () => {
  const { posted, add } = opened();
  await Promise.all(["1", "2", "3"].map((text) => add(text)));
  const long = Promise.all([add('"123456789"'), add('"1234567890"'), add('"1234567890123456789"')]);
  await Promise.resolve();
  expect(posted).toEqual(
    [
      ["/in a", "[1,2,3]"],
      ["/in a", '["123456789"]'],
    ].concat([
      ["/in a", '["1234567890"]'],
      ["/in a", '["1234567890123456789"]'],
    ]),
  );
  await long;
});

test("other endpoints and other headers have batches of their own", async () => {
  const { clock, posted, add } = opened();
  const taken = Promise.all([add("1"), add("2", "b"), add("3", "a", new URL("/else", url)), add("4")]);
  clock.advanceBy(20);
  await taken;
  expect(posted).toEqual([
    ["/in a", "[1,4]"],
    ["/in b", "[2]"],
    ["/else a", "[3]"],
  ]);
});

test("each message of a batch that is not taken fails, and a later one begins anew", async () => {
  const { clock, posted, add } = opened(true);
  const outcomes = Promise.allSettled([add("1"), add("2")]);
  clock.advanceBy(20);
  expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const again = add("3").catch((problem: Error) => problem.message);
  clock.advanceBy(20);
  expect([await again, posted.length]).toEqual(["busy", 2]);
});
