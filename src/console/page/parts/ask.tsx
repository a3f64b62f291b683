// A form that asks the region something, and shows what it answered.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { JsonText } from "./json.tsx";
import { Trouble } from "./trouble.tsx";

export interface Field {
  readonly name: string;
  readonly title: string;
  readonly value?: string;
  readonly rows?: number;
  readonly choices?: readonly string[];
}

export interface AskProps {
  readonly title: string;
  readonly action: string;
  readonly fields: readonly Field[];
  readonly ask: (values: Readonly<Record<string, string>>) => Promise<unknown>;
  /** @default the answer as JSON */
  readonly shown?: (answer: unknown) => ComponentChildren;
}

export function Ask({ title, action, fields, ask, shown }: AskProps) {
  const [values, setValues] = useState(() =>
    Object.fromEntries(fields.map(({ name, value }) => [name, value ?? ""])),
  );
  const [answer, setAnswer] = useState<unknown>();
  const [problem, setProblem] = useState<Error | undefined>();
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      setAnswer(await ask(values));
    } catch (refused) {
      setAnswer(undefined);
      setProblem(refused as Error);
    }
    setBusy(false);
  };
  const write = (name: string) => (event: { readonly currentTarget: { readonly value: string } }) => {
    const { value } = event.currentTarget;
    setValues((all) => ({ ...all, [name]: value }));
  };
  return (
    <form
      class="ask"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2>{title}</h2>
      {fields.map(({ name, title: label, rows, choices }) => (
        <label key={name}>
          <span>{label}</span>
          {choices !== undefined ? (
            <select value={values[name] ?? ""} onChange={write(name)}>
              {choices.map((choice) => (
                <option key={choice}>{choice}</option>
              ))}
            </select>
          ) : rows === undefined ? (
            <input value={values[name] ?? ""} onInput={write(name)} />
          ) : (
            <textarea rows={rows} spellcheck={false} value={values[name] ?? ""} onInput={write(name)} />
          )}
        </label>
      ))}
      <p class="actions">
        <button type="submit" disabled={isBusy}>
          {action}
        </button>
      </p>
      <Trouble problem={problem} />
      {answer !== undefined && (shown?.(answer) ?? <JsonText title="Answer" text={JSON.stringify(answer)} />)}
    </form>
  );
}
