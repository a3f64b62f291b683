// What AWS's page of an execution has under "Details": by what, for whom and when it was run, and where more is told of it.

import type { ComponentChildren } from "preact";
import { Arns } from "../parts/things.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { duration, times } from "../parts/words.ts";
import { call, view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf } from "../route.ts";
import type { Execution } from "./history.ts";
import type { LoggedMachine } from "./logged-history.ts";

/** Of the machine, as it was when the execution began. */
interface Machine extends LoggedMachine {
  readonly roleArn: string;
  readonly revisionId?: string;
  readonly tracingConfiguration?: { readonly enabled: boolean };
}

export interface DetailsProps {
  readonly execution: Execution;
  readonly now: number;
}

export function Details({ execution, now }: DetailsProps) {
  const { executionArn, stateMachineArn, isExpress, startDate, stopDate, events } = execution;
  const { value: machine, problem } = useLive(
    `machine of ${executionArn}`,
    () =>
      isExpress
        ? call<Machine>("sfn", "DescribeStateMachine", { stateMachineArn })
        : call<Machine>("sfn", "DescribeStateMachineForExecution", { executionArn }),
    0,
  );
  const { value: trace } = useLive(
    `trace ${executionArn} ${execution.status}`,
    () => view<{ readonly traceId?: string }>("execution-trace", { executionArn }),
    0,
  );
  const log = machine?.loggingConfiguration?.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  const level = machine?.loggingConfiguration?.level ?? "OFF";
  const by = execution.stateMachineVersionArn ?? execution.stateMachineAliasArn ?? stateMachineArn;
  return (
    <>
      <Trouble problem={problem} />
      <dl class="beside">
        <Fact title="Execution ARN">
          <code>{executionArn}</code>
        </Fact>
        <Fact title="State machine">
          <Arns arns={[by]} />
        </Fact>
        <Fact title="Type">{isExpress ? "Express" : "Standard"}</Fact>
        <Fact title="Started">
          <When at={startDate} isWhole />
        </Fact>
        <Fact title="Ended">{stopDate === undefined ? "not yet" : <When at={stopDate} isWhole />}</Fact>
        <Fact title="Took">{duration((stopDate ?? now) - startDate)}</Fact>
        {events !== undefined && (
          <Fact title="State transitions">
            {events.filter(({ type }) => type.endsWith("StateEntered")).length.toLocaleString("en-US")}
          </Fact>
        )}
        {!isExpress && (
          <Fact title="Redriven">
            {execution.redriveCount ? times(execution.redriveCount) : "never"}
            {execution.redriveStatusReason !== undefined && ` · ${execution.redriveStatusReason}`}
          </Fact>
        )}
        {machine && (
          <>
            <Fact title="Role">
              <code>{machine.roleArn}</code>
            </Fact>
            <Fact title="Log">
              {level.toLowerCase()}
              {log !== undefined && (
                <>
                  {" "}
                  · <Arns arns={[log.replace(/:\*$/, "")]} />
                </>
              )}
            </Fact>
            <Fact title="Tracing">
              {machine.tracingConfiguration?.enabled === true ? "on" : "off"}
              {trace?.traceId !== undefined && (
                <>
                  {" "}
                  · <a href={addressOf(["traces", trace.traceId])}>{trace.traceId}</a>
                </>
              )}
            </Fact>
          </>
        )}
      </dl>
    </>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
