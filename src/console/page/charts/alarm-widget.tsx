// The states of some alarms.

import { Status } from "../parts/status.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf } from "../route.ts";

interface Told {
  readonly AlarmName: string;
  readonly StateValue: string;
}

export function AlarmWidget({
  title,
  alarms,
}: {
  readonly title: string;
  readonly alarms: readonly string[];
}) {
  const names = alarms.map((arn) => arn.split(":").slice(6).join(":"));
  const { value, problem } = useLive(
    names.join(),
    async () => {
      const { MetricAlarms, CompositeAlarms = [] } = await call<{
        MetricAlarms: Told[];
        CompositeAlarms?: Told[];
      }>("cloudwatch", "DescribeAlarms", {
        ...{ AlarmNames: names, AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
      });
      return [...MetricAlarms, ...CompositeAlarms];
    },
    5000,
  );
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <Trouble problem={problem} />
      <ul class="plain">
        {value?.map(({ AlarmName, StateValue }) => (
          <li key={AlarmName}>
            <Status of={StateValue} /> <a href={addressOf(["alarms", AlarmName])}>{AlarmName}</a>
          </li>
        ))}
      </ul>
    </figure>
  );
}
