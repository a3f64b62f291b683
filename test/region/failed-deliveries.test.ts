import { expect, test } from "@jest/globals";
import { failedDelivery } from "../../src/aws/delivery.ts";
import { ServiceError } from "../../src/aws/service-error.ts";
import { FailedDeliveries } from "../../src/region/failed-deliveries.ts";

const refused = (message: string) => {
  const outcome = failedDelivery(new ServiceError("QueueDoesNotExist", message));
  if (outcome.status === "DELIVERED") throw new Error("it was delivered");
  return outcome;
};

test("of each source the last is known", () => {
  let now = 0;
  const failures = new FailedDeliveries({ now: () => ++now });
  failures.note("rule", "queue", refused("once"));
  failures.note("pipe", "queue", refused("of another"));
  failures.note("rule", "topic", refused("twice"));
  expect(failures.lastOf("rule")).toEqual({
    at: 3,
    to: "topic",
    code: "QueueDoesNotExist",
    message: "twice",
  });
  expect(failures.lastOf("nobody")).toBeUndefined();
});

test("of very many sources those are forgotten that failed longest ago", () => {
  const failures = new FailedDeliveries({ now: () => 0 });
  for (let at = 0; at < 600; at++) {
    failures.note(`rule ${at}`, "queue", refused("x".repeat(10_000)));
    failures.note("again and again", "queue", refused("no"));
  }
  expect(failures.lastOf("again and again")).toBeDefined();
  expect(failures.lastOf("rule 599")?.message).toHaveLength(4096);
  expect(failures.lastOf("rule 50")).toBeUndefined();
});
