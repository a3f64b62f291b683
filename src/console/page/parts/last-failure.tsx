// What of a source could not be delivered last, and why: a rule, a pipe, a topic, a schedule, an alarm.

import { view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { Arns } from "./things.tsx";
import { When } from "./when.tsx";

interface FailedDelivery {
  readonly at: number;
  readonly to: string;
  readonly code: string;
  readonly message: string;
}

/** Nothing where nothing failed since the region is up. */
export function LastFailure({ arn }: { readonly arn: string }) {
  const { value } = useLive(
    `failure ${arn}`,
    () => view<{ readonly failure?: FailedDelivery }>("failed-delivery", { sourceArn: arn }),
    5000,
  );
  const failure = value?.failure;
  if (failure === undefined) return null;
  return (
    <div class="error-box">
      <strong>{failure.code}</strong>
      <p>{failure.message}</p>
      <p>
        Its last delivery that failed, at <When at={failure.at} isWhole />, to <Arns arns={[failure.to]} />
      </p>
    </div>
  );
}
