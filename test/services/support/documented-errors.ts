// The errors that an SDK's own documentation names for each operation, and what holds a service to them: either an error is
// provoked, or it is told why it cannot come about on one machine.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";

const suffix = "Command.d.ts";

/** By operation. */
export type DocumentedErrors = Readonly<Record<string, readonly string[]>>;

/** Of every operation of a client (its package), without the error that all others extend. */
export function documentedErrorsOf(client: string): DocumentedErrors {
  const folder = join(dirname(fileURLToPath(import.meta.resolve(client))), "../dist-types/commands");
  return Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith(suffix))
      .map((file) => {
        const text = readFileSync(join(folder, file), "utf8");
        const names = [...text.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name = ""]) => name);
        return [file.slice(0, -suffix.length), names.filter((name) => !name.endsWith("ServiceException"))];
      }),
  );
}

/** Those of the operations that a service has. */
export function errorsOfServed(
  documented: DocumentedErrors,
  { operations }: { readonly operations: Readonly<Record<string, unknown>> },
): DocumentedErrors {
  return Object.fromEntries(Object.entries(documented).filter(([operation]) => operation in operations));
}

export interface Documentation<Means> {
  readonly documented: DocumentedErrors;
  /** What provokes an error, by operation and error. */
  readonly provoked: Readonly<Record<string, Readonly<Record<string, Means>>>>;
  /** Why an error of any operation, or of one (`CreateStream ValidationException`), cannot come about. */
  readonly impossible: Readonly<Record<string, string>>;
  /** Of HTTP, by error. @default 400 for each */
  readonly statuses?: Readonly<Record<string, number>>;
}

/** `provoke` sends what is to fail; what that rejects with is looked at here. */
export function holdToDocumentation<Means>(
  { documented, provoked, impossible, statuses = {} }: Documentation<Means>,
  provoke: (operation: string, means: Means) => Promise<unknown>,
): void {
  test("nothing is told here that is not documented", () => {
    const known = Object.entries(documented).flatMap(([operation, names]) => [
      operation,
      ...names.flatMap((name) => [name, `${operation} ${name}`]),
    ]);
    const told = [
      ...Object.keys(impossible),
      ...Object.entries(provoked).flatMap(([operation, errors]) => [
        operation,
        ...Object.keys(errors).map((name) => `${operation} ${name}`),
      ]),
    ];
    expect(told.filter((each) => !known.includes(each))).toEqual([]);
  });

  test("no error is both provoked and called impossible", () => {
    const both = Object.entries(provoked).flatMap(([operation, errors]) =>
      Object.keys(errors).filter((name) => name in impossible || `${operation} ${name}` in impossible),
    );
    expect(both).toEqual([]);
  });

  describe.each(Object.entries(documented))("%s", (operation, names) => {
    const own = provoked[operation] ?? {};

    test("has all its documented errors told here", () => {
      const told = names.filter(
        (name) => name in own || name in impossible || `${operation} ${name}` in impossible,
      );
      expect(told).toEqual(names);
    });

    if (Object.keys(own).length > 0)
      test.each(Object.entries(own))("throws %s", async (name, means) => {
        await expect(provoke(operation, means)).rejects.toMatchObject({
          name,
          message: expect.stringMatching(/\S/),
          $metadata: {
            httpStatusCode: statuses[name] ?? 400,
            requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          },
        });
      });
  });
}

type Send = (operation: string, input: object) => Promise<unknown>;

/** Sends operations by their names. */
export function senderOf(sdk: object, client: { readonly send: (command: never) => Promise<unknown> }): Send {
  const commands = sdk as Readonly<Record<string, (new (input: object) => never) | undefined>>;
  return (operation, input) => {
    const Command = commands[`${operation}Command`];
    if (Command === undefined) throw new Error(`The SDK has no ${operation}`);
    return client.send(new Command(input));
  };
}
