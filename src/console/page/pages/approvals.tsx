// Tasks that wait for somebody to answer their token: approved or refused from here.

import { useState } from "preact/hooks";
import { JsonText } from "../parts/json.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { call, view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf } from "../route.ts";

interface WaitingTask {
  readonly taskToken: string;
  readonly executionArn: string;
  readonly stateName: string;
  readonly resource: string;
  readonly arguments: unknown;
}

export function ApprovalsPage() {
  const {
    value: tasks,
    problem,
    refresh,
  } = useLive("waiting", () => view<readonly WaitingTask[]>("waiting-tasks"), 2000);
  return (
    <>
      <h1>Waiting for an answer</h1>
      <p>Tasks with a token: whoever has it says how they end. Here that can be you.</p>
      <Trouble problem={problem} />
      {tasks?.length === 0 && <p class="empty">Nobody waits.</p>}
      {tasks?.map((task) => (
        <Answerable key={task.taskToken} task={task} onAnswered={refresh} />
      ))}
    </>
  );
}

function Answerable({ task, onAnswered }: { readonly task: WaitingTask; readonly onAnswered: () => void }) {
  const { taskToken, executionArn, stateName, resource } = task;
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
        <a href={addressOf(["executions", executionArn])}>{executionArn.split(":").slice(6).join(":")}</a> ·{" "}
        <code>{resource}</code>
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
