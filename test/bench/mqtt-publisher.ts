// Publishes with QoS 1 as fast as a broker acknowledges: packets that are encoded beforehand, some on their way at a time, so that
// the broker is measured and not its client.

import { once } from "node:events";
import { connect, type Socket } from "node:net";

const packetsAtOnce = 100;
/** CONNECT of MQTT 3.1.1 with a clean session and no keep-alive that matters; CONNACK and PUBACK have four bytes each. */
const connectFlags = [0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0x04, 0xb0];
const answerBytes = 4;

export class MqttPublisher {
  readonly #socket: Socket;
  #answered = 0;
  #wanted = 0;
  #onAnswered = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => {
      this.#answered += bytes.length;
      if (this.#answered >= this.#wanted) this.#onAnswered();
    });
  }

  static async connect(port: number, clientId: string): Promise<MqttPublisher> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    const publisher = new MqttPublisher(socket);
    const id = Buffer.from(clientId);
    const body = Buffer.concat([Buffer.from([...connectFlags, 0, id.length]), id]);
    await publisher.#send(Buffer.concat([Buffer.from([0x10, body.length]), body]), 1);
    return publisher;
  }

  /** Until the time has come; how many were acknowledged. */
  async publishUntil(endsAt: number, topic: string, payload: string): Promise<number> {
    const packets = Buffer.concat(
      Array.from({ length: packetsAtOnce }, (_, id) => packet(topic, payload, id + 1)),
    );
    let published = 0;
    do {
      await this.#send(packets, packetsAtOnce);
      published += packetsAtOnce;
    } while (performance.now() < endsAt);
    return published;
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(bytes: Buffer, answers: number): Promise<void> {
    this.#wanted += answers * answerBytes;
    return new Promise((resolve) => {
      this.#onAnswered = resolve;
      this.#socket.write(bytes);
    });
  }
}

function packet(topic: string, payload: string, id: number): Buffer {
  const name = Buffer.from(topic);
  const body = Buffer.concat([
    Buffer.from([name.length >> 8, name.length & 0xff]),
    name,
    Buffer.from([id >> 8, id & 0xff]),
    Buffer.from(payload),
  ]);
  const length = body.length < 128 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7];
  return Buffer.concat([Buffer.from([0x32, ...length]), body]);
}
