// Tasks that wait for somebody to answer their token: approved or refused from here.

import { useState } from "preact/hooks";
import { Copy } from "../parts/copy.tsx";
import { JsonText } from "../parts/json.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { count, duration } from "../parts/words.ts";
import { commandOf } from "../region/asked.ts";
import { call, view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

interface WaitingTask {
  readonly taskToken: string;
  readonly executionArn: string;
  readonly stateName: string;
  readonly resource: string;
  readonly arguments: unknown;
  readonly enteredAt: number;
  readonly timeoutSeconds?: number;
  readonly heartbeatSeconds?: number;
}

export interface WaitingTasks {
  readonly waiting: number;
  /** The longest waiting of them. */
  readonly tasks: readonly WaitingTask[];
}

export function ApprovalsPage({ route }: { readonly route: Route }) {
  /** The execution whose tasks alone are asked for. */
  const of = route.query.get("of");
  const { value, problem, refresh } = useLive("waiting", () => view<WaitingTasks>("waiting-tasks"), 2000);
  const { waiting = 0 } = value ?? {};
  const tasks = value?.tasks.filter(({ executionArn }) => of === null || executionArn === of);
  return (
    <>
      <h1>Waiting for an answer</h1>
      <p>Tasks with a token: whoever has it says how they end. Here that can be you.</p>
      <Trouble problem={problem} />
      {tasks?.length === 0 && <p class="empty">Nobody waits.</p>}
      {of !== null && (
        <p>
          Of <a href={addressOf(["executions", of])}>{nameOf(of)}</a> alone; <a href="#/approvals">all</a>.
        </p>
      )}
      {of === null && tasks !== undefined && tasks.length > 1 && (
        <p>
          {count(waiting)} wait, the longest waiting first
          {waiting > tasks.length && `; here are ${count(tasks.length)} of them`}.
        </p>
      )}
      {tasks?.map((task) => (
        <Answerable key={task.taskToken} task={task} onAnswered={refresh} />
      ))}
    </>
  );
}

/** `MACHINE:NAME` */
function nameOf(executionArn: string): string {
  return executionArn.split(":").slice(6).join(":");
}

function Answerable({ task, onAnswered }: { readonly task: WaitingTask; readonly onAnswered: () => void }) {
  const { taskToken, executionArn, stateName, resource, timeoutSeconds, heartbeatSeconds } = task;
  const [output, setOutput] = useState("{}");
  const [error, setError] = useState("Refused");
  const [cause, setCause] = useState("Refused in the console.");
  const [problem, setProblem] = useState<Error | undefined>();
  const answer = (operation: string, members: object) =>
    void call("sfn", operation, { taskToken, ...members }).then(onAnswered, setProblem);
  return (
    <section class="waiting" aria-label={`${stateName} waits`}>
      <h2>{stateName}</h2>
      <p>
        <a href={addressOf(["executions", executionArn])}>{nameOf(executionArn)}</a> · <code>{resource}</code>
      </p>
      <p>
        waits since <When at={task.enteredAt} isWhole /> ·{" "}
        {timeoutSeconds === undefined
          ? "without a timeout"
          : `times out after ${duration(timeoutSeconds * 1000)}`}
        {heartbeatSeconds !== undefined && ` · heartbeats within ${duration(heartbeatSeconds * 1000)}`}
      </p>
      <JsonText title="Arguments" text={JSON.stringify(task.arguments)} />
      <label>
        Output, as JSON
        <textarea
          rows={4}
          spellcheck={false}
          value={output}
          onInput={({ currentTarget }) => setOutput(currentTarget.value)}
        />
      </label>
      <p class="actions">
        <button type="button" onClick={() => answer("SendTaskSuccess", { output })}>
          Succeed
        </button>
        <Copy label="Copy token" text={() => taskToken} />
        <Copy
          label="Copy as command"
          text={() => commandOf("sfn", "SendTaskSuccess", { taskToken, output })}
        />
      </p>
      <p class="actions">
        <label>
          Error <input value={error} onInput={({ currentTarget }) => setError(currentTarget.value)} />
        </label>
        <label>
          Cause <input value={cause} onInput={({ currentTarget }) => setCause(currentTarget.value)} />
        </label>
        <button type="button" class="quiet" onClick={() => answer("SendTaskFailure", { error, cause })}>
          Fail
        </button>
      </p>
      <Trouble problem={problem} />
    </section>
  );
}
