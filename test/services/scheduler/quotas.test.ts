import { expect, test } from "@jest/globals";
import { definition, openScheduler } from "./support/open-scheduler.ts";

const exceeded = (message: string) => ({ code: "ServiceQuotaExceededException", status: 402, message });

test("no more is made than the account may have; what is there is changed, and makes room when it goes", async () => {
  const { scheduler, close } = await openScheduler({ quotas: { schedules: 2, groups: 2 } });
  const { schedules } = scheduler;
  for (const name of ["one", "two"]) scheduler.create(definition({ name }));
  schedules.createGroup("other", {});
  const third = () => scheduler.create(definition({ name: "three" }));
  expect(third).toThrow(
    expect.objectContaining(exceeded("The account has reached its limit of 2 schedules.")),
  );
  expect(() => schedules.createGroup("third", {})).toThrow(
    expect.objectContaining(exceeded("The account has reached its limit of 2 schedule groups.")),
  );
  scheduler.update(definition({ name: "one", expression: "rate(2 minutes)" }));
  schedules.delete("two");
  schedules.deleteGroup("other");
  third();
  schedules.createGroup("third", {});
  expect([schedules.all().length, schedules.groups.length]).toEqual([2, 2]);
  await close();
});

test("without them the machine is the limit", async () => {
  const { scheduler, close } = await openScheduler();
  for (let number = 0; number < 600; number++) scheduler.schedules.createGroup(`g${number}`, {});
  expect(scheduler.schedules.groups).toHaveLength(601);
  await close();
});
