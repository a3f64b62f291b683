// What is on its way to endpoints that do not take it is bounded.

import { expect, test } from "@jest/globals";
import { HttpDeliveries } from "../../../../src/services/sns/http/http-deliveries.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

test("what there is no room for is refused, and what is over makes some", async () => {
  const kept: string[] = [];
  const deliveries = new HttpDeliveries({
    clock: new VirtualClock(),
    keep: async ({ type }) => void kept.push(type),
    giveUp: async () => {},
    onTaken: () => {},
    mostHeldBytes: 10_000,
  });
  const send = () =>
    deliveries.send("arn", { url: "http://127.0.0.1:9/", headers: {}, body: "x".repeat(3000) }, []);
  await send();
  await send();
  await expect(send()).rejects.toMatchObject({
    ...{ code: "ServiceUnavailable", status: 503 },
    message: expect.stringMatching(/^Messages on their way to HTTP endpoints take \d+ bytes/),
  });
  expect(kept).toEqual(["http", "http"]);
  const [first] = deliveries.entries();
  if (first?.type !== "http") throw new Error("Nothing is on its way");
  // Told again at a start, it counts once.
  deliveries.follow(first);
  deliveries.follow({ type: "http over", id: first.delivery.id });
  await send();
  await expect(send()).rejects.toMatchObject({ status: 503 });
  deliveries.close();
});
