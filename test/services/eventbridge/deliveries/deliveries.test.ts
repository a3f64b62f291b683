// Very many deliveries of one request: how many are under way at a time, and what slow targets do to the others.

import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import type { DeliveryOutcome } from "../../../../src/aws/delivery.ts";
import { Deliveries } from "../../../../src/services/eventbridge/deliveries/deliveries.ts";
import type { Delivery } from "../../../../src/services/eventbridge/deliveries/delivery.ts";
import { systemClock } from "../../../../src/time/clock.ts";

const count = 2_000;
const delivered: DeliveryOutcome = { status: "DELIVERED" };

function deliveriesTo(deliver: (name: string) => Promise<DeliveryOutcome>, mostHeldBytes?: number) {
  const over = new Set<string>();
  const all = Promise.withResolvers<void>();
  const expected = { count };
  const deliveries = new Deliveries({
    clock: systemClock,
    deliver: ({ arn }) => deliver(arn),
    random: () => 0,
    over: ({ id }) => {
      over.add(id);
      if (over.size === expected.count) all.resolve();
    },
    counts: { attempted: () => undefined, notDeadLettered: () => undefined },
    fault: (fault) => all.reject(fault),
    mostHeldBytes,
  });
  return { deliveries, over, all: all.promise, expected };
}

function delivery(number: number): Delivery {
  const target = { id: "one", arn: `target-${number}` };
  return { id: String(number), ruleArn: "rule", target, payload: "{}", event: "{}", acceptedAt: 0 };
}

const many = () => Array.from({ length: count }, (_, number) => delivery(number));

test("a hundred are under way at a time, and all are over in the end", async () => {
  const underWay = { now: 0, most: 0 };
  const { deliveries, over, all } = deliveriesTo(async () => {
    underWay.most = Math.max(underWay.most, ++underWay.now);
    await new Promise((resolve) => setImmediate(resolve));
    underWay.now -= 1;
    return delivered;
  });
  deliveries.startAll(many());
  await all;
  expect(over.size).toBe(count);
  expect(underWay.most).toBeLessThanOrEqual(100);
  await deliveries.close();
});

test("others have their turn also while everything is over at once", async () => {
  const { deliveries, all } = deliveriesTo(() => Promise.resolve(delivered));
  let turns = 0;
  const ended = all.then(() => true);
  deliveries.startAll(many());
  while (!(await Promise.race([ended, nextTurn(false)]))) turns++;
  expect(turns).toBeGreaterThan(10);
  await deliveries.close();
});

test("targets that never answer hold up none of those behind them", async () => {
  const stuck = Promise.withResolvers<DeliveryOutcome>();
  const slow = 150;
  const isSlow = (name: string) => Number(name.split("-")[1]) < slow;
  const { deliveries, over, all, expected } = deliveriesTo((name) =>
    isSlow(name) ? stuck.promise : Promise.resolve(delivered),
  );
  expected.count = count - slow;
  deliveries.startAll(many());
  await all;
  expect(over.has(String(slow))).toBe(true);
  expect(over.has("0")).toBe(false);
  stuck.resolve(delivered);
  await deliveries.close();
  expect(over.size).toBe(count);
});

test("what has not begun when the region ends is left where it is", async () => {
  const { deliveries, over } = deliveriesTo(() => Promise.resolve(delivered));
  deliveries.startAll(many());
  await deliveries.close();
  expect(over.size).toBe(100);
});

test("there is room for so many bytes, which what is over gives back", async () => {
  const { deliveries, all, expected } = deliveriesTo(() => Promise.resolve(delivered), 20);
  const [first, second, third] = [delivery(1), delivery(2), delivery(3)] as const;
  const offer = (...offered: readonly Delivery[]) => {
    deliveries.checkRoom(offered);
    for (const each of offered) deliveries.add(each);
  };
  // Four bytes of each.
  offer(first, second, { ...third, payload: "ten bytes!" });
  expect(() => offer(delivery(4))).toThrow(
    expect.objectContaining({ code: "ServiceUnavailable", status: 503 }),
  );
  deliveries.forget("3");
  deliveries.forget("3");
  offer(delivery(5), delivery(6), delivery(7));
  expect(() => offer(delivery(8))).toThrow("Events on their way to targets take 20 bytes");
  expected.count = 1;
  deliveries.start(first);
  await all;
  offer(delivery(8));
  await deliveries.close();
});
