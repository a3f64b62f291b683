// Has the broker opened when it is first needed: a region that nobody asks for IoT takes no port. That the port is taken ends
// nothing: it is told in one line, and whoever needs the broker is told so.

import { ServiceError } from "../../../aws/service-error.ts";
import { Broker, type BrokerOptions } from "./broker.ts";

export interface BrokerHostOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly options: () => BrokerOptions;
  /** Told, once, of a port that cannot be used. */
  readonly tell: (line: string) => void;
}

export class BrokerHost {
  readonly #host: BrokerHostOptions;
  #opening: Promise<Broker> | undefined;
  #broker: Broker | undefined;
  #isClosed = false;
  #isTold = false;

  constructor(host: BrokerHostOptions) {
    this.#host = host;
  }

  /** Undefined while nobody has needed it. */
  get broker(): Broker | undefined {
    return this.#broker;
  }

  /** Does not reject: what cannot be opened is told. */
  async need(): Promise<void> {
    await this.open().catch(() => undefined);
  }

  /** Rejects with ServiceUnavailableException. */
  async open(): Promise<Broker> {
    if (this.#isClosed) throw unavailable("The region is closing");
    this.#opening ??= Broker.listen(this.#host.port, this.#host.options());
    try {
      this.#broker = await this.#opening;
      return this.#broker;
    } catch (problem) {
      this.#opening = undefined;
      const line = describe(this.#host.port, problem);
      if (!this.#isTold) this.#host.tell(line);
      this.#isTold = true;
      throw unavailable(line);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const broker = await this.#opening?.catch(() => undefined);
    await broker?.close();
  }
}

function describe(port: number, problem: unknown): string {
  const { code, message } = problem as NodeJS.ErrnoException;
  const what = code === "EADDRINUSE" ? "is taken by another program" : `cannot be used: ${message}`;
  return `IoT has no MQTT broker: port ${port} of 127.0.0.1 ${what}; choose another with --mqtt-port N (0 takes any free one)`;
}

function unavailable(message: string): ServiceError {
  return new ServiceError("ServiceUnavailableException", message, { status: 503 });
}
