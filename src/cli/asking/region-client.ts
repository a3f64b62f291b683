// A region that is up, asked by a command of another process. It is asked as the console asks it.

import type { CommandOption, OptionValues } from "../command-option.ts";
import { outputOption } from "../output-option.ts";
import { exitCodes, UsageError } from "../usage-error.ts";

/** Of every command that asks a region. */
export const askingOptions: Readonly<Record<string, CommandOption>> = {
  "endpoint-url": {
    type: "string",
    value: "URL",
    default: "http://127.0.0.1:4566",
    isShared: true,
    awsVariable: "AWS_ENDPOINT_URL",
    summary: "the region to ask",
  },
  output: outputOption,
};

/** The region said no: told by AWS's code, with the exit code of what ran and failed. */
export class Refused extends UsageError {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`, { exitCode: exitCodes.failed });
    this.code = code;
  }
}

type Members = Readonly<Record<string, unknown>>;

export class RegionClient {
  readonly endpoint: string;

  /** Throws UsageError for an endpoint that is no URL. */
  constructor(options: OptionValues) {
    const given = options["endpoint-url"];
    if (!URL.canParse(String(given))) throw new UsageError(`--endpoint-url takes a URL, not "${given}"`);
    this.endpoint = String(given).replace(/\/+$/, "");
  }

  /** Dates are milliseconds, bytes are base64. Rejects with Refused, and with UsageError if nothing answers. */
  async call<Answer>(service: string, operation: string, members: Members = {}): Promise<Answer> {
    const body = JSON.stringify([{ service, operation, members }]);
    const [said] = await this.#ask<
      [{ readonly answer?: Answer; readonly error?: { readonly code: string; readonly message: string } }]
    >("/_millrace/api/calls", { method: "POST", headers: { "content-type": "application/json" }, body });
    if (said.error !== undefined) throw new Refused(said.error.code, said.error.message);
    return said.answer as Answer;
  }

  /** Rejects with UsageError if nothing answers, or no region. */
  health(signal?: AbortSignal): Promise<{ readonly region: string; readonly accountId: string }> {
    return this.#ask("/health", signal === undefined ? {} : { signal });
  }

  /** What AWS has no operation for. Rejects with Refused, and with UsageError if nothing answers. */
  view<Answer>(name: string, query: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#ask(`/_millrace/api/${name}?${new URLSearchParams(query)}`, {});
  }

  async #ask<Answer>(path: string, request: RequestInit): Promise<Answer> {
    const response = await fetch(`${this.endpoint}${path}`, request).catch((cause: unknown) => {
      throw new UsageError(`no region answers at ${this.endpoint}: ${reasonOf(cause)}`, {
        hint: "start one with `millrace dev` or `millrace start`, or name it by --endpoint-url",
        exitCode: exitCodes.unreachable,
      });
    });
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    const said: unknown = isJson ? await response.json() : undefined;
    if (response.ok && isJson) return said as Answer;
    const { code, message } = (said ?? {}) as { readonly code?: string; readonly message?: string };
    if (code !== undefined) throw new Refused(code, message ?? "");
    throw new UsageError(
      `what answers at ${this.endpoint} is no region of millrace (status ${response.status})`,
      {
        exitCode: exitCodes.unreachable,
      },
    );
  }
}

/** What fetch says of whom it could not ask is that it failed; why is the cause's message. */
function reasonOf(problem: unknown): string {
  const { cause, message } = problem as Partial<Error>;
  const reason = (cause as Partial<Error> | undefined)?.message || message || String(problem);
  // https://fetch.spec.whatwg.org/#port-blocking
  return reason === "bad port" ? "its port is one that fetch asks nobody at" : reason;
}
