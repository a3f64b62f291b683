import { expect, test } from "@jest/globals";
import { delivered } from "../../../src/aws/delivery.ts";
import { accountQuotas } from "../../../src/services/eventbridge/account-quotas.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { closeEventBridge, openEventBridge } from "./support/open-service.ts";

const exceeded = {
  code: "LimitExceededException",
  message: "The requested resource exceeds the maximum number allowed.",
};
const rule = (number: number) => ({ name: `r${number}`, enabled: true, eventPattern: '{"source":["s"]}' });

test.each([
  ["us-east-1", 300],
  ["eu-south-1", 100],
])("of rules a bus of %s has %d", (region, rules) => {
  expect(accountQuotas({ region }).rules).toBe(rules);
});

test("where limits hold a bus has so many rules of its own, which may be changed, and others have theirs", async () => {
  const service = await openEventBridge({
    ...{ clock: new VirtualClock(), deliver: () => delivered },
    enforceLimits: true,
  });
  const { buses, archives } = service;
  await buses.createEventBus("other");
  for (let number = 0; number < 300; number++) await buses.putRule(rule(number));
  await expect(buses.putRule(rule(300))).rejects.toMatchObject(exceeded);
  await buses.putRule({ ...rule(0), description: "changed" });
  await buses.putRule(rule(300), "other");
  await archives.create({ name: "a", sourceArn: buses.describeEventBus().arn, retentionDays: 0 });
  expect(buses.listRules()).toHaveLength(301);
  await buses.deleteRule("r0");
  await buses.putRule(rule(300));
  await closeEventBridge(service);
});

test("without them the machine is the limit", async () => {
  const service = await openEventBridge({ clock: new VirtualClock(), deliver: () => delivered });
  const { buses } = service;
  for (let number = 0; number < 320; number++) await buses.putRule(rule(number));
  for (let number = 0; number < 120; number++) await buses.createEventBus(`b${number}`);
  expect([buses.listRules().length, buses.listEventBuses().length]).toEqual([320, 121]);
  await closeEventBridge(service);
});
