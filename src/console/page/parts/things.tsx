// Things by their ARNs, each a link to its page where it has one; and how often something happened to one of late.

import { OverTime } from "../charts/over-time.tsx";
import { useLive } from "../region/live.ts";
import { type Counted, sumsOf } from "../region/metric-sums.ts";
import { addressOfArn } from "../route.ts";
import { Trouble } from "./trouble.tsx";
import { count, nameOfArn } from "./words.ts";

/** What has no ARN, such as an address that a topic sends to, stands as it is. */
export function Arns({ arns }: { readonly arns: readonly string[] }) {
  return (
    <>
      {arns.map((arn, at) => {
        const address = addressOfArn(arn);
        const shown = arn.startsWith("arn:") ? nameOfArn(arn) : arn;
        return (
          <span key={arn}>
            {at > 0 && ", "}
            {address === undefined ? shown : <a href={address}>{shown}</a>}
          </span>
        );
      })}
    </>
  );
}

export interface SumsProps {
  readonly of: string;
  readonly counted: readonly (readonly [title: string, metric: string])[];
  readonly namespace: string;
  readonly dimensions: Counted["dimensions"];
}

/** Of the last hour. */
export function Sums({ of, counted, namespace, dimensions }: SumsProps) {
  const { value, problem } = useLive(
    `sums ${of}`,
    () =>
      sumsOf(
        counted.map(([title, metric]) => ({ title, metric, namespace, dimensions })),
        60,
      ),
    5000,
  );
  return (
    <>
      <h2>Of the last hour</h2>
      <Trouble problem={problem} />
      <dl class="facts">
        {value?.map(({ title, sum }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{count(sum)}</dd>
          </div>
        ))}
      </dl>
      <OverTime
        title={`${of}, a minute`}
        measures={counted.map(([title, metric]) => ({ title, metric }))}
        {...{ namespace, dimensions }}
      />
    </>
  );
}
