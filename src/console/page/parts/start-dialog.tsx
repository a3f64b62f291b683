// Starts an execution, and goes to it.

import { useEffect, useRef, useState } from "preact/hooks";
import { call } from "../region/call.ts";
import { addressOf } from "../route.ts";
import { go } from "../use-route.ts";
import { Trouble } from "./trouble.tsx";
import { writtenOut } from "./words.ts";

export interface StartDialogProps {
  readonly stateMachineArn: string;
  readonly input: string;
  readonly onClose: () => void;
}

export function StartDialog({ stateMachineArn, input, onClose }: StartDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState(writtenOut(input));
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<Error | undefined>();
  useEffect(() => dialog.current?.showModal(), []);
  /** Rather than to take it away: so the focus goes back to what opened it. */
  const close = () => dialog.current?.close();
  const start = async () => {
    try {
      const named = name === "" ? {} : { name };
      const { executionArn } = await call<{ executionArn: string }>("sfn", "StartExecution", {
        stateMachineArn,
        input: text,
        ...named,
      });
      onClose();
      go(addressOf(["executions", executionArn]));
    } catch (refused) {
      setProblem(refused as Error);
    }
  };
  return (
    <dialog ref={dialog} onClose={onClose} aria-label="Start an execution">
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <h2>Start an execution</h2>
        <label>
          Name{" "}
          <input
            value={name}
            placeholder="one is made"
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <label>
          Input, as JSON
          <textarea
            rows={12}
            value={text}
            spellcheck={false}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <Trouble problem={problem} />
        <p class="actions">
          <button type="submit">Start</button>
          <button type="button" class="quiet" onClick={close}>
            Cancel
          </button>
        </p>
      </form>
    </dialog>
  );
}
